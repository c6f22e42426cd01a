"""Somebody asks to see what is kept about them (policy 4), or to have it removed (policy 6). At any time.

A request about a record goes when that record is erased; the manager's answer to a removal stays: it holds no
words of the person's.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from triage.errors import RecordIncomplete
from triage.records.book import BookEntry
from triage.records.document import Section
from triage.records.draft import Answer

_MAY_NAME = re.compile(r"(?<![.!?\"] )(?<!^)\b[A-Z][a-z']+|\d[\d ]{4,}\d|\S+@\S+")
"""What may tell of another person: a word with a capital inside a sentence, a long number, an address."""


class Wanted(StrEnum):
    """What is asked for."""

    ACCESS = "access"
    REMOVAL = "removal"


class DataRequest(BookEntry):
    """A request, as the answers to the flow ``data_request``. ``ref``: the record, where one was named."""

    BOOK: ClassVar[str] = "data_request"
    request: str
    """Random: REQ-2026-7K4M."""
    policy_sha256: str
    answers: tuple[Answer, ...] = Field(repr=False)

    @property
    def wanted(self) -> Wanted:
        """What is asked for."""
        return Wanted(next(answer.choices[0] for answer in self.answers if answer.question == "wanted"))


class Outcome(StrEnum):
    """What a manager decided on a request."""

    RELEASED = "released"
    REFUSED = "refused"
    REMOVED = "removed"
    NOT_REMOVED = "not_removed"


class RequestAnswer(BookEntry):
    """A manager's decision on a request. No ``ref`` after a removal: it outlives the record's words."""

    BOOK: ClassVar[str] = "data_request_answer"
    request: str
    outcome: Outcome
    reasons: str = Field(repr=False)
    """Empty after a removal: no words about anybody are left."""
    left_out: tuple[int, ...] = ()
    """Numbers of the passages that were left out of a copy, to protect others."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One numbered line of a record, as somebody may be given it."""

    number: int
    text: str = field(repr=False)
    may_name_others: bool
    """Nothing is released before a manager has said keep or leave out."""


def passages(sections: tuple[Section, ...], own_words: str) -> tuple[Passage, ...]:
    """A record's lines, numbered from 1. ``own_words``: what the person gave as their own name; never marked.

    It marks too much rather than too little: what it does not mark is still read by the manager.
    """
    own = {word.casefold() for word in re.findall(r"\w+", own_words)}
    lines = [
        f"{section.heading} | {line.label}: {line.text}" if line.label else f"{section.heading} | {line.text}"
        for section in sections
        for line in section.lines
    ]
    return tuple(
        Passage(number, line, _marks(line.partition("|")[2].partition(":")[2] or line, own))
        for number, line in enumerate(lines, 1)
    )


def redacted(
    found: tuple[Passage, ...], keep: frozenset[int], leave_out: frozenset[int], placeholder: str
) -> str:
    """The copy. Raises RecordIncomplete while a marked passage is neither kept nor left out, or is both."""
    numbers = {passage.number for passage in found}
    marked = {passage.number for passage in found if passage.may_name_others}
    undecided = sorted((marked - keep - leave_out) | (keep & leave_out))
    if undecided:
        raise RecordIncomplete("others_undecided", numbers=", ".join(map(str, undecided)))
    if unknown := sorted((keep | leave_out) - numbers):
        raise RecordIncomplete("no_such_passage", numbers=", ".join(map(str, unknown)))
    return "\n".join(placeholder if each.number in leave_out else each.text for each in found) + "\n"


def _marks(text: str, own: set[str]) -> bool:
    return any(found.strip().casefold() not in own for found in _MAY_NAME.findall(text.strip()))
