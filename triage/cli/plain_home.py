"""Plain mode: the program as lines, for a screen reader or a terminal that cannot draw. Home is a menu.

It asks the same desk and keeps the same records as the full screen.
"""

from collections.abc import Callable
from contextlib import suppress

import click

from triage import call as calls
from triage import renewal
from triage.cli.asking import choose
from triage.cli.decide import decided
from triage.cli.options import settings
from triage.cli.output import give_wrapped
from triage.cli.plain_call import PlainCall
from triage.cli.plain_ear import LateEar
from triage.cli.plain_hand import Hand
from triage.cli.plain_lines import Hiding, fault, give_finding, line, read
from triage.cli.plain_sign_in import sign_in
from triage.cli.record import give_file, row_line
from triage.content import message
from triage.desk.desk import Desk
from triage.desk.views import Access, RecordRow
from triage.errors import ExitCode, TriageError
from triage.labels import label
from triage.model import Rung
from triage.records.draft import Draft
from triage.records.people import Role
from triage.records.times import clock_time, moment

MOST_ROWS = 9
"""Drafts on Home, and records in a list: what a person hears out before choosing."""
_INTERRUPTED = 130

Choice = tuple[str, Callable[[], bool | None]]
"""A row of the menu and what it does; False: the program is left."""


def run_plain(desk: Desk, *, start: str = "home", rung: Rung | None = None, renews: bool = False) -> int:
    """Plain lines until the person leaves: the exit code, or ``renewal.RENEW`` to start again after hiding.

    The caller closes the desk after. ``renews``: the caller starts the process again when it is told to.
    """
    settings().plain = True
    renewed = renews and renewal.was_renewed()
    renewal.terminal_taken()  # there is no second screen to leave
    plain = Plain(desk, renews=renews)
    try:
        return plain.run(start="home" if renewed else start, rung=rung)
    except (click.Abort, KeyboardInterrupt) as stopped:
        plain.say_stopped()
        at_the_end = isinstance(stopped.__context__, EOFError)
        return ExitCode.DONE if at_the_end else _INTERRUPTED
    finally:
        plain.close()


class Plain:
    """Who sits here, and the call in hand."""

    def __init__(self, desk: Desk, *, renews: bool) -> None:
        self._desk = desk
        self._renews = renews and renewal.POSSIBLE
        self._hand: Hand | None = None
        """The call in hand; None on Home."""
        self._unsaved: list[Hand] = []
        """Calls that were left and that only this window holds."""
        self._ear = LateEar(desk)

    def run(self, *, start: str, rung: Rung | None) -> int:
        """Until it is left. After hiding: another sign-in, in a process that has forgotten where it can."""
        line("plain_start")
        line("plain_scrollback")
        if self._desk.is_demo:
            line("home_demo")
        while True:
            try:
                if self._desk.me is None:
                    self._sign_in()
                if start == "call":
                    start = "home"
                    self._call(None, rung)
                self._home()
            except Hiding:
                self._hide()
                if self._renews and not self._unsaved:
                    return renewal.RENEW
            else:
                line("plain_clear")
                return ExitCode.DONE

    def say_stopped(self) -> None:
        """What became of what was typed, whatever stopped it."""
        hand = self._hand
        give_wrapped("")
        if self._unsaved or (hand is not None and not hand.is_kept):
            line("plain_stopped_not_saved")
        elif hand is not None and calls.has_content(hand.draft):
            line("plain_stopped_saved", ref=hand.draft.ref)
        else:
            line("plain_stopped")
        if hand is not None and hand.is_at_risk:
            line("plain_not_submitted")
        line("plain_clear")

    def close(self) -> None:
        """Before the desk is closed."""
        self._ear.close()

    def _hide(self) -> None:
        self._put_down()
        self._desk.lock()
        line("plain_hidden")
        if self._unsaved:
            line("plain_hidden_unsaved")

    def _put_down(self) -> None:
        """The call in hand is left; what is not saved of it stays in this window."""
        if self._hand is not None and not self._hand.is_kept:
            self._unsaved.append(self._hand)
        self._hand = None

    def _sign_in(self) -> None:
        """Calls from before are saved for who is let in: their own, and those that are nobody's yet."""
        sign_in(self._desk)
        me = self._desk.me
        for hand in self._unsaved:
            if me is not None and (hand.is_loose or hand.draft.author == me):
                hand.keep_now()
        self._unsaved = [hand for hand in self._unsaved if not hand.is_kept]

    # Home

    def _home(self) -> None:
        going: bool | None = True
        while going is not False:
            give_wrapped("")
            line("plain_home")
            choices = self._choices()
            at = choose("plain_choose", [each[0] for each in choices], read)
            try:
                going = choices[at][1]()
            except TriageError as refused:
                fault(refused)

    def _choices(self) -> list[Choice]:
        desk = self._desk
        choices: list[Choice] = [(message("menu_call"), lambda: self._call(None))]
        choices += [self._unsaved_choice(hand) for hand in self._unsaved]
        if desk.access is Access.OPEN:
            with suppress(TriageError):
                choices += [self._draft_choice(draft) for draft in desk.drafts()[:MOST_ROWS]]
                rows = desk.records()
                choices.append((message("plain_records", count=len(rows)), self._records))
            with suppress(TriageError):  # a caseworker has no inbox
                if desk.me is not None and desk.me.role is Role.MANAGER:
                    choices.append((message("plain_inbox", count=desk.count_inbox()), self._inbox))
        choices.append((message("plain_find"), self._find))
        if desk.access is not Access.NONE:
            choices.append((message("plain_another_person"), self._sign_in))
            choices.append((message("plain_hide"), self._ask_to_hide))
        choices.append((message("plain_practice"), self._practise))
        choices.append((message("plain_leave"), self._stays))
        return choices

    def _draft_choice(self, draft: Draft) -> Choice:
        rung = label("rung_word", draft.rung) if draft.rung else message("no_rung_yet")
        left = len(self._desk.interview(draft).gaps)
        answers = message("answers_left", count=left) if left else message("answers_done")
        when = moment(draft.opened_at, self._desk.now())
        words = message("draft_row", when=when, rung=rung, answers=answers)
        return message("plain_carry_on", draft=words), lambda: self._call(draft)

    def _unsaved_choice(self, hand: Hand) -> Choice:
        def carry_on() -> None:
            self._unsaved.remove(hand)
            self._take(hand)

        return message("plain_carry_on_unsaved", time=clock_time(hand.draft.opened_at)), carry_on

    def _call(self, draft: Draft | None, rung: Rung | None = None) -> None:
        self._take(Hand(self._desk, draft), rung)

    def _take(self, hand: Hand, rung: Rung | None = None) -> None:
        self._hand = hand
        try:
            PlainCall(hand, self._ear).run(rung)
        except TriageError:
            self._put_down()
            raise
        self._put_down()

    def _records(self) -> None:
        row = self._one_of("plain_record_which", self._desk.records(MOST_ROWS), "no_records")
        if row is not None:
            give_file(self._desk.record(row.ref), self._desk.now())

    def _inbox(self) -> None:
        """A manager's: one record is read, then decided question by question."""
        row = self._one_of("plain_inbox_which", self._desk.inbox(MOST_ROWS), "inbox_empty")
        if row is None:
            return
        try:
            decided(self._desk, row.ref)
        except click.Abort:
            line("not_signed")
            raise

    def _one_of(self, title: str, rows: tuple[RecordRow, ...], empty: str) -> RecordRow | None:
        if not rows:
            line(empty)
            return None
        line(title)
        now = self._desk.now()
        at = choose("plain_choose", [*(row_line(row, now) for row in rows), message("plain_back")], read)
        return rows[at] if at < len(rows) else None

    def _find(self) -> None:
        words = read("plain_find_words", optional=True).strip()
        if words:
            give_finding(self._ear.look_up(words), self._desk.pack, self._desk.service)
            line("risk_line")

    def _practise(self) -> None:
        """A call with invented people; nothing of it touches real records."""
        from triage.cli.practice_lines import play_plainly
        from triage.desk.practice_room import scenarios

        calls = scenarios(self._desk.pack)
        line("plain_practice_which")
        titles = [each.title for each in calls]
        at = choose("plain_choose", [*titles, message("plain_back")], read)
        if at < len(calls):
            play_plainly(self._desk, calls[at].id)

    def _stays(self) -> bool:
        """Leaving loses what only this window holds: asked once."""
        if not self._unsaved:
            return False
        line("plain_leave_unsaved")
        return read("plain_leave_what", optional=True).strip().lower() != "y"

    @staticmethod
    def _ask_to_hide() -> None:
        raise Hiding
