"""The shelf's rows of numbers: one float32 row a text, appended to a file that is mapped, never loaded.

Exact search multiplies all of them, block by block: nothing to build, and no clause is missed.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from triage.encoder.weights import DIMENSIONS
from triage.shelf.faults import ShelfDamaged, disk_in_our_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from triage.encoder.encoder import Vectors

    Places = NDArray[np.int64]
    Scores = NDArray[np.float32]

ROW_BYTES = 4 * DIMENSIONS
BLOCK = 2_048
"""Rows multiplied at once, 3 MB: they stay in the processor's cache while the next reading asks them too."""
LONGEST = 1.01
"""A cosine beyond it comes from a row that is not ours."""


def rows_path(folder: Path, generation: int) -> Path:
    """The row file of that generation."""
    return folder / f"rows-{generation}.f32"


def cut_off(path: Path, rows: int) -> None:
    """What stands behind the last committed row goes. Raises ShelfDamaged when rows are missing."""
    with disk_in_our_words():
        path.touch(mode=0o600)
        size = path.stat().st_size
        if size < rows * ROW_BYTES:
            raise ShelfDamaged
        if size > rows * ROW_BYTES:
            os.truncate(path, rows * ROW_BYTES)


def append(path: Path, blocks: Sequence["Vectors"]) -> None:
    """Adds these rows and waits until the disk has them. Raises NotSaved."""
    import numpy as np

    with disk_in_our_words(), path.open("ab") as file:
        for rows in blocks:
            file.write(np.ascontiguousarray(rows, dtype="<f4").tobytes())
        file.flush()
        os.fsync(file.fileno())


def mapped(path: Path, rows: int) -> "Vectors":
    """The first ``rows`` rows, read from the disk as they are used. Raises ShelfDamaged."""
    import numpy as np

    if not rows:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    try:
        return np.memmap(path, dtype="<f4", mode="r", shape=(rows, DIMENSIONS))
    except (OSError, ValueError):
        raise ShelfDamaged from None


def copy(source: "Vectors", kept: Sequence[int], path: Path) -> None:
    """Writes the rows ``kept`` of ``source`` to a new file. Raises NotSaved."""
    path.unlink(missing_ok=True)
    for start in range(0, len(kept), BLOCK):
        append(path, [source[kept[start : start + BLOCK]]])
    cut_off(path, len(kept))


def cosines(rows: "Vectors", asked: "Vectors") -> "Scores":
    """For each row its best cosine with any row of ``asked``. Raises ShelfDamaged."""
    import numpy as np

    found = np.empty(len(rows), dtype=np.float32)
    for start in range(0, len(rows), BLOCK):
        block, best_here = rows[start : start + BLOCK], found[start : start + BLOCK]
        np.dot(block, asked[0], out=best_here)
        for row in asked[1:]:  # row by row: a product of matrices takes half as long again
            np.maximum(best_here, block @ row, out=best_here)
    if len(found) and not abs(found).max() <= LONGEST:  # also when one of them is not a number
        raise ShelfDamaged
    return found


def best(scores: "Scores", count: int) -> "Places":
    """Places of the ``count`` highest, in no order."""
    import numpy as np

    if len(scores) <= count:
        return np.arange(len(scores))
    return np.argpartition(scores, -count)[-count:]
