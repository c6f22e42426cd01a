"""The terminal while another screen follows at once: it stays on its second screen, with no echo.

Textual gives a terminal back whenever it stops. Between two images of the process, or between real work and
practice, that would show the screen of before, and in the clear what somebody types early: a passphrase.
"""

import os
import signal
import threading
import time

from textual.drivers.linux_driver import LinuxDriver

from triage import renewal
from tui.hardened import HardenedApp

_LOOK_SECONDS = 1.0
_GRACE_SECONDS = 5.0
"""For saving, closing the vault and ending in order."""


class HeldTerminal(LinuxDriver):
    """Textual's own. Where the app hands it on it holds the terminal; at the next start it takes it over."""

    def start_application_mode(self) -> None:
        """The settings to give back at the end are those from before the first image began."""
        threading.Thread(target=self._watch_terminal, name="terminal-watch", daemon=True).start()
        super().start_application_mode()  # type: ignore[no-untyped-call] # Textual's own
        settings = renewal.terminal_taken()
        if settings is not None:
            self.attrs_before = settings

    def _watch_terminal(self) -> None:
        """A closed window usually says so by a signal; one between two images of the process is heard by
        neither. A window that nobody sees must not keep the next one from the vault."""
        while os.isatty(self.fileno):
            time.sleep(_LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGHUP)
        # Drawing on a terminal that is gone can block for ever. What was typed is saved within a second.
        time.sleep(_GRACE_SECONDS)
        os._exit(128 + signal.SIGHUP)

    def stop_application_mode(self) -> None:
        """Gives the terminal back, or holds it."""
        if not (isinstance(self._app, HardenedApp) and self._app.hands_terminal_on):
            super().stop_application_mode()
            return
        renewal.hold_terminal(self.attrs_before)
        self._keep_out()
        self.disable_input()
        self.flush()

    def _keep_out(self) -> None:
        """What the next start switches on again: left on, it would count twice or come as keys."""
        self._disable_bracketed_paste()
        self.write("\x1b[<u")
        self._disable_in_band_window_resize()
