"""A line across the screen with a name at its left and a short note at its right."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class TitledRule(Widget):
    """``── POLICY ──────────────── 1 of 4 ──``"""

    DEFAULT_CSS = """
    TitledRule { height: 1; color: $rule; }
    """

    title: reactive[str] = reactive("")
    note: reactive[str] = reactive("")

    def __init__(self, title: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(TitledRule.title, title)

    def render(self) -> Content:
        width = self.size.width
        title = f" {self.title} " if self.title else ""
        room = max(0, width - len(title) - 6)
        note = self.note if len(self.note) <= room else self.note[: max(0, room - 1)] + "\u2026"
        note = f" {note} " if note else ""
        line = "\u2500" * max(0, width - len(title) - len(note) - 4)
        return Content.assemble(
            "\u2500\u2500", (title, "$accent bold"), line, (note, "$words"), "\u2500\u2500"
        )
