"""What passes between us and the encoder's process: JSON one way, JSON and raw float32 the other.

``Connection.send`` would pickle; these are plain bytes, so neither side can be made to run what it is sent.
"""

import json
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from triage.encoder.encoder import Vectors

LONGEST_MESSAGE = 64 * 1024 * 1024
"""Bytes; a length beyond it means that the other side is not ours any more."""


def send_json(pipe: "Connection[Any, Any]", said: dict[str, object]) -> None:
    """Raises OSError when the other side is gone."""
    pipe.send_bytes(json.dumps(said).encode("ascii"))


def receive_json(pipe: "Connection[Any, Any]") -> dict[str, Any]:
    """Waits for one message. Raises EOFError when the other side is gone."""
    said = json.loads(pipe.recv_bytes(LONGEST_MESSAGE))
    if not isinstance(said, dict):
        raise EOFError
    return said


def send_texts(pipe: "Connection[Any, Any]", texts: Sequence[str]) -> None:
    """Asks for the vectors of ``texts``."""
    send_json(pipe, {"texts": list(texts)})


def send_vectors(pipe: "Connection[Any, Any]", vectors: "Vectors") -> None:
    """Answers with them."""
    import numpy as np

    rows, columns = vectors.shape
    send_json(pipe, {"rows": rows, "columns": columns})
    pipe.send_bytes(np.ascontiguousarray(vectors, dtype="<f4").tobytes())


def receive_vectors(pipe: "Connection[Any, Any]") -> "Vectors":
    """Waits for the answer. Raises EOFError when it does not come or does not fit."""
    import numpy as np

    shape = receive_json(pipe)
    if "rows" not in shape:
        raise EOFError
    raw = pipe.recv_bytes(LONGEST_MESSAGE)
    if len(raw) != 4 * shape["rows"] * shape["columns"]:
        raise EOFError
    return np.frombuffer(raw, dtype="<f4").reshape(shape["rows"], shape["columns"]).astype(np.float32)
