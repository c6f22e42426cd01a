"""Lines with a label at their left: text that is too long goes on beneath itself.

A label too long for its column stands on a line of its own, above its text.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Labelled:
    """One line. Without a text the label is a heading and takes the whole width."""

    label: Content
    text: Content | None = None


class LabelledLines(Widget):
    """Draws what it is given; ``label_cells`` is the width of the column of labels."""

    DEFAULT_CSS = """
    LabelledLines { height: auto; text-wrap: nowrap; }
    """

    def __init__(self, *, label_cells: int, id: str) -> None:
        super().__init__(id=id)
        self._label_cells = label_cells
        self._lines: tuple[Labelled, ...] = ()

    def show(self, lines: Iterable[Labelled]) -> None:
        """These lines in place of the others."""
        self._lines = tuple(lines)
        self.refresh(layout=True)

    @property
    def plain(self) -> str:
        """What is shown, one line for each, without its layout."""
        return "\n".join(
            f"{line.label.plain} {line.text.plain if line.text else ''}".rstrip() for line in self._lines
        )

    def render(self) -> Content:
        return Content("\n").join(self._laid_out(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the lines take at this width."""
        del container, viewport
        return len(self._laid_out(width))

    def _laid_out(self, width: int) -> list[Content]:
        room = max(8, width - self._label_cells)
        rows: list[Content] = []
        for line in self._lines:
            if line.text is None:
                rows += line.label.wrap(max(8, width)) or [Content("")]
                continue
            first, *others = line.text.wrap(room) or [Content("")]
            if line.label.cell_length < self._label_cells:
                rows.append(line.label.pad_right(self._label_cells - line.label.cell_length) + first)
            else:
                rows += [*line.label.wrap(max(8, width)), first.pad_left(self._label_cells)]
            rows += [other.pad_left(self._label_cells) for other in others]
        return rows
