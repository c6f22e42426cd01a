"""Reads policy.md: the source text line for line, with an address in front of each passage.

The address is an HTML comment, ``<!-- 7.record -->``, so that the file stays readable as Markdown and its
lines stay those of the source. ``<!-- 1.services in 1 -->`` puts a passage into a clause of another name.
Text that somebody added without an address is kept too, under its line: ``7.line_118``.
"""

import re
from dataclasses import dataclass

from triage.errors import ContentError
from triage.policy.corpus import Paragraph, Passage, Policy, Section

_ADDRESS = re.compile(r"<!-- (?P<passage>[1-9]\d*[a-z0-9_.]*)(?: in (?P<clause>[1-9]\d*[a-z0-9_.]*))? -->")
_SECTION = re.compile(r"## (?P<number>\d+)\. (?P<heading>.+)")
_TITLE = "# "
_BULLET = "- "


def read_policy(markdown: str, file: str = "policy.md") -> Policy:
    """The policy in ``markdown``. Raises ContentError for an address used twice or in the wrong section."""
    return _Reading(file).read(markdown)


@dataclass(slots=True)
class _Open:
    """A passage still being read."""

    id: str
    clause_id: str
    words: list[str]
    first: int
    last: int


class _Reading:
    """One pass over the lines; a blank line, a heading or a bullet ends the paragraph that was open."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._title: list[str] = []
        self._sections: list[Section] = []
        self._number = ""
        self._heading = ""
        self._paragraphs: list[Paragraph] = []
        self._open: list[_Open] = []
        self._bullet = False
        self._texts: dict[str, str] = {}

    def read(self, markdown: str) -> Policy:
        for number, line in enumerate(markdown.splitlines(), start=1):
            self._line(number, line.strip())
        self._end_section()
        return Policy(" ".join(self._title), tuple(self._sections))

    def _line(self, number: int, line: str) -> None:
        if heading := _SECTION.fullmatch(line):
            self._end_section()
            self._number, self._heading = heading["number"], heading["heading"]
        elif line.startswith(_TITLE) and not self._number:
            self._title.append(line.removeprefix(_TITLE))
        elif not line:
            self._end_paragraph()
        else:
            if line.startswith(_BULLET):
                self._end_paragraph()
                self._bullet = True
            self._words(number, line.removeprefix(_BULLET))

    def _words(self, number: int, line: str) -> None:
        marks = [*_ADDRESS.finditer(line)]
        before = line[: marks[0].start()] if marks else line
        self._say(number, before)
        ends = [*(mark.start() for mark in marks), len(line)][1:]
        for mark, end in zip(marks, ends, strict=True):
            self._address(number, mark["passage"], mark["clause"] or mark["passage"])
            self._say(number, line[mark.end() : end])

    def _address(self, number: int, passage_id: str, clause_id: str) -> None:
        if passage_id in self._texts or any(passage.id == passage_id for passage in self._open):
            raise self._wrong(number, f"{passage_id} is already used")
        if not self._number or any(part.split(".")[0] != self._number for part in (passage_id, clause_id)):
            raise self._wrong(number, f"{passage_id} stands in section {self._number or 'none'}")
        self._open.append(_Open(passage_id, clause_id, [], number, number))

    def _say(self, number: int, text: str) -> None:
        words = text.split()
        if not words:
            return
        if "<!--" in text or "-->" in text:
            raise self._wrong(number, "a comment that is no address")
        if not self._open:
            line = f"{self._number}.line_{number}"
            self._address(number, line, line)
        self._open[-1].words += words
        self._open[-1].last = number

    def _end_paragraph(self) -> None:
        if self._open:
            self._paragraphs.append(Paragraph(tuple(map(self._close, self._open)), self._bullet))
        self._open, self._bullet = [], False

    def _close(self, said: _Open) -> Passage:
        if not said.words:
            raise self._wrong(said.first, f"{said.id} has no words")
        self._texts[said.id] = " ".join(said.words)
        lead_in = self._texts.get(said.id.rpartition(".")[0]) if self._bullet else None
        return Passage(
            said.id, said.clause_id, self._number, self._texts[said.id], (said.first, said.last), lead_in
        )  # fmt: skip

    def _end_section(self) -> None:
        self._end_paragraph()
        if self._number:
            self._sections.append(Section(self._number, self._heading, tuple(self._paragraphs)))
        self._paragraphs = []

    def _wrong(self, line: int, problem: str) -> ContentError:
        return ContentError(file=self._file, key=f"line {line}", problem=problem)
