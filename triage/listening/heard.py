"""A text as the meaning ear takes it in: its passages, each a row of numbers made of meaning vectors and
of plain words.

A passage's row holds the vector of the whole, the strongest of its sentences in each direction, and their
average: one alarming sentence in a long friendly one still shows. Long texts are heard in overlapping runs
of sentences.
"""

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from triage.listening.sentences import sentences
from triage.model import Span

Floats = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Floats]
"""Texts to one row each, of length 1."""

BUCKETS = 1 << 14
"""Places that words and pairs of words are counted in; two may share one."""

_RUN, _STEP = 6, 4
_WORD = re.compile(r"\w+(?:'\w+)*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text that is judged as one."""

    span: Span
    sentences: tuple[Span, ...]
    """In the whole text."""


def passages(text: str) -> tuple[Passage, ...]:
    """The whole of a short text; runs of six sentences, two shared with the next, of a longer one; none of
    a blank."""
    cut = sentences(text)
    if not cut:
        return ()
    runs = (
        [cut]
        if len(cut) <= _RUN
        else [cut[at : at + _RUN] for at in range(0, len(cut) - _RUN + _STEP, _STEP)]
    )
    return tuple(Passage((run[0][0], run[-1][1]), run) for run in runs)


def rows_of(text: str, passages: Sequence[Passage], encode: Encode) -> tuple[Floats, Floats]:
    """One row for each passage, and one for each of their sentences alone (in order), all encoded in one
    batch."""
    spans = [passage.span for passage in passages]
    spans += [span for passage in passages for span in passage.sentences]
    distinct = {span: number for number, span in enumerate(dict.fromkeys(spans))}
    vectors = np.asarray(encode([text[start:end] for start, end in distinct]), dtype=np.float32)
    wholes, alone = [], []
    for passage in passages:
        parts = vectors[[distinct[span] for span in passage.sentences]]
        wholes.append(
            np.concatenate([vectors[distinct[passage.span]], parts.max(axis=0), parts.mean(axis=0)])
        )
        alone += [np.concatenate([part, part, part]) for part in parts]
    return np.stack(wholes), np.stack(alone)


def word_buckets(text: str) -> NDArray[np.intp]:
    """The buckets of the words and pairs of words in ``text``, each once, in order."""
    words = [word.lower() for word in _WORD.findall(text.replace("’", "'"))]
    terms = {*words, *(f"{one} {two}" for one, two in pairwise(words))}
    return np.array(
        sorted({zlib.crc32(term.encode("utf-8", "replace")) % BUCKETS for term in terms}), dtype=np.intp
    )
