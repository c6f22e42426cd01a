"""The keys at the foot of a screen, in one line of one widget.

Textual's own Footer builds a widget for each key, anew whenever the focus moves: a fifth of all that the
tests of the call spend. A key that does not fit whole is left out, never cut in the middle of its word; help,
which tells of every key, and the key that hides all always stand.
"""

from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import ActiveBinding
from textual.screen import Screen
from textual.widget import Widget

ALWAYS = ("help", "app.help", "hide", "app.hide")
"""The actions behind the keys that always stand, as the screens name them."""
_GAP = 1
"""Columns between two keys."""


class Shown(NamedTuple):
    """A key as it stands in the line."""

    key: str
    """What the terminal sends, by Textual's name."""
    cap: str
    words: str
    enabled: bool
    always: bool

    @property
    def width(self) -> int:
        """In columns, without the gap after it."""
        return cell_len(self.cap) + cell_len(self.words) + (1 if self.words else 0)


class KeyLine(Widget, can_focus=False):
    """Shows what the keys do at this moment. A click on one presses it."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--cap", "key-line--words"}
    DEFAULT_CSS = """
    KeyLine {
        dock: bottom; height: 1; text-wrap: nowrap;
        color: $footer-foreground; background: $footer-background;
        .key-line--cap { color: $footer-key-foreground; text-style: bold; }
        .key-line--words { color: $footer-description-foreground; }
    }
    """

    _keys: tuple[Shown, ...] = ()

    def on_mount(self) -> None:
        """Follows what the screen says of its bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def render(self) -> Text:
        """The keys that fit, first come first."""
        cap, words = (self.get_component_rich_style(name) for name in ("key-line--cap", "key-line--words"))
        line = Text(no_wrap=True, end="")
        for shown in self._that_fit():
            line.append(shown.cap, cap + _faint(shown))
            if shown.words:
                line.append(f" {shown.words}", words + _faint(shown))
            line.append(" " * _GAP)
        return line

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Presses the key under the pointer."""
        at = 0
        for shown in self._that_fit():
            if at <= event.x < at + shown.width and shown.enabled:
                self.app.simulate_key(shown.key)
                return
            at += shown.width + _GAP

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if screen is self.screen:
            self.call_after_refresh(self._read_keys)

    def _read_keys(self) -> None:
        keys = tuple(self._read(self.screen.active_bindings)) if self.is_attached else ()
        if keys != self._keys:
            self._keys = keys
            self.refresh()

    def _read(self, bindings: dict[str, ActiveBinding]) -> list[Shown]:
        """One key for each action: the first that does it."""
        first: dict[str, Shown] = {}
        for _, binding, enabled, _tooltip in bindings.values():
            if binding.show and binding.action not in first:
                first[binding.action] = Shown(
                    binding.key,
                    self.app.get_key_display(binding),
                    binding.description,
                    enabled,
                    binding.action in ALWAYS,
                )
        return list(first.values())

    def _that_fit(self) -> list[Shown]:
        """In their order; as soon as one has no room, none after it but those that always stand."""
        room = self.size.width - sum(shown.width + _GAP for shown in self._keys if shown.always) + _GAP
        fitting = []
        for shown in self._keys:
            if not shown.always:
                room -= shown.width + _GAP
            if shown.always or room >= 0:
                fitting.append(shown)
        return fitting


def _faint(shown: Shown) -> Style:
    return Style(dim=not shown.enabled or None)
