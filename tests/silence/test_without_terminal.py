"""B22: the full screen starts at a terminal or not at all: Textual would draw it into a file, with words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from edges_case import PROJECT, Program
from silence_case import linux, tree

pytestmark = linux
NO_TERMINAL = 8

SENT_AWAY = {
    "standard output to a file": "1>",
    "standard error to a file": "2>",
    "both to a file": "1>&2 2>",
}


@pytest.mark.parametrize("command", ["", "call", "demo"])
@pytest.mark.parametrize("stream", SENT_AWAY.values(), ids=SENT_AWAY)
def test_the_screen_is_not_drawn_into_a_file(stream: str, command: str, tmp_path: Path) -> None:
    """At a real terminal, but for that one stream."""
    away = tmp_path / "away"
    data = tmp_path / "data"
    line = f"exec '{sys.executable}' -m triage {command} --data-dir '{data}' {stream}'{away}'"

    program = Program("-c", "import os, sys; os.execv('/bin/sh', ['sh', '-c', sys.argv[1]])", line)

    assert program.end() == NO_TERMINAL
    written = away.read_bytes() + program.wrote
    assert b"\x1b" not in written
    assert b"window" in written.lower() or b"terminal" in written.lower()
    assert tree(data) == {}


@pytest.mark.parametrize("command", ["", "call", "demo"])
@pytest.mark.trap(41)
def test_the_screen_is_not_drawn_into_a_pipe(command: str, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "triage", *command.split(), "--data-dir", str(tmp_path / "data")],
        capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )  # fmt: skip

    assert ran.returncode == NO_TERMINAL
    assert b"\x1b" not in ran.stdout + ran.stderr


def test_at_a_terminal_the_same_program_draws(tmp_path: Path) -> None:
    """The control: it is the stream that stops it."""
    program = Program("-m", "triage", "--data-dir", str(tmp_path))
    program.until("Press C when a call starts")
    program.send("\x11")

    assert program.end() == 0
    assert b"\x1b[?1049h" in program.wrote
