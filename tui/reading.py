"""How the terminal's bytes are read: a paste as it was copied, and a broken byte as «\ufffd», not as a fault.

Textual reads in a thread of its own and offers no hook. It is pinned, and two names of its driver are
replaced here before it starts.
"""

import codecs
import sys
from collections.abc import Callable, Iterable

from textual._xterm_parser import XTermParser
from textual.message import Message

from tui.pasting import Pastes


class CarefulParser(XTermParser):
    """Textual's own, with the escapes of pastes made harmless first."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pastes = Pastes()

    def feed(self, data: str) -> Iterable[Message]:
        """Nothing at all ends the reading for good, so a read that is all held back is not fed."""
        passed = self._pastes.pass_on(data)
        return super().feed(passed) if passed or not data else ()


def read_carefully() -> None:
    """From the next start of the screen on."""
    instead: dict[str, object] = {"XTermParser": CarefulParser}
    if sys.platform == "win32":
        from textual.drivers import win32 as driver
    else:
        from textual.drivers import linux_driver as driver

        instead["getincrementaldecoder"] = _forgiving_decoder
    for name, replacement in instead.items():
        setattr(driver, name, replacement)


def _forgiving_decoder(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    """A key of a terminal that is not UTF-8 would otherwise end the program."""
    return lambda: codecs.getincrementaldecoder(encoding)(errors="replace")
