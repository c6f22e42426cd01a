"""The thread of a call: every line heard and every question asked, with its time, its kind and the reply it
got.

A reply that comes late changes its own row only. Rows keep their height, so nothing moves under the hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content, Span
from textual.widgets import Static

from triage.content import message
from triage.records.draft import Exchange, LineKind
from tui.clock import clock_time


@dataclass(frozen=True, slots=True)
class Told:
    """What the thread says of one line's reply."""

    spans: tuple[tuple[int, int], ...]
    """The words of the line that raised a signal."""
    words: str
    """The reply in one line."""
    warns: bool
    """A signal was heard: the row says so in bold as well."""


class ThreadRow(Vertical):
    """One line with its reply."""

    DEFAULT_CSS = """
    ThreadRow { height: auto; width: 1fr; }
    ThreadRow > .said { height: auto; width: 1fr; }
    ThreadRow > .reply { height: 1; width: 1fr; padding-left: 8; color: $quiet; }
    ThreadRow > .reply { text-wrap: nowrap; text-overflow: ellipsis; }
    ThreadRow > .reply.-warns { color: $danger; text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._said = Static(classes="said")
        self._reply = Static(classes="reply")

    def compose(self) -> ComposeResult:
        yield self._said
        yield self._reply

    def show(self, line: Exchange, told: Told, *, chosen: bool) -> None:
        """Draws the line and the reply it got."""
        self._said.update(_said(line, told, chosen=chosen))
        self._reply.update(Content(told.words))
        self._reply.set_class(told.warns, "-warns")


class Thread(VerticalScroll, can_focus=False):
    """Oldest at the top. The row in hand carries ``>``; the panels show the reply to it."""

    DEFAULT_CSS = """
    Thread > #empty { height: auto; padding: 0 2; color: $quiet; }
    Thread { height: 1fr; padding: 0 1 0 0; scrollbar-size-vertical: 1; }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._empty = Static(id="empty")
        self._rows: list[ThreadRow] = []
        self._drawn: list[tuple[Exchange, Told, bool]] = []

    def compose(self) -> ComposeResult:
        yield self._empty

    def show(
        self, lines: tuple[Exchange, ...], told: Mapping[int, Told], chosen: int | None, empty: str
    ) -> None:
        """Draws what has changed. ``chosen`` is the number of the line in hand; ``empty`` is said of no
        lines."""
        wanted = [(line, told[line.number], line.number == chosen) for line in lines]
        self._empty.update(Content(empty))
        self._empty.display = not wanted
        while len(self._rows) > len(wanted):
            self._rows.pop().remove()
        for at, (line, reply, is_chosen) in enumerate(wanted):
            if at == len(self._rows):
                self._rows.append(ThreadRow())
                self.mount(self._rows[at])
            if at >= len(self._drawn) or self._drawn[at] != wanted[at]:
                self._rows[at].show(line, reply, chosen=is_chosen)
        moved = [each[2] for each in self._drawn] != [each[2] for each in wanted]
        self._drawn = wanted
        if moved:
            self.call_after_refresh(self._keep_in_sight)

    @property
    def words(self) -> str:
        """What it shows, as plain text."""
        return "\n".join(f"{_said(*each[:2], chosen=each[2]).plain}\n{each[1].words}" for each in self._drawn)

    def _keep_in_sight(self) -> None:
        for row, (_, _, chosen) in zip(self._rows, self._drawn, strict=True):
            if chosen:
                row.scroll_visible(animate=False, immediate=True)
                return
        self.scroll_end(animate=False, immediate=True)


def _said(line: Exchange, told: Told, *, chosen: bool) -> Content:
    before, after = ('"', '"') if line.kind is LineKind.CALLER_WORDS else ("", "")
    head = f"{'>' if chosen else ' '} {clock_time(line.at)} {message(f'line_{line.kind.value}')} "
    start = len(head) + len(before)
    spans = [Span(start + first, start + last, "underline bold") for first, last in told.spans]
    spans.append(Span(0, len(head), "bold" if chosen else "$quiet"))
    return Content(f"{head}{before}{line.text}{after}", spans=spans)
