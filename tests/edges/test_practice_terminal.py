"""From real work to practice and back the terminal never shows its first screen, nor what is typed early."""

import sys
import time
from pathlib import Path

import pytest
from edges_case import LEAVES_ALTERNATE_SCREEN, Triage, a_vault

ECHO = 8
EARLY = "zqzqzq"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a terminal of Linux")


def typed_until(triage: Triage, words: str) -> None:
    """Types all the time until the words are there; the terminal never echoes."""
    deadline = time.monotonic() + 60
    while words not in triage.picture:
        triage.program.send(EARLY)
        assert not int(str(triage.settings[3])) & ECHO
        assert time.monotonic() < deadline, triage.picture


def test_between_real_work_and_practice_nothing_typed_is_shown(tmp_path: Path) -> None:
    a_vault(tmp_path)
    triage = Triage(tmp_path)
    before = triage.settings
    triage.sign_in()
    began = len(triage.wrote)
    triage.send("t")
    typed_until(triage, "PRACTICE")
    triage.send("\x1b")
    time.sleep(0.15)  # or Esc and the letter behind it are one key
    typed_until(triage, "Signed in: ")

    between = triage.wrote[began:]
    assert LEAVES_ALTERNATE_SCREEN not in between
    assert b"zq" not in between
    triage.send("\x11")
    triage.end(settings=before)
