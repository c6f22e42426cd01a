"""What the vault withstands: killed processes, full and read-only disks, damage, many writers."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path

import pytest
from vault_case import (
    CASEY,
    DREW,
    MORGAN,
    a_draft,
    a_record,
    a_vault,
    note_many_times,
    submit_until_killed,
    the_vault,
)

from triage.content import message
from triage.errors import InUse, NotSaved, SealBroken, TriageError
from triage.records.escalation import Escalation
from triage.vault.audit import Action
from triage.vault.lock import WindowLock
from triage.vault.store import Vault

resource = pytest.importorskip("resource", reason="limits and kills as POSIX has them")

KILLS = int(os.environ.get("VAULT_KILLS", "30"))
"""More of them by hand: VAULT_KILLS=500 pytest tests/integration/test_vault_faults.py -k killed"""
KILLS_OF_ONE_VAULT = 25
"""Then a new one: reading back what thousands of rounds kept would take most of the time."""
NOTES = int(os.environ.get("VAULT_NOTES", "60"))
"""Of each of three writers: VAULT_NOTES=300 ... -k three_processes"""
FIRST_EVENTS = 5
"""Everybody is enrolled."""
DAMAGES = int(os.environ.get("VAULT_DAMAGES", "30"))

processes = get_context("forkserver")
processes.set_forkserver_preload(["pytest", "triage.vault.store", "triage.vault.lock"])


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    vault = a_vault(tmp_path)
    yield vault
    vault.close()


def test_a_writer_killed_at_any_moment_loses_nothing_it_was_told_is_kept(tmp_path: Path) -> None:
    chance = random.Random(7)
    acknowledged: list[str] = []
    told = 0

    for round_number in range(KILLS):
        if round_number % KILLS_OF_ONE_VAULT == 0:
            folder = tmp_path / str(round_number)
            folder.mkdir()
            a_vault(folder).close()
            acknowledged.clear()
        reading, writing = os.pipe()
        os.set_inheritable(writing, True)
        with os.fdopen(reading) as heard:
            child = processes.Process(
                target=_child_that_submits, args=(str(folder), _Pipe(writing), round_number)
            )
            child.start()
            os.close(writing)
            acknowledged.append(heard.readline().strip())
            time.sleep(chance.uniform(0, 0.03))
            os.kill(child.pid, signal.SIGKILL)
            child.join()
            *whole, _torn = heard.read().split("\n")
            acknowledged += whole
            told += 1 + len(whole)
        vault = the_vault(folder)
        assert vault.losses() == ()
        kept = {record.ref: record for record in vault.records()}
        assert vault.verify().intact
        assert all(record.sealed for record in kept.values())
        assert set(acknowledged) <= kept.keys()
        assert all(draft.draft and draft.ref not in kept for draft in vault.drafts(CASEY.id))
        vault.close()

    print(f"{KILLS} kills, {told} acknowledged records")
    assert told >= KILLS


def test_random_damage_to_the_file_is_always_seen_and_never_shown_as_a_record(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    vault = a_vault(whole)
    for number in range(40):
        vault.submit(a_record(f"ESC-2026-{number:04}"))
    expected = {record.ref: record.record for record in vault.records()}
    vault.close()
    chance = random.Random(11)

    for trial in range(DAMAGES):
        folder = tmp_path / str(trial)
        shutil.copytree(whole, folder)
        content = bytearray((folder / "vault.db").read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        (folder / "vault.db").write_bytes(content)

        with pytest.raises(SealBroken) as broken:
            _read_all(folder, expected)

        assert message(broken.value.code, **broken.value.facts)


def _read_all(folder: Path, expected: dict[str, Escalation | None]) -> None:
    vault = the_vault(folder)
    try:
        with suppress(SealBroken):
            for kept in vault.records():
                assert kept.record == expected[kept.ref]
        vault.check()
    finally:
        vault.close()


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_takes_no_more_is_said_and_the_vault_goes_on_when_there_is_room(
    vault: Vault, tmp_path: Path
) -> None:
    vault.keep_draft(a_draft().with_typing("before"))
    long = a_draft().with_typing("x" * 15_000)
    log = (tmp_path / "vault.db-wal").stat().st_size

    with files_no_longer_than(log + 4096), pytest.raises(NotSaved):
        vault.keep_draft(long)

    assert vault.draft("ESC-2026-7K4M").typing == "before"
    vault.keep_draft(long)
    vault.submit(a_record())
    assert vault.verify().intact


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1.5 MB; only where this user may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(place)]
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_loses_nothing_that_was_said_to_be_kept(small_disk: Path) -> None:
    vault = a_vault(small_disk)
    kept: list[str] = []
    with pytest.raises(NotSaved) as full:
        kept += _drafts_kept(vault)

    assert full.value.code == "disk_full"
    assert kept
    assert [vault.draft(ref).ref for ref in kept] == kept
    with pytest.raises(NotSaved):
        vault.keep_draft(a_draft("ESC-2026-ZZZZ").with_typing("x" * 10_000))
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    vault.keep_draft(a_draft("ESC-2026-ZZZZ"))
    vault.close()
    again = the_vault(small_disk)
    assert len(again.drafts(CASEY.id)) == len(kept) + 1
    again.check()
    again.close()


def _drafts_kept(vault: Vault) -> Iterator[str]:
    for number in range(10_000):
        ref = f"ESC-2026-{number:04}"
        vault.keep_draft(a_draft(ref).with_typing("x" * 10_000))
        yield ref


@pytest.fixture
def read_only() -> Iterator[Path]:
    """Two folders that this user may only read, one with a vault. Root may write anywhere and steps down."""
    place = Path(tempfile.mkdtemp())
    (place / "empty").mkdir(mode=0o555)
    (place / "vault").mkdir()
    a_vault(place / "vault").close()
    (place / "vault" / "vault.db").chmod(0o444)
    (place / "vault").chmod(0o555)
    place.chmod(0o755)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    yield place
    if is_root:
        os.seteuid(0)
    for folder in ("empty", "vault"):
        (place / folder).chmod(0o700)
    shutil.rmtree(place)


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda place: the_vault(place / "vault"), id="open"),
        pytest.param(lambda place: a_vault(place / "empty"), id="create"),
        pytest.param(lambda place: WindowLock(place / "vault"), id="lock"),
    ],
)
def test_a_read_only_folder_is_said_by_name(read_only: Path, act: Callable[[Path], object]) -> None:
    before = sorted(read_only.rglob("*"))

    with pytest.raises(NotSaved) as refused:
        act(read_only)

    assert refused.value.code == "vault_read_only"
    assert sorted(read_only.rglob("*")) == before


def test_three_processes_write_at_once_and_none_is_turned_away(tmp_path: Path) -> None:
    a_vault(tmp_path).close()
    reading, writing = os.pipe()
    writers = [
        processes.Process(target=_child_that_notes, args=(str(tmp_path), person.id, NOTES, _Pipe(writing)))
        for person in (CASEY, DREW, MORGAN)
    ]
    for writer in writers:
        writer.start()
    os.close(writing)
    with os.fdopen(reading) as heard:
        faults = heard.read()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]

    vault = the_vault(tmp_path)
    found = vault.verify()
    lost = vault.losses()
    vault.close()
    assert (faults, lost) == ("", ())
    assert (found.intact, found.count) == (True, FIRST_EVENTS + 3 * NOTES)


def test_threads_of_one_window_share_the_vault_without_harm(vault: Vault) -> None:
    faults: list[TriageError] = []

    def write(number: int) -> None:
        try:
            for count in range(10):
                ref = f"ESC-{number}-{count}"
                vault.keep_draft(a_draft(ref))
                vault.records()
                vault.submit(a_record(ref))
        except TriageError as fault:
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert len(vault.records()) == 40
    assert vault.verify().intact


def test_an_error_inside_a_transaction_leaves_no_trace_and_no_open_transaction(vault: Vault) -> None:
    def interrupted() -> None:
        with vault._connection.immediate():
            vault._append(Action.SIGNED_IN, None, None)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert len(vault.events()) == FIRST_EVENTS
    vault.note(Action.SIGNED_IN)
    assert len(vault.events()) == FIRST_EVENTS + 1


def test_a_second_window_is_refused_at_once_until_the_first_lets_go(tmp_path: Path) -> None:
    first = WindowLock(tmp_path)
    with pytest.raises(InUse) as refused:
        WindowLock(tmp_path)
    assert refused.value.code == "vault_in_use"
    assert (tmp_path / "vault.lock").stat().st_mode & 0o777 == 0o600

    releasing = threading.Thread(target=first.release)
    releasing.start()
    releasing.join()

    WindowLock(tmp_path).release()


def test_a_killed_window_leaves_no_lock_behind(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    child = processes.Process(target=_child_that_locks, args=(str(tmp_path), _Pipe(writing)))
    child.start()
    os.close(writing)
    with os.fdopen(reading) as heard:
        assert heard.readline() == "locked\n"
        with pytest.raises(InUse):
            WindowLock(tmp_path)
        os.kill(child.pid, signal.SIGKILL)
        child.join()

    WindowLock(tmp_path).release()


class _Pipe:
    """The writing end of a pipe, handed to a child process."""

    def __init__(self, handle: int) -> None:
        self.handle = handle

    def __reduce__(self) -> tuple:
        from multiprocessing.reduction import DupFd

        return _pipe_in_child, (DupFd(self.handle),)


def _pipe_in_child(duplicate: object) -> _Pipe:
    return _Pipe(duplicate.detach())  # type: ignore[attr-defined]


def _child_that_submits(folder: str, pipe: _Pipe, round_number: int) -> None:
    submit_until_killed(folder, pipe.handle, round_number)


def _child_that_notes(folder: str, person_id: str, times: int, pipe: _Pipe) -> None:
    note_many_times(folder, person_id, times, pipe.handle)


def _child_that_locks(folder: str, pipe: _Pipe) -> None:
    lock = WindowLock(Path(folder))
    os.write(pipe.handle, b"locked\n")
    time.sleep(60)
    lock.release()
