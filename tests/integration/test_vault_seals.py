"""What the vault hides, what it never lets anybody change, and how it says that somebody did."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from vault_case import (
    CANARY,
    CASEY,
    KEY,
    MORGAN,
    REASONS,
    Clock,
    a_decision,
    a_draft,
    a_record,
    a_vault,
    an_addition,
    at_it,
    deciding_key_of,
    enrolments,
    seat_of,
    the_vault,
    with_the_key,
)

from triage.errors import NotAllowed, NotFound, SealBroken
from triage.paths import vault_dir
from triage.vault.audit import Action, Fault
from triage.vault.connection import PLAIN_HEADER
from triage.vault.sqlcipher import dbapi2
from triage.vault.store import Vault

REF = "ESC-2026-7K4M"
_BODY = "update words set body = x'7b7d' where seq = "
_SALT = "update words set salt = zeroblob(32) where seq = "


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """One record with an addition and a decision: events 6 to 10, after five enrolments."""
    vault = a_vault(tmp_path)
    at_it(vault, CASEY).note(Action.SIGNED_IN, None)
    vault.submit(a_record())
    vault.add(an_addition(text=f"{CANARY} rang again."))
    at_it(vault, MORGAN).note(Action.RECORD_OPENED, REF)
    at_it(vault, MORGAN).decide(a_decision(), deciding_key_of(MORGAN))
    at_it(vault, CASEY).keep_draft(a_draft("ESC-2026-0002"))
    yield vault
    vault.close()


def found_in(folder: Path, *words: str) -> list[str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    spelled = [
        form
        for word in words
        for form in (word.encode(), word.encode("utf-16-le"), word.encode().hex().encode())
    ]
    return [file.name for file in files if any(form in file.read_bytes() for form in spelled)]


@pytest.mark.obligation("P3.1", "P4.1", partly=True)
def test_no_word_of_a_caller_is_in_any_file_while_the_vault_is_open_or_closed(
    vault: Vault, tmp_path: Path
) -> None:
    secrets = (CANARY, REASONS, CASEY.name, "hurt us", "create table", "record_submitted")
    assert (tmp_path / "vault.db-wal").stat().st_size > 0
    assert found_in(tmp_path, *secrets) == []

    vault.close()

    assert found_in(tmp_path, *secrets) == []
    left = sorted(file.name for file in tmp_path.iterdir())
    assert left == ["vault.ballast", "vault.db", "vault.witness"]


@pytest.mark.obligation("P4.1", partly=True)
def test_the_file_is_not_a_plain_database_from_its_first_byte(vault: Vault, tmp_path: Path) -> None:
    assert (tmp_path / "vault.db").read_bytes()[:16] != PLAIN_HEADER


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)], ids=["none", "too short", "too long"])
def test_a_key_of_another_length_is_never_used(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault.create(tmp_path, replace(seat_of(MORGAN), vault_key=key), enrolments(), Clock())

    assert not (tmp_path / "vault.db").exists()


def test_a_plain_database_in_its_place_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    plain = dbapi2.connect(str(tmp_path / "vault.db"))
    plain.execute("create table event (seq integer)")
    plain.close()
    before = (tmp_path / "vault.db").read_bytes()

    with pytest.raises(SealBroken):
        the_vault(tmp_path)

    assert (tmp_path / "vault.db").read_bytes() == before


def test_an_emptied_file_is_damage_and_not_a_new_vault(vault: Vault, tmp_path: Path) -> None:
    vault.close()
    (tmp_path / "vault.db").write_bytes(b"")

    with pytest.raises(SealBroken):
        the_vault(tmp_path)

    assert (tmp_path / "vault.db").read_bytes() == b""


def test_where_there_is_no_vault_none_is_made_by_opening_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        the_vault(tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.obligation("P4.1", partly=True)
def test_another_key_opens_nothing_and_writes_nothing_on_the_screen(
    vault: Vault, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    vault.close()

    with pytest.raises(SealBroken) as broken:
        Vault.open(tmp_path, bytes(32), Clock())

    assert broken.value.code == "vault_does_not_open"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("umask", [0o022, 0o000])
def test_every_file_is_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    import os

    before = os.umask(umask)
    try:
        folder = vault_dir(tmp_path / "data")
        vault = a_vault(folder)
        vault.keep_draft(a_draft())
        modes = {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}
        vault.close()
    finally:
        os.umask(before)

    names = ("vault.db", "vault.db-wal", "vault.db-shm", "vault.witness", "vault.ballast")
    assert modes == dict.fromkeys(names, 0o600)
    assert folder.stat().st_mode & 0o777 == 0o700


APPEND_ONLY_STATEMENTS = [
    pytest.param(f"{verb} {table} {rest}".strip(), id=f"{verb} {table}")
    for table in ("event", "record", "addition", "decision", "register")
    for verb, rest in (("update", "set seq = 9"), ("delete from", ""))
]


@pytest.mark.parametrize(
    "statement",
    [
        *APPEND_ONLY_STATEMENTS,
        pytest.param("insert or replace into event select * from event where seq = 1", id="replace an event"),
        pytest.param("replace into record select * from record", id="replace a record"),
        pytest.param("drop table event", id="drop"),
        pytest.param("alter table event rename to old", id="rename"),
        pytest.param("alter table record add column more", id="add a column"),
        pytest.param("drop trigger event_no_update", id="drop the trigger"),
        pytest.param("create temp trigger t after insert on event begin select 1; end", id="another trigger"),
        pytest.param("create table copy as select * from record", id="copy"),
        pytest.param("attach database '/tmp/out.db' as plain key ''", id="attach"),
        pytest.param("vacuum into '/tmp/out.db'", id="vacuum into"),
        pytest.param("select sqlcipher_export('main')", id="export"),
        pytest.param("select load_extension('x')", id="load code"),
        pytest.param("pragma rekey = 'x'", id="another key"),
        pytest.param("pragma key = 'x'", id="the key in SQL"),
        pytest.param("pragma journal_mode = delete", id="journal mode"),
        pytest.param("pragma synchronous = off", id="no sync"),
        pytest.param("pragma writable_schema = on", id="writable schema"),
        pytest.param("pragma recursive_triggers = off", id="triggers off"),
        pytest.param("pragma secure_delete = off", id="traces left"),
        pytest.param("pragma cipher_log = stderr", id="cipher log"),
    ],
)
def test_an_open_vault_refuses(vault: Vault, statement: str) -> None:
    with pytest.raises(dbapi2.DatabaseError, match="not authorized|authorization denied|append-only"):
        vault._connection._db.execute(statement)

    assert vault.verify().intact
    assert vault.record(REF) == a_record()


def test_what_is_refused_leaves_as_an_error_of_ours(vault: Vault) -> None:
    with pytest.raises(NotAllowed) as refused, vault._connection.immediate():
        vault._connection.execute("delete from event")

    assert refused.value.code == "never_changed"


@pytest.mark.parametrize("statement", APPEND_ONLY_STATEMENTS)
@pytest.mark.trap(32)
def test_the_triggers_refuse_where_there_is_no_authorizer(
    vault: Vault, tmp_path: Path, statement: str
) -> None:
    raw = dbapi2.connect(str(tmp_path / "vault.db"), isolation_level=None)
    raw.set_key(f"x'{KEY.hex()}'")

    with pytest.raises(dbapi2.IntegrityError, match="append-only"):
        raw.execute(statement)

    raw.close()


def test_the_connection_is_set_as_safely_as_it_can_be(vault: Vault) -> None:
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "cipher_memory_security": "1",
    }

    read = {name: vault._connection.rows(f"pragma {name}")[0].popitem()[1] for name in expected}

    assert read == expected


def test_a_vault_nobody_touched_verifies_and_gives_a_checkpoint(vault: Vault) -> None:
    found = vault.verify()

    assert (found.intact, found.count, found.broken_refs) == (True, 10, ())
    assert vault.checkpoint().splitlines()[:2] == [vault.origin, "10"]
    vault.check()


@pytest.mark.parametrize(
    ("statements", "seq", "reason"),
    [
        pytest.param(["update event set person_id = 'x' where seq = 9"], 9, Fault.EDITED, id="edited"),
        pytest.param(
            ["update event set action = 'nonsense' where seq = 9"], 9, Fault.EDITED, id="made unreadable"
        ),
        pytest.param(["update event set at_utc = 'noon' where seq = 1"], 1, Fault.EDITED, id="no time"),
        pytest.param(["delete from event where seq = 1"], 1, Fault.MISSING, id="first deleted"),
        pytest.param(["delete from event where seq = 9"], 9, Fault.MISSING, id="deleted"),
        pytest.param(
            [
                "update event set seq = 99 where seq = 1",
                "update event set seq = 1 where seq = 9",
                "update event set seq = 9 where seq = 99",
            ],
            1,
            Fault.EDITED,
            id="swapped",
        ),
        pytest.param(
            ["update words set body = x'7b7d' where seq = 7"], 7, Fault.BODY_CHANGED, id="record changed"
        ),
        pytest.param(
            ["update words set salt = zeroblob(32) where seq = 7"], 7, Fault.BODY_CHANGED, id="salt changed"
        ),
        pytest.param(["delete from record"], 7, Fault.BODY_CHANGED, id="record deleted"),
        pytest.param(["delete from addition"], 8, Fault.BODY_CHANGED, id="addition deleted"),
        pytest.param(
            ["update words set body = x'7b7d' where seq = 10"], 10, Fault.BODY_CHANGED, id="decision changed"
        ),
        pytest.param(
            ["insert into decision select 11, ref, choice, signature from decision"],
            11,
            Fault.BODY_CHANGED,
            id="decision forged",
        ),
    ],
)
def test_what_somebody_with_the_key_changed_is_named(
    vault: Vault, tmp_path: Path, statements: list[str], seq: int, reason: Fault
) -> None:
    with_the_key(tmp_path, *statements)

    found = vault.verify()

    assert (found.intact, found.first_fault_seq, found.reason) == (False, seq, reason)
    if reason is Fault.BODY_CHANGED:
        assert found.broken_refs == (REF,)
    with pytest.raises(SealBroken) as broken:
        vault.checkpoint()
    assert broken.value.facts == {"seq": seq}


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(_BODY + "7", id="another body"),
        pytest.param("update record set rung = 5", id="another rung beside it"),
        pytest.param("update record set author_id = 'p-drew'", id="another author beside it"),
        pytest.param("update record set seq = 8", id="another event"),
        pytest.param("update event set commitment = null where seq = 7", id="no commitment"),
    ],
)
def test_a_record_that_does_not_match_its_seal_is_not_handed_out(
    vault: Vault, tmp_path: Path, statement: str
) -> None:
    with_the_key(tmp_path, statement)

    with pytest.raises(SealBroken) as broken:
        vault.record(REF)

    assert broken.value.facts == {"ref": REF}
    assert (vault.kept(REF).record, vault.kept(REF).sealed) == (None, False)
    assert [kept.ref for kept in vault.records()] == [REF]
    with pytest.raises(SealBroken):
        at_it(vault, MORGAN).decide(a_decision(), deciding_key_of(MORGAN))


def test_a_decision_without_an_event_is_left_out_and_said(vault: Vault, tmp_path: Path) -> None:
    with_the_key(tmp_path, "insert into decision select 11, ref, choice, signature from decision")

    kept = vault.kept(REF)

    assert (len(kept.decisions), kept.sealed) == (1, False)


def test_an_addition_moved_to_another_record_is_left_out_and_said(vault: Vault, tmp_path: Path) -> None:
    at_it(vault, CASEY).submit(a_record("ESC-2026-0003"))
    with_the_key(tmp_path, "update addition set ref = 'ESC-2026-0003'")

    assert vault.kept("ESC-2026-0003").additions == ()
    assert not vault.kept("ESC-2026-0003").sealed
