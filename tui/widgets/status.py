"""Row 1 of every screen: where you are, the reference, and whether your words are safe."""

from textual.content import Content
from textual.widgets import Static

from triage.text import one_line


class StatusLine(Static):
    """One line of plain parts between bars. Give it only names and states, never a caller's words."""

    DEFAULT_CSS = """
    StatusLine { height: 1; background: $raised; color: $words; padding: 0 1; }
    StatusLine { text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def say(self, *parts: str) -> None:
        """Shows ``parts`` in order, without the empty ones; the first, the place, in bold."""
        place, *rest = [one_line(part) for part in parts if part] or [""]
        self.update(Content.assemble((place, "bold"), *(f" | {part}" for part in rest)))
