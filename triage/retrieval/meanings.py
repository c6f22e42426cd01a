"""The meaning side of a look-up: nearest clause texts, the head's judgement, the nearest silence."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from triage.retrieval.catalogue import Catalogue
from triage.retrieval.head import Head, Judgement, load_head
from triage.retrieval.vectors import vectors_for

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from triage.encoder.encoder import Encode, Vectors

LEAD_IN_COSTS = 0.02
"""What a bullet found through its lead-in stands behind one found by its own words."""

NEAR_SILENCE = 0.45
"""Cosine from which an entry of silences.toml is near enough to be shown."""

NEAR_TENSION = 0.7
"""A tension is told only where the text asks for just that."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What the meaning side makes of one text."""

    cosines: dict[str, float]
    """Best cosine over all texts of a clause, for each clause that can be an answer."""
    judgement: Judgement
    silence: str | None
    """Id of the nearest entry of silences.toml; None when none is near."""
    silent_below: float
    is_account: bool


class Meanings:
    """Vectors and head of one pack."""

    def __init__(self, catalogue: Catalogue, vectors: "Vectors", head: Head) -> None:
        self._catalogue = catalogue
        self._head = head
        clause_count = len(catalogue.clause_texts)
        self._clause_vectors = vectors[:clause_count]
        self._silence_vectors = vectors[clause_count:]

    def of(self, readings: Sequence[str], encode: "Encode") -> Sense:
        """``readings`` of one text: as typed first, then with senses added."""
        rows = encode(readings)
        cosines = self._cosines((self._clause_vectors @ rows.T).max(axis=1))
        judgement = self._head.judge(rows)
        return Sense(
            cosines=cosines,
            judgement=judgement,
            silence=self._nearest_silence(rows, max(cosines.values())),
            silent_below=self._head.manifest.silent_below,
            is_account=judgement.account >= self._head.manifest.account_above,
        )

    def _cosines(self, by_text: "NDArray[np.float32]") -> dict[str, float]:
        best = dict.fromkeys(self._catalogue.clause_ids, -1.0)
        for (clause, _), cosine in zip(self._catalogue.clause_texts, by_text.tolist(), strict=True):
            for answer in self._catalogue.stands_for[clause]:
                best[answer] = max(best[answer], cosine if answer == clause else cosine - LEAD_IN_COSTS)
        return best

    def _nearest_silence(self, rows: "Vectors", best_clause: float) -> str | None:
        if not len(self._silence_vectors):
            return None
        by_text = (self._silence_vectors @ rows.T).max(axis=1)
        for place in by_text.argsort()[::-1]:
            silence = self._catalogue.silence_texts[int(place)][0]
            cosine = float(by_text[place])
            if cosine < NEAR_SILENCE:
                return None
            if silence not in self._catalogue.tensions or cosine >= max(NEAR_TENSION, best_clause):
                return silence
        return None


def load_meanings(pack_name: str, catalogue: Catalogue, encode: "Encode", cache_dir: Path | None) -> Meanings:
    """Ready to answer; computes vectors of texts that are neither shipped nor kept. Raises SealBroken."""
    from policy_corpus import root

    head = load_head(root() / pack_name)
    vectors = vectors_for(catalogue.texts, encode, head.vectors, cache_dir)
    return Meanings(catalogue, vectors, head)
