"""What is kept, where and why: a page to read, behind the list of books."""

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one

from triage.content import message
from triage.desk.desk import Desk
from triage.desk.kept import kept_sections
from tui.keeping import Keeping
from tui.screens.base import TriageScreen
from tui.widgets.labelled import Labelled, LabelledLines


class KeptScreen(TriageScreen):
    """It names nobody."""

    HELP_PAGE = "kept"

    lines = query_one("#kept", LabelledLines)

    def body(self) -> ComposeResult:
        with VerticalScroll(classes="page"):
            yield LabelledLines(id="kept", label_cells=7)

    def on_mount(self) -> None:
        super().on_mount()
        self.lines.show(self._drawn())

    def status(self) -> tuple[str, ...]:
        return (message("book_kept"),)

    def _drawn(self) -> Iterator[Labelled]:
        for part in kept_sections(self.desk.pack, self.desk.service, self.desk.now().date()):
            yield Labelled(Content.styled(part.heading, "bold $accent"))
            for line in part.lines:
                yield Labelled(Content.styled(line.label, "$quiet"), Content(line.text))
            yield Labelled(Content(""))


def kept(desk: Desk, keeping: Keeping) -> TriageScreen:
    """The screen, as the list of books opens it."""
    return KeptScreen(desk, keeping)
