"""The thread of a call: every line heard and every question asked, with its time, its kind and the reply it got.

A reply that comes late changes its own row only. Rows keep their height, so nothing moves under the hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.containers import VerticalScroll
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


class ThreadRow(Static):
    """One line with its reply."""

    DEFAULT_CSS = """
    ThreadRow { height: auto; width: 1fr; color: $words; }
    """


class Thread(VerticalScroll, can_focus=False):
    """Oldest at the top. The row in hand carries ``>``; the panels show the reply to it."""

    DEFAULT_CSS = """
    Thread { height: 1fr; padding: 0 1 0 0; scrollbar-size-vertical: 1; }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._drawn: list[tuple[Exchange, Told, bool]] = []
        self.words = ""
        """What it shows, as plain text."""

    def show(self, lines: tuple[Exchange, ...], told: Mapping[int, Told], chosen: int | None, empty: str) -> None:
        """Draws what has changed. ``chosen`` is the number of the line in hand; ``empty`` is said of no lines."""
        rows = list(self.query(ThreadRow))
        if not lines:
            for row in rows[1:]:
                row.remove()
            self._fill(rows, 0, Content.styled(empty, "$quiet"))
            self._drawn = []
            self.words = empty
            return
        wanted = [(line, told[line.number], line.number == chosen) for line in lines]
        grew = len(wanted) > len(self._drawn)
        for at, now in enumerate(wanted):
            if at >= len(self._drawn) or self._drawn[at] != now:
                self._fill(rows, at, _row(*now))
        for row in rows[len(wanted) :]:
            row.remove()
        moved = [each[2] for each in self._drawn] != [each[2] for each in wanted]
        self._drawn = wanted
        self.words = "\n".join(_row(*each).plain for each in wanted)
        if grew or moved:
            self.call_after_refresh(self._keep_in_sight)

    def _fill(self, rows: list[ThreadRow], at: int, content: Content) -> None:
        if at < len(rows):
            rows[at].update(content)
        else:
            self.mount(ThreadRow(content))

    def _keep_in_sight(self) -> None:
        for row, (_, _, chosen) in zip(self.query(ThreadRow), self._drawn, strict=False):
            if chosen:
                row.scroll_visible(animate=False, immediate=True)
                return
        self.scroll_end(animate=False, immediate=True)


def _row(line: Exchange, told: Told, chosen: bool) -> Content:
    kind = message(f"line_{line.kind.value}")
    before, after = ('"', '"') if line.kind is LineKind.CALLER_WORDS else ("", "")
    head = f"{'>' if chosen else ' '} {clock_time(line.at)} {kind} {before}"
    spans = [Span(start + len(head), end + len(head), "underline bold") for start, end in told.spans]
    spans.append(Span(0, len(head) - len(before), "bold" if chosen else "$quiet"))
    said = Content(f"{head}{line.text}{after}", spans=spans)
    reply = Content.styled(f"        {told.words}", "$danger bold" if told.warns else "$quiet")
    return Content("\n").join([said, reply])
