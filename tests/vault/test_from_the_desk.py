"""The same from where people sit: a service set up, somebody signed in, and what they are told."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from vault_case import CASEY, MORGAN

from triage.desk.bootstrap import open_desk
from triage.desk.copies import copy_checked, copy_put_back
from triage.desk.desk import Desk
from triage.desk.setting_up import set_up
from triage.errors import NotAllowed
from triage.paths import vault_dir
from triage.records.people import Service
from triage.vault.passphrase import LEAST_COST

WORDS = "copper lantern violet harbour"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    before = os.umask(0o022)
    try:
        set_up(
            vault_dir(folder),
            Service(name="Invented", manager_chain=()),
            ((CASEY, WORDS), (MORGAN, WORDS)),
            now,
            LEAST_COST,
        )
    finally:
        os.umask(before)
    return folder


@pytest.fixture
def desk_on(data: Path) -> Callable[[str], Desk]:
    def opened(person_id: str) -> Desk:
        desk = open_desk(data, with_encoder=False)
        desk.sign_in(person_id, WORDS)
        return desk

    return opened


def codes(desk: Desk) -> list[str]:
    return [caution.code for caution in desk.cautions()]


def test_every_file_and_folder_is_private_under_the_usual_umask(
    data: Path, desk_on: Callable[[str], Desk], tmp_path: Path
) -> None:  # B21
    before = os.umask(0o022)
    try:
        desk = desk_on(MORGAN.id)
        desk.start_call()
        desk.copies.make(None)
        desk.copies.make(tmp_path / "stick")
        modes = {
            each: each.stat().st_mode & 0o777
            for place in (data, tmp_path / "stick")
            for each in place.rglob("*")
        }
        files = {each: mode for each, mode in modes.items() if each.is_file()}
        desk.close()
    finally:
        os.umask(before)

    assert {each.name for each in files} >= {
        "vault.db",
        "vault.db-wal",
        "vault.witness",
        "vault.lock",
        "copy.json",
    }
    assert {each.name: mode for each, mode in files.items() if mode != 0o600} == {}
    assert {each.name: mode for each, mode in modes.items() if each not in files and mode != 0o700} == {}


def test_an_old_copy_of_the_whole_folder_is_told_to_whoever_signs_in(
    data: Path, desk_on: Callable[[str], Desk], tmp_path: Path
) -> None:  # B5
    desk_on(CASEY.id).close()
    old = shutil.copytree(data / "vault", tmp_path / "old")
    desk = desk_on(CASEY.id)
    desk.start_call()
    desk.close()
    shutil.rmtree(data / "vault")
    shutil.copytree(old, data / "vault")

    desk = desk_on(CASEY.id)

    assert codes(desk) == ["vault_went_back"]
    desk.start_call()
    desk.close()
    desk = desk_on(MORGAN.id)
    assert codes(desk) == ["vault_went_back"]
    desk.copies.see_losses()
    assert codes(desk) == []
    assert desk.verify().intact
    desk.close()


def test_a_caseworker_does_not_say_for_the_manager_that_it_is_known(desk_on: Callable[[str], Desk]) -> None:
    desk = desk_on(CASEY.id)

    with pytest.raises(NotAllowed):
        desk.copies.see_losses()
    desk.close()


def test_a_copy_is_put_back_with_a_passphrase_and_all_is_on_record(
    data: Path, desk_on: Callable[[str], Desk], tmp_path: Path
) -> None:
    desk = desk_on(MORGAN.id)
    copy = desk.copies.make(tmp_path / "stick")
    desk.start_call()
    desk.close()
    assert copy_checked(copy, CASEY.id, WORDS).events > 0

    done = copy_put_back(copy, data / "vault", MORGAN.id, WORDS, now)

    assert done.newer
    assert (done.newer.readable, done.newer.drafts) == (True, 1)
    assert done.aside
    assert done.checked.holds
    desk = desk_on(MORGAN.id)
    assert codes(desk) == ["vault_went_back"]
    assert {each.name for each in desk.copies.listed()} == {copy.name, done.aside.name}
    desk.close()


def test_a_second_window_reads_and_the_first_goes_on(desk_on: Callable[[str], Desk]) -> None:  # B9
    first = desk_on(CASEY.id)
    draft = first.start_call()

    second = desk_on(CASEY.id)

    assert codes(second) == ["window_reads_only"]
    assert [each.ref for each in second.drafts()] == [draft.ref]
    first.keep(draft)
    second.close()
    first.close()


def test_setting_up_in_a_synced_folder_leaves_nothing_there(tmp_path: Path) -> None:  # B14
    place = tmp_path / "OneDrive - Invented"
    place.mkdir()

    with pytest.raises(NotAllowed) as refused:
        set_up(
            place / "vault", Service(name="Invented", manager_chain=()), ((MORGAN, WORDS),), now, LEAST_COST
        )

    assert refused.value.code == "folder_synced"
    assert list(place.iterdir()) == []


def test_a_vault_put_back_only_halfway_is_there_when_the_program_starts_again(
    data: Path, desk_on: Callable[[str], Desk]
) -> None:
    (data / "vault").rename(data / "vault.restored")

    desk = desk_on(CASEY.id)

    assert not (data / "vault.restored").exists()
    desk.close()
