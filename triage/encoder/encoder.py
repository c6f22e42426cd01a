"""An encoder of meaning, whichever library does the arithmetic: long texts in parts, odd ones mended."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from triage.encoder.weights import DIMENSIONS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Encode = Callable[[Sequence[str]], Vectors]
    """Texts to one row each, of length 1, ``DIMENSIONS`` wide."""

PIECES_READ = 254
"""Word pieces the model reads at once, without its two marks of beginning and end."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """Not safe for two threads at once."""

    rows: "Encode"
    """Reads short texts; what lies beyond ``PIECES_READ`` is lost."""
    starts: Callable[[str], Sequence[int]]
    """Where each word piece of a text begins."""

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """One row of length 1 for each text. A long text is read in parts, which are averaged."""
        import numpy as np

        parts: list[str] = []
        owner: list[int] = []
        for position, text in enumerate(texts):
            for part in self._parts(text):
                parts.append(part)
                owner.append(position)
        if not parts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        summed = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        np.add.at(summed, owner, _unit(self.rows(parts)))
        return _unit(summed)

    def _parts(self, text: str) -> list[str]:
        text = text.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair stops the tokenizer
        if len(text) <= PIECES_READ:
            return [text]
        starts = self.starts(text)
        if len(starts) <= PIECES_READ:
            return [text]
        cuts = [starts[i] for i in range(0, len(starts), PIECES_READ)]
        return [text[a:b] for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _unit(rows: "Vectors") -> "Vectors":
    import numpy as np

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)
