"""Requests to see or to remove what is kept, prints, and what is off-site: one page to read.

Deciding on a request, printing and taking something out stay at the command line, which writes the files.
"""

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one

from triage.content import message
from triage.desk.desk import Desk
from triage.errors import TriageError
from triage.labels import label
from tui.clock import day_and_time
from tui.keeping import Keeping
from tui.screens.base import TriageScreen
from tui.widgets.labelled import Labelled, LabelledLines


class OutstandingScreen(TriageScreen):
    """All requests for a manager, their own for a caseworker; the register is the same for everybody."""

    HELP_PAGE = "outstanding"

    lines = query_one("#outstanding", LabelledLines)

    def body(self) -> ComposeResult:
        with VerticalScroll(classes="page"):
            yield LabelledLines(id="outstanding", label_cells=0)

    def on_mount(self) -> None:
        super().on_mount()
        try:
            found = tuple(self._drawn())
        except TriageError as fault:
            found = (Labelled(Content(f"! {message(fault.code, **fault.facts)}")),)
        self.lines.show(found)

    def status(self) -> tuple[str, ...]:
        return (message("book_outstanding"),)

    def _drawn(self) -> Iterator[Labelled]:
        for heading, rows, how in (
            ("outstanding_requests", self._requests(), "outstanding_requests_how"),
            ("outstanding_prints", self._prints(), "outstanding_prints_how"),
            ("outstanding_out", self._out(), "outstanding_out_how"),
        ):
            yield Labelled(Content.styled(message(heading), "bold $accent"))
            for row in rows or (message("outstanding_none"),):
                yield Labelled(Content(row))
            yield Labelled(Content.styled(message(how), "$quiet"))
            yield Labelled(Content(""))

    def _requests(self) -> tuple[str, ...]:
        return tuple(
            message(
                "request_row",
                request=file.request,
                stands=f"! {message('request_waits')}"
                if file.waits
                else label("outcome", file.answers[-1].outcome),
                when=day_and_time((file.entry or file.answers[-1]).at, self.desk.now()),
                wanted=label("wanted", file.entry.wanted) if file.entry else message("request_gone"),
            )
            for file in self.desk.data_requests.listed()
        )

    def _prints(self) -> tuple[str, ...]:
        return tuple(
            message(
                "paper_print_row",
                number=entry.number,
                when=day_and_time(entry.at, self.desk.now()),
                ref=entry.ref or "",
                where=entry.kept_where,
            )
            for entry in self.desk.paper.prints()
        )

    def _out(self) -> tuple[str, ...]:
        late = self.desk.paper.overdue()
        return tuple(
            message(
                "paper_out_row",
                number=entry.number,
                when=day_and_time(entry.out_at, self.desk.now()),
                who=entry.taken_by,
                item=entry.item,
                late=message("paper_late") if entry in late else "",
            )
            for entry in self.desk.paper.out()
        )


def outstanding(desk: Desk, keeping: Keeping) -> TriageScreen:
    """The screen, as the list of books opens it."""
    return OutstandingScreen(desk, keeping)
