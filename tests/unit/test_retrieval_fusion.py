"""How scores become one order: pure arithmetic, no model."""

import numpy as np
import pytest

from triage.errors import SealBroken
from triage.retrieval.fusion import fused, ranked, says_score, with_steps, words_say
from triage.retrieval.measures import auroc, mean_reciprocal_rank, rank_of, share_within
from triage.retrieval.vectors import key_of, packed, unpacked, vectors_for

STEPS = ("7.consult_manager", "7.record")


def test_a_sure_head_outweighs_a_slightly_nearer_text() -> None:
    scores = fused({"a": 0.62, "b": 0.60}, {"a": 0.1, "b": 0.7}, {})

    assert ranked(scores) == ["b", "a"]


def test_words_settle_a_tie() -> None:
    scores = fused({"a": 0.5, "b": 0.5}, {}, {"b": 4.0})

    assert ranked(scores) == ["b", "a"]


def test_scores_run_from_0_to_1() -> None:
    scores = fused({"a": 1.0, "b": -1.0}, {"a": 1.0}, {"a": 1e9})

    assert scores["a"] == pytest.approx(1.0)
    assert scores["b"] == 0.0


def test_says_score_falls_with_none_and_rises_with_nearness() -> None:
    assert says_score(0.9, 0.4) < says_score(0.1, 0.4) < says_score(0.1, 0.9)
    assert words_say(1, 9) < words_say(9, 9) < words_say(9, 1)


@pytest.mark.parametrize("is_account", [True, False])
@pytest.mark.parametrize("is_answered", [True, False])
def test_a_step_is_always_among_the_first_two(is_account: bool, is_answered: bool) -> None:
    order = with_steps(STEPS, ["4.access", "2", "8"], is_account=is_account, is_answered=is_answered)

    assert "7.consult_manager" in order[:2]
    assert sorted(order) == sorted({*STEPS, "4.access", "2", "8"})


def test_a_look_up_keeps_its_clause_in_front_and_an_account_its_step() -> None:
    found = ["7.circumstances.abused", "2"]

    assert with_steps(STEPS, found, is_account=False, is_answered=True)[0] == "7.circumstances.abused"
    assert with_steps(STEPS, found, is_account=True, is_answered=True)[0] == "7.consult_manager"


def test_without_steps_the_order_found_stays() -> None:
    assert with_steps((), ["b", "a"], is_account=True, is_answered=False) == ("b", "a")


def test_vectors_come_back_from_the_file_they_were_packed_in() -> None:
    row = np.full(384, 0.05, dtype=np.float32)

    assert np.allclose(unpacked(packed({key_of("a"): row}))[key_of("a")], row, atol=1e-3)


def test_only_texts_that_nobody_has_are_encoded(tmp_path) -> None:
    asked: list[str] = []

    def encode(texts):
        asked.extend(texts)
        return np.full((len(texts), 384), 0.05, dtype=np.float32)

    shipped = packed({key_of("shipped"): np.full(384, 0.1, dtype=np.float32)})
    vectors_for(["shipped", "new"], encode, shipped, tmp_path)
    rows = vectors_for(["shipped", "new", "newer", "new"], encode, shipped, tmp_path)

    assert asked == ["new", "newer"]
    assert rows.shape == (4, 384)


@pytest.mark.parametrize("damage", [b"", b"not a zip", b"PK\x03\x04 cut"])
def test_a_damaged_cache_is_computed_again(tmp_path, damage: bytes) -> None:
    (tmp_path / "clause-vectors.npz").write_bytes(damage)

    rows = vectors_for(["a"], lambda texts: np.ones((len(texts), 384), np.float32), b"", tmp_path)

    assert rows.shape == (1, 384)


def test_a_pickle_in_the_cache_is_not_opened() -> None:
    import io

    file = io.BytesIO()
    np.savez(file, keys=np.array([{"run": "me"}], dtype=object), rows=np.zeros((1, 384)))

    assert unpacked(file.getvalue()) == {}


def test_measures_on_a_case_counted_by_hand() -> None:
    ranks = [rank_of({"b"}, ["a", "b"]), rank_of({"a"}, ["a"]), rank_of({"z"}, ["a"])]

    assert ranks == [2, 1, None]
    assert share_within(ranks, 1) == pytest.approx(1 / 3)
    assert mean_reciprocal_rank(ranks) == pytest.approx(0.5)
    assert auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(0.875)


def test_a_changed_head_is_refused(tmp_path) -> None:
    import shutil

    from policy_corpus import root
    from triage.retrieval.head import load_head

    for name in ("head.toml", "head.npz", "vectors.npz"):
        shutil.copy(root() / "west_midlands_sendiass" / name, tmp_path / name)
    file = tmp_path / "head.npz"
    file.write_bytes(file.read_bytes()[:-1] + b"x")

    with pytest.raises(SealBroken) as wrong:
        load_head(tmp_path)
    assert wrong.value.facts == {"file": "head.npz"}
