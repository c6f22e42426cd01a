"""The arithmetic of the learned ear: a kernel machine over meaning vectors, and a weight for each word.

Only this module and ``heard`` hold numpy at listening time; it is imported when the first text is heard,
not at start.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from triage.listening.heard import Encode, Floats, Passage, passages, rows_of, word_buckets
from triage.listening.likelihood import Likelihood
from triage.model import Category, Span

ALONE_COUNTS = 0.3
"""In a long text a sentence counts by the strongest run of three that holds it, and by this share alone."""
MANY_COUNT_LESS = 0.75
"""Of many runs the loudest is loud by luck more often, so this share of the log of their number is taken from
its log odds."""
MANY = 16
"""More runs than this take nothing more away: an hour of friendly talk must not drown one sentence."""


class Machine:
    """The fitted tables: columns are concern, danger and then each category, in the order of ``Category``."""

    def __init__(self, tables: dict[str, NDArray[np.generic]]) -> None:
        self._near = np.asarray(tables["near"], dtype=np.float32)
        self._near_length = (self._near**2).sum(axis=1)
        self._pull = np.asarray(tables["pull"], dtype=np.float32)
        self._words = np.asarray(tables["words"], dtype=np.float32)
        self._rarity = np.asarray(tables["rarity"], dtype=np.float32)
        self._slope = np.asarray(tables["slope"], dtype=np.float32)
        self._offset = np.asarray(tables["offset"], dtype=np.float32)
        self._width = float(tables["width"])

    def likelihood(self, text: str, encode: Encode) -> Likelihood | None:
        """Of a short text as a whole, of a long one its strongest sentence; None when it holds no words.
        Whatever ``encode`` raises comes through."""
        heard = passages(text)
        if not heard:
            return None
        wholes, alone = rows_of(text, heard, encode)
        flat = [span for passage in heard for span in passage.sentences]
        odds = self._log_odds(wholes, [text[slice(*passage.span)] for passage in heard])
        single = self._log_odds(alone, [text[slice(*span)] for span in flat])
        loudness = single if len(heard) == 1 else _in_their_runs(odds, single, heard)
        loudest = odds[0] if len(heard) == 1 else loudness.max(axis=0)
        best = 1.0 / (1.0 + np.exp(-(loudest - MANY_COUNT_LESS * np.log(min(len(heard), MANY)))))
        return Likelihood(
            concern=float(best[0]),
            danger=float(best[1]),
            categories={category: float(best[2 + at]) for at, category in enumerate(Category)},
            span=flat[int(loudness[:, 0].argmax())],
            danger_span=flat[int(loudness[:, 1].argmax())],
        )

    def _pulled(self, rows: Floats, texts: Sequence[str]) -> Floats:
        apart = (rows**2).sum(axis=1)[:, None] + self._near_length - 2.0 * rows @ self._near.T
        pulled = np.exp(-self._width * np.maximum(apart, 0.0)) @ self._pull
        for at, text in enumerate(texts):
            buckets = word_buckets(text)
            rarity = self._rarity[buckets]
            length = float(np.sqrt((rarity**2).sum())) or 1.0
            pulled[at] += (rarity / length) @ self._words[buckets]
        return np.asarray(pulled, dtype=np.float32)

    def _log_odds(self, rows: Floats, texts: Sequence[str]) -> Floats:
        return np.asarray(self._pulled(rows, texts) * self._slope + self._offset, dtype=np.float32)


def _in_their_runs(odds: Floats, alone: Floats, heard: Sequence[Passage]) -> Floats:
    """The log odds of each sentence of each run, in order: of the strongest run that holds it, and alone."""
    strongest: dict[Span, Floats] = {}
    for row, passage in zip(odds, heard, strict=True):
        for span in passage.sentences:
            strongest[span] = np.maximum(strongest.get(span, row), row)
    runs = np.stack([strongest[span] for passage in heard for span in passage.sentences])
    return np.asarray((1 - ALONE_COUNTS) * runs + ALONE_COUNTS * alone, dtype=np.float32)
