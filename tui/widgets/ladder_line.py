"""The ladder of a call in one row: number, word, and ``> <`` around the rung in force."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from triage.labels import label
from triage.model import Rung

FULL_WIDTH = 78
"""Columns that the full words need; below, the short words are shown."""


class LadderLine(Widget):
    """``1 DANGER NOW  >2 SAFETY WORRY<  3 CRIME …``"""

    DEFAULT_CSS = """
    LadderLine { height: 1; color: $words; }
    """

    rung: reactive[Rung | None] = reactive(None)

    def render(self) -> Content:
        group = "rung" if self.size.width >= FULL_WIDTH else "rung_short"
        return Content.assemble(*(self._cell(rung, label(group, rung)) for rung in Rung))

    def _cell(self, rung: Rung, words: str) -> tuple[str, str]:
        if rung is self.rung:
            return (f">{words}<", "bold reverse")
        return (f" {words} ", "")
