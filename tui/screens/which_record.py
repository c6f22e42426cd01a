"""Which record is it about? A list to choose from, so that nobody has to type a reference."""

from collections.abc import Callable, Iterator

from textual import on
from textual.screen import Screen
from textual.widgets import OptionList

from triage.content import message
from triage.desk.desk import Desk
from triage.desk.views import RecordRow
from triage.errors import TriageError
from triage.labels import label
from triage.records.times import moment
from tui.keeping import Keeping
from tui.screens.listing import ListScreen

Then = Callable[[str], Screen[None]]
"""The screen for the record that was chosen. Raises TriageError."""


class WhichRecordScreen(ListScreen[RecordRow]):
    """Those that the person may read, newest first. The screen that follows takes its place."""

    HELP_PAGE = "which_record"
    TITLE_CODE = "which_record"
    EMPTY_CODE = "which_record_none"

    def __init__(self, desk: Desk, keeping: Keeping, then: Then) -> None:
        super().__init__(desk, keeping)
        self._then = then

    def read(self) -> tuple[RecordRow, ...]:
        return tuple(row for row in self.desk.records() if row.record is not None and row.sealed)

    def above(self) -> str:
        return message("which_record_about")

    def key_of(self, entry: RecordRow) -> str:
        return entry.ref

    def row_of(self, entry: RecordRow) -> str:
        record = entry.record
        if record is None:
            return entry.ref
        when, by = moment(record.opened_at, self.desk.now()), record.author.name
        return message("which_record_row", ref=entry.ref, rung=label("rung", record.rung), when=when, name=by)

    def heart_of(self, entry: RecordRow) -> Iterator[tuple[str, str]]:
        decided = (
            message(f"records_{entry.decision.choice}") if entry.decision else message("which_record_waits")
        )
        yield message("which_record_decision"), decided

    @on(OptionList.OptionSelected)
    def _go_on(self, chosen: OptionList.OptionSelected) -> None:
        try:
            following = self._then(chosen.option_id or "")
        except TriageError as fault:
            self.tell(f"! {message(fault.code, **fault.facts)}")
        else:
            self.app.switch_screen(following)
