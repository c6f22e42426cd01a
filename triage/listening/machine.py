"""The arithmetic of the learned ear: a kernel machine over meaning vectors, and a weight for each word.

Only this module and ``heard`` hold numpy at listening time; it is imported when the first text is heard,
not at start.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from triage.listening.heard import Encode, Floats, passages, rows_of, word_buckets
from triage.listening.likelihood import Likelihood
from triage.model import Category

ALONE_COUNTS_LESS = 1.0
"""In a long text each sentence is judged alone too, or the friendly ones around it would drown it. Out of its
setting a harmless sentence can sound grave, so that much is taken from its log odds."""


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
        """The strongest passage of ``text``; None when it holds no words. Whatever ``encode`` raises comes
        through."""
        heard = passages(text)
        if not heard:
            return None
        wholes, alone = rows_of(text, heard, encode)
        flat = [span for passage in heard for span in passage.sentences]
        odds = self._log_odds(wholes, [text[slice(*passage.span)] for passage in heard])
        single = self._log_odds(alone, [text[slice(*span)] for span in flat])
        if len(heard) > 1:
            odds = np.concatenate([odds, single - ALONE_COUNTS_LESS])
        best = 1.0 / (1.0 + np.exp(-odds.max(axis=0)))
        return Likelihood(
            concern=float(best[0]),
            danger=float(best[1]),
            categories={category: float(best[2 + at]) for at, category in enumerate(Category)},
            span=flat[int(single[:, 0].argmax())],
            danger_span=flat[int(single[:, 1].argmax())],
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
