"""Vectors of the pack's texts: shipped ones where the text is the same, kept ones, the encoder for the rest.

Each row is known by the SHA-256 of model and text, so a changed example costs one text, not the whole pack.
Search is exact: at this size a multiplication takes less time than any index.
"""

import hashlib
import io
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from triage.encoder.weights import DIMENSIONS, encoder_id

if TYPE_CHECKING:
    from triage.encoder.encoder import Encode, Vectors

CACHE_NAME = "clause-vectors.npz"
_KEY_BYTES = 16

Known = dict[bytes, "Vectors"]
"""From a text's key to its row."""


def vectors_for(texts: Sequence[str], encode: "Encode", shipped: bytes, cache_dir: Path | None) -> "Vectors":
    """One row for each text, in order. What had to be computed is kept in ``cache_dir``; None: nowhere."""
    import numpy as np

    known = unpacked(shipped)
    missing = _missing(texts, known)
    cache = cache_dir / CACHE_NAME if cache_dir else None
    if missing and cache:
        known |= _kept(cache)
        missing = _missing(texts, known)
    if missing:
        known |= {key_of(text): row for text, row in zip(missing, encode(missing), strict=True)}
        if cache:
            _keep(cache, packed({key_of(text): known[key_of(text)] for text in texts}))
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    return np.stack([known[key_of(text)] for text in texts]).astype(np.float32)


def key_of(text: str) -> bytes:
    """Short, and the same only for the same text under the same model."""
    return hashlib.sha256(f"{encoder_id()}\n{text}".encode()).digest()[:_KEY_BYTES]


def packed(known: Known) -> bytes:
    """As the bytes of an .npz; half precision moves a cosine by less than 0.001."""
    import numpy as np

    keys = np.frombuffer(b"".join(known), dtype=np.uint8).reshape(-1, _KEY_BYTES)
    rows = np.stack(list(known.values())).astype(np.float16)
    file = io.BytesIO()
    np.savez(file, keys=keys, rows=rows)
    return file.getvalue()


def unpacked(file: bytes) -> Known:
    """The other way; empty when the bytes are not such a file."""
    import numpy as np

    try:
        with np.load(io.BytesIO(file), allow_pickle=False) as arrays:
            keys, rows = arrays["keys"], arrays["rows"]
    except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile):
        return {}
    if (
        rows.shape != (len(keys), DIMENSIONS)
        or keys.shape[1:] != (_KEY_BYTES,)
        or not np.isfinite(rows).all()
    ):
        return {}
    return {key.tobytes(): row for key, row in zip(keys, rows, strict=True)}


def _missing(texts: Sequence[str], known: Known) -> list[str]:
    return [text for text in dict.fromkeys(texts) if key_of(text) not in known]


def _kept(cache: Path) -> Known:
    try:
        return unpacked(cache.read_bytes())
    except FileNotFoundError:
        return {}


def _keep(cache: Path, file: bytes) -> None:
    """Whole or not at all: another window may be doing the same."""
    part = cache.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(file)
    part.replace(cache)
