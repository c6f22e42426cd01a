"""The last gate before the terminal: no character that steers it leaves, whatever let it in.

Words are cleaned where they come in and where they are drawn. One place forgotten would be enough to write
to a clipboard; here all that Textual draws goes through, and only its own sequences remain.
"""

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class PlainCells(LineFilter):
    """Takes out what steers a terminal or turns the direction of writing. None of it takes up a cell."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's
        """The same list where there is nothing to take out, which is nearly always."""
        if not any(_STEERING.search(segment.text) for segment in segments):
            return segments
        return [
            segment if segment.control else Segment(_STEERING.sub("", segment.text), segment.style)
            for segment in segments
        ]
