"""The form of a decision: nothing is set beforehand, and each part opens the next."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from triage.content import message
from triage.labels import label
from triage.policy.pack import Pack
from triage.records.decision import Choice, ParentTold, Recipient
from triage.records.decision_parts import AuthorView, LegalKind, PoliceChoice
from triage.records.times import clock_time, day
from triage.text import clean
from tui.screens.decision_form import EXCEPTIONS, Part, Unsigned, YesNo
from tui.widgets import choices
from tui.widgets.answer_box import AnswerBox
from tui.widgets.choices import Choices
from tui.widgets.form_part import BOXES, LISTS, FormPart, SignLine, part_of

_LABELLED = {
    Part.CHOICE: ("choice", Choice),
    Part.RECIPIENTS: ("recipient", Recipient),
    Part.PARENT_TOLD: ("parent_told", ParentTold),
    Part.DISCUSSION: ("author_view", AuthorView),
    Part.LEGAL_KIND: ("legal_kind", LegalKind),
    Part.POLICE: ("police_choice", PoliceChoice),
    Part.CONFLICT: ("yes_no", YesNo),
    Part.SUPPORT: ("yes_no", YesNo),
}
_MANY = (Part.EXCEPTIONS, Part.RECIPIENTS)
_QUOTED = {
    Part.PARENT_TOLD: "7.inform_parent",
    Part.POLICE: "7.criminal_offence",
    Part.LEGAL_KIND: "7.production_order",
}


class DecisionForm(VerticalScroll):
    """Holds what is filled in as a value and tells of every change; signing is none of its work.

    A part is built when it first applies.
    """

    class Filled(Message):
        """Something was filled in or taken back: see ``unsigned``."""

    sign_line = query_one("#sign", SignLine)

    def __init__(self, pack: Pack, *, id: str) -> None:
        super().__init__(id=id, can_focus=False)
        self._pack = pack
        self._caution = ""
        self._boxes: dict[Part, AnswerBox] = {}
        """Those that hold what was typed into them: a box just built does not yet."""
        self.unsigned = Unsigned()

    def compose(self) -> ComposeResult:
        yield Static(self._policy_says("7.consult_manager"), classes="quote")
        yield SignLine(id="sign")

    async def open(self, unsigned: Unsigned, caution: str = "") -> None:
        """The form as it was left, ready for the first choice; ``caution`` stands with telling the parent."""
        self.unsigned, self._caution = unsigned, caution
        await self._draw()
        self.list_of(Part.CHOICE).take_keys()

    async def open_more(self) -> None:
        """The parts that need not be asked; to the first of them that is new."""
        before = self.unsigned.parts
        self._fill(replace(self.unsigned, more=True))
        await self._draw()
        self.go_to(next((part for part in self.unsigned.parts if part not in before), None))

    def decide_at(self, at: datetime) -> None:
        """When the decision was made, if that is not now."""
        self._fill(replace(self.unsigned, decided_at=at))

    def draw_time(self, now: datetime) -> None:
        """The time of the decision, which is «now» until it is changed."""
        at = self.unsigned.decided_at
        shown = at or now
        when = message("decide_at" if at else "decide_now", time=clock_time(shown), day=day(shown))
        self.sign_line.update(Content(f"{when}\n{message('decide_sign')}"))

    def go_to(self, part: Part | None, digit: str = "") -> None:
        """To a part of the form; None: to its end. ``digit`` led there and may still be held down."""
        if part is None or part not in self.unsigned.parts:
            self.sign_line.take_keys()
        elif part in LISTS:
            self.list_of(part).hold()
            self.list_of(part).take_keys(part=self.query_one(f"#{part}"))
        else:
            self.box_of(part).hold(digit)
            self.box_of(part).take_keys(part=self.query_one(f"#{part}"))

    def list_of(self, part: Part) -> Choices:
        """The list of a part that has one, once it applies."""
        return self.query_one(f"#{part}-list", Choices)

    def box_of(self, part: Part) -> AnswerBox:
        """The box of a part that has one, once it applies."""
        return self.query_one(f"#{part}-box", AnswerBox)

    @on(Choices.Chosen)
    async def _choose(self, event: Choices.Chosen) -> None:
        event.stop()
        part = part_of(event.choices.id)
        self._fill(self.unsigned.chose(part, event.ids))
        await self._draw()
        self.go_to(self.unsigned.after(part), event.digit)
        event.choices.hand_on()

    @on(AnswerBox.Changed)
    def take_in(self) -> None:
        """What stands in the boxes at this moment."""
        typed: dict[str, Any] = {part.value: clean(box.text).text for part, box in self._boxes.items()}
        self._fill(replace(self.unsigned, **typed))

    @on(AnswerBox.Entered)
    def _entered(self, event: AnswerBox.Entered) -> None:
        event.stop()
        self.go_to(self.unsigned.after(part_of(event.box.id)))
        event.box.hand_on()

    def _fill(self, unsigned: Unsigned) -> None:
        if unsigned == self.unsigned:
            return
        self.unsigned = unsigned
        self.post_message(self.Filled())

    async def _draw(self) -> None:
        """Every part that applies is there and shown, in the order of the form."""
        parts = self.unsigned.parts
        there = {each.part: each for each in self.query(FormPart)}
        following: Widget = self.sign_line
        for part in reversed(Part):
            if part in parts and part not in there:
                there[part] = FormPart(part, self._title(part))
                await self.mount(there[part], before=following)
                self._show(part)
            if part in there:
                there[part].display = part in parts
                following = there[part]

    def _show(self, part: Part) -> None:
        """What is filled in so far."""
        if part in BOXES:
            self.box_of(part).show(getattr(self.unsigned, part.value))
            self._boxes[part] = self.box_of(part)
        elif part is Part.EXCEPTIONS:
            quotes = [choices.Choice(clause, f'"{self._pack.quote(clause).text}"') for clause in EXCEPTIONS]
            self.list_of(part).show(quotes, self.unsigned.chosen(part), many=True)
        else:
            kind, ids = _LABELLED[part]
            rows = [choices.Choice(each.value, label(kind, each.value)) for each in ids]
            self.list_of(part).show(rows, self.unsigned.chosen(part), many=part in _MANY)

    def _title(self, part: Part) -> Content:
        lines = [Content(message(f"decide_{part}"))]
        if part in _QUOTED:
            lines.append(self._policy_says(_QUOTED[part]))
        if part is Part.PARENT_TOLD and self._caution:
            lines.append(Content(self._caution))
        return Content("\n").join(lines)

    def _policy_says(self, clause: str) -> Content:
        return Content(f'{message("decide_policy_says", section="7")} "{self._pack.quote(clause).text}"')
