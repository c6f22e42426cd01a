"""A paste as it was copied: escape characters in it never become keys.

Textual takes a sequence inside a bracketed paste out and plays it as key presses, before the paste: words
change places, and a digit or Enter among them acts. Here each escape in a paste becomes its one-character
form, or a control character; ``clean`` then takes it out, and the person is told.
"""

import re

START, END = "\x1b[200~", "\x1b[201~"
_ESC = "\x1b"
_SUBSTITUTE = "\x1a"
_TWO_CHARACTERS = re.compile("\x1b([@-_])")


class Pastes:
    """What comes from the terminal, read by read, with the escapes of pastes made harmless."""

    def __init__(self) -> None:
        self._inside = False
        self._held = ""
        """The end of a read that may be the beginning of the end of a paste."""
        self._before = ""
        """The end of what went through outside a paste: its start may come in two reads."""

    def pass_on(self, read: str) -> str:
        """``read`` for the parser. Keys outside a paste go through at once, as they are."""
        passed, rest = "", read
        while rest:
            part, rest = self._within(rest) if self._inside else self._outside(rest)
            passed += part
        return passed

    def _outside(self, read: str) -> tuple[str, str]:
        at = (self._before + read).find(START)
        if at < 0:
            self._before = (self._before + read)[1 - len(START) :]
            return read, ""
        end = at + len(START) - len(self._before)
        self._before, self._inside = "", True
        return read[:end], read[end:]

    def _within(self, read: str) -> tuple[str, str]:
        text, end, rest = (self._held + read).partition(END)
        self._held = ""
        if end:
            self._inside = False
            return _harmless(text) + end, rest
        whole = len(text) - _begun(text)
        self._held = text[whole:]
        return _harmless(text[:whole]), ""


def _begun(text: str) -> int:
    """How many characters at the end of ``text`` may belong to the end mark of the paste."""
    return max(size for size in range(len(END)) if text.endswith(END[:size]))


def _harmless(text: str) -> str:
    return _TWO_CHARACTERS.sub(lambda found: chr(ord(found[1]) + 0x40), text).replace(_ESC, _SUBSTITUTE)
