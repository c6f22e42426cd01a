"""File names, folders and audit rows say nothing about anybody; what is half written has no name. B37"""

import os
import stat
from pathlib import Path

import pytest
from handover_case import (
    ALEX,
    BAILEY,
    CANARY,
    CASEY,
    DREW,
    REASONS,
    REF,
    ROWAN,
    Device,
    a_decision,
    a_record,
    deciding_key_of,
)

from triage.errors import NotFound, NotSaved, SealBroken
from triage.handover import files
from triage.vault.letters import letters

NAMES = tuple(
    word for person in (ALEX, BAILEY, CASEY, DREW, ROWAN) for word in (person.name, person.name.split()[0])
)


def a_loop(here: Device, there: Device) -> list[Path]:
    here.vault().submit(a_record())
    made = here.handing_over.make(REF).file
    there.handing_over.open(made)
    there.vault().decide(a_decision(), deciding_key_of(BAILEY))
    receipt = there.handing_over.receipt(REF).file
    here.handing_over.open(receipt)
    here.sit(ALEX)
    return [made, receipt, here.cards.write(made.parent)]


def test_no_name_reference_or_word_stands_in_a_file_name(
    devices: tuple[Device, Device], tmp_path: Path
) -> None:
    a_loop(*devices)

    paths = [str(file.relative_to(tmp_path)).lower() for file in tmp_path.rglob("*")]

    found = [path for path in paths for word in (*NAMES, CANARY, REF, "7k4m") if word.lower() in path]
    assert found == []


def test_file_names_of_records_and_receipts_are_of_one_kind(devices: tuple[Device, Device]) -> None:
    made, receipt, _ = a_loop(*devices)

    assert len({made.name, receipt.name}) == 2
    assert [len(file.stem) for file in (made, receipt)] == [20, 20]
    assert made.suffix == receipt.suffix == ".sendiass"


def test_no_name_or_word_stands_in_the_list_of_events(devices: tuple[Device, Device]) -> None:
    a_loop(*devices)

    for device in devices:
        rows = "\n".join(event.model_dump_json() for event in device.vault().events())
        places = "\n".join(map(str, device.vault().connection.rows("select * from letter")))
        assert [word for word in (*NAMES, CANARY, REASONS) if word in rows + places] == []


def test_every_letter_is_vouched_for_by_an_event_that_holds_a_salted_commitment(
    devices: tuple[Device, Device],
) -> None:
    a_loop(*devices)

    for device in devices:
        vault = device.vault()
        events = {event.seq: event for event in vault.events()}
        kept = letters(vault.connection, device.seat().identity)
        salts = vault.connection.rows("select salt from words")
        assert len(kept) == 2
        assert all(events[each.seq].commitment for each in kept)
        assert len({row["salt"] for row in salts}) == len(salts)


def test_a_letter_changed_in_the_vault_is_found_and_not_believed(devices: tuple[Device, Device]) -> None:
    from triage.vault.sqlcipher import dbapi2

    here, there = devices
    a_loop(here, there)
    seq = letters(there.vault().connection, there.seat().identity)[0].seq
    there.vault_open.close()
    raw = dbapi2.connect(str(there.folder / "vault.db"), isolation_level=None)
    raw.set_key(f"x'{bytes(range(1, 33)).hex()}'")
    raw.execute("drop trigger words_no_update")
    raw.execute(
        "update words set body = cast(replace(cast(body as text), 'hurt us', 'hurt it') as blob) "
        "where seq = ?",
        (seq,),
    )
    raw.close()
    there.vault_open = type(there.vault_open).open(there.folder, bytes(range(1, 33)), there.now)
    there.sit(BAILEY)

    assert not there.vault().verify().intact
    assert there.handing_over.passed()[0].rev is None


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
@pytest.mark.trap(34, partly=True)
def test_what_is_written_is_for_its_owner_alone(devices: tuple[Device, Device], tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        a_loop(*devices)
    finally:
        os.umask(before)

    for device in devices:
        root = device.folder.parent / "handover"
        for path in (root, *root.rglob("*")):
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode == (0o700 if path.is_dir() else 0o600), path


def test_a_file_without_a_name_is_no_sealed_file_yet(tmp_path: Path) -> None:
    fresh = files.Fresh(tmp_path, b"content", files.SUFFIX)
    assert files.waiting_in(tmp_path) == ()

    named = fresh.name_it()

    assert files.waiting_in(tmp_path) == (named,)
    assert named.read_bytes() == b"content"
    assert list(tmp_path.iterdir()) == [named]


def test_what_is_dropped_leaves_nothing(tmp_path: Path) -> None:
    fresh = files.Fresh(tmp_path, b"content", files.SUFFIX)
    fresh.drop()
    fresh.drop()

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotSaved) as not_saved:
        files.Fresh(tmp_path / "gone", b"content", files.SUFFIX)
    with pytest.raises(NotFound):
        files.waiting_in(tmp_path / "gone")

    assert not_saved.value.code == "letter_not_saved"


def test_a_file_that_grows_while_it_is_read_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "grows"
    file.write_bytes(bytes(5000))
    real = os.fstat

    def as_it_was(handle: int) -> os.stat_result:
        found = list(real(handle))
        found[stat.ST_SIZE] = 10
        return os.stat_result(found)

    monkeypatch.setattr(files.os, "fstat", as_it_was)
    with pytest.raises(SealBroken) as refused:
        files.read_small(file, 100)

    assert refused.value.code == "letter_too_big"
