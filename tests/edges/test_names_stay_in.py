"""A name that a caller says stays in the vault: all else that the program leaves is searched for it.

One call at a terminal, from sign-in over a submitted record and a lock to its end, in a home of its own.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from edges_case import (
    ENTERS_ALTERNATE_SCREEN,
    LEAVES_ALTERNATE_SCREEN,
    PASSPHRASE,
    PROJECT,
    Triage,
    a_vault,
)
from running import run_triage

from triage.desk.bootstrap import open_desk
from tui.widgets.choices import HELD_KEY_SECONDS

NAMES = ("tamsin", "quillfeather", "wilf")
HEARD = "Tamsin Quillfeather says he would hurt Wilf tonight"
HALF = "Wilf Quillfeather said"
F2, F4, F8, ESC, LEAVE = "\x1bOQ", "\x1bOS", "\x1b[19~", "\x1b", "\x11"
TITLE = re.compile(rb"\x1b\][012];([^\x07\x1b]*)(?:\x07|\x1b\\)")
COMMAND = re.compile(rb"\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)")
"""To the terminal itself: its title, its clipboard, a notification."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and a terminal of Linux")


def holds_a_name(found: bytes) -> bool:
    return any(name.encode() in found.lower() for name in NAMES)


def files_in(folder: Path) -> dict[str, bytes]:
    """By name below the folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@dataclass
class Left:
    """All that was to be seen of it."""

    folder: Path
    ref: str = ""
    wrote: bytes = b""
    of_process: bytes = b""
    """Its words of start and its environment, in mid-call."""
    half_typed: dict[str, bytes] = field(default_factory=dict)
    """Every file while a line stood in the box, not yet entered."""
    lock: bytes = b""
    """All that was written from the lock to the passphrase."""
    locked_picture: str = ""

    @property
    def data(self) -> Path:
        return self.folder / "data"


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Left]:
    found = Left(tmp_path_factory.mktemp("names"))
    home = found.folder / "home"
    home.mkdir()
    a_vault(found.data)
    places = ("HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    triage = Triage(found.data, env=dict.fromkeys(places, str(home)))
    try:
        triage.sign_in()
        triage.send("c")
        triage.until("LIVE CALL")
        triage.send("1")
        triage.until(">1 DANGER NOW<")
        triage.send(F2)
        triage.until("THEIR WORDS")
        triage.type(HALF)
        triage.until("Draft saved")
        triage.rest()
        found.half_typed = files_in(found.folder)
        process = Path(f"/proc/{triage.pid}")
        found.of_process = (process / "cmdline").read_bytes() + (process / "comm").read_bytes()
        triage.send("\x7f" * len(HALF) + HEARD)
        triage.send("\r")
        triage.until("They said")
        triage.send(F4)
        triage.until("CHECK YOUR ANSWERS")
        for keys, brings in (
            ("6", "Question 6 of"), ("1", "No name"), ("1", "There is a problem"), ("8", "Question 8 of"),
            ("3", "CHECK YOUR ANSWERS"), ("s", "Saved as ESC-"),
        ):  # fmt: skip
            time.sleep(HELD_KEY_SECONDS + 0.1)
            triage.send(keys)
            triage.until(brings)
        found.ref = re.findall(r"ESC-\d{4}-\w+", triage.picture)[0]
        begun = triage.lock()
        triage.rest()
        found.lock, found.locked_picture = triage.wrote[begun:], triage.picture
        triage.give_passphrase()
        triage.until("Now speak to your line manager")
        triage.send(LEAVE)
        assert triage.end() == 0
        found.wrote = triage.wrote
        yield found
    finally:
        triage.stop()


def of_commands(left: Left) -> bytes:
    """What the lists and the log of the commands say."""
    signed = ("--data-dir", str(left.data), "--person", "one", "--passphrase-file")
    file = left.folder / "passphrase.txt"
    file.touch(mode=0o600)
    file.write_text(PASSPHRASE + "\n", encoding="utf-8")
    ran = [
        run_triage(*command, *signed, str(file), "--verbose")
        for command in (("record", "list"), ("find", "suicide"), ("record", "show", "Tamsin Quillfeather"))
    ]
    assert left.ref in ran[0].stdout
    return "".join(each.stdout + each.stderr for each in ran).encode()


def of_papers(left: Left) -> bytes:
    """The head of each page of a print, and the names of a copy."""
    desk = open_desk(left.data, with_encoder=False)
    try:
        desk.sign_in("one", PASSPHRASE)
        entry, text = desk.paper.print_out(left.ref, "cabinet 1", duty_confirmed=True)
        copy = desk.copies.make(left.folder / "copies")
    finally:
        desk.close()
    assert holds_a_name(text.encode()), "the record itself holds them"
    heads = ["\n".join(page.splitlines()[:2]) for page in text.split("\f")]
    assert entry.number in heads[0]
    return "\n".join([*heads, *map(str, copy.rglob("*")), str(copy)]).encode()


def of_a_crash(left: Left) -> bytes:
    """The same words in the hands of a screen that breaks."""
    import json

    case = {
        "vault": str(left.data), "screen": "RecordScreen", "where": "render", "person": "one",
        "ref": left.ref, "passphrase": PASSPHRASE,
    }  # fmt: skip
    crashing = str(Path(__file__).parent / "crashing.py")
    ran = subprocess.run(
        [sys.executable, crashing], input=json.dumps(case) + "\n", capture_output=True, text=True,
        cwd=PROJECT, env={**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(PROJECT)}, check=False,
        timeout=60,
    )  # fmt: skip
    told = json.loads(ran.stdout.splitlines()[0])
    assert told["code"] == 70
    wrote: bytes = told["wrote"].encode("latin-1")
    return wrote[wrote.rindex(LEAVES_ALTERNATE_SCREEN) :] + ran.stderr.encode()


@pytest.mark.obligation("P3.1")
def test_no_artefact_carries_a_name_but_only_a_random_reference(left: Left) -> None:
    kept = files_in(left.data)
    found = {
        "the title": b"".join(TITLE.findall(left.wrote)),
        "the clipboard and alerts": b"".join(COMMAND.findall(left.wrote)),
        "the terminal after it": left.wrote[left.wrote.rindex(LEAVES_ALTERNATE_SCREEN) :],
        "the terminal before it": left.wrote[: left.wrote.index(ENTERS_ALTERNATE_SCREEN)],
        "words of start": left.of_process,
        "file names": "\n".join(kept).encode(),
        "files": b"".join(kept.values()),
        "lists and logs": of_commands(left),
        "heads of print and copies": of_papers(left),
        "a crash": of_a_crash(left),
    }

    assert holds_a_name(left.wrote), "the call itself did show them"
    assert len(kept) > 3
    assert [place for place, words in found.items() if holds_a_name(words)] == []


@pytest.mark.obligation("P3.5")
def test_nobody_else_can_tell_that_a_parent_rang(left: Left) -> None:
    commands = COMMAND.findall(left.wrote)

    assert set(TITLE.findall(left.wrote)) <= {b"triage", b""}
    assert [each for each in commands if each[2:4] in {b"9;", b"77", b"99", b"52"}] == []
    assert b"\x07" not in COMMAND.sub(b"", left.wrote), "no bell"
    assert files_in(left.folder / "home") == {}, "no list of recent files, no history"
    assert not holds_a_name(left.lock)
    assert left.ref.encode() not in left.lock
    assert "LOCKED" in left.locked_picture
    assert not re.search(r"ESC-|Draft|hurt|DANGER", left.locked_picture)


@pytest.mark.obligation("P5.2")
def test_a_log_sheet_is_out_of_sight_while_it_is_written_and_after(left: Left) -> None:
    data = [name for name in left.half_typed if name.startswith("data/")]
    assert any(left.half_typed[name] for name in data)
    assert {name.split("/")[0] for name in left.half_typed} == {"data"}, (
        "nothing in a folder for passing files"
    )
    assert [name for name, words in left.half_typed.items() if holds_a_name(words)] == []

    inside = left.wrote[
        left.wrote.index(ENTERS_ALTERNATE_SCREEN) : left.wrote.rindex(LEAVES_ALTERNATE_SCREEN)
    ]
    assert holds_a_name(inside)
    assert LEAVES_ALTERNATE_SCREEN not in inside, "never back on the screen that scrolls"
    after = left.wrote[left.wrote.rindex(LEAVES_ALTERNATE_SCREEN) :]
    assert not holds_a_name(after)
    assert left.ref.encode() not in after
