"""An app that lets nothing out but the picture on the screen (VAULT, «App subclass»).

Textual as it comes prints local variables on a crash, saves the screen to a file from its palette, copies
to the terminal's clipboard and exits 0 after a fault. Each of these is closed here, and tests hold it closed.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.segment import Segments
from rich.text import Text
from textual.app import App
from textual.driver import Driver
from textual.filter import LineFilter

from triage import renewal
from triage.content import message
from triage.errors import ExitCode
from tui.plain_cells import PlainCells

_SHOW_CURSOR = "\x1b[?25h"


class HardenedApp(App[int]):
    """Base of the app. Two hooks are private to Textual, which is pinned for them: the crash screen, the
    driver."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False

    def __init__(self, *, mono: bool) -> None:
        """``mono``: the terminal's own colours only. It has to be known here: set later it draws black on
        black."""
        super().__init__(ansi_color=True if mono else None)
        self.animation_level = "none"
        self._crash_words = message("crashed")
        self._plain_cells = PlainCells()

    def get_driver_class(self) -> type[Driver]:
        """One that can hold the terminal while the process starts again, where there is such a thing."""
        if os.name != "posix":
            return super().get_driver_class()
        from tui.terminal import HeldTerminal

        return HeldTerminal

    @property
    def hands_terminal_on(self) -> bool:
        """At its end the terminal is held for what follows at once: no echo, no first screen in between."""
        return self.return_code == renewal.RENEW

    def get_line_filters(self) -> Sequence[LineFilter]:
        """All that is drawn goes through the last gate first."""
        return (self._plain_cells, *super().get_line_filters())

    def show_terminal_cursor(self) -> None:
        """Screen readers and magnifiers follow the terminal's own cursor, which Textual hides (SCREENS 5)."""
        if self._driver is not None:
            self._driver.write(_SHOW_CURSOR)

    def before_crash(self) -> None:
        """Called once before the crash words are shown; what can be saved is saved here."""

    def panic(self, *_renderables: Any) -> None:
        """What the threads of Textual call, with a traceback, when they fail."""
        self._return_code = ExitCode.CRASHED
        self.before_crash()
        self._fatal_error()

    def _handle_exception(self, error: Exception) -> None:
        if (
            self._exit
        ):  # screens are being taken apart, and what was to be kept is kept: it leaves as it began to
            self._close_messages_no_wait()
            return
        self._return_code = ExitCode.CRASHED
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            self.before_crash()
        self._fatal_error()

    def _fatal_error(self) -> None:
        if not self._exit_renderables:
            words = self.console.render(Text(self._crash_words), self.console.options)
            self._exit_renderables.append(Segments(words))
        self._close_messages_no_wait()

    def copy_to_clipboard(self, text: str) -> None:
        """Nothing is copied: terminals pass the clipboard on, some of them to other devices."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Nothing is opened."""

    def notify(self, *_words: Any, **_options: Any) -> None:
        """No pop-up messages: they would show on top of the lock screen."""

    def deliver_text(self, *_args: Any, **_options: Any) -> None:
        """Nothing is written to a download folder."""

    def deliver_binary(self, *_args: Any, **_options: Any) -> None:
        """Nothing is written to a download folder."""

    def deliver_screenshot(self, *_args: Any, **_options: Any) -> None:
        """No pictures of the screen."""

    def save_screenshot(self, *_args: Any, **_options: Any) -> str:
        """No pictures of the screen; gives no file name."""
        return ""

    def action_suspend_process(self) -> None:
        """Never left in the background with a case on the screen."""

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Never left in the background with a case on the screen."""
        yield
