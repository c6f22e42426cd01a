"""Saves that vanish: a bit flips in the log, it is deleted, an old copy is put back. Each is named. B5.

200 flips: ``VAULT_FLIPS=200``, see ``loss_case``.
"""

import os
import random
import shutil
import signal
from pathlib import Path

import pytest
from loss_case import times, writer
from vault_case import CASEY, KEY, MORGAN, Clock, a_draft, a_record, a_vault, at_it, the_vault

from triage.content import message
from triage.desk.cautions import cautions_of
from triage.errors import NotAllowed, SealBroken
from triage.vault.audit import Action
from triage.vault.store import Vault
from triage.vault.witness import FILE_NAME, SLOT, Head, LossKind, Witness

FLIPS = times("VAULT_FLIPS", 20)
RECORDS = 6


def opened(folder: Path, outside: Path | None = None) -> Vault:
    """With nobody at it: what was found is not on record yet."""
    return Vault.open(folder, KEY, Clock(), outside=outside)


def kinds(vault: Vault) -> list[LossKind]:
    return [loss.kind for loss in vault.losses()]


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vault whose window was killed: its last commits stand in the log alone."""
    folder = tmp_path_factory.mktemp("killed")
    a_vault(folder).close()
    child = writer(str(folder), "1000000", "unmoved")
    assert child.stdout
    kept = 0
    while kept < RECORDS:
        kept += child.stdout.readline().startswith("kept")
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert (folder / "vault.db-wal").stat().st_size > 8192
    return folder


@pytest.fixture
def folder(killed: Path, tmp_path: Path) -> Path:
    """A copy of it as the kill left it."""
    return Path(shutil.copytree(killed, tmp_path / "vault"))


def test_a_killed_window_is_no_alarm(folder: Path) -> None:
    vault = opened(folder)

    assert kinds(vault) == []
    assert len(vault.records()) >= RECORDS
    vault.close()


def test_a_bit_that_flips_in_the_log_never_drops_saves_in_silence(killed: Path, tmp_path: Path) -> None:
    whole = opened(Path(shutil.copytree(killed, tmp_path / "whole")))
    expected = {row["commits"] for row in whole.connection.rows("select commits from how_far")}
    whole.close()
    chance = random.Random(3)
    silent: list[int] = []
    harmless = 0
    for trial in range(FLIPS):
        folder = Path(shutil.copytree(killed, tmp_path / str(trial)))
        log = folder / "vault.db-wal"
        content = bytearray(log.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        log.write_bytes(content)
        try:
            vault = opened(folder)
        except SealBroken:
            continue
        rows = {row["commits"] for row in vault.connection.rows("select commits from how_far")}
        if rows == expected:
            harmless += 1
        elif kinds(vault) != [LossKind.WENT_BACK]:
            silent.append(trial)
        vault.close()
        shutil.rmtree(folder)
    print(f"{FLIPS} flips: {harmless} in bytes that no commit uses any more, {len(silent)} silent")

    assert silent == []
    assert harmless < FLIPS / 2


def test_without_a_witness_the_same_flips_are_silent(
    killed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(killed, tmp_path / "vault"))
    log = folder / "vault.db-wal"
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 1
    log.write_bytes(content)
    monkeypatch.setattr("triage.vault.connection.loss_in", lambda *_: None)

    vault = opened(folder)

    assert kinds(vault) == []
    assert vault.verify().intact
    vault.check()
    vault.close()


def test_a_log_that_is_deleted_is_named_with_what_is_missing(folder: Path) -> None:
    (folder / "vault.db-wal").unlink()
    (folder / "vault.db-shm").unlink(missing_ok=True)

    vault = the_vault(folder)

    [loss] = vault.losses()
    assert loss.kind is LossKind.WENT_BACK
    assert loss.commits >= 3 * RECORDS
    assert loss.events >= RECORDS
    vault.close()


def an_old_copy(tmp_path: Path) -> tuple[Path, Path]:
    """A vault with a second witness, and its folder as it was three records ago."""
    folder = tmp_path / "data" / "vault"
    folder.mkdir(parents=True)
    a_vault(folder).close()
    outside = tmp_path / "data" / "witness"
    vault = at_it(opened(folder, outside), CASEY)
    vault.submit(a_record("ESC-2026-0000"))
    vault.close()
    old = Path(shutil.copytree(folder, tmp_path / "old"))
    vault = at_it(opened(folder, outside), CASEY)
    for number in range(1, 4):
        vault.submit(a_record(f"ESC-2026-{number:04}"))
    vault.keep_draft(a_draft("ESC-2026-0009"))
    vault.close()
    return folder, old


def test_an_old_file_put_back_is_named(tmp_path: Path) -> None:
    folder, old = an_old_copy(tmp_path)
    shutil.copy(old / "vault.db", folder / "vault.db")

    vault = opened(folder)

    [loss] = vault.losses()
    assert (loss.kind, loss.commits, loss.events) == (LossKind.WENT_BACK, 4, 3)
    vault.close()


def test_an_old_folder_put_back_whole_is_named_by_the_witness_outside(tmp_path: Path) -> None:
    folder, old = an_old_copy(tmp_path)
    shutil.rmtree(folder)
    shutil.copytree(old, folder)

    alone, both = opened(old), opened(folder, tmp_path / "data" / "witness")

    assert kinds(alone) == []
    assert kinds(both) == [LossKind.WENT_BACK]
    alone.close()
    both.close()


@pytest.mark.parametrize("gone", ["vault/vault.witness", "witness/vault.witness"])
def test_a_witness_that_is_gone_is_said(tmp_path: Path, gone: str) -> None:
    folder, _ = an_old_copy(tmp_path)
    (tmp_path / "data" / gone).unlink()

    vault = opened(folder, tmp_path / "data" / "witness")

    assert kinds(vault) == [LossKind.NO_WITNESS]
    vault.close()


def test_a_copy_that_was_worked_on_elsewhere_is_another_way(tmp_path: Path) -> None:
    folder, old = an_old_copy(tmp_path)
    (old / FILE_NAME).write_bytes(b"")
    elsewhere = at_it(opened(old), CASEY)
    for _ in range(9):
        elsewhere.keep_draft(a_draft("ESC-2026-0008"))
    elsewhere.close()
    shutil.copy(old / "vault.db", folder / "vault.db")

    vault = opened(folder)

    assert kinds(vault) == [LossKind.NO_WITNESS, LossKind.OTHER_WAY]  # the first was found elsewhere
    vault.close()


@pytest.mark.parametrize("lag", [1, 20, 300])
def test_a_vault_further_on_than_its_witness_is_no_alarm(tmp_path: Path, lag: int) -> None:
    vault = a_vault(tmp_path)
    vault.submit(a_record())
    before = (tmp_path / FILE_NAME).read_bytes()
    for number in range(lag):
        vault.keep_draft(a_draft("ESC-2026-0001").with_typing(str(number)))
    vault.close()
    (tmp_path / FILE_NAME).write_bytes(before)

    again = opened(tmp_path)

    assert kinds(again) == []
    again.close()


@pytest.mark.parametrize("slot", [0, 1])
def test_a_slot_torn_while_it_was_written_is_no_alarm(tmp_path: Path, slot: int) -> None:
    vault = a_vault(tmp_path)
    vault.submit(a_record())
    vault.close()
    content = bytearray((tmp_path / FILE_NAME).read_bytes())
    content[slot * SLOT + 70] ^= 255
    (tmp_path / FILE_NAME).write_bytes(content)

    again = opened(tmp_path)

    assert kinds(again) == []
    again.close()


def test_a_witness_made_without_the_key_counts_for_nothing(tmp_path: Path) -> None:
    vault = a_vault(tmp_path)
    vault.close()
    [head] = {each for each in Witness(tmp_path, KEY).heads() if each}
    forged = Witness(tmp_path, bytes(32))
    forged.settle(Head.model_validate({**head.model_dump(), "commits": 1}))

    again = opened(tmp_path)

    assert kinds(again) == [LossKind.NO_WITNESS]
    again.close()


def test_a_loss_goes_on_record_is_told_until_a_manager_knows_and_work_goes_on(folder: Path) -> None:
    (folder / "vault.db-wal").unlink()
    first = the_vault(folder, CASEY)
    first.submit(a_record("ESC-2026-9000"))
    first.close()

    vault = the_vault(folder, CASEY)

    assert kinds(vault) == [LossKind.WENT_BACK]
    assert [each.code for each in cautions_of(vault, Clock()())][:1] == ["vault_went_back"]
    [caution] = [each for each in cautions_of(vault, Clock()()) if each.code == "vault_went_back"]
    assert message(caution.code, **caution.facts)
    with pytest.raises(NotAllowed):
        vault.see_losses()
    at_it(vault, MORGAN).see_losses()
    assert vault.losses(unseen=True) == ()
    assert len(vault.losses()) == 1
    actions = [event.action for event in vault.events()]
    assert (actions.count(Action.LOSS_FOUND), actions.count(Action.LOSS_SEEN)) == (1, 1)
    assert vault.verify().intact
    vault.close()


@pytest.fixture
def changing(tmp_path: Path) -> Witness:
    a_vault(tmp_path).close()
    return Witness(tmp_path, KEY)


def test_while_the_key_is_changed_the_witness_holds_for_the_old_and_the_new(
    changing: Witness, tmp_path: Path
) -> None:
    changing.ready_for(bytes(32))

    assert Witness(tmp_path, KEY).heads()[0] == Witness(tmp_path, bytes(32)).heads()[0] is not None
