"""A line of a table in fixed columns: what is too long is cut, and nothing in it is read as markup."""

from collections.abc import Iterable

from textual.content import Content

from triage.text import one_line


def in_columns(cells: Iterable[str], widths: Iterable[int]) -> Content:
    """The cells side by side, each as wide as its column says, one space between."""
    columns = [
        Content(one_line(cell)).truncate(width, ellipsis=True, pad=True)
        for cell, width in zip(cells, widths, strict=True)
    ]
    return Content(" ").join(columns)
