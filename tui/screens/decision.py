"""The manager's decision: the form, the record beside it, a second look where it is due, and S signs.

The form is a value (``Unsigned``); the screen hands the finished decision to the desk.
"""

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Input, Static

from triage.content import message
from triage.desk.desk import Desk
from triage.desk.views import RecordFile
from triage.errors import NotAllowed, RecordIncomplete, TriageError
from triage.labels import label
from triage.model import Rung
from triage.records.addition import Addition
from triage.records.consultation import manager_told_at
from triage.records.decision import Decision, check_consulted, check_decision, needs_a_second_look
from triage.records.escalation import Escalation
from triage.records.place import Opened
from triage.records.shared_lines import speaks_of_terrorism
from triage.records.times import clock_time
from triage.records.typed_time import typed_time
from triage.text import clean, one_line
from tui.decision_words import why_not_decided
from tui.keeping import Keeping
from tui.messages import RecordAsked
from tui.screens.base import TriageScreen
from tui.screens.decision_form import Part, Unsigned
from tui.widgets.answer_box import AnswerBox, mended_words
from tui.widgets.decision_form import DecisionForm
from tui.widgets.labelled import LabelledLines
from tui.widgets.passphrase_box import PassphraseBox
from tui.widgets.record_pages import whole_of


class DecisionScreen(TriageScreen):
    """Opens on a record. ``unsigned`` keeps what each person typed between visits, never on disk."""

    HELP_PAGE = "decision"
    CSS_PATH = "decision.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "s",
            "sign",
            "Sign decision",
            key_display="S",
            tooltip="A signed decision never changes",
        ),
        Binding("t", "change_time", "Time", key_display="T", tooltip="When it was decided"),
        Binding("m", "more", "More", show=False, tooltip="What need not be asked every time"),
        Binding("v", "view", "Whole record", key_display="V", tooltip="The record you decide on"),
        Binding("y", "go_on", "Go on", show=False),
    ]

    problem = query_one("#problem", Static)
    form = query_one("#form", DecisionForm)
    time = query_one("#time", Input)
    passphrase = query_one("#passphrase", PassphraseBox)
    finished = query_one("#finished", Static)

    def __init__(
        self, desk: Desk, keeping: Keeping, ref: str, unsigned: dict[tuple[str, str], Unsigned] | None = None
    ) -> None:
        super().__init__(desk, keeping)
        self._ref = ref
        self._kept = {} if unsigned is None else unsigned
        self._key = (desk.me.id if desk.me else "", ref)
        self._record: Escalation | None = None
        self._sealed = False
        self._additions: tuple[Addition, ...] = ()
        self._waits_for_yes: Decision | None = None
        """A decision not to share on rung 1, put back for a second look."""
        self._looked_at = Unsigned()
        """The form that is asked about, or signed: what changes it takes the question back."""
        self._to_sign: Decision | None = None
        """What the passphrase is asked for."""

    def place(self) -> Opened:
        """The form is kept with all others that are not signed."""
        if self.form.display:
            self.form.take_in()
            self._kept[self._key] = self.form.unsigned
        return Opened(screen="decision", ref=self._ref)

    def body(self) -> ComposeResult:
        yield Static(id="problem")
        yield Static(id="finished")
        with Horizontal(id="sides"):
            yield DecisionForm(self.desk.pack, id="form")
            with VerticalScroll(id="beside", can_focus=False):
                yield LabelledLines(id="record", label_cells=20)
        yield Input(id="time", placeholder=message("decide_time_example"))
        yield PassphraseBox(self.desk, id="passphrase")

    async def on_mount(self) -> None:  # type: ignore[override]  # Textual awaits it
        """The form as it was left, or why there is none."""
        self.time.display = self.finished.display = False
        self.time.cursor_blink = False
        try:
            file = self.desk.record(self._ref)
        except TriageError as fault:
            self._close_form(f"! {message(fault.code, **fault.facts)}")
            return
        self._record, self._sealed, self._additions = file.record, file.sealed, file.additions
        if file.record:
            self.query_one("#record", LabelledLines).show(whole_of(file, self.desk.now()))
        if words := self._why_not():
            self._close_form(words)
            return
        await self._open_form(file)
        self.form.draw_time(self.desk.now())

    async def _open_form(self, file: RecordFile) -> None:
        """What this record asks for is asked; what was typed before is there again."""
        record = file.record
        if record is None:
            return
        unsigned = replace(
            self._kept.get(self._key, Unsigned()),
            is_crime=record.rung is Rung.CRIME,
            is_consulted=manager_told_at(record, file.additions) is not None,
        )
        caution = message("decision_terrorism_form") if speaks_of_terrorism(record) else ""
        await self.form.open(unsigned, caution)

    def status(self) -> tuple[str, ...]:
        record = self._record
        return (message("decide_title"), self._ref, label("rung", record.rung) if record else "")

    def draw_status(self) -> None:
        """Row 1, and the time of the decision while it is «now»."""
        super().draw_status()
        self.form.draw_time(self.desk.now())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to sign where there is no form; Y means something only when it was asked for."""
        if action in ("sign", "change_time", "more"):
            return self.form.display
        if action == "go_on":
            return self._waits_for_yes is not None
        return super().check_action(action, parameters)

    def action_change_time(self) -> None:
        """Opens a line for the time."""
        self.time.value = ""
        self.time.display = True
        self.set_focus(self.time)

    async def action_more(self) -> None:
        """Opens what need not be asked."""
        self.form.take_in()
        await self.form.open_more()

    def action_sign(self) -> None:
        """Checks the form, asks what must be asked, and signs."""
        if self.passphrase.busy:
            return
        self.form.take_in()
        me, record, form = self.desk.me, self._record, self.form.unsigned
        if me is None or record is None or form.choice is None:
            self._fault(RecordIncomplete("decide_choice_missing", field=Part.CHOICE))
            return
        decision = form.signed(self._ref, me, self.desk.now())
        try:
            check_decision(decision, record)
            check_consulted(decision, record, self._additions)
        except TriageError as fault:
            self._fault(fault)
            return
        if needs_a_second_look(decision.choice, record.rung):
            self._waits_for_yes, self._looked_at = decision, form
            self._say(message("decide_second_look"))
            self.form.go_to(None)
            self.refresh_bindings()
            return
        self._confirm(decision)

    def action_go_on(self) -> None:
        """Y, after the second look."""
        if decision := self._waits_for_yes:
            self._waits_for_yes = None
            self._confirm(decision)

    def action_back(self) -> None:
        """Out of what is asked, then out of a box, then off the screen; what was typed is kept. What is being
        signed at this moment cannot be taken back."""
        if self.passphrase.busy:
            return
        self.form.take_in()
        self._filled()
        if self._waits_for_yes or self.time.display or self.passphrase.display:
            self._stop_asking()
            self.form.go_to(None)
        elif isinstance(self.focused, AnswerBox):
            self.form.go_to(None)
        else:
            self.dismiss()

    def action_view(self) -> None:
        """The record, above the form."""
        self.post_message(RecordAsked(self._ref))

    @on(DecisionForm.Filled)
    def _filled(self) -> None:
        if not self.form.display:
            return
        self._kept[self._key] = self.form.unsigned
        asked = self._waits_for_yes or self._to_sign
        if asked and not self.passphrase.busy and self.form.unsigned != self._looked_at:
            self._stop_asking()
        self.form.draw_time(self.desk.now())

    @on(AnswerBox.Mended)
    def _mended(self, event: AnswerBox.Mended) -> None:
        self._say(mended_words(event))

    @on(Input.Submitted, "#time")
    def _set_time(self) -> None:
        now = self.desk.now()
        at = typed_time(clean(self.time.value).text, now)
        if at is None or at > now:
            self._say(f"! {message('decided_in_the_future' if at else 'decide_time_not_read')}")
            return
        self._say("")
        self.time.display = False
        self.form.decide_at(at)
        self.form.go_to(None)

    @on(PassphraseBox.Signed)
    def _signed(self) -> None:
        if decision := self._to_sign:
            self._stop_asking()
            self._close_signed(decision)

    @on(PassphraseBox.Refused)
    def _refused(self, event: PassphraseBox.Refused) -> None:
        self._say(event.words)

    @on(PassphraseBox.Failed)
    def _failed(self, event: PassphraseBox.Failed) -> None:
        self._stop_asking()
        if words := self._why_not():
            self._close_form(words)
        else:
            self._fault(event.fault)

    def _confirm(self, decision: Decision) -> None:
        """The manager's passphrase opens the key that signs; in the demonstration nothing is asked."""
        if words := self._why_not():
            self._close_form(words)
        elif self.desk.is_demo:
            self._sign_in_demo(decision)
        else:
            self._to_sign, self._looked_at = decision, self.form.unsigned
            self._say(message("decide_passphrase"))
            self.passphrase.ask(lambda passphrase: self._sign_with(decision, passphrase))

    def _sign_with(self, decision: Decision, passphrase: str) -> None:
        """In a thread of the box. Another manager may have decided since the passphrase was asked for."""
        if self._why_not():
            raise NotAllowed("another_manager_decides", ref=self._ref)
        self.desk.decide(decision, passphrase)

    def _sign_in_demo(self, decision: Decision) -> None:
        try:
            self.desk.decide(decision, None)
        except TriageError as fault:
            self._fault(fault)
        else:
            self._close_signed(decision)

    def _close_signed(self, decision: Decision) -> None:
        self._kept.pop(self._key, None)
        author = one_line(self._record.author.name) if self._record else ""
        self._close_form(message("decide_signed", time=clock_time(decision.written_at), author=author))

    def _why_not(self) -> str:
        return why_not_decided(self.desk, self._ref, self._record, sealed=self._sealed)

    def _close_form(self, words: str) -> None:
        self._say("")
        self.form.display = False
        self.finished.display = True
        self.finished.update(Content(words))
        self.refresh_bindings()

    def _fault(self, fault: TriageError) -> None:
        self._say(f"! {message(fault.code, **fault.facts)}")
        field = fault.facts.get("field")
        if field in set(Part):
            self.form.go_to(Part(field))

    def _stop_asking(self) -> None:
        self._waits_for_yes = self._to_sign = None
        self.time.display = False
        self.passphrase.close()
        self._say("")
        self.refresh_bindings()

    def _say(self, words: str) -> None:
        self.problem.update(Content(words))
        self.problem.display = bool(words)
