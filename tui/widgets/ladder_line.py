"""The ladder of a call in one row: number, word, and ``> <`` around the rung in force."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from triage.model import Rung
from tui.words import rung_short, rung_words

FULL_WIDTH = 78
"""Columns that the full words need; below, the short words are shown."""


class LadderLine(Widget):
    """``1 DANGER NOW  >2 SAFETY WORRY<  3 CRIME …``"""

    DEFAULT_CSS = """
    LadderLine { height: 1; color: $words; }
    """

    rung: reactive[Rung | None] = reactive(None)

    def render(self) -> Content:
        words = rung_words if self.size.width >= FULL_WIDTH else rung_short
        return Content.assemble(*(self._cell(rung, words(rung)) for rung in Rung))

    def _cell(self, rung: Rung, words: str) -> tuple[str, str]:
        if rung is self.rung:
            return (f">{rung.value} {words}<", "bold reverse")
        return (f" {rung.value} {words} ", "")
