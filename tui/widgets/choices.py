"""Numbered choices: the digit beside a choice takes it, and Enter takes the row under the cursor.

Nothing is taken before a key is pressed: the cursor stands on no row until an arrow moves it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from time import monotonic

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.widgets.typed_ahead import TypedAhead

HELD_KEY_SECONDS = 0.25
"""Digits are not heard for so long after a page has changed: a held key answers one question only."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One row."""

    id: str
    label: str
    apart: bool = False
    """A line stands before it, and among many it is taken alone: «Not known» and its kind."""


class Choices(OptionList, TypedAhead):
    """A list of one or of many; posts ``Chosen`` when the person has done with it."""

    DEFAULT_CSS = """
    Choices { border: none; padding: 0; background: transparent; height: auto; max-height: 100%; }
    Choices:focus { border: none; background-tint: transparent 0%; }
    Choices > .option-list--option { padding: 0 1; }
    """

    class Chosen(Message):
        """Something was taken; ``ids`` in the order shown, one only unless the list is of many."""

        def __init__(self, choices: "Choices", ids: tuple[str, ...], digit: str = "") -> None:
            super().__init__()
            self.choices = choices
            self.ids = ids
            self.digit = digit
            """The digit that took it; empty for Enter and the mouse."""

        @property
        def control(self) -> "Choices":
            """The list that was used."""
            return self.choices

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, markup=False, compact=True)
        self.many = False
        self.taken: tuple[str, ...] = ()
        self._rows: tuple[Choice, ...] = ()
        self._deaf_until = 0.0

    def show(self, rows: Iterable[Choice], taken: Iterable[str] = (), *, many: bool = False) -> None:
        """These rows in place of the others, what was taken before marked; hears no digit for a moment."""
        self._rows = tuple(rows)
        self.many = many
        self.taken = tuple(taken)
        self.clear_options()
        for row in self._rows:
            if row.apart and not self._before(row).apart:
                self.add_option(None)
            self.add_option(Option(self._drawn(row), id=row.id))
        first = next((at for at, row in enumerate(self._rows) if row.id in self.taken), None)
        self.highlighted = first
        self.hold()

    def hold(self) -> None:
        """Hears no digit for a moment."""
        self._deaf_until = monotonic() + HELD_KEY_SECONDS

    async def on_key(self, event: events.Key) -> None:
        """A digit takes its row, Enter what is marked; the space bar marks a row in a list of many."""
        if self.is_for_another(event):
            return
        character = event.character or ""
        if character.isdecimal() and character.isascii():
            event.stop()
            event.prevent_default()
            at = (int(character) or 10) - 1
            if at < len(self._rows) and monotonic() >= self._deaf_until:
                self.highlighted = at
                self._take(self._rows[at], character)
        elif event.key == "enter":
            event.stop()
            event.prevent_default()
            self.action_select()
        elif event.key == "space" and self.many and self.highlighted is not None:
            event.stop()
            event.prevent_default()
            self._take(self._rows[self.highlighted])
        else:
            await self.act_at_once(event)

    def action_select(self) -> None:
        """Enter: the marked rows of a list of many when there are any, else the row under the cursor."""
        if self.many and self.taken:
            self.answer_with(self.Chosen(self, self.taken))
        elif self.highlighted is not None:
            self._take_alone(self._rows[self.highlighted])

    async def _on_click(self, event: events.Click) -> None:
        """The mouse does what the digit does."""
        at = event.style.meta.get("option")
        if isinstance(at, int):
            event.prevent_default()
            self.highlighted = at
            self._take(self._rows[at])

    def watch_highlighted(self, highlighted: int | None) -> None:
        """The row under the cursor carries a ``>``: colour alone would not do."""
        super().watch_highlighted(highlighted)
        self._draw()

    def on_resize(self) -> None:
        """Long labels go on beneath themselves, at the new width."""
        self._draw()

    def _take(self, row: Choice, digit: str = "") -> None:
        if not self.many or row.apart:
            self._take_alone(row, digit)
            return
        marked = {*self.taken} ^ {row.id}
        self.taken = tuple(each.id for each in self._rows if each.id in marked and not each.apart)
        self._draw()

    def _take_alone(self, row: Choice, digit: str = "") -> None:
        self.taken = (row.id,)
        self._draw()
        self.answer_with(self.Chosen(self, self.taken, digit))

    def _draw(self) -> None:
        if self.option_count == len(self._rows):
            for row in self._rows:
                self.replace_option_prompt(row.id, self._drawn(row))

    def _drawn(self, row: Choice) -> Content:
        at = self._rows.index(row)
        sign = ">" if at == self.highlighted else " "
        mark = ("[x] " if row.id in self.taken else "[ ] ") if self.many and not row.apart else ""
        kept = "  (your answer)" if row.id in self.taken and not mark else ""
        head = f"{sign} {(at + 1) % 10}  {mark}"
        room = max(8, self.content_size.width - len(head) - 2) if self.content_size.width else len(row.label)
        lines = Content(f"{row.label}{kept}").wrap(room)
        return Content(head) + Content("\n" + " " * len(head)).join(lines)

    def _before(self, row: Choice) -> Choice:
        at = self._rows.index(row)
        return self._rows[at - 1] if at else Choice("", "", apart=True)
