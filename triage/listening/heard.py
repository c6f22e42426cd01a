"""A text as the meaning ear takes it in: its passages, each a row of numbers made of meaning vectors and
of plain words.

A passage's row holds the vector of the whole, the strongest of its sentences in each direction, and their
average: one alarming sentence in a long friendly one still shows. A long text is heard in overlapping runs of
three sentences.
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

_WHOLE, _RUN = 6, 3
"""Sentences up to which a text is heard whole, and those of a run in a longer one. Measured on invented calls
of 15 to 20 sentences: runs of three tell calls with one concern from the rest better than runs of six do.
"""
_WORD = re.compile(r"\w+(?:'\w+)*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text that is judged as one."""

    span: Span
    sentences: tuple[Span, ...]
    """In the whole text."""


def passages(text: str) -> tuple[Passage, ...]:
    """The whole of a text of up to six sentences; every run of three of a longer one; none of a blank."""
    cut = sentences(text)
    if not cut:
        return ()
    runs = [cut] if len(cut) <= _WHOLE else [cut[at : at + _RUN] for at in range(len(cut) - _RUN + 1)]
    return tuple(Passage((run[0][0], run[-1][1]), run) for run in runs)


def rows_of(text: str, passages: Sequence[Passage], encode: Encode) -> tuple[Floats, Floats]:
    """One row for each passage, and one for each of their sentences alone (in order), all encoded in one
    batch."""
    spans = [passage.span for passage in passages]
    spans += [span for passage in passages for span in passage.sentences]
    number = {said: at for at, said in enumerate(dict.fromkeys(text[start:end] for start, end in spans))}
    vectors = np.asarray(encode(list(number)), dtype=np.float32)

    def rows(spans: Sequence[Span]) -> Floats:
        return vectors[[number[text[start:end]] for start, end in spans]]

    wholes, alone = [], []
    for passage in passages:
        parts = rows(passage.sentences)
        wholes.append(np.concatenate([rows([passage.span])[0], parts.max(axis=0), parts.mean(axis=0)]))
        alone += [np.concatenate([part, part, part]) for part in parts]
    return np.stack(wholes), np.stack(alone)


def word_buckets(text: str) -> NDArray[np.intp]:
    """The buckets of the words and pairs of words in ``text``, each once, in order."""
    words = [word.lower() for word in _WORD.findall(text.replace("’", "'"))]
    terms = {*words, *(f"{one} {two}" for one, two in pairwise(words))}
    return np.array(
        sorted({zlib.crc32(term.encode("utf-8", "replace")) % BUCKETS for term in terms}), dtype=np.intp
    )
