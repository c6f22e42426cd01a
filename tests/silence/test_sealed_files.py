"""B13: a file of the model, or of what was learned for it, with one byte changed is not loaded.

The export in the cache folder is one more; ``integration/test_encoder_export.py`` changes a byte of that.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import policy_corpus
from triage.desk import seals
from triage.encoder import weights
from triage.encoder.reference import load_model
from triage.errors import ContentError, SealBroken
from triage.listening.meaning import MeaningEar
from triage.policy.pack import DEFAULT_PACK, load_pack
from triage.retrieval.head import load_head

PLACES = (0.0, 0.31, 0.5, 0.77, 1.0)
"""Where in a file a byte is changed, as a share of its length."""

LEARNED: dict[str, Callable[[Path], object]] = {
    "language/encoder.npz": lambda _: weights.load_tuning(),
    "language/ear.npz": lambda _: MeaningEar.load(),
    f"{DEFAULT_PACK}/head.npz": lambda corpus: load_head(corpus / DEFAULT_PACK),
    f"{DEFAULT_PACK}/vectors.npz": lambda corpus: load_head(corpus / DEFAULT_PACK),
}
"""What was learned, by its file, and what loads it."""

SEALS_KEPT = {
    "language/encoder.toml": ("\nsha256 = ", "language/encoder.npz"),
    "language/manifest.toml": ("\nsha256 = ", "language/ear.npz"),
    f"{DEFAULT_PACK}/head.toml": ("\nhead_sha256 = ", f"{DEFAULT_PACK}/head.npz"),
}
"""Where each seal stands: the file, the key, and what it seals."""


def changed(file: Path, place: float) -> None:
    """One bit of one byte."""
    with file.open("r+b") as opened:
        at = int((file.stat().st_size - 1) * place)
        opened.seek(at)
        [byte] = opened.read(1)
        opened.seek(at)
        opened.write(bytes([byte ^ 1]))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The model's folder, to be harmed: links to its files."""
    shipped = weights.model_folder()
    for name in weights.SEALS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).symlink_to(shipped / name)
    return tmp_path


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """All our content, to be harmed; it is what the program reads."""
    copied = tmp_path / "corpus"
    shutil.copytree(Path(str(policy_corpus.root())), copied)
    monkeypatch.setattr(policy_corpus, "root", lambda: copied)
    weights.tuning_seal.cache_clear()
    yield copied
    weights.tuning_seal.cache_clear()


# B13
@pytest.mark.parametrize("name", weights.SEALS)
def test_a_model_with_one_bit_changed_is_not_loaded(name: str, model: Path) -> None:
    file = model / name
    weights.check_seals(model)
    file.unlink()
    shutil.copy(weights.model_folder() / name, file)

    for place in PLACES:
        changed(file, place)
        with pytest.raises(SealBroken) as refused:
            load_model(model)
        changed(file, place)
        assert (refused.value.code, refused.value.facts) == ("model_changed", {"file": name})
    weights.check_seals(model)


@pytest.mark.parametrize("name", weights.SEALS)
def test_a_model_without_one_of_its_files_is_not_loaded(name: str, model: Path) -> None:
    (model / name).unlink()

    with pytest.raises(SealBroken, match="model_missing"):
        load_model(model)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "custom.py", "1_Pooling/other.json", "vocab.pkl"])
def test_a_model_with_one_file_more_is_not_loaded(name: str, model: Path) -> None:
    (model / name).write_bytes(b"")

    with pytest.raises(SealBroken, match="model_changed"):
        load_model(model)


# B13
@pytest.mark.parametrize("name", LEARNED)
def test_what_was_learned_is_not_loaded_with_one_bit_changed(name: str, corpus: Path) -> None:
    load = LEARNED[name]
    load(corpus)

    for place in PLACES:
        changed(corpus / name, place)
        with pytest.raises(SealBroken):
            load(corpus)
        changed(corpus / name, place)
    load(corpus)


@pytest.mark.parametrize("file", SEALS_KEPT)
def test_a_seal_with_one_digit_changed_fits_nothing(file: str, corpus: Path) -> None:
    key, sealed = SEALS_KEPT[file]
    text = (corpus / file).read_text(encoding="utf-8")
    at = text.index(key) + len(key) + 1
    other = "0" if text[at] != "0" else "1"
    (corpus / file).write_text(text[:at] + other + text[at + 1 :], encoding="utf-8")

    with pytest.raises(SealBroken):
        LEARNED[sealed](corpus)


# B13
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.trap(28)
def test_a_policy_with_one_bit_changed_is_never_taken_for_the_checked_one(place: float, corpus: Path) -> None:
    """Its words are what staff act on: it is shown as changed, or not at all; never as checked."""
    assert load_pack().intact

    changed(corpus / DEFAULT_PACK / "policy.md", place)

    try:
        pack = load_pack()
    except ContentError:
        return
    assert not pack.intact
    assert not next(each for each in seals.check_seals(pack) if each.name == seals.POLICY).holds


def test_the_proof_says_which_file_is_not_the_known_one(corpus: Path) -> None:
    changed(corpus / "language/ear.npz", 0.5)

    found = {each.name: each.holds for each in seals.check_seals(load_pack())}

    assert found == {"policy": True, "weights": True, "tuning": True, "ear": False, "head": True}
