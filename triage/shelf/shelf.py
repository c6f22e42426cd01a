"""Look-ups over many policies at once: by words, and by words and meaning, quoted word for word.

What is here works by likeness alone. The head, the notes and the way from a disclosure to section 7 belong to
the one shipped pack, so this is for whoever compares policies, never for a call.

Two ways find what is near in meaning, chosen by size: exact search up to ``EXACT_UP_TO`` texts, above it
a graph that names candidates, scored exactly afterwards.
"""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from triage.encoder.weights import encoder_id
from triage.errors import NotFound
from triage.retrieval.fusion import WORDS_WEIGHT, squashed
from triage.retrieval.glossary import load_glossary
from triage.retrieval.index import terms_of
from triage.shelf.entry import Place, State
from triage.shelf.faults import OtherEncoder
from triage.shelf.graph import EXACT_UP_TO, Graph, open_graph
from triage.shelf.rows import best, cosines, mapped, rows_path
from triage.shelf.store import LIST_NAME, ShelfStore

if TYPE_CHECKING:
    from triage.encoder.encoder import Encode, Vectors
    from triage.shelf.rows import Places

CANDIDATES = 200
"""Texts nearest in meaning that words may still reorder."""


@dataclass(frozen=True, slots=True)
class ShelfHit:
    """One text found, where it stands first, and how well it fits, 0 to 1."""

    place: Place
    score: float


class Shelf:
    """The shelf in one folder, as it stands at each look-up. Safe from any thread."""

    def __init__(self, folder: Path, *, exact_up_to: int = EXACT_UP_TO) -> None:
        """Raises NotFound when nothing was ever indexed there; ShelfDamaged, NotSaved."""
        if not (folder / LIST_NAME).is_file():
            raise NotFound("shelf_missing")
        self._folder = folder
        self._exact_up_to = exact_up_to
        self._glossary = load_glossary(())
        self._store = ShelfStore(folder, is_made=True)
        self._turn = threading.Lock()
        self._seen: State | None = None
        self._rows: Vectors
        self._orphans: list[int] = []
        self._graph: Graph | None = None

    def close(self) -> None:
        """No look-up may follow."""
        self._store.close()

    @property
    def pending(self) -> int:
        """Texts that only words can find: a build was stopped before it came to them."""
        with self._turn:
            return self._store.pending_count()

    def by_words(self, text: str, count: int) -> tuple[ShelfHit, ...]:
        """Best first; empty when no word of ``text`` stands anywhere. Raises ShelfDamaged."""
        with self._turn, self._store.reading():
            bm25 = self._store.by_words(self._terms(text))
            return self._hits({text_id: squashed(score) for text_id, score in bm25.items()}, count)

    def by_meaning(self, text: str, encode: "Encode", count: int) -> tuple[ShelfHit, ...]:
        """Best first; empty when ``text`` has neither letter nor digit.

        Raises OtherEncoder until the index is built again, ShelfDamaged, or whatever ``encode`` raises.
        """
        if not any(map(str.isalnum, text)):
            return ()
        with self._turn, self._store.reading() as state, ThreadPoolExecutor(1) as beside:
            self._look_again(state)
            encoding = beside.submit(encode, self._glossary.readings(text))
            bm25 = self._store.by_words(self._terms(text))  # while the encoder's process is at work
            asked = encoding.result()
            rows = self._store.rows_of(bm25) | self._store.texts_of(self._near(asked).tolist())
            near = cosines(self._rows[list(rows.values())], asked).tolist()
            meaning = dict(zip(rows, near, strict=True))
            return self._hits(
                {
                    text_id: _fused(meaning.get(text_id, 0.0), bm25.get(text_id, 0.0))
                    for text_id in bm25.keys() | meaning.keys()
                },
                count,
            )

    def _near(self, asked: "Vectors") -> "Places":
        """Rows that are among the ``CANDIDATES`` nearest, or probably so."""
        import numpy as np

        linked = len(self._graph) if self._graph else 0
        near = linked + best(self._scores(linked, asked), CANDIDATES)
        if self._graph:
            more = self._graph.near(asked, CANDIDATES + min(len(self._orphans), CANDIDATES))
            near = np.unique(np.concatenate([more, near]))
        return near

    def _scores(self, first: int, asked: "Vectors") -> "Vectors":
        """Cosines of the rows from ``first`` on; what has left the shelf is nearest to nothing."""
        scores = cosines(self._rows[first:], asked)
        scores[[row - first for row in self._orphans if row >= first]] = -1.0
        return scores

    def _look_again(self, state: State) -> None:
        """Opens what a build has written since the last look-up."""
        if state.encoder != encoder_id():
            raise OtherEncoder
        if state == self._seen:
            return
        self._rows = mapped(rows_path(self._folder, state.generation), state.rows)
        self._orphans = self._store.orphans()
        is_large = state.rows > self._exact_up_to
        self._graph = open_graph(self._folder, state.generation) if is_large else None
        self._seen = state

    def _terms(self, text: str) -> tuple[str, ...]:
        return terms_of(" ".join((text, *self._glossary.senses(text))), self._glossary.stop_words)

    def _hits(self, scores: Mapping[int, float], count: int) -> tuple[ShelfHit, ...]:
        order = _ranked(scores)[:count]
        places = self._store.places(order)
        return tuple(ShelfHit(places[text_id], scores[text_id]) for text_id in order)


def _fused(cosine: float, bm25: float) -> float:
    """As the shipped pack's sum, without a head."""
    return max(0.0, cosine + WORDS_WEIGHT * squashed(bm25)) / (1 + WORDS_WEIGHT)


def _ranked(scores: Mapping[int, float]) -> list[int]:
    """Best first; of equal ones, the one that came onto the shelf first."""
    return sorted(scores, key=lambda text_id: (-scores[text_id], text_id))
