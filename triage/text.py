"""What may pass from a person, a file or a paste into the program: text, and nothing that steers a terminal.

Escape sequences, control characters and direction overrides are taken out once, here, at every boundary.
Zero-width joiners stay: Urdu, Persian and emoji need them. The words themselves are never changed.
"""

import re
import unicodedata
from typing import NamedTuple

LONGEST_LINE = 20_000
"""Characters of one paste or line that are kept; the screen says when more was given."""

_STEERING = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]"  # control sequences, whole
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]{0,256}(?:\x07|\x1b\\|\x9c)"  # ended strings
)
"""A string that never ends loses its opening character alone: the words after it are somebody's words."""

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


class Cleaned(NamedTuple):
    """Text fit to keep and to show, and what had to go."""

    text: str
    hidden_removed: int
    """How many characters were taken out because they steer or hide."""
    cut: int
    """How many characters were left off the end because the text was too long."""


def clean(raw: str, longest: int = LONGEST_LINE) -> Cleaned:
    """Text without steering or hidden characters, line ends as ``\\n``, in NFC, at most ``longest`` long."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    text = _STEERING.sub("", text)
    text = _HIDDEN.sub("", text)
    removed = len(raw.replace("\r\n", "\n")) - len(text)
    text = unicodedata.normalize("NFC", text)
    cut = max(0, len(text) - longest)
    return Cleaned(text[:longest], removed, cut)


def one_line(raw: str) -> str:
    """Cleaned text with every run of white space made one space: for titles, names and table cells."""
    return " ".join(clean(raw).text.split())
