"""The records a person may open: their own, or all of them for a manager; newest first."""

from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Input, OptionList, Static

from triage.content import message
from triage.desk.desk import Desk
from triage.desk.views import RecordRow
from triage.errors import TriageError
from triage.labels import label
from triage.records.times import moment, waiting
from tui.keeping import Keeping
from tui.messages import RecordAsked
from tui.screens.base import TriageScreen
from tui.widgets.columns import in_columns
from tui.widgets.find_box import FindBox
from tui.widgets.row_list import Row, RowList

_WIDTHS = (13, 15, 12, 14, 18)
_HEADINGS = ("ref", "risk", "heard", "author", "state")


class RecordsScreen(TriageScreen):
    """Submitted records only: a call that is not finished stands on Home."""

    HELP_PAGE = "records"
    CSS_PATH = "records.tcss"
    AUTO_FOCUS = ""  # the box would take the keys though it is not shown

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "find", "Find", key_display="/", tooltip="Records by the words in them"),
    ]

    box = query_one("#find", FindBox)
    words = query_one("#words", Static)
    headings = query_one("#headings", Static)
    rows = query_one("#rows", RowList)

    def __init__(self, desk: Desk, keeping: Keeping) -> None:
        super().__init__(desk, keeping)
        self._records: tuple[RecordRow, ...] = ()

    def body(self) -> ComposeResult:
        box = FindBox(id="find", placeholder=message("records_find"))
        box.display = False
        yield box
        yield Static(id="words")
        yield Static(in_columns((message(f"records_{each}") for each in _HEADINGS), _WIDTHS), id="headings")
        yield RowList(id="rows")

    def on_mount(self) -> None:
        """Read once its parts are there."""
        self._read()

    def on_screen_resume(self) -> None:
        """Read anew each time it comes to the front."""
        if self.is_mounted:
            self._read()

    def _read(self) -> None:
        words, wanted = "", self.box.value.strip()
        try:
            self._records = self.desk.search(wanted) if wanted else self.desk.records()
        except TriageError as fault:
            self._records = ()
            words = f"! {message(fault.code, **fault.facts)}"
        else:
            if not self._records:
                words = message("records_none_found" if wanted else "records_empty")
        self.words.update(Content(words))
        self.words.display = bool(words)
        self.headings.display = self.rows.display = bool(self._records)
        now = self.desk.now()
        self.rows.show(Row(row.ref, in_columns(_cells(row, now), _WIDTHS)) for row in self._records)
        if self._records and not self.box.display:
            self.rows.focus()
        self.draw_status()

    def action_find(self) -> None:
        """The box for words; what stood in it stays."""
        self.box.display = True
        self.box.focus()

    def action_back(self) -> None:
        """Out of finding first, then to where you came from."""
        if self.box.display:
            self.box.display = False
            self.box.value = ""
            self._read()
        else:
            super().action_back()

    @on(Input.Changed)
    def _search(self) -> None:
        self._read()

    @on(Input.Submitted)
    def _to_the_rows(self) -> None:
        if self._records:
            self.rows.focus()

    def status(self) -> tuple[str, ...]:
        count = len(self._records)
        found = "records_found" if self.box.value.strip() else "records_count"
        return (message("records_title"), message(found, count=count) if count else "")

    @on(OptionList.OptionSelected)
    def _open(self) -> None:
        """The record under the cursor."""
        if self.rows.ref:
            self.post_message(RecordAsked(self.rows.ref))


def _cells(row: RecordRow, now: datetime) -> tuple[str, ...]:
    record = row.record
    if record is None:
        return row.ref, message("row_broken"), "", "", ""
    if row.decision is None:
        state = message("records_waiting", time=waiting(record.submitted_at, now))
    else:
        state = message(f"records_{row.decision.choice}")
    return row.ref, label("rung", record.rung), moment(record.opened_at, now), record.author.name, state
