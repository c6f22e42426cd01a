"""Rows to choose from with Up, Down and Enter. The row in hand carries ``>`` and the terminal's own
cursor."""

from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Offset
from textual.widgets import OptionList
from textual.widgets.option_list import Option


@dataclass(frozen=True, slots=True)
class Row:
    """``key`` comes back in ``OptionList.OptionSelected.option_id``."""

    key: str
    words: str


class Rows(OptionList):
    """An option list that says in a mark, not by colour alone, where you are; a screen reader's cursor
    follows."""

    DEFAULT_CSS = """
    Rows { border: none; padding: 0; background: $ground; height: auto; max-height: 100%; color: $words; }
    Rows:focus { border: none; background-tint: transparent 0%; }
    Rows > .option-list--option { padding: 0 1; }
    """

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False, compact=True)
        self._rows: tuple[Row, ...] = ()

    @property
    def key(self) -> str | None:
        """That of the row in hand; None where there is none."""
        at = self.highlighted
        return self._rows[at].key if at is not None and at < len(self._rows) else None

    def show(self, rows: tuple[Row, ...]) -> None:
        """These rows in place of the others; the row in hand stays in hand when it is still there."""
        if rows == self._rows:
            return
        held = self.key
        self._rows = rows
        self.clear_options()
        self.add_options(Option(self._drawn(row, in_hand=False), id=row.key) for row in rows)
        keys = [row.key for row in rows]
        self.highlighted = keys.index(held) if held in keys else (0 if rows else None)

    def watch_highlighted(self, highlighted: int | None) -> None:
        super().watch_highlighted(highlighted)
        if self.option_count != len(self._rows):
            return
        for at, row in enumerate(self._rows):
            self.replace_option_prompt(row.key, self._drawn(row, in_hand=at == highlighted))
        self._move_terminal_cursor()

    def on_focus(self) -> None:
        """The terminal's cursor comes along."""
        self._move_terminal_cursor()

    def on_resize(self) -> None:
        """So it does when what stands above takes another row."""
        self._move_terminal_cursor()

    def _move_terminal_cursor(self) -> None:
        self.call_after_refresh(self._put_terminal_cursor)

    def _put_terminal_cursor(self) -> None:
        if self.highlighted is not None and self.has_focus:
            top = self.content_region.offset - self.scroll_offset
            self.app.cursor_position = top + Offset(1, self.highlighted)

    def _drawn(self, row: Row, *, in_hand: bool) -> Content:
        return Content(f"{'>' if in_hand else ' '} {row.words}")
