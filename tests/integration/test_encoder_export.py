"""The quick export with the real encoder: the same vectors, and what happens when the file was changed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from triage.encoder import export, worker
from triage.encoder.encoder import Encoder
from triage.encoder.process import EncoderProcess
from triage.encoder.reference import load_model
from triage.encoder.weights import encoder_id, load_tuning

TEXTS = [
    "can I leave a voicemail",
    "mum says he hits her when hes had a drink, she dont want nobody told",
    "",
    "\ud800 é 🙂",
    "the weather was fine and we talked about school. " * 80,
    "x" * 20_000,
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds an export, written once."""
    made = tmp_path_factory.mktemp("cache")
    export.write_export(load_model(tuning=load_tuning()), made)
    return made


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Iterator[Path]:
    """To be harmed."""
    for file in folder.iterdir():
        shutil.copy(file, tmp_path / file.name)
    return tmp_path


def test_the_export_gives_the_vectors_of_the_encoder_of_record(folder: Path, encoder: Encoder) -> None:
    exported = export.open_export(folder)

    cosines = (exported.encode(TEXTS) * encoder.encode(TEXTS)).sum(axis=1)
    assert cosines.min() > 0.95  # words reach 0.99, rubbish less


def test_a_text_has_the_same_vector_in_any_company(folder: Path) -> None:
    exported = export.open_export(folder)

    alone = exported.encode(TEXTS[:1])
    among = exported.encode([*TEXTS[1:3], TEXTS[0], "longer " * 90])

    assert np.allclose(alone[0], among[2], atol=1e-5)


@pytest.mark.parametrize("suffix", [".onnx", ".npz"])
def test_a_missing_file_is_no_export(copied: Path, suffix: str) -> None:
    export.export_path(copied).with_suffix(suffix).unlink()

    with pytest.raises(export.ExportUnusable):
        export.open_export(copied)


@pytest.mark.parametrize("suffix", [".onnx", ".npz"])
def test_one_changed_byte_is_no_export(copied: Path, suffix: str) -> None:
    path = export.export_path(copied).with_suffix(suffix)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)

    with pytest.raises(export.ExportUnusable):
        export.open_export(copied)


def test_a_well_formed_export_of_other_weights_is_no_export(copied: Path) -> None:
    """Whoever swaps file and note together still does not give the vectors of record."""
    note = export.export_path(copied).with_suffix(".npz")
    with np.load(note, allow_pickle=False) as kept:
        sha256, vectors = kept["sha256"], kept["vectors"]
    np.savez(note, sha256=sha256, vectors=vectors[::-1])

    with pytest.raises(export.ExportUnusable):
        export.open_export(copied)


def test_a_start_without_an_export_leaves_one_and_the_next_uses_it(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "encoder-0123456789abcdef.onnx").write_bytes(b"of an older tuning")

    first = worker.load(tmp_path)
    second = export.open_export(tmp_path)

    assert np.array_equal(first.encode(TEXTS), second.encode(TEXTS))
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".npz", ".onnx"]
    assert encoder_id()[:16] in export.export_path(tmp_path).name


def test_a_folder_that_takes_nothing_costs_the_export_not_the_meaning(tmp_path: Path) -> None:
    process = EncoderProcess(tmp_path / "not there")
    process.start()

    assert process.encode(["still heard"]).shape == (1, 384)
    assert list(tmp_path.iterdir()) == []
    process.stop()


def test_a_process_with_an_export_gives_the_same_vectors(folder: Path, encoder: Encoder) -> None:
    process = EncoderProcess(folder)
    process.start()

    assert (process.encode(TEXTS) * encoder.encode(TEXTS)).sum(axis=1).min() > 0.95
    process.stop()
