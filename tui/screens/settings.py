"""Settings of this device: colours, and keys of one's own."""

from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from triage.content import message
from triage.desk.desk import Desk
from triage.desk.own_settings import OwnSettings
from triage.errors import TriageError
from tui.keeping import Keeping
from tui.messages import SettingsChanged
from tui.own_keys import SHIPPED, allowed, shown, with_own_key
from tui.screens.call import CallScreen
from tui.screens.listing import ListScreen
from tui.theme import CALM_DARK, CALM_LIGHT, HIGH_CONTRAST, MONO

COLOURS = {
    CALM_DARK: "colours_calm_dark",
    CALM_LIGHT: "colours_calm_light",
    HIGH_CONTRAST: "colours_high_contrast",
    MONO: "colours_mono",
}
"""In the order in which they take turns, with the ids of their words."""


class Setting(NamedTuple):
    """A row: the colours, or what one shipped key does."""

    shipped: str
    """Empty for the colours."""
    does: str
    """In words; empty for the colours."""


class SettingsScreen(ListScreen[Setting]):
    """Each change holds at once and is kept at once."""

    TITLE_CODE = "settings_title"
    EMPTY_CODE = "settings_about"
    HELP_PAGE = "settings"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "reset", "Keys as shipped", key_display="R", tooltip="Takes all your own keys away"),
    ]

    def __init__(self, desk: Desk, keeping: Keeping, *, in_colour: bool, can_choose_colours: bool) -> None:
        """``in_colour``: this run has colours. ``can_choose_colours``: nothing outside has chosen."""
        super().__init__(desk, keeping)
        self._file = desk.settings_file
        self._own = self._file.read()
        self._own = self._own.model_copy(update={"keys": allowed(self._own.keys)})
        self._broken = self._file.fault
        self._in_colour = in_colour
        self._can_choose = can_choose_colours
        self._asked_for: str | None = None
        """The shipped key that an own key is being chosen for."""

    @property
    def waits_for_key(self) -> bool:
        """The next key is not a command: it is what is chosen."""
        return self._asked_for is not None

    def read(self) -> tuple[Setting, ...]:
        does = {
            key: binding.tooltip
            for owner in (type(self.app), CallScreen)
            for binding in owner.BINDINGS
            if isinstance(binding, Binding)
            for key in binding.key.split(",")
        }
        return (Setting("", ""), *(Setting(key, does[key]) for key in SHIPPED if key in does))

    def key_of(self, entry: Setting) -> str:
        return entry.shipped or "colours"

    def row_of(self, entry: Setting) -> str:
        if not entry.shipped:
            return message("settings_colours_row", colours=message(COLOURS[self._colours]))
        own = self._own_key(entry.shipped)
        if own is None:
            return message("settings_key_row", shipped=shown(entry.shipped), does=entry.does)
        return message("settings_key_row_own", shipped=shown(entry.shipped), own=shown(own), does=entry.does)

    def heart_of(self, entry: Setting) -> Iterable[tuple[str, str]]:
        if entry.shipped:
            words = message("settings_key_words", shipped=shown(entry.shipped))
            return ((message("settings_key_title"), words),)
        if not self._can_choose:
            return ((message("settings_colours_title"), message("settings_no_color")),)
        words = message("settings_colours_words")
        if self._colours == MONO or not self._in_colour:
            words = f"{words} {message('settings_mono_words')}"
        return ((message("settings_colours_title"), words),)

    def above(self) -> str:
        if self._broken is not None:
            return message("settings_broken", key=self._broken.facts["key"])
        return message("settings_about")

    @on(OptionList.OptionSelected)
    def _change(self) -> None:
        if (setting := self.in_hand) is None:
            return
        if setting.shipped:
            self._asked_for = setting.shipped
            self.tell(message("settings_press", shipped=shown(setting.shipped)))
        elif not self._can_choose:
            self.tell(message("settings_no_color"))
        else:
            names = list(COLOURS)
            following = names[(names.index(self._colours) + 1) % len(names)]
            self._keep(OwnSettings(colours=following, keys=self._own.keys), message("settings_kept"))

    def on_key(self, event: events.Key) -> None:
        """The key that was asked for, whatever it would do otherwise."""
        if self._asked_for is None:
            return
        event.stop()
        event.prevent_default()
        self.choose(event.key)

    def choose(self, key: str) -> None:
        """``key`` is what was pressed for the row that was opened; Esc leaves it as it was."""
        shipped, self._asked_for = self._asked_for, None
        if shipped is None or key == "escape":
            self.draw_list()
            return
        try:
            keys = with_own_key(key, shipped, self._own.keys)
        except TriageError as refused:
            self.tell(message(refused.code, **refused.facts))
            return
        kept = message("settings_own_key", own=shown(key), shipped=shown(shipped))
        self._keep(OwnSettings(colours=self._own.colours, keys=keys), kept)

    def action_reset(self) -> None:
        """Only the shipped keys; colours stay."""
        self._keep(OwnSettings(colours=self._own.colours), message("settings_own_keys_gone"))

    @property
    def _colours(self) -> str:
        return self._own.colours if self._own.colours in COLOURS else CALM_DARK

    def _own_key(self, shipped: str) -> str | None:
        return next((own for own, does in self._own.keys.items() if does == shipped), None)

    def _keep(self, settings: OwnSettings, words: str) -> None:
        self._own = settings
        try:
            self._file.keep(settings)
            self._broken = None
        except TriageError as fault:
            words = message("settings_not_kept", why=message(fault.code, **fault.facts))
        self.post_message(SettingsChanged(settings))
        self.draw_list()
        self.tell(words)
