"""B10, B11: the program at a terminal, from its start over a call and an escalation to its end, under the eye
of the system. The demonstration without a terminal is in ``integration/test_no_leak_demo.py``."""

import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from edges_case import LEAVES_ALTERNATE_SCREEN, PASSPHRASE, PROJECT, Program, a_vault
from running import HOSTILE
from silence_case import calls_in, internet, linux, strace, traced, tree

HEARD = "he said he would hurt us tonight"
F2, F4, ESC = "\x1bOQ", "\x1bOS", "\x1b"
LEAVE = "\x11"

pytestmark = [linux, traced]


class AtHome(Program):
    """The program in a home of its own, started through another that writes down its system calls."""

    def __init__(self, folder: Path, *start: str, env: dict[str, str] | None = None) -> None:
        self.home, self.log = folder / "home", folder / "calls"
        self.home.mkdir()
        at_home = {"HOME": str(self.home), "TMPDIR": str(self.home), "PYTHONPATH": str(PROJECT)}
        begin = "import os, sys; os.chdir(sys.argv[1]); os.execvp(sys.argv[2], sys.argv[2:])"
        traced = [*strace(self.log, "network"), sys.executable, *start]
        super().__init__("-c", begin, str(self.home), *traced, env={**(env or {}), **at_home})

    def press(self, *keys: str) -> None:
        """Each key as a person presses it: when the screen has come to rest after the one before."""
        for key in keys:
            self.send(key)
            shown, since = self.picture, time.monotonic()
            while time.monotonic() - since < 0.4:
                if self.picture != shown:
                    shown, since = self.picture, time.monotonic()


@pytest.fixture(scope="module", params=os.environ.get("TRIAGE_TRACED", "hostile").split())
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtHome]:
    """A whole call by keys: sign in, hear, choose the rung, answer, submit, leave.

    ``TRIAGE_TRACED="quiet hostile"`` plays it in an everyday environment as well.
    """
    folder = tmp_path_factory.mktemp(request.param)
    data = folder / "data"
    a_vault(data)
    shutil.rmtree(data / "cache", ignore_errors=True)  # the first start of all: every library is loaded
    hostile = {**HOSTILE, "TMPDIR": str(folder)} if request.param == "hostile" else {}
    program = AtHome(folder, "-m", "triage", "--data-dir", str(data), env=hostile)
    program.until("Press S to sign in")
    program.send("s")
    program.until("Casey Test")
    program.send(PASSPHRASE)
    program.send("\r")
    program.until("Signed in: ")
    program.press("c")
    program.until("LIVE CALL")
    program.press("1", F2)
    program.type(HEARD)
    program.press("\r")
    until_encoder_has_started(data)
    program.type("and he has done it before")
    program.press("\r")
    program.press(F4)
    program.press("6", "1", "1", "8", "3", "5", "3", F4)
    program.press("s")
    program.until("Saved as ESC-")
    program.press("y", ESC)
    program.press(LEAVE)
    assert program.end() == 0
    yield program
    program.stop()


def until_encoder_has_started(data: Path) -> None:
    """It writes its export when it starts for the first time: only then has all of it been loaded."""
    deadline = time.monotonic() + 240
    while not list((data / "cache").glob("encoder-*-8bit.npz")):
        assert time.monotonic() < deadline, "the encoder never started"
        time.sleep(0.1)


# B10, B11
@pytest.mark.obligation("P2.3", "P3.1", partly=True)
def test_a_call_at_the_terminal_makes_no_internet_call(played: AtHome) -> None:
    calls = calls_in(played.log)

    assert any("socketpair(AF_UNIX" in call for call in calls), "the watch must have seen something"
    assert internet(calls) == []


def test_nothing_was_connected_or_sent_to_any_address(played: AtHome) -> None:
    """Of any family: neither to a local service."""
    calls = calls_in(played.log)

    assert [call for call in calls if re.search(r"\bconnect\((?!-1)|sun_path|\bbind\((?!-1)", call)] == []


# B16
@pytest.mark.obligation("P5.2", partly=True)
@pytest.mark.trap(21)
def test_nothing_is_left_but_the_vault(played: AtHome) -> None:
    assert tree(played.home) == {}
    files = [path for path in played.log.parent.rglob("*") if path.is_file() and path != played.log]
    assert {path.relative_to(played.log.parent).parts[0] for path in files} == {"data"}
    assert [path for path in files if HEARD.encode() in path.read_bytes()] == []
    # B21
    assert [path for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
    after = played.wrote[played.wrote.rindex(LEAVES_ALTERNATE_SCREEN) :]
    assert HEARD.encode() in played.wrote
    assert not any(word in after for word in (b"hurt", b"done it before", b"ESC-"))


@pytest.mark.parametrize("hostile", [False, True])
def test_the_watch_sees_a_program_that_writes_and_calls(tmp_path: Path, hostile: bool) -> None:
    """The control: bare Textual in the same place, told to log and to take a picture."""
    code = (
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "from textual.app import App\n"
        "class Bare(App):\n"
        "    def on_mount(self): self.set_timer(1, self.exit)\n"
        "Bare().run()"
    )
    env = {**HOSTILE, "TEXTUAL_SCREENSHOT": "0.1"} if hostile else {"TEXTUAL_LOG": ""}

    program = AtHome(tmp_path, "-c", code, env=env)
    program.end()

    assert internet(calls_in(program.log))
    assert bool(tree(program.home)) is hostile
