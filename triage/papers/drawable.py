"""Which characters the fonts of the PDF can draw; one that no font has is named in brackets, never lost.

The table was measured with typst 0.15.2 and its own fonts; a test draws all of it again.
"""

import re
import unicodedata
from functools import cache

_RANGES = (
    "20-7E A0-377 37A-37F 384-38A 38C 38E-3A1 3A3-482 48A-4FF 531-556 559-58A 5D0-5EA 5EF-5F4 60C 61B"
    " 61F 621-63A 640-652 660-66D 679-67B 67E-680 683-684 686-687 691 698 6A4 6A9 6AF 6BE 6CC 6F0-6F9"
    " 10D0-10F0 1E00-1F15 1F18-1F1D 1F20-1F45 1F48-1F4D 1F50-1F57 2000-2027 202F-2040 2042 2044-2052"
    " 2054-205E 2070-2071 2074-208E 20A0-20BF 2100-211E 2120 2122 2124 2126-214B 2150-2151 2153-2184"
    " 2190-23BF 2500-261F 2639-263B 2660-266F 2713-2718 2776-277F 2C60-2C7F FB00-FB06"
)
_DROPPED = re.compile("[\u200b-\u200d\u2060\ufe00-\ufe0f]")
"""They join or vary signs that are not there to be joined once they are named."""


@cache
def drawable() -> frozenset[str]:
    """Every character of the table."""
    found: set[str] = set()
    for part in _RANGES.split():
        first, _, last = part.partition("-")
        found.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(found)


def undrawable(text: str) -> int:
    """How many characters of ``text`` are not in the table; line ends and tabs are."""
    known = drawable()
    return sum(each not in known and each not in "\n\t" for each in _DROPPED.sub("", text))


def named(text: str) -> str:
    """``text`` with each character outside the table as its name in Unicode: ``[crying face]``."""
    known = drawable()
    if not undrawable(text):
        return text
    return "".join(
        each if each in known or each in "\n\t" else f"[{_name(each)}]" for each in _DROPPED.sub("", text)
    )


def _name(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):04X}").lower()
