"""Requests to see or to remove what is kept: the list. A manager opens one and decides on its own page."""

from collections.abc import Iterator

from textual import on
from textual.widgets import OptionList

from triage.content import message
from triage.desk.data_requests import RequestFile
from triage.desk.desk import Desk
from triage.interview.facts import Facts
from triage.interview.interview import replay
from triage.labels import label
from triage.records.people import Role
from triage.text import one_line
from tui.clock import day_and_time
from tui.keeping import Keeping
from tui.screens.listing import ListScreen
from tui.screens.request import RequestScreen


def requests(desk: Desk, keeping: Keeping) -> "RequestsScreen":
    """The screen, as the list of books opens it."""
    return RequestsScreen(desk, keeping)


class RequestsScreen(ListScreen[RequestFile]):
    """All for a manager, their own for a caseworker; the answers of the row in hand beneath."""

    HELP_PAGE = "requests"
    TITLE_CODE = "book_requests"
    EMPTY_CODE = "requests_none"

    @property
    def _decides(self) -> bool:
        return self.desk.me is not None and self.desk.me.role is Role.MANAGER

    def read(self) -> tuple[RequestFile, ...]:
        return self.desk.data_requests.listed()

    def above(self) -> str:
        return message("requests_open" if self._decides else "requests_manager_decides")

    def key_of(self, entry: RequestFile) -> str:
        return entry.request

    def row_of(self, entry: RequestFile) -> str:
        waits = f"! {message('request_waits')}"
        return message(
            "request_row",
            request=entry.request,
            stands=waits if entry.waits else label("outcome", entry.answers[-1].outcome),
            when=day_and_time((entry.entry or entry.answers[-1]).at, self.desk.now()),
            wanted=label("wanted", entry.entry.wanted) if entry.entry else message("request_gone"),
        )

    def heart_of(self, entry: RequestFile) -> Iterator[tuple[str, str]]:
        if entry.entry is not None:
            for step in replay(self.desk.data_requests.flow, entry.entry.answers, Facts()).steps:
                yield step.question.title, step.summary
        for answer in entry.answers:
            when = day_and_time(answer.at, self.desk.now())
            said = f"{answer.by.name}, {when}: {label('outcome', answer.outcome)}"
            yield (
                message("enquiry_manager"),
                f"{said}. {one_line(answer.reasons)}" if answer.reasons else said,
            )

    @on(OptionList.OptionSelected)
    def _open(self, chosen: OptionList.OptionSelected) -> None:
        file = self.in_hand
        if not self._decides:
            self.tell(message("requests_manager_decides"))
        elif file is None or file.entry is None:
            self.tell(message("request_nothing_left"))
        else:
            self.app.push_screen(RequestScreen(self.desk, self.keeping, chosen.option_id or ""))
