"""The manager's inbox: what waits for a decision, as the desk orders it, and what matters most of the row."""

from datetime import datetime
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList, Static

from triage.content import message
from triage.desk.desk import Desk
from triage.desk.views import RecordRow
from triage.errors import TriageError
from triage.labels import label
from triage.records.decision import Choice
from triage.records.people import Role
from triage.records.times import clock_time, moment, waiting
from tui.keeping import Keeping
from tui.messages import DecisionAsked, PersonChangeAsked, RecordAsked, SignedIn
from tui.screens.base import TriageScreen
from tui.widgets.columns import in_columns
from tui.widgets.labelled import LabelledLines
from tui.widgets.record_pages import heart_of
from tui.widgets.row_list import Row, RowList

_WIDTHS = (13, 15, 12, 8, 10, 13)
_HEADINGS = ("ref", "risk", "heard", "waiting_for", "consent", "spoken")


class InboxScreen(TriageScreen):
    """For managers. Anybody else reads why it is not theirs."""

    HELP_PAGE = "inbox"
    CSS_PATH = "inbox.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "decide", "Decide", key_display="D", tooltip="Your decision on this record"),
        Binding(
            "m",
            "sit_down",
            "Sit down as the manager",
            key_display="M",
            tooltip="Asks for nothing in the demo",
        ),
        Binding("f5", "read_again", "Read again", show=False),
    ]

    words = query_one("#words", Static)
    headings = query_one("#headings", Static)
    rows = query_one("#rows", RowList)
    heart = query_one("#heart", LabelledLines)

    def __init__(self, desk: Desk, keeping: Keeping) -> None:
        super().__init__(desk, keeping)
        self._waiting: tuple[RecordRow, ...] = ()
        self._many = 0
        self._enquiries = 0

    @property
    def is_mine(self) -> bool:
        """A manager is signed in."""
        return self.desk.me is not None and self.desk.me.role is Role.MANAGER

    def body(self) -> ComposeResult:
        yield Static(id="words")
        yield Static(in_columns((message(f"inbox_{each}") for each in _HEADINGS), _WIDTHS), id="headings")
        yield RowList(id="rows")
        with VerticalScroll(id="heart-scroll", can_focus=False):
            yield LabelledLines(id="heart", label_cells=20)

    def on_mount(self) -> None:
        """Read once its parts are there."""
        self.action_read_again()

    def on_screen_resume(self) -> None:
        """Read anew each time it comes to the front."""
        if self.is_mounted:
            self.action_read_again()

    def status(self) -> tuple[str, ...]:
        if not self.is_mine:
            return (message("inbox_title"),)
        again = sum(1 for row in self._waiting if _needs_more(row))
        first = message("inbox_waiting", count=self._many - again)
        return (
            message("inbox_title"),
            first,
            message("inbox_more_information", count=again) if again else "",
            message("inbox_enquiries", count=self._enquiries) if self._enquiries else "",
        )

    def action_read_again(self) -> None:
        """Asks the desk for the list."""
        words = ""
        self._waiting, self._many, self._enquiries = (), 0, 0
        if self.is_mine:
            try:
                self._waiting, self._many = self.desk.inbox(), self.desk.count_inbox()
                self._enquiries = self.desk.enquiries.count_waiting()
            except TriageError as fault:
                words = f"! {message(fault.code, **fault.facts)}"
            else:
                words = "" if self._waiting else message("inbox_screen_empty")
                if self._many > len(self._waiting):
                    words = message("inbox_more_below", shown=len(self._waiting), count=self._many)
        else:
            words = message("inbox_not_yours_demo" if self.desk.is_demo else "inbox_not_yours")
        self._show(words)

    def _show(self, words: str) -> None:
        self.words.update(Content(words))
        self.words.display = bool(words)
        for widget in (self.headings, self.rows, self.heart):
            widget.display = bool(self._waiting)
        now = self.desk.now()
        self.rows.show(Row(row.ref, in_columns(_cells(row, now), _WIDTHS)) for row in self._waiting)
        if self._waiting:
            self.rows.focus()
        self.draw_status()
        self.refresh_bindings()

    @on(OptionList.OptionHighlighted)
    def _show_heart(self) -> None:
        if self.rows.ref:
            row = next(row for row in self._waiting if row.ref == self.rows.ref)
            self.heart.show(heart_of(row, self.desk.now()))

    @on(OptionList.OptionSelected)
    def _open(self) -> None:
        """The record under the cursor."""
        if self.rows.ref:
            self.post_message(RecordAsked(self.rows.ref))

    def action_decide(self) -> None:
        """The decision on the record under the cursor."""
        if self.rows.ref:
            self.post_message(DecisionAsked(self.rows.ref))

    def action_sit_down(self) -> None:
        """The demonstration's own: its manager sits down. Elsewhere the sign-in opens."""
        if self.desk.is_demo:
            self.keeping.flush()
            self._change_person()
        else:
            self.post_message(PersonChangeAsked())

    @work(thread=True, exclusive=True, exit_on_error=False, group="sit down", description="Changing person")
    def _change_person(self) -> None:
        """In a thread: opening a vault takes up to half a second."""
        chain = self.desk.service.manager_chain if self.desk.service else ()
        manager = next(contact.person_id for contact in chain if contact.person_id)
        self.desk.change_person(manager)
        self.app.call_from_thread(self._sat_down)

    def _sat_down(self) -> None:
        self.post_message(SignedIn())
        self.action_read_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what can be done here now."""
        if action == "sit_down":
            return not self.is_mine
        if action == "decide":
            return bool(self._waiting)
        return super().check_action(action, parameters)


def _needs_more(row: RecordRow) -> bool:
    return row.decision is not None and row.decision.choice is Choice.MORE_INFORMATION


def _cells(row: RecordRow, now: datetime) -> tuple[str, ...]:
    record, spoken = row.record, row.manager_told_at
    if record is None:
        return row.ref, message("row_broken"), "", "", "", ""
    consent = record.answer_to("consent")
    return (
        row.ref,
        label("rung", record.rung),
        moment(record.opened_at, now),
        waiting(record.submitted_at, now),
        label("consent_short", consent.choices[0] if consent and consent.choices else "open"),
        message("inbox_spoken_at", time=clock_time(spoken)) if spoken else label("manager_told", "no"),
    )
