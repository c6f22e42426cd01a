"""The tuning as it ships: rounded, packed, and the same bytes every time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from triage.encoder import weights
from triage.encoder.tables import archive
from triage.errors import SealBroken

steps = arrays(
    np.float32,
    array_shapes(max_dims=2, max_side=9),
    elements=st.floats(-1, 1, width=32, allow_subnormal=False),
)


@given(steps)
def test_a_step_comes_back_to_within_half_a_notch_of_its_row(table: np.ndarray) -> None:
    back = weights.unpacked(weights.packed({"layer": table}))["layer"]

    notch = np.abs(np.atleast_2d(table)).max(axis=1, keepdims=True) / 7
    assert back.shape == table.shape
    assert (np.abs(np.atleast_2d(back) - np.atleast_2d(table)) <= notch / 2 + 1e-6).all()


def test_the_same_tables_give_the_same_bytes() -> None:
    table = {"one": np.arange(6, dtype=np.float32).reshape(2, 3), "two": np.float32(4)}

    assert archive(table) == archive(dict(table))


def test_the_shipped_tuning_is_small_and_of_the_weights_that_are_installed() -> None:
    tuning = weights.load_tuning()

    assert weights.tuning_seal().tuned_from == weights.WEIGHTS_SHA256
    assert sum(table.size for table in tuning.values()) > 10_000_000
    assert not any("embeddings" in name for name in tuning)


def test_a_tuning_with_one_byte_changed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    seal = weights.tuning_seal()
    wrong = seal.model_copy(update={"sha256": "0" * 64})
    monkeypatch.setattr(weights, "tuning_seal", lambda: wrong)

    with pytest.raises(SealBroken) as refused:
        weights.load_tuning()

    assert (refused.value.code, refused.value.facts) == ("model_changed", {"file": "encoder.npz"})
