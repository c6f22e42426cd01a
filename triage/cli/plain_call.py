"""A live call in plain mode: type lines, choose the risk by its digit, look up, note who was not reached.

The same drafts, ears and guidance as the screen's; only what is said of them differs.
"""

from collections.abc import Callable
from datetime import datetime

from triage import call as calls
from triage.cli.output import give_wrapped
from triage.cli.plain_ear import LateEar
from triage.cli.plain_hand import Hand
from triage.cli.plain_lines import give_clause, give_finding, line, read
from triage.cli.plain_record import check
from triage.cli.plain_sign_in import sign_in
from triage.content import message
from triage.desk.views import Access
from triage.labels import label
from triage.model import Guidance, GuidanceLine, Heard, Quotation, Rung
from triage.records.draft import Exchange, LineKind
from triage.records.times import clock_time

MOST_STEPS = 3
"""Of DO NEXT, after a line; the rest stands behind /g."""
_MOST_HEARD = 2
"""Signals named after a line: the strongest come first."""
_TAKE_WORDS = frozenset("wqnf")
"""Commands with words behind them. Behind any other they would be lost, so it is refused."""

Action = Callable[[str], bool]
"""Does what a command says, with the words behind it. False: the call is left."""


def command_of(typed: str, *, their_words: bool) -> tuple[str, str]:
    """The command in a typed line and the words behind it; an empty command for a line of the call.

    A command is a digit alone, or a slash and its name. While every line is the caller's own words a digit
    alone is text, and only a slash begins a command.
    """
    text = typed.strip()
    if text.startswith("/"):
        name, _, words = text[1:].partition(" ")
        return name.lower() or "?", words.strip()
    if not their_words and text in {str(rung.value) for rung in Rung}:
        return text, ""
    return "", text


class PlainCall:
    """The loop of one call, until it is left or submitted."""

    def __init__(self, hand: Hand, ear: LateEar) -> None:
        self._hand = hand
        self._desk = hand.desk
        self._ear = ear
        self._their_words = False
        self._line: tuple[Exchange, Heard] | None = None
        """The line in hand; None while the rung's own guidance holds."""
        self._said: GuidanceLine | None = None
        self._steps: tuple[GuidanceLine, ...] = ()
        self._clause: Quotation | None = None
        self._actions: dict[str, Action] = {
            "w": self._words, "q": self._question, "n": self._note, "f": self._find, "m": self._no_manager,
            "d": self._dropped, "e": self._ended, "c": self._check, "g": self._all_guidance,
            "s": self._sign_in, "h": self._help, "b": self._back,
            **{str(rung.value): self._rung_action(rung) for rung in Rung},
        }  # fmt: skip

    def run(self, rung: Rung | None = None) -> None:
        """``rung`` is chosen at once. Raises what ``read`` raises; all that was entered is kept by then."""
        self._ear.forget()
        draft = self._hand.draft
        if calls.has_content(draft):
            line("plain_carried_on", time=clock_time(draft.opened_at), lines=len(draft.thread))
        if draft.typing.strip():
            line("plain_left_in_box", words=draft.typing)
        line("plain_call")
        line("risk_line")
        if rung is not None:
            self._choose(rung, self._desk.now())
        else:
            self._advise()
        going = True
        while going:
            self._hear_late()
            typed = read("plain_their_words" if self._their_words else "plain_note", optional=True)
            if typed.strip():
                going = self._do(typed)

    def _do(self, typed: str) -> bool:
        command, words = command_of(typed, their_words=self._their_words)
        if not command:
            return self._enter(*calls.spoken_line(words, their_words=self._their_words))
        if command not in self._actions or (words and command not in _TAKE_WORDS):
            line("plain_no_such")
            return True
        return self._actions[command](words)

    # Lines

    def _enter(self, kind: LineKind, text: str) -> bool:
        if text:
            heard = self._desk.hear(text, rung=self._hand.draft.rung)
            self._keep_line(kind, text, heard)
            self._reply(self._hand.draft.thread[-1], heard)
        return True

    def _keep_line(self, kind: LineKind, text: str, heard: Heard) -> None:
        now = self._desk.now()
        draft, reply = self._hand.draft, self._desk.reply_of(heard)
        # What stood in the box of the screen was never entered, and still is not.
        self._hand.change(draft.said(now, kind, text, reply).with_typing(draft.typing))
        kept = self._hand.is_kept
        number, time = len(self._hand.draft.thread), clock_time(now)
        line(
            "plain_kept" if kept else "plain_noted_not_kept",
            number=number, time=time, kind=label("line_kind", kind),
        )  # fmt: skip

    def _reply(self, entered: Exchange, heard: Heard) -> None:
        """What was heard, by meaning too where it comes within a second; then what is new to say and do."""
        self._ear.listen(entered, self._hand.draft.rung)
        for late in self._ear.heard():
            if late.number == entered.number:
                heard = late.heard
                self._hand.change(self._hand.draft.replied(late.number, self._desk.reply_of(heard)))
            else:
                self._say_late(late.number, late.heard)
        self._line = entered, heard
        if entered.kind is LineKind.LOOK_UP:
            give_finding(heard.finding, self._desk.pack, self._desk.service)
        else:
            self._say_heard(entered, heard)
        self._advise()

    def _say_heard(self, entered: Exchange, heard: Heard) -> None:
        signals = heard.detection.signals
        for signal in signals[:_MOST_HEARD]:
            start, end = signal.span
            named = label("category", signal.category or "none")
            line("plain_heard", words=entered.text[start:end], category=named)
        if not signals:
            line("plain_nothing_heard")
        self._suggest(heard)

    def _suggest(self, heard: Heard) -> None:
        """A rung that fits better than the one in force. It is never chosen by itself."""
        in_force, fits = self._hand.draft.rung, heard.detection.rung
        if heard.detection.concern and (in_force is None or fits < in_force):
            line("plain_fits", rung=label("rung_word", fits), number=fits.value)

    def _hear_late(self) -> None:
        for late in self._ear.heard(0):
            self._say_late(late.number, late.heard)

    def _say_late(self, number: int, heard: Heard) -> None:
        """Only what the words alone had not raised."""
        before = self._hand.draft.thread[number - 1]
        known = {(signal.category, signal.rung) for signal in before.reply.signals}
        self._hand.change(self._hand.draft.replied(number, self._desk.reply_of(heard)))
        fresh = [each for each in heard.detection.signals if (each.category, each.rung) not in known]
        for signal in fresh:
            start, end = signal.span
            named = label("category", signal.category or "none")
            line("plain_heard_later", number=number, words=before.text[start:end], category=named)
        if fresh:
            self._suggest(heard)
        if self._line is not None and self._line[0].number == number:
            self._line = before, heard
            self._advise()

    # Guidance

    def _advise(self, *, whole: bool = False) -> None:
        """SAY, DO NEXT and the clause, each only where it is another than the last one said."""
        guidance = self._guidance()
        if whole or guidance.say != self._said:
            line("plain_say", words=guidance.say.text.strip('"'), source=guidance.say.source)
        if whole or guidance.steps != self._steps:
            self._give_steps(guidance.steps, len(guidance.steps) if whole else MOST_STEPS)
        self._said, self._steps = guidance.say, guidance.steps
        looked_up = self._line is not None and self._line[0].kind is LineKind.LOOK_UP
        for clause in guidance.clauses if whole else () if looked_up else guidance.clauses[:1]:
            if whole or clause != self._clause:
                give_clause(clause)
            self._clause = clause

    def _guidance(self) -> Guidance:
        rung, earlier = self._hand.draft.rung, calls.heard_in(self._hand.draft)
        return self._desk.guidance(rung, self._line[1] if self._line else None, earlier=earlier)

    @staticmethod
    def _give_steps(steps: tuple[GuidanceLine, ...], most: int) -> None:
        line("plain_do")
        for number, step in enumerate(steps[:most], 1):
            line("plain_step", number=number, text=step.text, source=step.source)
        if len(steps) > most:
            line("plain_more", count=len(steps) - most)

    # Commands

    def _rung_action(self, rung: Rung) -> Action:
        def choose(_: str) -> bool:
            self._choose(rung, self._desk.now())
            return True

        return choose

    def _choose(self, rung: Rung, at: datetime) -> None:
        before = self._hand.draft.rung
        self._hand.change(self._hand.draft.chose(at, rung))
        line("plain_chose", labels=label("rung_plain", rung))
        if before is not None and before is not rung:
            line("rung_moved", before=before.value, now=rung.value, time=clock_time(at))
        self._line = None
        self._advise()

    def _words(self, words: str) -> bool:
        if words:
            return self._enter(*calls.spoken_line(words, their_words=True))
        self._their_words = not self._their_words
        line("plain_in_their_words" if self._their_words else "plain_in_notes")
        return True

    def _question(self, words: str) -> bool:
        words = words or read("plain_what_asked", optional=True)
        return self._enter(LineKind.QUESTION, words.strip())

    def _note(self, words: str) -> bool:
        words = words or read("plain_what_note", optional=True)
        return self._enter(LineKind.NOTE, words.strip())

    def _find(self, words: str) -> bool:
        words = words or read("plain_what_find", optional=True)
        return self._enter(LineKind.LOOK_UP, words.strip())

    def _no_manager(self, _: str) -> bool:
        """Notes the try and says who is next."""
        now, draft = self._desk.now(), self._hand.draft
        who = calls.not_reached(draft, self._desk.service)
        tried = who.tried or message("unnamed_manager")
        self._hand.change(draft.contacted(now, tried, reached=False))
        line("manager_not_reached", time=clock_time(now))
        if who.next is not None:
            line("manager_next", name=who.next.name, phone=who.next.phone)
        else:
            line("manager_list_ends" if who.deputy_set else "no_deputy")
        return True

    def _dropped(self, _: str) -> bool:
        if self._hand.draft.ended_at is None:
            return self._over(dropped=True)
        self._hand.change(calls.taken_up_again(self._hand.draft))
        line("plain_call_back")
        return True

    def _ended(self, _: str) -> bool:
        return self._over(dropped=False)

    def _over(self, *, dropped: bool) -> bool:
        now = self._desk.now()
        self._hand.change(self._hand.draft.ended(now, dropped=dropped))
        if dropped:
            line("plain_life_at_risk")
        line("plain_call_dropped" if dropped else "plain_call_ended", time=clock_time(now))
        return True

    def _check(self, _: str) -> bool:
        if self._desk.access is not Access.OPEN:
            line("plain_sign_in_first")
            return True
        if self._hand.is_loose:
            line("nothing_to_check")
            return True
        for late in self._ear.heard():
            self._say_late(late.number, late.heard)
        return not check(self._hand)

    def _all_guidance(self, _: str) -> bool:
        self._advise(whole=True)
        return True

    def _sign_in(self, _: str) -> bool:
        me = self._desk.me
        if me is not None:
            line("plain_signed_in", name=me.name, role=label("role", me.role))
        elif sign_in(self._desk):
            self._hand.keep_now()
        return True

    def _help(self, _: str) -> bool:
        give_wrapped(message("plain_help"))
        return True

    def _back(self, _: str) -> bool:
        if self._hand.is_at_risk:
            line("plain_not_submitted")
        return False
