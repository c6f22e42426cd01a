"""The screen for when someone is on the phone: a chat with the policy. One box, a thread, and what to say
and do.

Works the same with records open, locked or missing; only what is kept differs, and row 1 says so.
"""

from datetime import datetime
from time import monotonic
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.getters import query_one
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

from triage import call as calls
from triage.content import message
from triage.desk.desk import Desk
from triage.desk.views import Access, EncoderState
from triage.errors import TriageError
from triage.labels import label
from triage.model import Finding, Guidance, Heard, Rung
from triage.records.draft import Draft, Exchange, LineKind
from triage.text import LONGEST_LINE
from tui import reply_words
from tui.clock import call_length, clock_time
from tui.keeping import Keeping
from tui.messages import CheckAsked, ModeAsked, SignedIn
from tui.screens.base import TriageScreen
from tui.widgets.advice import Advice, Card
from tui.widgets.ladder_line import LadderLine
from tui.widgets.line_box import LineBox
from tui.widgets.rule import TitledRule
from tui.widgets.sign_in_box import SignInBox
from tui.widgets.thread import Thread

PREVIEW_SECONDS = 0.12
"""A pause in typing after which clauses that match what is typed are shown."""
LOOKING_SECONDS = 1.0
"""So long without the meaning answer row 1 says «Looking...»; a later answer leaves the clause being read
in place."""
LONGEST_PREVIEW = 300
"""Characters at the end of the box that are looked up while typing."""


class CallScreen(TriageScreen):
    """The call in hand. Its draft lives in ``Keeping``; before anything is kept it is a loose one of its
    own."""

    CSS_PATH = "call.tcss"
    ON_CALL = True
    HELP_PAGE = "call"
    NOTE_TITLE: ClassVar[str] = "note_title"
    """What stands above the box: id of its message."""
    NOTE_HINT: ClassVar[str] = "note_hint"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", key_display="Esc", tooltip="One step back. Nothing is lost"),
        Binding("f2", "their_words", "Words", key_display="F2", tooltip="Write the caller's exact words"),
        Binding(
            "f3",
            "no_manager",
            "Can't reach manager",
            key_display="F3",
            tooltip="Notes the try, shows who is next",
        ),
        Binding("f4", "check", "Check", key_display="F4", tooltip="Check your answers, then submit"),
        Binding("f5", "dropped", "Dropped", key_display="F5", tooltip="The call was cut off, or is back"),
        Binding("f6", "ended", "Ended", key_display="F6", show=False, tooltip="The call has ended"),
        Binding(
            "f9",
            "listen",
            "Listen",
            key_display="F9",
            show=False,
            tooltip="Only listen: say, never say, note",
        ),
        Binding("f1,f12", "app.help", "Help", key_display="F1", tooltip="What you can do here"),
    ]

    ladder = query_one("#ladder", LadderLine)
    thread = query_one("#thread", Thread)
    box_rule = query_one("#box-rule", TitledRule)
    box = query_one("#box", LineBox)
    advice = query_one("#right", Advice)

    class MeaningHeard(Message):
        """The reply with the meaning ear, for line ``number``; None when the encoder has failed."""

        def __init__(self, number: int, rung: Rung | None, heard: Heard | None) -> None:
            super().__init__()
            self.number = number
            self.rung = rung
            self.heard = heard

    def __init__(
        self, desk: Desk, keeping: Keeping, *, noted: Draft | None = None, rung: Rung | None = None,
        hidden: bool = False,
    ) -> None:  # fmt: skip
        """``noted``: a loose call to be kept from now on; ``rung``: chosen at once; ``hidden``: guidance
        only."""
        super().__init__(desk, keeping)
        self._own = noted or calls.loose_call(desk.now(), desk.pack.sha256)
        self._first_rung = rung
        self._hidden = hidden
        self._heard: dict[int, tuple[Rung | None, Heard]] = {}
        self._asked_at: dict[int, float] = {}
        self._line: int | None = None
        """The line in hand; None while the rung's own guidance is shown."""
        self._shown_rung: Rung | None = None
        """A digit in the box that may still be text."""
        self._card: Card | None = None
        self._their_words = False
        self._signing_in = False
        self._hint = ""
        self._preview: Finding | None = None
        self._preview_timer: Timer | None = None

    def body(self) -> ComposeResult:
        yield LadderLine(id="ladder")
        with Vertical(id="work"):
            with Vertical(id="left"):
                yield TitledRule(message("thread_title"), id="thread-rule")
                yield Thread(id="thread")
                yield TitledRule(id="box-rule")
                yield LineBox(self.desk.now, id="box")
            yield Advice(id="right")

    def on_mount(self) -> None:
        super().on_mount()
        held = self.keeping.draft
        if held is not None and not self._hidden:
            self._own = held
        if calls.has_content(self._own) or self._own.typing:
            self._change(self._own)
            self._line = self.call.thread[-1].number if self.call.thread else None
        self.box.put(self.call.typing)
        self.box.focus()
        if self._first_rung is not None:
            self.choose_rung(self._first_rung, self.desk.now())
        self._draw()

    @property
    def call(self) -> Draft:
        """The newest version: other screens may have answered questions on it since."""
        held = self.keeping.draft
        return held if held is not None and held.ref == self._own.ref else self._own

    @property
    def not_kept(self) -> Draft | None:
        """What was noted here and has no place in the vault: records are closed, or the disk refused."""
        call = self.call
        return call if calls.is_loose(call) and _is_worth_keeping(call) else None

    def keep_now(self) -> None:
        """Records are open: what was noted before is kept from here on."""
        if self.not_kept is not None:
            self._change(self.call)

    def status(self) -> tuple[str, ...]:
        call, now = self.call, self.desk.now()
        if call.ended_at is not None:
            place = message(
                "place_call_dropped" if call.dropped else "place_call_ended", time=clock_time(call.ended_at)
            )
        elif calls.call_runs(call, now):
            place = message("live_call", length=call_length(now - call.opened_at))
        else:
            place = message("earlier_call", time=clock_time(call.opened_at))
        return place, self._kept_words(), self._ears_words() or message("not_sent"), call.ref

    # Lines

    @on(LineBox.Entered)
    def _line_entered(self, entered: LineBox.Entered) -> None:
        kind, text = calls.spoken_line(entered.text, their_words=self._their_words)
        if text:
            self.take_line(kind, text)

    def take_line(self, kind: LineKind, text: str) -> None:
        """A line of the call: into the thread, with its reply."""
        rung = self.call.rung
        heard = self.desk.hear(text, rung=rung)
        self._change(self.call.said(self.desk.now(), kind, text, self.desk.reply_of(heard)))
        line = self.call.thread[-1]
        self._heard[line.number] = (rung, heard)
        self._card = self._preview = None
        self._hint = ""
        self._listen(line, rung)
        self._show_line(line.number)

    def _listen(self, line: Exchange, rung: Rung | None) -> None:
        """Every line is listened to by meaning too, each in its turn: a signal that words miss must not be
        dropped."""
        if self.desk.encoder is not EncoderState.FAILED:
            self._asked_at[line.number] = monotonic()
            self._hear_by_meaning(line.number, line.text, rung)

    @work(thread=True, exit_on_error=False, group="hear", description="Reading a line")
    def _hear_by_meaning(self, number: int, text: str, rung: Rung | None) -> None:
        heard = self.desk.hear_with_meaning(text, rung=rung)
        self.post_message(self.MeaningHeard(number, rung, heard))

    @on(MeaningHeard)
    def _meaning_heard(self, late: MeaningHeard) -> None:
        """Adds to the line's own row; what is being read stays where it is."""
        asked_at = self._asked_at.pop(late.number, 0.0)
        call, heard = self.call, late.heard
        if heard is None or late.number > len(call.thread) or call.thread[late.number - 1].text != heard.text:
            self.draw_status()
            return
        self._heard[late.number] = (late.rung, heard)
        self._change(call.replied(late.number, self.desk.reply_of(heard)))
        self._draw(late=late.number == self._line, waited=monotonic() - asked_at > LOOKING_SECONDS)

    def _reply_to(self, line: Exchange) -> Heard:
        """From this session, or heard again: after a restart, or when another rung is in force by now."""
        rung = self.call.rung
        known = self._heard.get(line.number)
        if known is None or known[0] is not rung:
            known = self._heard[line.number] = (rung, self.desk.hear(line.text, rung=rung))
            self._listen(line, rung)
        return known[1]

    def _show_line(self, number: int | None) -> None:
        self._line = number
        self.advice.start_over()
        self._draw()

    # Rungs

    @on(LineBox.RungShown)
    def _rung_shown(self, shown: LineBox.RungShown) -> None:
        self._shown_rung = shown.rung
        self.advice.start_over()
        self._draw()

    @on(LineBox.RungChosen)
    def _rung_chosen(self, chosen: LineBox.RungChosen) -> None:
        self.choose_rung(chosen.rung, chosen.at)

    @on(LineBox.RungTakenBack)
    def _rung_taken_back(self) -> None:
        if self.call.rungs:
            self._change(calls.rung_taken_back(self.call))
        self._hint = ""
        self._draw()

    def choose_rung(self, rung: Rung, at: datetime) -> None:
        """The rung in force from ``at`` on."""
        before = self.call.rung
        self._shown_rung = self._card = None
        if before is not None and before is not rung:
            self._hint = message("rung_moved", before=before.value, now=rung.value, time=clock_time(at))
        self._change(self.call.chose(at, rung))
        self._show_line(None)

    # Typing

    @on(TextArea.Changed)
    def _typed(self, changed: TextArea.Changed) -> None:
        text = changed.text_area.text
        if text != self.call.typing:
            self._change(self.call.with_typing(text))
        if self._preview_timer is not None:
            self._preview_timer.stop()
        self._preview_timer = self.set_timer(PREVIEW_SECONDS, self._look_while_typing)

    def _look_while_typing(self) -> None:
        """Shows matching clauses where that moves nothing: in the panel for a look-up or an idle call, else
        by name."""
        text = self.box.text.lstrip("?").strip()[-LONGEST_PREVIEW:]
        before = self._preview
        self._preview = self.desk.look_up(text) if len(text) >= 3 else None
        if self._preview is not None or before is not None:
            self._draw()

    @on(LineBox.Mended)
    def _mended(self, mended: LineBox.Mended) -> None:
        said = message("hidden_removed") if mended.hidden_removed else ""
        cut = message("text_cut", longest=f"{LONGEST_LINE:,}") if mended.cut else ""
        self._hint = f"{said} {cut}".strip()
        self._draw_rule()

    @on(LineBox.Turned)
    def _turned_to(self, turned: LineBox.Turned) -> None:
        if turned.key in ("up", "down"):
            self._step_line(-1 if turned.key == "up" else 1)
        elif turned.key == "tab":
            self.advice.do_next.turn_page()
        else:
            self._step_clause(-1 if turned.key == "pageup" else 1)

    def _step_line(self, step: int) -> None:
        thread = self.call.thread
        if thread:
            at = (self._line or len(thread) + 1) + step
            self._show_line(min(max(at, 1), len(thread)))

    def _step_clause(self, step: int) -> None:
        if self.has_class("-low"):
            self.set_class(step > 0, "-policy")
        self.advice.step(step)

    # Keys

    def action_back(self) -> None:
        if self._signing_in:
            self._close_sign_in()
        elif self._their_words:
            self._set_their_words(False)
        elif self._card is not None:
            self._card = None
            self._draw()
        else:
            self.box.settle()
            self.post_message(ModeAsked("lock" if self._hidden else "home"))

    def action_their_words(self) -> None:
        """The caller's exact words from here on; while records are locked, the passphrase first, in place."""
        if self.desk.access is Access.LOCKED:
            self._open_sign_in()
        else:
            self._set_their_words(not self._their_words)

    def action_no_manager(self) -> None:
        """Notes the try and shows who is next."""
        now, call, service = self.desk.now(), self.call, self.desk.service
        who = calls.not_reached(call, service)
        said = [message("manager_not_reached", time=clock_time(now))]
        if who.next is not None:
            said.append(message("manager_next", name=who.next.name, phone=who.next.phone))
        elif who.deputy_set:
            said.append(message("manager_list_ends"))
        else:
            said.append(message("no_deputy"))
        self._change(call.contacted(now, who.tried or message("unnamed_manager"), reached=False))
        self.show_card("no_manager_title", "\n".join(said))

    def action_check(self) -> None:
        """To the questions and the check page."""
        if self.desk.access is Access.LOCKED:
            self._open_sign_in()
        elif calls.is_loose(self.call):
            self.hint(message("nothing_to_check"))
        else:
            self.post_message(CheckAsked(self.call))

    def action_dropped(self) -> None:
        """The call was cut off; the same key again: the caller is back."""
        if self.call.ended_at is not None:
            self._change(calls.taken_up_again(self.call))
            self._card = None
            self._draw()
        else:
            self.end_call(dropped=True)

    def action_ended(self) -> None:
        """The call came to its end."""
        self.end_call(dropped=False)

    def end_call(self, *, dropped: bool) -> None:
        """Nobody is on the line any more."""
        now = self.desk.now()
        self._change(self.call.ended(now, dropped=dropped))
        self.show_card(
            "call_over_title", message("call_dropped" if dropped else "call_ended", time=clock_time(now))
        )

    def action_listen(self) -> None:
        """The caller talks: one thing to say, one never to say, and jottings with their times."""
        self.toggle_class("-listen")
        self._hint = ""
        self._draw_rule()

    # Records locked: the passphrase in place

    def _open_sign_in(self) -> None:
        if not self._signing_in:
            self._signing_in = True
            self.box.display = False
            self.mount(SignInBox(self.desk), after=self.box)
            self._draw_rule()

    def _close_sign_in(self) -> None:
        self._signing_in = False
        self.query(SignInBox).remove()
        self.box.display = True
        self.box.focus()
        self._draw_rule()

    @on(SignInBox.Opened)
    def _opened(self) -> None:
        self._close_sign_in()
        if self._hidden:
            self.post_message(SignedIn())
            return
        self._change(self.call)
        self._set_their_words(True)
        self.post_message(SignedIn())

    # Keeping

    def _change(self, call: Draft) -> None:
        """``call`` is the newest version. It gets a place in the vault with its first content, if records
        are open."""
        wanted = _is_worth_keeping(call)
        if calls.is_loose(call) and wanted and not self._hidden and self.desk.access is Access.OPEN:
            try:
                call = calls.adopted(call, self.desk.start_call())
            except TriageError:
                self._own = call
                return
        self._own = call
        if not calls.is_loose(call):
            self.keeping.keep(call)

    def _kept_words(self) -> str:
        if not calls.is_loose(self.call):
            return self.saved_words() or message("saving")
        if self.not_kept is not None and self.desk.access is Access.OPEN:
            return message("not_kept_refused")
        return message(f"not_kept_{self.desk.access.value}")

    def _ears_words(self) -> str:
        if any(monotonic() - at > LOOKING_SECONDS for at in self._asked_at.values()):
            return message("looking")
        return "" if self.desk.encoder is EncoderState.READY else label("encoder", EncoderState.FAILED)

    # Drawing

    def _draw(self, *, late: bool = False, waited: bool = False) -> None:
        """All of it from the values in hand. ``late``: the line in hand got its meaning answer just now."""
        call = self.call
        self.ladder.rung = self._shown_rung or call.rung
        replies = {line.number: reply_words.told(line, self.desk.pack, call.rung) for line in call.thread}
        self.thread.show(call.thread, replies, self._line, message("thread_empty"))
        guidance = self._guidance()
        self.advice.show(guidance, self._card, fits=self._suggestion(guidance))
        self._draw_policy(guidance, pin=late and (self.advice.turned or waited))
        self._draw_urgency(guidance)
        self._draw_rule()
        self.draw_status()

    def _guidance(self) -> Guidance:
        line, earlier = self._line_in_hand(), calls.heard_in(self.call)
        if self._shown_rung is not None or line is None:
            return self.desk.guidance(self._shown_rung or self.call.rung, earlier=earlier)
        return self.desk.guidance(self.call.rung, self._reply_to(line), earlier=earlier)

    def _finding(self) -> Finding | None:
        if self._preview is not None and self._preview_in_panel():
            return self._preview
        line = self._line_in_hand()
        return None if line is None or self._shown_rung is not None else self._reply_to(line).finding

    def _preview_in_panel(self) -> bool:
        idle = self._line is None and self.call.rung is None and self._shown_rung is None
        return idle or self.box.text.startswith("?")

    def _line_in_hand(self) -> Exchange | None:
        thread = self.call.thread
        return thread[self._line - 1] if self._line is not None and self._line <= len(thread) else None

    def _asks(self, finding: Finding | None) -> bool:
        """The finding answers a question to the policy; a line of the account asked nothing."""
        line = self._line_in_hand()
        return finding is not None and (
            finding is self._preview or (line is not None and line.kind is LineKind.LOOK_UP)
        )

    def _draw_policy(self, guidance: Guidance, *, pin: bool) -> None:
        finding = self._finding()
        asks = self._asks(finding)
        before = reply_words.not_answered(finding if asks else None, self.desk.pack, self.desk.service)
        nothing = message("nothing_found_here" if finding is not None else "policy_idle")
        clauses = reply_words.clauses_for(guidance, finding, look_up=asks)
        self.advice.show_clauses(clauses, before=before, nothing=nothing, pin=pin)

    def _draw_urgency(self, guidance: Guidance) -> None:
        """In listen mode DO NEXT comes back for what cannot wait: a life at risk, and a card."""
        danger = Rung.DANGER_NOW in (guidance.rung, self.call.rung)
        first = guidance.steps[0].id if guidance.steps else ""
        self.set_class(danger or first == "call_999" or self._card is not None, "-urgent")

    def _suggestion(self, guidance: Guidance) -> str:
        fits = guidance.suggested and guidance.rung is not None and self._shown_rung is None
        return message("suggested", rung=label("rung", guidance.rung)) if fits and guidance.rung else ""

    def _draw_rule(self) -> None:
        """The rule above the box: what a line will be, and the newest short word to the caseworker."""
        typed = "words_title" if self._their_words else self.NOTE_TITLE
        kind = "sign_in_title" if self._signing_in else typed
        hint = (
            "sign_in_hint" if self._signing_in else "words_hint" if self._their_words else self._note_hint()
        )
        self.box_rule.title = message(kind)
        self.box_rule.note = self._hint or self._found_names() or message(hint)

    def _note_hint(self) -> str:
        return "listen_hint" if self.has_class("-listen") else self.NOTE_HINT

    def _found_names(self) -> str:
        """The best clauses for what is being typed, by name, where the panel has other work."""
        if self._preview is None or self._preview_in_panel():
            return ""
        names = [f"{hit.quotation.section} {hit.quotation.title}" for hit in self._preview.hits[:2]]
        return message("found_names", names=", ".join(names)) if names else ""

    def _set_their_words(self, on: bool) -> None:
        self._their_words = on
        self.box.settle()
        self.box.takes_rungs = not on
        self._hint = ""
        self.set_class(on, "-words")
        self._draw_rule()
        self.box.focus()

    def show_card(self, title: str, words: str) -> None:
        """Words in the place of DO NEXT, until the next thing happens. ``title``: id of its message."""
        self._card = Card(message(title), words)
        self._draw()

    def hint(self, words: str) -> None:
        """A short word to the caseworker, above the box, until the next thing happens."""
        self._hint = words
        self._draw_rule()

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Another screen may have changed the draft."""
        if self.is_mounted:
            self._draw()
            self.box.focus()

    def on_screen_suspend(self, _event: events.ScreenSuspend) -> None:
        """A digit that still waits is settled before the screen is left."""
        self.box.settle()


def _is_worth_keeping(call: Draft) -> bool:
    """A look-up half typed is no part of a call."""
    return calls.has_content(call) or bool(call.typing and not call.typing.startswith("?"))
