"""The full check: each thing that can be wrong is named by its own check, and what is right is not."""

import random
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from vault_case import KEY, Clock, a_record, a_vault, the_vault, with_the_key

from triage.content import message
from triage.desk.cautions import cautions_of
from triage.errors import SealBroken
from triage.vault.full_check import Check
from triage.vault.store import Vault


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    vault = a_vault(tmp_path)
    for number in range(20):
        vault.submit(a_record(f"ESC-2026-{number:04}"))
    vault.close()
    return tmp_path


def unlinked(folder: Path) -> None:
    with_the_key(
        folder, "pragma foreign_keys=off", "insert into addition (seq, ref) values (900, 'ESC-NONE')"
    )


def unindexed(folder: Path) -> None:
    with_the_key(folder, "delete from found_docsize where id = (select max(id) from found_docsize)")


def unwitnessed(folder: Path) -> None:
    (folder / "vault.witness").unlink()


WRONG: list[tuple[Callable[[Path], None], Check]] = [
    (unlinked, Check.LINKS),
    (unindexed, Check.SEARCH),
    (lambda folder: with_the_key(folder, "update event set action = 'locked' where seq = 7"), Check.CHAIN),
    (unwitnessed, Check.WITNESS),
]


def test_a_sound_vault_passes_all(folder: Path) -> None:
    vault = the_vault(folder)

    assert vault.full_check().wrong == ()
    vault.close()


@pytest.mark.parametrize(("damage", "named"), [pytest.param(*each, id=each[1].name) for each in WRONG])
def test_what_is_wrong_is_named(folder: Path, damage: Callable[[Path], None], named: Check) -> None:
    damage(folder)
    vault = Vault.open(folder, KEY, Clock())

    found = vault.full_check()

    assert named in found.wrong
    assert not found.holds
    assert message(named.value)
    vault.close()


def test_a_damaged_page_is_named_by_its_seal(folder: Path) -> None:
    content = bytearray((folder / "vault.db").read_bytes())
    content[-3000] ^= 1
    (folder / "vault.db").write_bytes(content)
    vault = Vault.open(folder, KEY, Clock())

    assert Check.SEALS in vault.full_check().wrong
    vault.close()


def test_the_log_goes_into_the_file_before_the_seals_are_read(folder: Path, tmp_path: Path) -> None:
    vault = the_vault(folder)
    for number in range(30):
        vault.submit(a_record(f"ESC-2027-{number:04}"))
    seen: list[str] = []
    vault.connection._db.conn.set_trace_callback(seen.append)

    found = vault.full_check()

    vault.connection._db.conn.set_trace_callback(None)
    order = [line for line in seen if "pragma" in line.lower() or "integrity-check" in line]
    places = [
        next(at for at, line in enumerate(order) if word in line)
        for word in (
            "wal_checkpoint",
            "cipher_integrity_check",
            "pragma integrity_check",
            "foreign_key_check",
        )
    ]
    assert places == sorted(places)
    assert found.holds
    vault.close()


def test_a_full_check_says_no_more_is_wrong_after_kills_than_there_is(folder: Path, tmp_path: Path) -> None:
    chance = random.Random(2)
    vault = the_vault(folder)
    for number in range(5):
        vault.submit(a_record(f"ESC-2028-{number:04}"))
        left = Path(shutil.copytree(folder, tmp_path / f"left-{number}-{chance.random()}"))
        again = the_vault(left)
        assert again.full_check().wrong == ()
        again.close()
    vault.close()


def test_a_check_of_a_file_that_is_no_vault_is_refused_before_it_begins(folder: Path) -> None:
    (folder / "vault.db").write_bytes(b"SQLite format 3\0" + bytes(4096))

    with pytest.raises(SealBroken):
        Vault.open(folder, KEY, Clock())


class SetClock:
    """Says what it was set to."""

    moment = Clock()()

    def __call__(self) -> datetime:
        return self.moment


@pytest.mark.parametrize(("days", "due"), [(0, False), (6, False), (7, True), (-2000, True)])
def test_a_full_check_is_due_after_a_week_whichever_way_the_clock_went(
    folder: Path, days: int, due: bool
) -> None:
    clock = SetClock()
    vault = Vault.open(folder, KEY, clock)
    vault.full_check()

    clock.moment += timedelta(days=days)

    assert vault.is_check_due is due
    vault.close()


def test_what_a_check_found_is_among_the_cautions(folder: Path) -> None:
    unindexed(folder)
    vault = Vault.open(folder, KEY, Clock())
    vault.full_check()

    assert Check.SEARCH.value in [each.code for each in cautions_of(vault, Clock()())]
    vault.close()
