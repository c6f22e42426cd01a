"""Prints that are kept, and what is off-site: what should be back stands first (policy 4)."""

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from triage.content import message
from triage.desk.desk import Desk
from triage.errors import TriageError
from triage.records.draft import Answer
from triage.records.paper import PrintOut, TakenOut
from triage.records.times import day, full_time
from tui.clock import day_and_time
from tui.keeping import Keeping
from tui.screens.form import FormScreen
from tui.screens.listing import ListScreen


def paper(desk: Desk, keeping: Keeping) -> "PaperScreen":
    """The screen, as the list of books opens it."""
    return PaperScreen(desk, keeping)


def take_out(desk: Desk, keeping: Keeping) -> FormScreen:
    """The questions before something leaves the building."""

    def finish(answers: tuple[Answer, ...]) -> str:
        return message("out_kept_here", number=desk.paper.take_out_as(answers).number)

    return FormScreen(desk, keeping, desk.paper.out_flow, finish)


class PaperScreen(ListScreen[TakenOut | PrintOut]):
    """The same for everybody: who finds something missing is not always who took it."""

    HELP_PAGE = "paper"
    TITLE_CODE = "book_paper"
    EMPTY_CODE = "paper_none_here"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "take_out", "Take out", key_display="T", tooltip="Written down before it leaves"),
        Binding(
            "b", "returned", "It is back", key_display="B", tooltip="What is off-site is in its place again"
        ),
        Binding("x", "destroyed", "Destroyed", key_display="X", tooltip="Of a print. Asks you once more"),
        Binding("y", "go_on", "Yes", show=False),
    ]

    _asked = ""
    """Number of the print that Y would write down as destroyed."""

    def read(self) -> tuple[TakenOut | PrintOut, ...]:
        late, out = self.desk.paper.overdue(), self.desk.paper.out()
        return (*late, *(each for each in out if each not in late), *self.desk.paper.prints())

    def above(self) -> str:
        late = len(self.desk.paper.overdue())
        return f"! {message('paper_late_count', count=late)}" if late else message("paper_about")

    def key_of(self, entry: TakenOut | PrintOut) -> str:
        return entry.number

    def row_of(self, entry: TakenOut | PrintOut) -> str:
        when = day_and_time(entry.at, self.desk.now())
        if isinstance(entry, PrintOut):
            return message(
                "paper_print_row", number=entry.number, when=when, ref=entry.ref or "", where=entry.kept_where
            )
        late = message("paper_late") if entry in self.desk.paper.overdue() else ""
        return message(
            "paper_out_row", number=entry.number, when=when, who=entry.taken_by, item=entry.item, late=late
        )

    def heart_of(self, entry: TakenOut | PrintOut) -> Iterator[tuple[str, str]]:
        if isinstance(entry, PrintOut):
            yield message("paper_printed"), f"{entry.by.name}, {full_time(entry.at)}"
            yield message("paper_of"), entry.ref or ""
            yield message("paper_where"), entry.kept_where
            return
        yield message("paper_item"), entry.item
        yield message("paper_out"), f"{entry.taken_by}, {full_time(entry.out_at)}"
        yield message("paper_assessed"), f"{entry.assessed_by}, {day(entry.assessed_at)}"
        yield message("paper_due"), day(entry.due_back) if entry.due_back else message("paper_due_open")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What fits the row in hand."""
        if action in ("returned", "destroyed"):
            kind = TakenOut if action == "returned" else PrintOut
            return self.is_mounted and isinstance(self.in_hand, kind)
        if action == "go_on":
            return bool(self._asked)
        return super().check_action(action, parameters)

    @on(OptionList.OptionHighlighted)
    def _another_row(self) -> None:
        if self._asked and (self.in_hand is None or self.in_hand.number != self._asked):
            self._asked = ""
            self.tell(self.above())
        self.refresh_bindings()

    def action_take_out(self) -> None:
        """The questions before it leaves."""
        self.app.push_screen(take_out(self.desk, self.keeping))

    def action_back(self) -> None:
        """Out of what is asked first."""
        if self._asked:
            self._asked = ""
            self.tell(self.above())
            self.refresh_bindings()
        else:
            super().action_back()

    def action_returned(self) -> None:
        """What is in hand is in its place again."""
        if (entry := self.in_hand) is None:
            return
        try:
            self.desk.paper.bring_back(entry.number)
        except TriageError as fault:
            self.tell(f"! {message(fault.code, **fault.facts)}")
            return
        self.draw_list()
        self.tell(message("out_back", number=entry.number))

    def action_destroyed(self) -> None:
        """Asks once more: it cannot be taken back."""
        if (entry := self.in_hand) is not None:
            self._asked = entry.number
            self.tell(message("paper_destroyed_sure", number=entry.number))
            self.refresh_bindings()

    def action_go_on(self) -> None:
        """Y: the print is no more."""
        number, self._asked = self._asked, ""
        try:
            self.desk.paper.destroyed(number)
        except TriageError as fault:
            self.tell(f"! {message(fault.code, **fault.facts)}")
            return
        self.draw_list()
        self.tell(message("print_gone", number=number))
