"""A paper as Markdown (CommonMark). No sign that stands in the words makes a heading or a link."""

import re
from collections.abc import Iterator

from triage.content import message
from triage.papers.paper import Line, Paper
from triage.papers.writing import spoken
from triage.records.document import Kind

_ANYWHERE = re.compile(r"([\\`*_{}\[\]<>#|~&$!])")
_AT_THE_START = re.compile(r"(?m)^([ \t]*\d*)([-+=.)])")
"""What makes a list, a heading or a rule there and nowhere else."""


def as_markdown(paper: Paper) -> str:
    """The whole paper, ending in a line break."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_blocks(paper))).rstrip("\n") + "\n"


def escaped(text: str, indent: str = "") -> str:
    """The same words, with a line break where they have one."""
    plain = _ANYWHERE.sub(r"\\\1", text)
    plain = _AT_THE_START.sub(r"\1\\\2", plain)
    return plain.replace("\n", f"\\\n{indent}")


def _blocks(paper: Paper) -> Iterator[str]:
    if paper.practice:
        yield f"**{escaped(message('paper_practice'))}**\n"
    yield f"**{escaped(paper.marking)}**\n"
    if head := " · ".join(filter(None, (paper.number, paper.reference))):
        yield escaped(head) + "\n"
    yield f"# {escaped(paper.title)}\n"
    for notice in paper.notices:
        yield f"> {escaped(notice, '> ')}\n"
    for part in paper.parts:
        yield f"## {escaped(part.heading)}\n"
        yield from map(_item, part.lines)
        yield from _table(part.table)
        yield ""
    if paper.seal:
        yield f"## {escaped(message('paper_seal_heading'))}\n"
        yield from map(_item, paper.seal)
        yield ""
    yield escaped(paper.footer)


def _table(table: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    for at, row in enumerate(table):
        yield "| " + " | ".join(escaped(cell) for cell in row) + " |"
        if at == 0:
            yield "|" + " --- |" * len(row)


def _item(line: Line) -> str:
    words = escaped(spoken(line.text, exact=line.kind is Kind.THEIR_WORDS), "  ")
    if line.label:
        return f"- **{escaped(line.label)}:** {words}"
    return (
        f"- {words}"
        if line.point
        else f"\n{escaped(spoken(line.text, exact=line.kind is Kind.THEIR_WORDS))}\n"
    )
