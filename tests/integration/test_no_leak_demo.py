"""One invented call, played from its first line to the decision under the eye of the system: nothing leaves.

It runs in an environment in which every library would trace, log and call home, and its system calls are
written down. Its names may be in the vault and in the answer that was asked for, and nowhere else.
"""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from running import HOSTILE, PROJECT

CANARIES = ("Tamsin", "Quillfeather", "Wilf")
INTERNET = re.compile(r"AF_INET6?\b|AF_PACKET")

traced = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


@dataclass(frozen=True)
class Run:
    """What a process did."""

    code: int
    shown: str
    said: str
    network: list[str]
    """Its system calls that name the internet, and those of all it started."""

    @property
    def answer(self) -> dict[str, Any]:
        """Its standard output, read."""
        found: dict[str, Any] = json.loads(self.shown)
        return found


def watched(folder: Path, arguments: list[str], env: dict[str, str]) -> Run:
    """Python with these arguments, at home in ``folder``."""
    log = folder / "calls"
    strace = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(log)] if shutil.which("strace") else []
    at_home = {"HOME": str(folder / "home"), "TMPDIR": str(folder / "home"), "PYTHONPATH": str(PROJECT)}
    (folder / "home").mkdir()
    ran = subprocess.run(
        [*strace, sys.executable, *arguments], env={**os.environ, **env, **at_home}, cwd=folder / "home",
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False, timeout=300,
    )  # fmt: skip
    calls = log.read_text(errors="replace").splitlines() if strace else []
    return Run(ran.returncode, ran.stdout, ran.stderr, [call for call in calls if INTERNET.search(call)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def played(folder: Path) -> Run:
    arguments = ["-m", "triage", "demo", "--headless", "--json", "--data-dir", str(folder / "data")]
    run = watched(folder, arguments, HOSTILE)
    assert run.code == 0, run.said
    return run


def test_every_step_holds_from_the_first_line_to_the_decision(played: Run) -> None:
    answer = played.answer

    assert answer["record"]["ref"] == answer["decisions"][0]["ref"]
    assert answer["verified"]["intact"] is True
    assert answer["verified"]["events"] > 4
    assert len(answer["checkpoint"].splitlines()) == 3
    assert answer["stage"] == "words+meaning"


@traced
@pytest.mark.obligation("P2.3", "P3.1", partly=True)
def test_a_whole_call_makes_no_internet_socket(played: Run) -> None:
    """The encoder, its process, the vault, the decision and the audit: with all their libraries."""
    assert played.network == []


@traced
def test_the_watch_sees_a_socket_when_there_is_one(tmp_path: Path) -> None:
    """Without this, the test above could pass by seeing nothing at all."""
    run = watched(tmp_path, ["-c", "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)"], {})

    assert run.network


@pytest.mark.obligation("P3.1", "P5.2", partly=True)
def test_no_file_holds_a_name(played: Run, folder: Path) -> None:
    """Neither in the vault, nor in the folder for temporary files, nor at home, nor where it was started."""
    files = [file for file in folder.rglob("*") if file.is_file()]

    assert any(file.name == "vault.db" for file in files)
    assert [file for file in files if any(name.encode() in file.read_bytes() for name in CANARIES)] == []
    assert [file for file in files if any(name in str(file) for name in CANARIES)] == []


@pytest.mark.obligation("P3.1", partly=True)
def test_nothing_is_left_outside_the_vault_and_nothing_is_said_beside_the_answer(
    played: Run, folder: Path
) -> None:
    assert list((folder / "home").iterdir()) == []
    assert CANARIES[0] in played.shown
    assert not any(name in played.said for name in CANARIES)


@pytest.mark.obligation("P4.1", partly=True)
def test_the_database_is_no_open_one_and_nobody_else_may_read_it(played: Run, folder: Path) -> None:
    vault = folder / "data" / "vault"
    modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in (vault, *vault.rglob("*"))}

    assert not (vault / "vault.db").read_bytes().startswith(b"SQLite format 3")
    assert {path: oct(mode) for path, mode in modes.items() if mode & 0o077} == {}


def test_without_a_folder_named_for_it_nothing_is_left(tmp_path: Path) -> None:
    run = watched(tmp_path, ["-m", "triage", "demo", "--headless", "--json"], {})

    assert run.code == 0, run.said
    assert list((tmp_path / "home").rglob("*")) == []
    assert run.network == []
