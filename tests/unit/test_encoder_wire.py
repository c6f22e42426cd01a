"""Between the two processes: plain bytes, and nonsense is refused as the end of the other side."""

import pickle
from multiprocessing import Pipe

import numpy as np
import pytest

from triage.encoder import wire


def test_texts_and_vectors_arrive_as_they_were_sent() -> None:
    here, there = Pipe()
    rows = np.arange(6, dtype=np.float32).reshape(2, 3)

    wire.send_texts(here, ["é [/b]", "\ud800"])
    wire.send_vectors(there, rows)

    assert wire.receive_json(there) == {"texts": ["é [/b]", "\ud800"]}
    assert (wire.receive_vectors(here) == rows).all()


@pytest.mark.parametrize(
    "nonsense",
    [
        pytest.param([b"[1]"], id="not an object"),
        pytest.param([b"{}"], id="no shape"),
        pytest.param([b'{"rows": 2, "columns": 3}', b"\x00" * 23], id="too few bytes"),
        pytest.param([b"{"], id="not JSON"),
        pytest.param([pickle.dumps({"rows": 1})], id="a pickle"),
    ],
)
def test_nonsense_is_an_error_the_caller_expects(nonsense: list[bytes]) -> None:
    here, there = Pipe()
    for part in nonsense:
        there.send_bytes(part)

    with pytest.raises((EOFError, ValueError)):
        wire.receive_vectors(here)


def test_a_closed_pipe_is_the_end() -> None:
    here, there = Pipe()
    there.close()

    with pytest.raises(EOFError):
        wire.receive_vectors(here)
