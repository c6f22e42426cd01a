"""A call that goes no further: the questions before it, and the list of those that are on file."""

from textual import on
from textual.widgets import OptionList

from triage.content import message
from triage.desk.desk import Desk
from triage.errors import TriageError
from triage.labels import label
from triage.records.draft import Answer, Draft
from triage.records.left_off import LeftOff
from tui.clock import day_and_time
from tui.keeping import Keeping
from tui.messages import CallAsked
from tui.screens.form import FormScreen
from tui.screens.listing import ListScreen


def leave_off(desk: Desk, keeping: Keeping, draft: Draft) -> FormScreen:
    """Two questions; then the draft leaves the list of open calls."""

    def finish(answers: tuple[Answer, ...]) -> str:
        about_manager = desk.interview(draft).about_manager
        entry = desk.case_notes.leave_off(draft, answers, about_manager=about_manager)
        kept = message("left_off_kept", ref=draft.ref)
        return f"{kept} {message('left_off_note', ref=draft.ref)}" if entry.considered else kept

    return FormScreen(desk, keeping, desk.case_notes.flow, finish, about=draft.ref)


def left_off(desk: Desk, keeping: Keeping) -> "LeftOffScreen":
    """The screen, as the list of books opens it."""
    return LeftOffScreen(desk, keeping)


class LeftOffScreen(ListScreen[LeftOff]):
    """All for a manager, their own for a caseworker. Enter takes one's own up again."""

    HELP_PAGE = "left_off"
    TITLE_CODE = "book_left_off"
    EMPTY_CODE = "left_off_none"

    def read(self) -> tuple[LeftOff, ...]:
        return self.desk.case_notes.left_off()

    def key_of(self, entry: LeftOff) -> str:
        return entry.ref or ""

    def row_of(self, entry: LeftOff) -> str:
        rung = label("rung", entry.rung) if entry.rung else message("left_off_no_rung")
        when = day_and_time(entry.at, self.desk.now())
        return message("left_off_row", ref=entry.ref or "", when=when, rung=rung, name=entry.by.name)

    def heart_of(self, entry: LeftOff) -> tuple[tuple[str, str], ...]:
        return self.desk.case_notes.answered(entry)

    @on(OptionList.OptionSelected)
    def _take_up(self, chosen: OptionList.OptionSelected) -> None:
        try:
            draft = self.desk.case_notes.take_up(chosen.option_id or "")
        except TriageError:
            self.words.update(message("left_off_not_yours"))
        else:
            self.post_message(CallAsked(draft))
