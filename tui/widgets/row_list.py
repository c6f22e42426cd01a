"""A list of rows to open: the row under the cursor carries a ``>``, and stays when the list is read again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option


@dataclass(frozen=True, slots=True)
class Row:
    """One line, known by its reference."""

    ref: str
    line: Content


class RowList(OptionList):
    """Rows by reference. ``OptionHighlighted`` and ``OptionSelected`` carry it as the option's id."""

    DEFAULT_CSS = """
    RowList { border: none; padding: 0; background: transparent; height: auto; max-height: 100%; }
    RowList:focus { border: none; background-tint: transparent 0%; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Open", key_display="Enter", tooltip="The row under the cursor"),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False, compact=True)
        self._rows: tuple[Row, ...] = ()

    @property
    def ref(self) -> str | None:
        """Of the row under the cursor; None when there is no row."""
        return None if self.highlighted is None else self._rows[self.highlighted].ref

    def show(self, rows: Iterable[Row]) -> None:
        """These rows in place of the others; the cursor stays on its reference, or goes to the first row."""
        here = self.ref
        self._rows = tuple(rows)
        self.clear_options()
        self.add_options(Option(self._drawn(row), id=row.ref) for row in self._rows)
        at = next((at for at, row in enumerate(self._rows) if row.ref == here), 0)
        self.highlighted = at if self._rows else None

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Moves the ``>`` with the cursor."""
        super().watch_highlighted(highlighted)
        if self.option_count == len(self._rows):
            for row in self._rows:
                self.replace_option_prompt(row.ref, self._drawn(row))

    def _drawn(self, row: Row) -> Content:
        return Content("> " if row.ref == self.ref else "  ") + row.line
