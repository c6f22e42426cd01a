"""Headed lines: what a screen, a terminal or a page can draw without knowing what a record is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from triage.labels import label


class Kind(StrEnum):
    """What a line is; never shown by colour alone."""

    FACT = "fact"
    """Chosen, timed or typed as a plain answer."""
    THEIR_WORDS = "their_words"
    """Exactly as said: drawn in quotation marks."""
    NOTE = "note"
    """Written by a member of staff: what they saw, did or think."""
    POLICY = "policy"
    """The policy's own words, or what it asks."""
    MISSING = "missing"
    """Not known, not asked, declined or not done."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a section."""

    label: str
    """What it is: «Risk»; empty where the text stands alone."""
    text: str = field(repr=False)
    kind: Kind
    about: str = field(default="", compare=False)
    """Id of the question or field it comes from, where it comes from one: by it a copy leaves names out."""
    typed: str = field(default="", repr=False, compare=False)
    """The part of ``text`` that somebody typed beside a choice; empty where nothing was chosen."""
    state: str = field(default="", compare=False)
    """Of a question without an answer, why: an ``AnswerState``, or «open» for one that was left out."""
    number: int | None = field(default=None, compare=False)
    """Of a line of the account, counted from 1."""
    at: datetime | None = field(default=None, compare=False)
    """When a line of the account was said or written."""


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under one heading."""

    id: str
    """As in labels.toml under ``section``."""
    heading: str
    lines: tuple[TextLine, ...]


def section(section_id: str, lines: Iterable[TextLine]) -> Section:
    """The section with its heading from labels.toml."""
    return Section(section_id, label("section", section_id), tuple(lines))
