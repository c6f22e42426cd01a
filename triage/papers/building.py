"""From headed lines, as screen and terminal draw them, to the parts of a paper."""

import sys
from collections.abc import Iterable

from triage.labels import label
from triage.papers.paper import Line, Part, Unanswered
from triage.records.document import Kind, Section, TextLine
from triage.text import clean


def parts_of(sections: Iterable[Section]) -> tuple[Part, ...]:
    """One part for each section, its lines in their order, cleaned of what steers or hides."""
    return tuple(
        Part(id=each.id, heading=_clean(each.heading), lines=tuple(map(_line, each.lines)))
        for each in sections
    )


def sealed_by(name: str, value: str) -> Line:
    """A line of the seal, under its label of the group ``paper_seal``."""
    return Line(label=label("paper_seal", name), text=value, kind=Kind.FACT, field=name)


def text_line(text: str, kind: Kind = Kind.FACT) -> Line:
    """A line of text that comes from no question."""
    return Line(label="", text=_clean(text), kind=kind)


def _line(line: TextLine) -> Line:
    return Line(
        label=_clean(line.label),
        text=_clean(line.text),
        kind=line.kind,
        field=line.about,
        unanswered=Unanswered(line.state) if line.state else None,
        number=line.number,
        at=line.at,
    )


def _clean(text: str) -> str:
    return clean(text, longest=sys.maxsize).text
