"""A titled part of the decision form, and the line where the form ends."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from triage.content import message
from tui.screens.decision_form import Part
from tui.widgets.answer_box import AnswerBox
from tui.widgets.choices import Choices
from tui.widgets.typed_ahead import TypedAhead

LISTS = (
    Part.CHOICE,
    Part.EXCEPTIONS,
    Part.RECIPIENTS,
    Part.PARENT_TOLD,
    Part.DISCUSSION,
    Part.LEGAL_KIND,
    Part.POLICE,
    Part.CONFLICT,
    Part.SUPPORT,
)
BOXES = tuple(part for part in Part if part not in LISTS)


class FormPart(Vertical):
    """A list to choose from, or a box for words."""

    def __init__(self, part: Part, title: Content) -> None:
        super().__init__(id=part.value, classes="part")
        self.part = part
        self._title = title

    def compose(self) -> ComposeResult:
        yield Static(self._title, classes="title")
        if self.part in LISTS:
            yield Choices(id=f"{self.part}-list")
        else:
            box = AnswerBox(id=f"{self.part}-box")
            box.border_subtitle = Content(message("keys_in_box"))
            yield box


class SignLine(Static, TypedAhead, can_focus=True):
    """Where the form ends: S, T and M are heard here, since no box takes them as letters."""

    async def on_key(self, event: events.Key) -> None:
        """Each may open a line to type in: what follows is meant for that."""
        if not self.is_for_another(event):
            await self.act_at_once(event)


def part_of(widget_id: str | None) -> Part:
    """The part that a list or a box belongs to."""
    return Part((widget_id or "").rpartition("-")[0])
