"""The played demonstration: every step holds, and its names stay in the vault and in the answer asked for."""

import json
import stat
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from running import HOSTILE, run_triage

CANARIES = ("Tamsin", "Quillfeather", "Wilf")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def played(folder: Path) -> "CompletedProcess[str]":
    """Played in an environment that would have every library trace, log and take pictures."""
    arguments = ("demo", "--headless", "--json", "--data-dir", str(folder / "data"))
    return run_triage(*arguments, env={**HOSTILE, "TMPDIR": str(folder), "HOME": str(folder)}, cwd=folder)


def test_every_step_holds_from_the_first_line_to_the_decision(played: "CompletedProcess[str]") -> None:
    assert played.returncode == 0, played.stderr
    shown = json.loads(played.stdout)

    assert shown["record"]["ref"] == shown["decisions"][0]["ref"]
    assert shown["verified"]["intact"] is True
    assert shown["verified"]["events"] > 4
    assert len(shown["checkpoint"].splitlines()) == 3
    assert shown["stage"] == "words+meaning"


@pytest.mark.obligation("P3.1", "P5.2", partly=True)
def test_no_file_holds_a_name(played: "CompletedProcess[str]", folder: Path) -> None:
    """Neither in the vault, nor in the folder for temporary files, nor where it was started."""
    assert played.returncode == 0, played.stderr
    files = [file for file in folder.rglob("*") if file.is_file()]

    assert any(file.name == "vault.db" for file in files)
    assert [file for file in files if any(name.encode() in file.read_bytes() for name in CANARIES)] == []
    assert [file for file in files if any(name in str(file) for name in CANARIES)] == []


@pytest.mark.obligation("P3.1", partly=True)
def test_nothing_is_said_beside_the_answer(played: "CompletedProcess[str]") -> None:
    assert played.stderr == ""


@pytest.mark.obligation("P4.1", partly=True)
def test_the_database_is_no_open_one_and_nobody_else_may_read_it(
    played: "CompletedProcess[str]", folder: Path
) -> None:
    assert played.returncode == 0, played.stderr
    vault = folder / "data" / "vault"

    assert not (vault / "vault.db").read_bytes().startswith(b"SQLite format 3")
    assert [path for path in (vault, *vault.rglob("*")) if stat.S_IMODE(path.lstat().st_mode) & 0o077] == []


def test_without_a_folder_named_for_it_nothing_is_left(tmp_path: Path) -> None:
    ran = run_triage("demo", "--headless", "--json", env={"TMPDIR": str(tmp_path), "HOME": str(tmp_path)})

    assert ran.returncode == 0, ran.stderr
    assert list(tmp_path.rglob("*")) == []
