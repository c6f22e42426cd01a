"""The record of a practice call beside what the caller really said: what is word for word, and what is not.

The caller's lines come into a practice call by themselves. Only what the learner wrote is marked: exact words
(F2), notes, and answers in words. That a record keeps a caller's own words, and tells facts from opinions, is
practice; that one is made is policy 7.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from pydantic import Field

from triage.content import Content, read_toml
from triage.practice.play import Playing
from triage.records.draft import LineKind
from triage.records.escalation import Escalation

OPINION = "opinion"
"""The question for the learner's own view: there a judgement belongs."""
MARKED = frozenset(
    ("fact_safety", "fact_crime", "injuries", "hearsay", "who_present", "when_happened", "place",
     "background", "wishes", "demeanour", OPINION)
)  # fmt: skip
"""Answers in words that tell what was heard; an address or a deadline is copied, not told."""
FEWEST_WORDS = 3
"""A shorter piece outside quotation marks is a name, a time or a place."""
_QUOTED = re.compile(r"[\"\u201c]([^\"\u201c\u201d]+)[\"\u201d]")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


class MarkKind(StrEnum):
    """What a piece of the record is."""

    VERBATIM = "verbatim"
    TIDIED = "tidied"
    """The caller's sentence with words changed: slang, grammar, a child's word."""
    PARAPHRASED = "paraphrased"
    NOT_SAID = "not_said"
    """Given as their words, and nothing like it was said."""
    OPINION_AS_FACT = "opinion_as_fact"
    MISSING = "missing"
    """Words that belong in the record, and are nowhere in it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One piece of the record, or one that is missing."""

    kind: MarkKind
    words: str = field(repr=False)
    """The learner's; of what is missing, the caller's."""
    theirs: str = field(default="", repr=False)
    """What the caller said, nearest to it; empty where nothing is near."""


@dataclass(frozen=True, slots=True)
class Written:
    """A piece that the learner wrote."""

    words: str = field(repr=False)
    exact: bool
    """Given as the caller's own words."""
    is_opinion: bool = False


class Marking(Content):
    """All of marking.toml."""

    judgement: frozenset[str]
    says_who: tuple[str, ...]
    tidied_from: float = Field(gt=0, le=100)
    paraphrased_from: float = Field(gt=0, le=100)


@cache
def load_marking() -> Marking:
    """Raises ContentError."""
    from policy_corpus import root

    return read_toml(root() / "language" / "marking.toml", Marking)


def marks(record: Escalation, said: Sequence[str], keep: Iterable[str]) -> tuple[Mark, ...]:
    """What ``record`` has of the call: its pieces in order, then what is missing.

    ``said``: every line of the caller, in order; ``keep``: those words of them that belong in the record.
    """
    pieces = written_in(record, said)
    found = [mark for piece in pieces if (mark := _mark(piece, said)) is not None]
    return (*found, *(Mark(MarkKind.MISSING, words) for words in keep if _is_missing(words, pieces, found)))


def keep_of(playing: Playing) -> tuple[str, ...]:
    """The words that belong in the record, of the stages that were come to."""
    return tuple(words for stage in playing.stages_seen for words in stage.keep_words)


def written_in(record: Escalation, said: Sequence[str]) -> tuple[Written, ...]:
    """The learner's own pieces: exact words, and sentences of notes and answers with their quotations."""
    by_script = Counter(said)
    pieces: list[Written] = []
    for line in record.account:
        if line.kind is LineKind.CALLER_WORDS and by_script[line.text] > 0:
            by_script[line.text] -= 1
        elif line.kind is LineKind.CALLER_WORDS:
            pieces.append(Written(line.text, exact=True))
        elif line.kind is LineKind.NOTE:
            pieces += _told(line.text, is_opinion=False)
    for answer in record.answers:
        if answer.question in MARKED and answer.words:
            pieces += _told(answer.words, is_opinion=answer.question == OPINION)
    return tuple(pieces)


def _told(text: str, *, is_opinion: bool) -> Iterable[Written]:
    for quoted in _QUOTED.finditer(text):
        yield Written(quoted.group(1), exact=True)
    for sentence in _SENTENCE_END.split(_QUOTED.sub(" ", text)):
        if len(_words(sentence)) >= FEWEST_WORDS:
            yield Written(sentence.strip(), exact=False, is_opinion=is_opinion)


def _mark(piece: Written, said: Sequence[str]) -> Mark | None:
    """None for a note that is neither near anything said nor a judgement: a fact of the learner's own."""
    if any(_stands_in(piece.words, line) for line in said) or _quotes_whole(piece.words, said):
        return Mark(MarkKind.VERBATIM, piece.words)
    judges = not piece.exact and _judges(piece.words, said)
    if piece.is_opinion or (judges and _says_who(piece.words)):
        return None
    if judges:
        return Mark(MarkKind.OPINION_AS_FACT, piece.words)
    likeness, nearest = _nearest(piece.words, said)
    marking = load_marking()
    if likeness >= marking.tidied_from:
        return Mark(MarkKind.TIDIED, piece.words, nearest)
    if likeness >= marking.paraphrased_from:
        return Mark(MarkKind.PARAPHRASED, piece.words, nearest)
    return Mark(MarkKind.NOT_SAID, piece.words) if piece.exact else None


def _is_missing(keep: str, pieces: Iterable[Written], found: Iterable[Mark]) -> bool:
    if any(_stands_in(keep, piece.words) for piece in pieces):
        return False
    near = (mark.theirs for mark in found if mark.theirs)
    return not any(_stands_in(keep, theirs) or _stands_in(theirs, keep) for theirs in near)


def _judges(sentence: str, said: Iterable[str]) -> bool:
    theirs = {word for line in said for word in _words(line)}
    return any(word in load_marking().judgement and word not in theirs for word in _words(sentence))


def _says_who(sentence: str) -> bool:
    level = f" {' '.join(_words(sentence))} "
    return any(f" {phrase} " in level for phrase in load_marking().says_who)


def _quotes_whole(piece: str, said: Iterable[str]) -> bool:
    """A sentence of the caller stands in it, whole."""
    sentences = (sentence for line in said for sentence in _SENTENCE_END.split(line))
    return any(len(_words(each)) >= FEWEST_WORDS and _stands_in(each, piece) for each in sentences)


def _nearest(words: str, said: Iterable[str]) -> tuple[float, str]:
    """How like it the likeliest sentence of the caller is, from 0 to 100, and that sentence."""
    from rapidfuzz import fuzz

    level = " ".join(_words(words))
    best, nearest = 0.0, ""
    for line in said:
        for sentence in _SENTENCE_END.split(line):
            theirs = " ".join(_words(sentence))
            # In order, and by the words they share in any order: people turn sentences round.
            likeness = max(fuzz.ratio(level, theirs), 0.8 * fuzz.token_set_ratio(level, theirs))
            if theirs and likeness > best:
                best, nearest = likeness, sentence.strip()
    return best, nearest


def _stands_in(part: str, whole: str) -> bool:
    """Word for word, whatever the capitals, marks and spaces."""
    part_words = " ".join(_words(part))
    return bool(part_words) and f" {part_words} " in f" {' '.join(_words(whole))} "


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("\u2019", "'"))
