"""A second window on the same vault: it reads, guidance works, nothing is written, and it says so. B9."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from loss_case import ROOT
from vault_case import CASEY, KEY, MORGAN, Clock, a_draft, a_record, a_vault, at_it, seat_of, the_vault

from triage.content import message
from triage.desk.cautions import cautions_of
from triage.errors import InUse
from triage.vault.store import Vault


def reader(folder: Path) -> Vault:
    vault = Vault.open(folder, KEY, Clock(), read_only=True)
    vault.sit(seat_of(CASEY))
    return vault


def contents(folder: Path) -> dict[str, bytes]:
    """Without the index of the log, which SQLite keeps in memory that windows share."""
    return {each.name: each.read_bytes() for each in folder.iterdir() if not each.name.endswith("-shm")}


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Vault]:
    vault = a_vault(tmp_path)
    vault.submit(a_record("ESC-2026-0001"))
    vault.keep_draft(a_draft("ESC-2026-0002"))
    yield vault
    vault.close()


def test_it_reads_records_and_drafts_while_the_first_goes_on_writing(first: Vault, tmp_path: Path) -> None:
    second = reader(tmp_path)
    assert [each.ref for each in second.records()] == ["ESC-2026-0001"]

    first.submit(a_record("ESC-2026-0003"))

    assert [each.ref for each in second.records()] == ["ESC-2026-0003", "ESC-2026-0001"]
    assert second.draft("ESC-2026-0002")
    assert second.verify().intact
    second.close()


def test_nothing_is_written_by_opening_reading_or_closing_it(first: Vault, tmp_path: Path) -> None:
    before = contents(tmp_path)

    second = reader(tmp_path)
    second.records()
    second.check()
    second.close()

    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda vault: vault.keep_draft(a_draft()), id="a draft"),
        pytest.param(lambda vault: vault.submit(a_record()), id="a record"),
        pytest.param(lambda vault: vault.connection.execute("delete from draft"), id="a statement"),
        pytest.param(lambda vault: vault.full_check(), id="a full check"),
    ],
)
@pytest.mark.trap(35)
def test_each_write_is_refused_in_words(first: Vault, tmp_path: Path, write: object) -> None:
    second = reader(tmp_path)

    with pytest.raises(InUse) as refused:
        write(second)  # type: ignore[operator]

    assert refused.value.code == "vault_in_use_elsewhere"
    assert message(refused.value.code)
    second.close()


def test_sqlite_itself_refuses_it_where_our_own_check_is_passed_by(first: Vault, tmp_path: Path) -> None:
    second = reader(tmp_path)

    with pytest.raises(Exception, match="readonly"):
        second.connection._db.execute("delete from draft")

    second.close()


def test_it_says_so(first: Vault, tmp_path: Path) -> None:
    second = reader(tmp_path)

    codes = [each.code for each in cautions_of(second, second._now())]

    assert "window_reads_only" in codes
    assert message("window_reads_only")
    second.close()


def test_what_is_missing_is_told_there_too_and_not_put_on_record(first: Vault, tmp_path: Path) -> None:
    before = (tmp_path / "vault.witness").read_bytes()
    first.keep_draft(a_draft("ESC-2026-0003"))
    first.close()
    ahead = (tmp_path / "vault.witness").read_bytes()
    (tmp_path / "vault.witness").write_bytes(before)
    old = (tmp_path / "vault.db").read_bytes()
    again = the_vault(tmp_path)
    again.keep_draft(a_draft("ESC-2026-0004"))
    again.close()
    (tmp_path / "vault.db").write_bytes(old)

    second = Vault.open(tmp_path, KEY, Clock(), read_only=True)
    second.sit(seat_of(CASEY))

    assert len(second.losses()) == 1
    assert ahead != before
    second.close()
    third = Vault.open(tmp_path, KEY, Clock())
    assert len(third.losses()) == 1
    third.close()


def test_when_the_first_is_gone_the_next_one_writes(first: Vault, tmp_path: Path) -> None:
    second = reader(tmp_path)
    first.close()
    second.close()

    third = at_it(Vault.open(tmp_path, KEY, Clock()), MORGAN)

    assert len(third.records()) == 1
    third.keep_draft(a_draft("ESC-2026-0009", MORGAN))
    third.close()


def test_a_vault_that_a_crash_left_is_read_with_its_log(first: Vault, tmp_path: Path) -> None:
    code = (
        "import sys, os; from pathlib import Path; from vault_case import *\n"
        "vault = the_vault(Path(sys.argv[1])); vault.submit(a_record('ESC-2026-0005')); os._exit(9)"
    )
    first.close()
    paths = os.pathsep.join((str(ROOT), str(ROOT / "tests" / "integration")))
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], env={**os.environ, "PYTHONPATH": paths}, check=False
    )

    second = reader(tmp_path)

    assert "ESC-2026-0005" in [each.ref for each in second.records()]
    second.close()
    assert json.dumps(sorted(contents(tmp_path)))
