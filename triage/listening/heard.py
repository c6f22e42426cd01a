"""A text as the meaning ear takes it in: whole and sentence by sentence, a long one in overlapping runs."""

import re
from dataclasses import dataclass

from triage.listening.sentences import sentences
from triage.model import Span

_WHOLE, _RUN = 6, 3
"""Sentences up to which a text is heard whole, and those of a run in a longer one. Measured on invented calls
of 15 to 20 sentences: runs of three tell calls with one concern from the rest better than runs of six do.
"""
_SHORTEST = 3
"""Words of a phrase: fewer explain nothing."""
_BREAK = re.compile(
    r"[,;:–—]+\s+|\s[-–—]\s|\s+(?=(?:and|but|so|because|cos|cause|when|while|if|then|who|or|unless|until)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Hearing:
    """The stretches of a text that are judged, in order. Empty for a text without words."""

    runs: tuple[Span, ...]
    """The whole of a text of up to six sentences; every run of three of a longer one."""
    alone: tuple[Span, ...]
    """Its sentences; none where there is but one."""


def hearing(text: str) -> Hearing:
    """How ``text`` is cut."""
    cut = sentences(text)
    if not cut:
        return Hearing((), ())
    runs = [cut] if len(cut) <= _WHOLE else [cut[at : at + _RUN] for at in range(len(cut) - _RUN + 1)]
    return Hearing(tuple((run[0][0], run[-1][1]) for run in runs), cut if len(cut) > 1 else ())


def phrases(text: str, span: Span) -> tuple[Span, ...]:
    """The sentences of a stretch, cut at commas and joining words into phrases of three words and more."""
    found: list[Span] = []
    start, end = span
    for first, last in sentences(text[start:end]):
        sentence = text[start + first : start + last]
        cuts = [0, *(gap.end() for gap in _BREAK.finditer(sentence)), len(sentence)]
        kept = [0]
        for cut in cuts[1:-1]:
            if min(_words(sentence[kept[-1] : cut]), _words(sentence[cut:])) >= _SHORTEST:
                kept.append(cut)
        for one, two in zip(kept, [*kept[1:], len(sentence)], strict=True):
            piece = sentence[one:two]
            stripped = piece.strip(" \t,;:–—-")
            at = start + first + one + piece.index(stripped)
            found.append((at, at + len(stripped)))
    return tuple(found)


def _words(text: str) -> int:
    return len(text.split())
