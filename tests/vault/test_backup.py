"""Copies: nothing or a whole one, whatever stops it; putting one back loses nothing of what was there."""

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from loss_case import fill, small_disk
from vault_case import CANARY, CASEY, KEY, Clock, a_draft, a_record, a_vault, an_addition, at_it, the_vault

from triage.errors import NotAllowed, NotFound, NotSaved, SealBroken
from triage.vault import backup
from triage.vault.audit import Action
from triage.vault.backup import (
    check_copy,
    copies_in,
    copies_with,
    finish_put_back,
    listed_copies,
    make_copy,
    newer_in,
    note_gone,
    note_put_back,
    put_back,
)
from triage.vault.store import Vault
from triage.vault.witness import LossKind

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data" / "vault"
    made.mkdir(parents=True, mode=0o700)
    (made / "vault.keys").write_bytes(b"keys")
    (made / "service.json").write_bytes(b"{}")
    return made


@pytest.fixture
def vault(folder: Path) -> Iterator[Vault]:
    vault = a_vault(folder)
    vault.submit(a_record("ESC-2026-0001"))
    yield vault
    vault.close()


@pytest.fixture
def copy(vault: Vault, folder: Path, tmp_path: Path) -> Path:
    return make_copy(vault, folder, tmp_path / "stick", KEY, AT)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_a_copy_holds_what_the_vault_held_and_opens_with_the_same_key(copy: Path, vault: Vault) -> None:
    label = check_copy(copy, KEY)

    assert (label.events, label.rows["record"], label.origin) == (6, 1, vault.origin)
    assert copies_in(copy.parent) == (copy,)


def test_a_copy_names_nobody_is_encrypted_and_private(copy: Path) -> None:  # B21, B37
    found = everything(copy)

    assert copy.name == "triage-copy-20260302T120000Z"
    assert not any(word.encode() in content for word in (CANARY, CASEY.name) for content in found.values())
    assert not found["vault.db"].startswith(b"SQLite format 3")
    assert {each.stat().st_mode & 0o777 for each in copy.iterdir()} == {0o600}
    assert (copy.stat().st_mode & 0o777, copy.parent.stat().st_mode & 0o777) == (0o700, 0o700)
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(copy / "vault.db").execute("select * from sqlite_master")


def test_checking_a_copy_changes_nothing_in_it(copy: Path) -> None:
    before = everything(copy)

    check_copy(copy, KEY)

    assert everything(copy) == before


@pytest.mark.parametrize("name", ["vault.db", "vault.keys", "service.json", "copy.json"])
def test_a_copy_with_one_byte_changed_does_not_count(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)

    with pytest.raises(SealBroken):
        check_copy(copy, KEY)


def test_a_copy_is_on_the_list_and_the_list_says_in_which_an_entry_still_stands(
    copy: Path, vault: Vault, folder: Path, tmp_path: Path
) -> None:
    vault.submit(a_record("ESC-2026-0002"))
    newest = vault.events()[-1].seq
    later = make_copy(vault, folder, tmp_path / "stick", KEY, LATER)

    assert [each.name for each in listed_copies(vault)] == [later.name, copy.name]
    assert [each.name for each in copies_with(vault, newest)] == [later.name]
    note_gone(vault, later.name)
    assert copies_with(vault, newest) == ()
    assert vault.verify().intact
    with pytest.raises(NotFound):
        note_gone(vault, "triage-copy-never")


STEPS = ["_write_database", "_sums", "write_durably", "check_copy", "settle_folder"]


@pytest.mark.parametrize("step", STEPS)
def test_whatever_stops_a_copy_leaves_nothing_or_a_whole_one(
    vault: Vault, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = everything(folder)

    class Stopped(BaseException):
        pass

    def stop(*_: object) -> None:
        raise Stopped

    with monkeypatch.context() as broken:
        broken.setattr(backup, step, stop)
        with pytest.raises(Stopped):
            make_copy(vault, folder, tmp_path / "stick", KEY, AT)

    for left in copies_in(tmp_path / "stick"):
        assert check_copy(left, KEY)
        assert [each.name for each in listed_copies(vault)] == [left.name]
    assert everything(folder).keys() >= before.keys()
    assert make_copy(vault, folder, tmp_path / "stick", KEY, LATER)


def test_what_a_kill_left_of_a_copy_is_no_copy_and_in_nobodys_way(
    vault: Vault, folder: Path, tmp_path: Path
) -> None:
    unfinished = tmp_path / "stick" / backup._UNFINISHED
    unfinished.mkdir(parents=True)
    (unfinished / "vault.db").write_bytes(b"half")

    assert copies_in(tmp_path / "stick") == ()
    made = make_copy(vault, folder, tmp_path / "stick", KEY, AT)

    assert list((tmp_path / "stick").iterdir()) == [made]


def test_a_full_stick_leaves_no_copy_and_the_vault_as_it_was(
    vault: Vault, folder: Path, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "stick", 256) as stick:
        fill(stick, leave=40_000)
        with pytest.raises(NotSaved):
            make_copy(vault, folder, stick, KEY, AT)

        assert [each.name for each in stick.iterdir()] == ["filler"]
    assert listed_copies(vault) == ()
    vault.submit(a_record("ESC-2026-0002"))


def test_a_copy_does_not_go_where_a_service_copies_it_elsewhere(
    vault: Vault, folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(NotAllowed) as refused:
        make_copy(vault, folder, tmp_path / "OneDrive - Invented" / "x", KEY, AT)

    assert refused.value.code == "folder_synced"
    assert not (tmp_path / "OneDrive - Invented").exists()


def test_a_copy_put_back_moves_the_vault_aside_whole_and_says_what_it_lacks(
    copy: Path, vault: Vault, folder: Path
) -> None:
    vault.submit(a_record("ESC-2026-0002"))
    vault.add(an_addition("ESC-2026-0001"))
    vault.keep_draft(a_draft("ESC-2026-0003"))
    vault.close()
    before = everything(folder)

    newer = newer_in(folder, KEY, copy, KEY)
    aside = put_back(copy, folder, KEY, LATER)

    assert (newer.records, newer.additions, newer.decisions, newer.drafts) == (1, 1, 0, 1)
    assert aside == folder.with_name("vault-aside-20260303T120000Z")
    assert everything(aside) == before
    again = the_vault(folder)
    assert [each.ref for each in again.records()] == ["ESC-2026-0001"]
    assert again.verify().intact
    assert again.full_check().holds
    again.close()
    kept = the_vault(aside)
    assert len(kept.records()) == 2
    kept.close()


def test_a_vault_put_back_says_for_good_that_the_one_before_was_further_on(
    copy: Path, vault: Vault, folder: Path
) -> None:
    outside = folder.parent / "witness"
    vault.close()
    first = at_it(Vault.open(folder, KEY, Clock(), outside=outside), CASEY)
    first.submit(a_record("ESC-2026-0002"))
    first.close()
    put_back(copy, folder, KEY, LATER)

    again = at_it(Vault.open(folder, KEY, Clock(), outside=outside), CASEY)

    assert [loss.kind for loss in again.losses()] == [LossKind.WENT_BACK]
    assert again.events()[-1].action is Action.LOSS_FOUND
    again.close()


def test_after_putting_back_all_that_holds_the_same_words_is_on_the_list(
    copy: Path, vault: Vault, folder: Path, tmp_path: Path
) -> None:
    later = make_copy(vault, folder, tmp_path / "stick", KEY, LATER)
    vault.close()
    newer = newer_in(folder, KEY, copy, KEY)
    aside = put_back(copy, folder, KEY, LATER)

    again = the_vault(folder)
    note_put_back(again, copy, aside, newer)

    assert aside
    assert {each.name for each in listed_copies(again)} == {copy.name, later.name, aside.name}
    assert {each.name for each in copies_with(again, 6)} == {copy.name, later.name, aside.name}
    again.close()


def test_a_damaged_vault_is_moved_aside_as_it_is(copy: Path, vault: Vault, folder: Path) -> None:
    vault.close()
    (folder / "vault.db").write_bytes(b"damaged")

    newer = newer_in(folder, KEY, copy, KEY)
    aside = put_back(copy, folder, KEY, LATER)

    assert not newer.readable
    assert aside
    assert (aside / "vault.db").read_bytes() == b"damaged"
    again = the_vault(folder)
    assert len(again.records()) == 1
    again.close()


def test_a_damaged_copy_is_not_put_back_and_the_vault_stays(copy: Path, vault: Vault, folder: Path) -> None:
    vault.close()
    before = everything(folder)
    (copy / "vault.keys").write_bytes(b"other")

    with pytest.raises(SealBroken):
        put_back(copy, folder, KEY, LATER)

    assert everything(folder) == before
    assert [each.name for each in folder.parent.iterdir()] == ["vault"]


def test_a_kill_between_the_last_two_steps_is_finished_by_whoever_comes_next(
    copy: Path, vault: Vault, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.close()

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(backup, "_take_place", kill)
        with pytest.raises(Killed):
            put_back(copy, folder, KEY, LATER)
    assert not folder.exists()
    folder.mkdir()

    assert finish_put_back(folder)
    assert not finish_put_back(folder)
    again = the_vault(folder)
    assert len(again.records()) == 1
    again.close()


def test_a_copy_goes_onto_an_empty_device(copy: Path, vault: Vault, tmp_path: Path) -> None:
    vault.close()
    new = tmp_path / "new device" / "vault"
    shutil.copytree(copy, tmp_path / "carried")

    assert put_back(tmp_path / "carried", new, KEY, LATER) is None
    again = the_vault(new)
    assert len(again.records()) == 1
    again.close()
