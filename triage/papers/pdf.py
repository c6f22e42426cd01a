"""A paper as PDF: tagged, PDF/UA-1, with the fonts that the compiler brings. Nothing is fetched.

The page is a file of ours (paper.typ); words go in as data beside it, never into it. Where the compiler's own
fonts lack a character, those of the system are tried; what nothing can draw is named in brackets.
"""

import json
import re
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from triage.content import message
from triage.errors import TriageError
from triage.papers.drawable import named, undrawable
from triage.papers.paper import About, Line, Paper, Part
from triage.papers.writing import spoken
from triage.records.document import Kind
from triage.records.typed_time import HERE

_FOR_READERS = (About.POLICY, About.CERTIFICATE, About.REQUEST)
_READ_SLOWLY, _ON_ONE_PAGE = 11, 10
"""Points."""
_LONGEST_WORD = 60
"""Characters that are never parted at the end of a line: a longer one would run off the page."""
_PIECES = re.compile(rf"\S{{{_LONGEST_WORD}}}(?=\S)")


def as_pdf(paper: Paper) -> bytes:
    """Raises TriageError when it cannot be drawn: nothing is written then."""
    from typst import TypstError

    missing = undrawable("".join(_all_words(paper)))
    ways: tuple[tuple[bool, Callable[[str], str], int], ...] = ((False, str, 0),)
    if missing:
        ways = ((True, str, 0), (False, named, missing), (False, _spelled_out, missing))
    for system_fonts, drawn, count in ways:
        try:
            return _compiled(_as_data(paper, drawn, count), system_fonts=system_fonts)
        except TypstError:
            continue  # the next way draws fewer characters
    raise TriageError("paper_not_drawn")


def _compiled(data: dict[str, Any], *, system_fonts: bool) -> bytes:
    import typst

    made = typst.compile(
        files("triage.papers").joinpath("paper.typ").read_bytes(),
        format="pdf",
        sys_inputs={"paper": json.dumps(data)},
        font_paths=[],
        ignore_system_fonts=not system_fonts,
        pdf_standards=["ua-1"],
    )
    assert isinstance(made, bytes)
    return made


def _as_data(paper: Paper, drawn: Callable[[str], str], named_count: int) -> dict[str, Any]:
    notices = paper.notices
    if named_count:
        notices = (*notices, message("paper_characters_named", count=named_count))
    parts = [*paper.parts]
    if paper.seal:
        parts.append(Part(id="seal", heading=message("paper_seal_heading"), lines=paper.seal))
    return {
        "title": drawn(paper.title),
        "marking": paper.marking,
        "head": " · ".join(filter(None, (paper.number, paper.reference))),
        "page": message("paper_page", place="%p", count="%n"),
        "practice": message("paper_practice_word") if paper.practice else "",
        "practice-line": message("paper_practice") if paper.practice else "",
        "size": _READ_SLOWLY if paper.about in _FOR_READERS else _ON_ONE_PAGE,
        "made": list(paper.made_at.astimezone(HERE).timetuple()[:6]),
        "notices": [_pieces(drawn(each)) for each in notices],
        "parts": [
            {"heading": drawn(part.heading), "lines": _lines(part.lines, drawn), "table": part.table}
            for part in parts
        ],
        "footer": paper.footer,
    }


def _lines(lines: tuple[Line, ...], drawn: Callable[[str], str]) -> list[dict[str, Any]]:
    return [
        {
            "label": drawn(line.label),
            "text": _pieces(drawn(spoken(line.text, exact=line.kind is Kind.THEIR_WORDS))),
            "kind": line.kind.value,
            "point": line.point,
        }
        for line in lines
    ]


def _pieces(text: str) -> list[str]:
    """Its lines, with a zero-width space where a word may be parted: it draws nothing."""
    return _PIECES.sub("\\g<0>\u200b", text).split("\n")


def _spelled_out(text: str) -> str:
    """The last way: only what every font has."""
    return text.encode("ascii", "backslashreplace").decode()


def _all_words(paper: Paper) -> list[str]:
    lines = [line for part in paper.parts for line in part.lines]
    return [paper.title, *(line.label + line.text for line in lines)]
