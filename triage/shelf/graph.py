"""Approximate search for a shelf too large for the exact one: an HNSW graph over the rows, kept by usearch.

The graph only names candidates, which are scored exactly afterwards. It covers the first rows of the row
file; rows that came later are searched exactly until it has grown. Without a graph that can be read, all are.
"""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triage.encoder.weights import DIMENSIONS
from triage.shelf.faults import disk_in_our_words

if TYPE_CHECKING:
    from triage.encoder.encoder import Vectors
    from triage.shelf.rows import Places

EXACT_UP_TO = 200_000
"""Texts. Exact search misses nothing, for about 20 ms with each 100,000: it is kept as long as it can be."""

CONNECTIVITY = 32
EXPANSION_ADD = 256
EXPANSION_SEARCH = 1024
"""Chosen for recall. With 512 the graph named 0.88 of the 10 nearest of 100,000 texts that are much alike,
and all of 30,000; 1024 costs 1 or 2 ms more."""

SAVED_EVERY = 50_000
"""Rows; a build that is stopped goes on from the last save."""
_ADDED_AT_ONCE = 2_048


class Graph:
    """The saved graph, open for look-ups."""

    def __init__(self, index: Any) -> None:
        self._index = index

    def __len__(self) -> int:
        """How many rows it covers, from the first on."""
        return len(self._index)

    def near(self, asked: "Vectors", count: int) -> "Places":
        """Rows that are probably among the ``count`` nearest to each row of ``asked``; some come twice."""
        import numpy as np

        found = [self._index.search(row, count, threads=1).keys for row in asked]
        return np.concatenate(found).astype(np.int64)


def open_graph(folder: Path, generation: int) -> Graph | None:
    """Mapped, not loaded; None when there is none, or none that was written whole."""
    index = _new_index()
    return Graph(index) if _is_read(index.view, folder, generation) else None


def grow_graph(folder: Path, generation: int, rows: "Vectors", progress: Callable[[int, int], None]) -> bool:
    """Adds what the graph lacks of ``rows``; False when it lacks nothing. Raises NotSaved."""
    import numpy as np

    there = open_graph(folder, generation)
    if there and len(there) == len(rows):
        return False
    index = _new_index()
    if not _is_read(index.load, folder, generation) or len(index) > len(rows):
        index = _new_index()
    first = len(index)
    for start in range(first, len(rows), _ADDED_AT_ONCE):
        end = min(start + _ADDED_AT_ONCE, len(rows))
        index.add(np.arange(start, end, dtype=np.uint64), np.asarray(rows[start:end]))
        progress(end - first, len(rows) - first)
        if end == len(rows) or end // SAVED_EVERY > start // SAVED_EVERY:
            _save(index, folder, generation)
    return True


def _new_index() -> Any:
    # usearch takes 0.06 s to import, and only a large shelf needs it.
    from usearch.index import Index

    return Index(
        ndim=DIMENSIONS, metric="ip", dtype="f16", connectivity=CONNECTIVITY,
        expansion_add=EXPANSION_ADD, expansion_search=EXPANSION_SEARCH,
    )  # fmt: skip


def _is_read(read: Callable[[str], None], folder: Path, generation: int) -> bool:
    """The size stands in the name: a file cut short would be read beyond its end, in C."""
    for path in folder.glob(f"graph-{generation}-*.usearch"):
        with contextlib.suppress(OSError, ValueError, RuntimeError):
            if path.name == _name(generation, path.stat().st_size):
                read(str(path))
                return True
    return False


def _save(index: Any, folder: Path, generation: int) -> None:
    """Whole or not at all; the one before goes."""
    part = folder / f"graph-{generation}.part"
    with disk_in_our_words():
        index.save(str(part))
        fresh = folder / _name(generation, part.stat().st_size)
        part.replace(fresh)
    for old in folder.glob(f"graph-{generation}-*.usearch"):
        if old != fresh:
            with contextlib.suppress(OSError):  # another window has it open, on Windows
                old.unlink()


def _name(generation: int, size: int) -> str:
    return f"graph-{generation}-{size}.usearch"
