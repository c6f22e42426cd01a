"""The manager's decision: nothing is set or recommended, each part of the form opens the next, S signs it.

The form is a value (``Unsigned``); the screen draws it and hands the finished decision to the desk.
"""

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Input, Static

from triage.content import message
from triage.desk.desk import Desk
from triage.errors import RecordIncomplete, TriageError
from triage.labels import label
from triage.records.consultation import people_to_speak_to
from triage.records.decision import (
    Choice,
    Decision,
    ParentTold,
    Recipient,
    check_decision,
    needs_a_second_look,
)
from triage.records.escalation import Escalation
from triage.records.times import clock_time, day
from triage.records.typed_time import typed_time
from triage.text import clean, one_line
from tui.keeping import Keeping
from tui.messages import RecordAsked
from tui.screens.base import TriageScreen
from tui.screens.decision_form import EXCEPTIONS, Part, Unsigned
from tui.widgets import choices
from tui.widgets.answer_box import AnswerBox, mended_words
from tui.widgets.choices import Choices
from tui.widgets.labelled import LabelledLines
from tui.widgets.record_pages import whole_of

_LISTS = (Part.CHOICE, Part.EXCEPTIONS, Part.RECIPIENTS, Part.PARENT_TOLD)
_BOXES = (Part.REASONS, Part.OTHER_RECIPIENT, Part.PARENT_TOLD_REASON)


class SignLine(Static, can_focus=True):
    """Where the form ends: S is heard here, since no box takes it as a letter."""


class FormPart(Vertical):
    """A titled part of the form: a list to choose from, or a box for words."""

    def __init__(self, part: Part, title: Content) -> None:
        super().__init__(id=part.value, classes="part")
        self.part = part
        self._title = title

    def compose(self) -> ComposeResult:
        yield Static(self._title, classes="title")
        if self.part in _LISTS:
            yield Choices(id=f"{self.part}-list")
        else:
            box = AnswerBox(id=f"{self.part}-box")
            box.border_subtitle = Content(message("keys_in_box"))
            yield box


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
        Binding("v", "view", "Whole record", key_display="V", tooltip="The record you decide on"),
        Binding("y", "go_on", "Go on", show=False),
    ]

    problem = query_one("#problem", Static)
    form = query_one("#form", VerticalScroll)
    sign_line = query_one("#sign", SignLine)
    time = query_one("#time", Input)
    passphrase = query_one("#passphrase", Input)
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
        self._waits_for_yes: Decision | None = None
        """A decision not to share on rung 1, put back for a second look."""
        self._waits_for_passphrase: Decision | None = None

    @property
    def _form(self) -> Unsigned:
        return self._kept.get(self._key, Unsigned())

    def body(self) -> ComposeResult:
        yield Static(id="problem")
        yield Static(id="finished")
        with Horizontal(id="sides"):
            yield from self._form_parts()
            with VerticalScroll(id="beside", can_focus=False):
                yield LabelledLines(id="record", label_cells=20)
        yield Input(id="time", placeholder=message("decide_time_example"))
        yield Input(id="passphrase", password=True)

    def _form_parts(self) -> ComposeResult:
        quote = self.desk.pack.quote
        with VerticalScroll(id="form", can_focus=False):
            yield Static(_policy_says(quote("7.consult_manager").text), classes="quote")
            yield FormPart(Part.CHOICE, Content(message("decide_choice")))
            yield FormPart(Part.REASONS, Content(message("decide_reasons")))
            yield FormPart(Part.EXCEPTIONS, Content(message("decide_exceptions")))
            yield FormPart(Part.RECIPIENTS, Content(message("decide_recipients")))
            yield FormPart(Part.OTHER_RECIPIENT, Content(message("decide_other_recipient")))
            parent = Content(f"{message('decide_parent_told')}\n") + _policy_says(
                quote("7.inform_parent").text
            )
            yield FormPart(Part.PARENT_TOLD, parent)
            yield FormPart(Part.PARENT_TOLD_REASON, Content(message("decide_parent_told_reason")))
            yield SignLine(id="sign")

    def on_mount(self) -> None:
        """The form as it was left, or why there is none."""
        self.time.display = self.passphrase.display = self.finished.display = False
        self.time.cursor_blink = self.passphrase.cursor_blink = False
        try:
            file = self.desk.record(self._ref)
        except TriageError as fault:
            self._close_form(f"! {message(fault.code, **fault.facts)}")
            return
        self._record, self._sealed = file.record, file.sealed
        if file.record:
            self.query_one("#record", LabelledLines).show(whole_of(file, self.desk.now()))
        if words := self._why_not():
            self._close_form(words)
            return
        self._fill_lists()
        for part in _BOXES:
            self._box(part).show(getattr(self._form, part.value))
        self._draw()
        self._list(Part.CHOICE).focus()

    def status(self) -> tuple[str, ...]:
        record = self._record
        return (message("decide_title"), self._ref, label("rung", record.rung) if record else "")

    # What may be decided here

    def _why_not(self) -> str:
        """Why this person cannot decide this record now; empty when they can."""
        me, record = self.desk.me, self._record
        if me is None:
            return message("locked")
        if record is None or not self._sealed:
            return message("record_broken", ref=self._ref)
        decided = next((row.decision for row in self.desk.records() if row.ref == self._ref), None)
        if decided and decided.choice is not Choice.MORE_INFORMATION:
            return message(
                "decide_already", time=clock_time(decided.written_at), name=one_line(decided.by.name)
            )
        if me.id == record.author.id:
            return message("decide_author") + self._next_on_chain()
        return ""

    def _next_on_chain(self) -> str:
        chain = self.desk.service.manager_chain if self.desk.service else ()
        others = people_to_speak_to(self._record, chain) if self._record else ()
        if not others:
            return message("decide_author_no_other")
        return message("decide_author_next", name=one_line(others[0].name), phone=one_line(others[0].phone))

    def _close_form(self, words: str) -> None:
        self.form.display = False
        self.finished.display = True
        self.finished.update(Content(words))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing to sign where there is no form; Y means something only when it was asked for."""
        if action in ("sign", "change_time"):
            return self.form.display
        if action == "go_on":
            return self._waits_for_yes is not None
        return super().check_action(action, parameters)

    # Filling in

    def _fill_lists(self) -> None:
        form, quote = self._form, self.desk.pack.quote
        self._list(Part.CHOICE).show(_labelled("choice", Choice), [form.choice] if form.choice else [])
        self._list(Part.EXCEPTIONS).show(
            [choices.Choice(clause, f'"{quote(clause).text}"') for clause in EXCEPTIONS],
            form.exceptions,
            many=True,
        )
        self._list(Part.RECIPIENTS).show(_labelled("recipient", Recipient), form.recipients, many=True)
        told = [form.parent_told] if form.parent_told else []
        self._list(Part.PARENT_TOLD).show(_labelled("parent_told", ParentTold), told)

    @on(Choices.Chosen)
    def _choose(self, event: Choices.Chosen) -> None:
        part = Part((event.choices.id or "").removesuffix("-list"))
        match part:
            case Part.CHOICE:
                self._fill(replace(self._form, choice=Choice(event.ids[0])))
            case Part.EXCEPTIONS:
                self._fill(replace(self._form, exceptions=event.ids))
            case Part.RECIPIENTS:
                self._fill(replace(self._form, recipients=tuple(Recipient(each) for each in event.ids)))
            case _:
                self._fill(replace(self._form, parent_told=ParentTold(event.ids[0])))
        self._go_to(self._form.after(part))

    @on(AnswerBox.Changed)
    def _typed(self, event: AnswerBox.Changed) -> None:
        part = Part((event.text_area.id or "").removesuffix("-box"))
        words = clean(event.text_area.text).text
        match part:
            case Part.REASONS:
                self._fill(replace(self._form, reasons=words))
            case Part.OTHER_RECIPIENT:
                self._fill(replace(self._form, other_recipient=words))
            case _:
                self._fill(replace(self._form, parent_told_reason=words))

    @on(AnswerBox.Entered)
    def _entered(self, event: AnswerBox.Entered) -> None:
        self._go_to(self._form.after(Part((event.box.id or "").removesuffix("-box"))))

    @on(AnswerBox.Mended)
    def _mended(self, event: AnswerBox.Mended) -> None:
        self._say(mended_words(event))

    def _fill(self, form: Unsigned) -> None:
        shown = self._form.parts
        self._kept[self._key] = form
        if self._waits_for_yes:
            self._stop_asking()
        if form.parts != shown:
            self._draw()

    def _go_to(self, part: Part | None) -> None:
        if part is None:
            self.sign_line.focus()
        elif part in _LISTS:
            self._list(part).hold()
            self._list(part).focus()
        else:
            self._box(part).hold()
            self._box(part).focus()

    def _draw(self) -> None:
        shown = self._form.parts
        for part in self.query(FormPart):
            part.display = part.part in shown
        self._draw_time()

    def draw_status(self) -> None:
        """Row 1, and the time of the decision, which is «now» until it is changed."""
        super().draw_status()
        self._draw_time()

    def _draw_time(self) -> None:
        at = self._form.decided_at
        shown = at or self.desk.now()
        when = message("decide_at" if at else "decide_now", time=clock_time(shown), day=day(shown))
        self.sign_line.update(Content(f"{when}\n{message('decide_sign')}"))

    def _list(self, part: Part) -> Choices:
        return self.query_one(f"#{part}-list", Choices)

    def _box(self, part: Part) -> AnswerBox:
        return self.query_one(f"#{part}-box", AnswerBox)

    def _say(self, words: str) -> None:
        self.problem.update(Content(words))
        self.problem.display = bool(words)

    # When it was decided

    def action_change_time(self) -> None:
        """Opens a line for the time."""
        self.time.display = True
        self.time.focus()

    @on(Input.Submitted, "#time")
    def _set_time(self) -> None:
        now = self.desk.now()
        at = typed_time(clean(self.time.value).text, now)
        if at is None or at > now:
            self._say(f"! {message('decided_in_the_future' if at else 'decide_time_not_read')}")
            return
        self._say("")
        self.time.display = False
        self._fill(replace(self._form, decided_at=at))
        self._draw_time()
        self.sign_line.focus()

    # Signing

    def action_sign(self) -> None:
        """Checks the form, asks what must be asked, and signs."""
        me, record = self.desk.me, self._record
        if me is None or record is None or self._form.choice is None:
            self._fault(RecordIncomplete("decide_choice_missing", field=Part.CHOICE))
            return
        decision = self._form.signed(self._ref, me, self.desk.now())
        try:
            check_decision(decision, record)
        except TriageError as fault:
            self._fault(fault)
            return
        if needs_a_second_look(decision.choice, record.rung):
            self._waits_for_yes = decision
            self._say(message("decide_second_look"))
            self.sign_line.focus()
            self.refresh_bindings()
            return
        self._confirm(decision)

    def action_go_on(self) -> None:
        """Y, after the second look."""
        if decision := self._waits_for_yes:
            self._waits_for_yes = None
            self._confirm(decision)

    def _confirm(self, decision: Decision) -> None:
        """The manager's passphrase, but for the demonstration, where nothing is asked."""
        if self.desk.is_demo:
            self._sign(decision)
            return
        self._waits_for_passphrase = decision
        self._say(message("decide_passphrase"))
        self.passphrase.value = ""
        self.passphrase.display = True
        self.passphrase.focus()

    @on(Input.Submitted, "#passphrase")
    def _passphrase_given(self) -> None:
        given, self.passphrase.value = self.passphrase.value, ""
        decision = self._waits_for_passphrase
        if decision is None:
            return
        try:
            self.desk.check_passphrase(given)
        except TriageError as fault:
            self._fault(fault)
            return
        self._stop_asking()
        self._sign(decision)

    def _sign(self, decision: Decision) -> None:
        if words := self._why_not():
            self._say("")
            self._close_form(words)
            return
        try:
            self.desk.decide(decision)
        except TriageError as fault:
            self._fault(fault)
            return
        self._kept.pop(self._key, None)
        self._say("")
        author = one_line(self._record.author.name) if self._record else ""
        self._close_form(message("decide_signed", time=clock_time(decision.written_at), author=author))

    def _fault(self, fault: TriageError) -> None:
        self._say(f"! {message(fault.code, **fault.facts)}")
        field = fault.facts.get("field")
        if field in set(Part):
            self._go_to(Part(field))

    def _stop_asking(self) -> None:
        self._waits_for_yes = self._waits_for_passphrase = None
        self.time.display = self.passphrase.display = False
        self.passphrase.value = ""
        self._say("")
        self.refresh_bindings()

    def action_back(self) -> None:
        """Out of what is asked, then out of a box, then off the screen; what was typed is kept."""
        asking = self._waits_for_yes or self.time.display or self.passphrase.display
        if asking:
            self._stop_asking()
            self.sign_line.focus()
        elif isinstance(self.focused, AnswerBox):
            self.sign_line.focus()
        else:
            self.dismiss()

    def action_view(self) -> None:
        """The record, above the form."""
        self.post_message(RecordAsked(self._ref))


def _policy_says(text: str) -> Content:
    return Content(f'{message("decide_policy_says", section="7")} "{text}"')


def _labelled(kind: str, ids: type[Choice] | type[Recipient] | type[ParentTold]) -> list[choices.Choice]:
    return [choices.Choice(each.value, label(kind, each.value)) for each in ids]
