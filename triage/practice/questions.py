"""A line cut into the places where a question can stand: sentences, and in each the clauses that may ask."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_SENTENCE = re.compile(r"[^.!?…\n;]+[.!?…;]*")
_CUT = re.compile(
    r"[,:()\"“”«»]+\s*|\s[-–—]+\s|(?<=\s)(?:and|but|so|then|or|because|cos|plus|n|&)\s+", re.IGNORECASE
)
_OR = re.compile(r"(?:or|and/or)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """Words of a sentence at whose beginning a question can begin."""

    start: int
    """Without words that only lead in («so», «please»)."""
    whole_start: int
    """With them."""
    end: int
    after_or: bool
    """Offers another answer to the question before; it is none of its own."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A part of a line; all places count from the beginning of the line."""

    start: int
    end: int
    """Without its stops."""
    asked: bool
    """A question mark stands behind it."""
    text: str = field(repr=False)
    """The whole line, up to the end of the sentence: what a pattern reads."""
    clauses: tuple[Clause, ...]


def sentences(text: str, lead_in: re.Pattern[str]) -> Iterator[Sentence]:
    """The sentences of a line whose apostrophes are straight."""
    for found in _SENTENCE.finditer(text):
        whole = found.group()
        words = whole.rstrip(".!?…; \t")
        if not words.strip():
            continue
        start = found.start() + len(words) - len(words.lstrip())
        end = found.start() + len(words)
        yield Sentence(
            start, end, "?" in whole[len(words) :], text[:end], tuple(_clauses(text, start, end, lead_in))
        )


def _clauses(text: str, start: int, end: int, lead_in: re.Pattern[str]) -> Iterator[Clause]:
    cuts = [(start, start)]
    for cut in _CUT.finditer(text, start, end):
        at = cut.start() if cut.group()[0].isalpha() else cut.end()
        if at < end:
            cuts[-1] = (cuts[-1][0], cut.start())
            cuts.append((at, end))
    cuts[-1] = (cuts[-1][0], end)
    for begins, ends in cuts:
        after = begins
        while (word := lead_in.match(text, after, ends)) is not None:
            after = word.end()
        stripped = begins + len(text[begins:ends].rstrip())
        yield Clause(after, begins, stripped, after_or=_OR.match(text, begins) is not None and begins > start)
