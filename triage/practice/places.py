"""Where each key of a scenario file stands, so that a fault can be told with its line.

Python's TOML reader keeps no lines. A scenario uses headers and keys at the start of a line only, which is
enough to find them again; what is not found is told with the line of the header above it.
"""

import re
from dataclasses import dataclass, field

_HEADER = re.compile(r"\s*(\[\[?)\s*([a-z_][a-z_.]*)\s*\]\]?")
_KEY = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_-]*)\s*=")

Loc = tuple[str | int, ...]
"""``("stage", 2, "branch", 0, "why")``."""


@dataclass(frozen=True, slots=True)
class Places:
    """The line, from 1, of every header and key."""

    lines: dict[Loc, int] = field(default_factory=dict)

    def line_of(self, loc: Loc) -> int:
        """Of the key, or of the nearest thing around it that is found; 1 where nothing is."""
        for end in range(len(loc), 0, -1):
            if (line := self.lines.get(loc[:end])) is not None:
                return line
        return 1


def find_places(text: str) -> Places:
    """Of a file that has been read as TOML."""
    lines: dict[Loc, int] = {}
    counts: dict[Loc, int] = {}
    header: Loc = ()
    inside_long_text = False
    for number, line in enumerate(text.splitlines(), start=1):
        if not inside_long_text:
            if (found := _HEADER.match(line)) is not None:
                header = _loc_of(found.group(2).split("."), found.group(1) == "[[", counts)
                lines.setdefault(header, number)
            elif (key := _KEY.match(line)) is not None:
                lines.setdefault((*header, key.group(1)), number)
        if (line.count('"""') + line.count("'''")) % 2:
            inside_long_text = not inside_long_text
    return Places(lines)


def _loc_of(names: list[str], is_row: bool, counts: dict[Loc, int]) -> Loc:
    loc: Loc = ()
    for depth, name in enumerate(names, start=1):
        loc = (*loc, name)
        if depth == len(names) and is_row:
            counts[loc] = counts.get(loc, -1) + 1
        if loc in counts:
            loc = (*loc, counts[loc])
    return loc
