"""A list with what is behind the row in hand beneath it: the shape of every book that is read."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList, Static

from triage.content import message
from triage.desk.desk import Desk
from triage.errors import TriageError
from triage.text import one_line
from tui.keeping import Keeping
from tui.screens.base import TriageScreen
from tui.widgets.labelled import Labelled, LabelledLines
from tui.widgets.rows import Row, Rows

T = TypeVar("T")


class ListScreen(TriageScreen, Generic[T]):
    """Read anew each time it comes to the front. Its title and empty page are messages."""

    CSS_PATH = "listing.tcss"
    TITLE_CODE = ""
    EMPTY_CODE = ""

    words = query_one("#words", Static)
    rows = query_one("#rows", Rows)
    heart = query_one("#heart", LabelledLines)

    def __init__(self, desk: Desk, keeping: Keeping) -> None:
        super().__init__(desk, keeping)
        self._entries: tuple[T, ...] = ()

    def read(self) -> tuple[T, ...]:
        """What is listed now. Raises TriageError: its words stand in place of the list."""
        raise NotImplementedError

    def key_of(self, entry: T) -> str:
        """What tells an entry from all others."""
        raise NotImplementedError

    def row_of(self, entry: T) -> str:
        """Its line in the list."""
        raise NotImplementedError

    def heart_of(self, entry: T) -> Iterable[tuple[str, str]]:
        """What stands beneath while it is in hand: titles and words."""
        raise NotImplementedError

    def above(self) -> str:
        """What stands above the list while there is one."""
        return ""

    def body(self) -> ComposeResult:
        yield Static(id="words")
        yield Rows(id="rows")
        with VerticalScroll(id="heart-scroll"):
            yield LabelledLines(id="heart", label_cells=19)

    def on_mount(self) -> None:
        super().on_mount()
        self.draw_list()

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Read anew each time it comes to the front."""
        if self.is_mounted:
            self.draw_list()

    def status(self) -> tuple[str, ...]:
        return (message(self.TITLE_CODE),)

    @property
    def in_hand(self) -> T | None:
        """The entry under the cursor; None in an empty list."""
        at = self.rows.highlighted
        return self._entries[at] if at is not None and at < len(self._entries) else None

    def draw_list(self) -> None:
        """From the desk, as it stands now."""
        words = message(self.EMPTY_CODE)
        try:
            self._entries = self.read()
        except TriageError as fault:
            self._entries, words = (), f"! {message(fault.code, **fault.facts)}"
        self.tell(self.above() if self._entries else words)
        self.rows.show(tuple(Row(self.key_of(each), self.row_of(each)) for each in self._entries))
        self.rows.focus()
        self._draw_heart()

    def tell(self, words: str) -> None:
        """Says it above the list, until it is drawn again."""
        self.words.update(Content(words))

    @on(OptionList.OptionHighlighted)
    def _draw_heart(self) -> None:
        entry = self.in_hand
        self.heart.show(
            Labelled(Content.styled(one_line(title), "bold $accent"), Content(one_line(words)))
            for title, words in (self.heart_of(entry) if entry is not None else ())
        )
