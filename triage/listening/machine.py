"""The arithmetic of the learned ear: one linear layer over the encoder's vectors.

Only this module holds numpy at listening time; it is imported when the first text is heard, not at start.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from triage.listening.heard import Hearing, hearing, phrases
from triage.listening.likelihood import Likelihood
from triage.model import Category, Span

Floats = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Floats]
"""Texts to one row each, of length 1."""

ALONE_COSTS = 4.0
"""Taken from the log odds of a sentence out of its context, so that one clear sentence is heard in any
company while one that its neighbours explain is not."""
MANY_COUNT_LESS = 0.9
"""Of many runs the loudest is loud by luck more often, so this share of the log of their number is taken from
its log odds."""
MANY = 16
"""More runs than this take nothing more away: an hour of friendly talk must not drown one sentence."""
MOST_PHRASES = 24
"""Phrases weighed to explain one signal."""


class Machine:
    """The fitted tables: columns are concern, danger and then each category, in the order of ``Category``."""

    def __init__(self, tables: dict[str, NDArray[np.generic]]) -> None:
        self._weights = np.asarray(tables["weights"], dtype=np.float32)
        self._bias = np.asarray(tables["bias"], dtype=np.float32)

    def likelihood(self, text: str, encode: Encode) -> Likelihood | None:
        """Of the stretch of ``text`` that is loudest in each respect; None when it holds no words. Whatever
        ``encode`` raises comes through. The stretches named are sentences, also where the whole is louder:
        the few phrases of one are quick to weigh."""
        heard = hearing(text)
        if not heard.runs:
            return None
        said = [text[slice(*span)] for span in (*heard.runs, *heard.alone)]
        cut = heard.alone or heard.runs
        each = self._log_odds(said, encode)
        runs, alone = each[: len(heard.runs)], each[len(heard.runs) :]
        if len(heard.runs) > 1:
            odds = each_alone = np.float32(0.5) * (_loudest_around(runs, heard) + alone)
        else:
            odds = np.concatenate([runs, alone - np.float32(ALONE_COSTS)])
            each_alone = alone if heard.alone else runs
        loudest = odds.max(axis=0) - MANY_COUNT_LESS * np.log(min(len(heard.runs), MANY))
        best = 1.0 / (1.0 + np.exp(-loudest))
        return Likelihood(
            concern=float(best[0]),
            danger=float(best[1]),
            categories={category: float(best[2 + at]) for at, category in enumerate(Category)},
            stretch=cut[int(each_alone[:, 0].argmax())],
            danger_stretch=cut[int(each_alone[:, 1].argmax())],
        )

    def carried_by(self, text: str, stretch: Span, output: int, encode: Encode) -> Span:
        """The phrase of ``stretch`` that carries most of ``output``: without it the log odds fall furthest,
        and by itself they stand highest; both count alike."""
        parts = phrases(text, stretch)[:MOST_PHRASES]
        if len(parts) <= 1:
            return parts[0] if parts else stretch
        start, end = stretch
        without = [f"{text[start:first]} {text[last:end]}".strip() for first, last in parts]
        by_itself = [text[slice(*part)] for part in parts]
        odds = self._log_odds([*without, *by_itself], encode)[:, output]
        return parts[int((odds[len(parts) :] - odds[: len(parts)]).argmax())]

    def _log_odds(self, texts: Sequence[str], encode: Encode) -> Floats:
        distinct = list(dict.fromkeys(texts))
        rows = np.asarray(encode(distinct), dtype=np.float32)
        odds = rows @ self._weights.T + self._bias
        place = {text: at for at, text in enumerate(distinct)}
        return np.asarray(odds[[place[text] for text in texts]], dtype=np.float32)


def _loudest_around(runs: Floats, heard: Hearing) -> Floats:
    """For each sentence the loudest run that holds it. Half of that and half of the sentence alone tell long
    calls with one concern from the rest better than either does."""
    loudest = np.full((len(heard.alone), runs.shape[1]), -np.inf, dtype=np.float32)
    for at, (start, end) in enumerate(heard.alone):
        for (first, last), row in zip(heard.runs, runs, strict=True):
            if first <= start and end <= last:
                loudest[at] = np.maximum(loudest[at], row)
    return loudest
