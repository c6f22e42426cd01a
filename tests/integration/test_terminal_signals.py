"""The screen at a real terminal: what is left of a call, and of the terminal, when the program is made to
stop."""

import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pexpect
import pyte
import pytest
from warm import warm

RUNNER = Path(__file__).parent / "screen_at_a_terminal.py"
PROJECT = RUNNER.parent.parent.parent
ENTERS_ALTERNATE_SCREEN = b"\x1b[?1049h"
LEAVES_ALTERNATE_SCREEN = b"\x1b[?1049l"


class Terminal:
    """A program at a terminal of 80 by 24, with all that it wrote."""

    def __init__(self, folder: Path, which: str) -> None:
        env = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(PROJECT), "COLORTERM": "truecolor"}
        env.pop("NO_COLOR", None)
        self.program = pexpect.spawn(
            sys.executable,
            [str(RUNNER), str(folder), which],
            dimensions=(24, 80),
            env=env,
            cwd=str(PROJECT),
            timeout=60,
        )
        self.wrote = b""
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def picture(self) -> str:
        self.read()
        return "\n".join(self._screen.display)

    @property
    def title(self) -> str:
        return self._screen.title

    def stays_on(self, before: "Terminal") -> None:
        """The same terminal, with what the program before left on it."""
        self._screen, self._stream = before._screen, before._stream

    def read(self) -> None:
        try:
            while True:
                chunk = self.program.read_nonblocking(65536, timeout=0.02)
                self.wrote += chunk
                # pyte knows no sequences with these marks; they carry modes and queries, no text.
                self._stream.feed(re.sub(rb"\x1b\[[<>=][0-9;:]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p", b"", chunk))
        except (pexpect.TIMEOUT, pexpect.EOF):
            pass

    def until(self, words: str, seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.picture:
            assert time.monotonic() < deadline, f"never showed: {words}\n{self.picture}"
            assert self.program.isalive(), self.picture

    def type(self, text: str) -> None:
        for character in text:
            self.program.send(character)
            self.read()

    def end(self) -> int:
        """The exit code; for a program ended from outside, minus the signal."""
        deadline = time.monotonic() + 30
        while self.program.isalive():
            assert time.monotonic() < deadline
            self.read()
        self.read()
        self.program.close()
        return (
            self.program.exitstatus
            if self.program.exitstatus is not None
            else -(self.program.signalstatus or 0)
        )


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """In a new call."""
    opened = Terminal(tmp_path, "new")
    opened.until("LIVE CALL")
    yield opened
    opened.program.close(force=True)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["SIGTERM", "SIGHUP"]
)
@pytest.mark.trap(1, 23)
def test_told_to_stop_it_keeps_the_draft_and_gives_the_terminal_back(
    terminal: Terminal, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    terminal.type("Tamsin Quillfeather rang")
    terminal.until("Quillfeather rang")
    terminal.program.kill(number)

    assert terminal.end() == code
    assert LEAVES_ALTERNATE_SCREEN in terminal.wrote
    assert b"Traceback" not in terminal.wrote
    before = terminal.wrote[: terminal.wrote.index(ENTERS_ALTERNATE_SCREEN)]
    after = terminal.wrote[terminal.wrote.rindex(LEAVES_ALTERNATE_SCREEN) :]
    assert b"Quillfeather" not in before + after
    again = Terminal(tmp_path, "again")
    again.until("CARRY ON")
    again.type("d")
    again.until("Tamsin Quillfeather rang")
    again.program.close(force=True)


@pytest.mark.trap(1)
def test_killed_in_the_middle_of_typing_it_loses_two_seconds_at_most(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.type("he said he would ")
    terminal.until("he said he would")
    time.sleep(2.0)  # the promise itself: two seconds after a key it is kept
    terminal.type("hurt")
    terminal.program.kill(signal.SIGKILL)
    terminal.end()

    again = Terminal(tmp_path, "again")
    again.until("CARRY ON")
    assert "he said" not in again.picture
    again.type("d")
    again.until("he said he would")
    again.program.close(force=True)


@pytest.mark.trap(23)
def test_nothing_typed_or_pasted_reaches_the_clipboard_or_the_title(terminal: Terminal) -> None:
    terminal.until("HEARD AND ASKED")
    terminal.type("[/b] [@click=app.quit] [link=x]")
    terminal.program.send("\x1b[200~pasted \x1b]52;c;Q0FOQVJZ\x07 \x1b]0;CANARYTITLE\x07 words\x1b[201~")
    terminal.until("pasted")
    terminal.program.send("\r")
    terminal.until("> ")
    terminal.program.send("\x11")

    assert terminal.end() == 0
    assert b"\x1b]52" not in terminal.wrote
    assert b"\x1b]0;" not in terminal.wrote
    assert b"\x1b]2;" not in terminal.wrote
    assert "CANARYTITLE" not in terminal.title
    assert "[@click=app.quit]" in terminal.wrote.decode(errors="replace")


def test_the_terminals_own_cursor_is_shown_for_those_who_follow_it(terminal: Terminal) -> None:
    terminal.type("a")
    terminal.until("Draft saved")

    shown, hidden = terminal.wrote.rfind(b"\x1b[?25h"), terminal.wrote.rfind(b"\x1b[?25l")
    assert shown > hidden


@pytest.mark.trap(1)
def test_ctrl_c_saves_and_leaves(terminal: Terminal, tmp_path: Path) -> None:
    terminal.type("keep this line")
    terminal.until("keep this line")
    terminal.program.send("\x03")

    assert terminal.end() == 0
    again = Terminal(tmp_path, "again")
    again.until("CARRY ON")
    again.type("d")
    again.until("keep this line")
    again.program.close(force=True)


@pytest.mark.trap(7)
def test_a_paste_with_escapes_stays_in_order_presses_no_key_and_is_said(terminal: Terminal) -> None:
    terminal.program.send("\x1b[200~one \x1b[31mtwo \x1b\rthree 3\x1b]0;CANARYTITLE\x07 four\x1b[201~")
    terminal.until("Some hidden characters were removed.")

    assert "one two" in terminal.picture
    assert "three 3 four" in terminal.picture
    assert "CANARYTITLE" not in terminal.picture
    assert "Nothing yet." in terminal.picture


def test_bytes_that_are_no_text_do_not_end_the_program(terminal: Terminal) -> None:
    terminal.program.send(b"before \xff\xfe\xa3 after")
    terminal.until("before \ufffd\ufffd\ufffd after")


@pytest.mark.usefixtures("export")
def test_the_encoder_starts_under_the_screen(tmp_path: Path) -> None:
    warm(tmp_path)
    opened = Terminal(tmp_path, "encoder")
    opened.until("LIVE CALL")
    opened.until("Not sent to anyone")
    opened.program.close(force=True)


@pytest.mark.trap(4)
def test_after_a_kill_the_next_start_gives_the_terminal_back(terminal: Terminal, tmp_path: Path) -> None:
    terminal.type("he hurt Tam")
    terminal.until("he hurt Tam")
    terminal.program.kill(signal.SIGKILL)
    terminal.end()
    assert LEAVES_ALTERNATE_SCREEN not in terminal.wrote

    again = Terminal(tmp_path, "again")
    again.stays_on(terminal)
    assert "he hurt Tam" in again.picture
    again.until("CARRY ON")
    assert "hurt" not in again.picture
    again.program.send("\x11")
    assert again.end() == 0
    assert LEAVES_ALTERNATE_SCREEN in again.wrote
    assert b"\x1b[?1000l" in again.wrote
