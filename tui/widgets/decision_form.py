"""The form of a decision: nothing is set beforehand, and each part opens the next."""

from dataclasses import replace
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Static

from triage.content import message
from triage.labels import label
from triage.policy.pack import Pack
from triage.records.decision import Choice, ParentTold, Recipient
from triage.records.times import clock_time, day
from triage.text import clean
from tui.screens.decision_form import EXCEPTIONS, Part, Unsigned
from tui.widgets import choices
from tui.widgets.answer_box import AnswerBox
from tui.widgets.choices import Choices
from tui.widgets.form_part import BOXES, LISTS, FormPart, SignLine, part_of


class DecisionForm(VerticalScroll):
    """Holds what is filled in as a value and tells of every change; signing is none of its work."""

    class Filled(Message):
        """Something was filled in or taken back: see ``unsigned``."""

    sign_line = query_one("#sign", SignLine)

    def __init__(self, pack: Pack, *, id: str) -> None:
        super().__init__(id=id, can_focus=False)
        self._pack = pack
        self.unsigned = Unsigned()

    def compose(self) -> ComposeResult:
        yield Static(self._policy_says("7.consult_manager"), classes="quote")
        for part in Part:
            title = Content(message(f"decide_{part}"))
            if part is Part.PARENT_TOLD:
                title = Content("\n").join([title, self._policy_says("7.inform_parent")])
            yield FormPart(part, title)
        yield SignLine(id="sign")

    def open(self, unsigned: Unsigned) -> None:
        """The form as it was left, ready for the first choice."""
        self.unsigned = unsigned
        told = [unsigned.parent_told] if unsigned.parent_told else []
        choice = [unsigned.choice] if unsigned.choice else []
        quotes = [choices.Choice(clause, f'"{self._pack.quote(clause).text}"') for clause in EXCEPTIONS]
        self.list_of(Part.CHOICE).show(_labelled("choice", Choice), choice)
        self.list_of(Part.EXCEPTIONS).show(quotes, unsigned.exceptions, many=True)
        self.list_of(Part.RECIPIENTS).show(_labelled("recipient", Recipient), unsigned.recipients, many=True)
        self.list_of(Part.PARENT_TOLD).show(_labelled("parent_told", ParentTold), told)
        for part in BOXES:
            self.box_of(part).show(getattr(unsigned, part.value))
        self._draw()
        self.list_of(Part.CHOICE).take_keys()

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
        if part is None:
            self.sign_line.take_keys()
        elif part in LISTS:
            self.list_of(part).hold()
            self.list_of(part).take_keys(part=self.query_one(f"#{part}"))
        else:
            self.box_of(part).hold(digit)
            self.box_of(part).take_keys(part=self.query_one(f"#{part}"))

    def list_of(self, part: Part) -> Choices:
        """The list of a part that has one."""
        return self.query_one(f"#{part}-list", Choices)

    def box_of(self, part: Part) -> AnswerBox:
        """The box of a part that has one."""
        return self.query_one(f"#{part}-box", AnswerBox)

    @on(Choices.Chosen)
    def _choose(self, event: Choices.Chosen) -> None:
        event.stop()
        part = part_of(event.choices.id)
        match part:
            case Part.CHOICE:
                self._fill(replace(self.unsigned, choice=Choice(event.ids[0])))
            case Part.EXCEPTIONS:
                self._fill(replace(self.unsigned, exceptions=event.ids))
            case Part.RECIPIENTS:
                self._fill(replace(self.unsigned, recipients=tuple(map(Recipient, event.ids))))
            case _:
                self._fill(replace(self.unsigned, parent_told=ParentTold(event.ids[0])))
        self.go_to(self.unsigned.after(part), event.digit)
        event.choices.hand_on()

    @on(AnswerBox.Changed)
    def take_in(self) -> None:
        """What stands in the boxes at this moment."""
        reasons, other, why_not_told = (clean(self.box_of(part).text).text for part in BOXES)
        unsigned = replace(
            self.unsigned, reasons=reasons, other_recipient=other, parent_told_reason=why_not_told
        )
        self._fill(unsigned)

    @on(AnswerBox.Entered)
    def _entered(self, event: AnswerBox.Entered) -> None:
        event.stop()
        self.go_to(self.unsigned.after(part_of(event.box.id)))
        event.box.hand_on()

    def _fill(self, unsigned: Unsigned) -> None:
        if unsigned == self.unsigned:
            return
        shown = self.unsigned.parts
        self.unsigned = unsigned
        if unsigned.parts != shown:
            self._draw()
        self.post_message(self.Filled())

    def _draw(self) -> None:
        for part in self.query(FormPart):
            part.display = part.part in self.unsigned.parts

    def _policy_says(self, clause: str) -> Content:
        return Content(f'{message("decide_policy_says", section="7")} "{self._pack.quote(clause).text}"')


def _labelled(kind: str, ids: type[Choice] | type[Recipient] | type[ParentTold]) -> list[choices.Choice]:
    return [choices.Choice(each.value, label(kind, each.value)) for each in ids]
