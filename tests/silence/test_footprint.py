"""Where files have changed: seen where they were made, and told apart from what was there before."""

import os
import tempfile
import time
from pathlib import Path

import pytest

from triage.privacy.footprint import footprint

LONG_AGO = 1_000_000_000


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Home, working folder and folder for temporary files, all empty, all ours."""
    made = {name: tmp_path / name for name in ("home", "work", "temp")}
    for folder in made.values():
        folder.mkdir()
    monkeypatch.setenv("HOME", str(made["home"]))
    monkeypatch.chdir(made["work"])
    monkeypatch.setattr(tempfile, "tempdir", str(made["temp"]))
    return tmp_path


def counts(home: Path, since: float) -> dict[str, int]:
    found = footprint(home / "home" / "data", since)
    return {"ours": found.ours} | {
        folder.name: count for folder, count in found.elsewhere if folder.parent == home
    }


def test_new_files_are_counted_where_they_are(home: Path) -> None:
    since = time.time()
    (home / "home" / "data" / "vault").mkdir(parents=True)
    for name in (
        "home/data/vault/vault.db",
        "home/data/vault/vault.keys",
        "home/.seen",
        "work/keys.log",
        "temp/x",
    ):
        (home / name).write_text("new")

    assert counts(home, since) == {"ours": 2, "home": 1, "work": 1, "temp": 1}


def test_files_from_before_do_not_count(home: Path) -> None:
    (home / "work" / "old").write_text("old")

    # The time of its last change of any kind cannot be set back: so the start is set forward.
    assert counts(home, time.time() + 60) == {"ours": 0, "home": 0, "work": 0, "temp": 0}


def test_a_file_whose_date_was_set_back_still_counts(home: Path) -> None:
    since = time.time()
    (home / "work" / "hidden").write_text("new")
    os.utime(home / "work" / "hidden", (LONG_AGO, LONG_AGO))

    assert counts(home, since)["work"] == 1


def test_without_a_home_the_rest_is_still_looked_at(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object) -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr(Path, "home", nowhere)
    (home / "work" / "new").write_text("new")

    assert counts(home, 0.0)["work"] == 1
