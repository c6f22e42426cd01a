"""Plain mode at a real terminal: lines only, however it is asked for; a kill loses nothing entered."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest
from edges_case import PASSPHRASE, PATIENCE, Triage, a_vault

HEARD = "he said he would hurt us tonight"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of the POSIX kind")


class Plain(Triage):
    """Answers prompts one after another."""

    def answer(self, prompt: str, typed: str) -> None:
        self.shows(prompt, since=self._answered)
        self._answered = len(self.wrote)
        self.send(f"{typed}\r")

    _answered = 0

    def shows(self, words: str, since: int = 0) -> None:
        deadline = time.monotonic() + PATIENCE
        while words.encode() not in b" ".join(self.wrote[since:].split()):
            self.read()
            assert time.monotonic() < deadline, f"never showed: {words}\n{self.wrote.decode()}"

    def begin(self) -> None:
        """Signed in, on Home."""
        self.answer("Guidance only", "1")
        self.answer("Passphrase", PASSPHRASE)
        self.shows("Signed in: Casey Test (caseworker).")


@pytest.mark.trap(4)
def test_a_call_in_plain_lines_writes_no_escape_and_a_kill_loses_no_line(tmp_path: Path) -> None:
    a_vault(tmp_path)
    first = Plain(tmp_path, "--plain")
    try:
        first.begin()
        first.answer("Start a call", "1")
        first.answer("LIVE CALL", "1")
        first.answer("Chose: Danger now", f"/w {HEARD}")
        first.shows("Kept as line 1")
        first.send("and he is outs")
        os.kill(first.pid, signal.SIGKILL)
        assert first.end() == -signal.SIGKILL
    finally:
        first.stop()

    second = Plain(tmp_path, env={"ACCESSIBLE": "1"})
    try:
        second.begin()
        second.answer("Carry on: Draft from", "2")
        second.answer("Lines so far: 1.", "/b")
        second.shows("You have not submitted this record.")
        second.send("\x04")
        assert second.end() == 0
    finally:
        second.stop()

    third = Plain(tmp_path, env={"TERM": "dumb"})
    try:
        third.shows("TRIAGE in plain lines.")
        third.send("\x03")
        assert third.end() == 130
    finally:
        third.stop()
    for each in (first, second, third):
        assert b"\x1b" not in each.wrote
        assert PASSPHRASE.encode() not in each.wrote
        assert b"Traceback" not in each.wrote
