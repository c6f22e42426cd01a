"""How a process forgets: it starts itself again, as a new image of memory with nothing of the old one in it.

Closing the vault and deleting every name leaves passphrase, key and a caller's words in memory; only a new
image leaves none (VAULT, finding 8). The terminal is held over the moment between: still without echo and on
its second screen, so that a passphrase typed early is not shown, and nothing of before is.

What the new image has to know goes in one variable of the environment, which others may read: numbers of the
terminal's settings and nothing else. Where the person was stands in the vault.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

RENEW = -1
"""What the screen ends with, in place of an exit code, when the process is to start again."""

POSSIBLE = os.name == "posix"
"""Windows has no way to take the place of a process; there the vault is closed, and memory stays as it is."""

_MARK = "TRIAGE_RENEWED"
_ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_BACK_TO_THE_FIRST_SCREEN = (
    b"\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
_FLAGS = 4
"""How many of the terminal's settings are flags: input, output, control, local."""

_held: list[Any] | None = None
"""The settings to give back to a terminal that is held; None while it is not."""
_was_renewed = False


def was_renewed() -> bool:
    """This image took the place of one that locked."""
    return _was_renewed


def hold_terminal(settings: list[Any] | None) -> None:
    """From now on it is ours to give back. ``settings``: as they were before the screen began."""
    global _held  # noqa: PLW0603 - a process has one terminal
    _held = settings or []


def terminal_taken() -> list[Any] | None:
    """The screen has it again and will give it back by itself; gives the settings for that."""
    global _held
    settings, _held = _held, None
    return settings or None


def renew() -> NoReturn:
    """Starts this program again, with the words it was started with. All is saved and closed by now.

    Signals that end a process wait until the new image can heed them: the terminal must not stay held.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    os.environ[_MARK] = ":".join(str(flag) for flag in (_held or [])[:_FLAGS])
    try:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - no shell is wanted
    finally:  # reached only when the system refused
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


@contextmanager
def terminal_given_back() -> Iterator[None]:
    """Around all that a process does: whatever ends it, a terminal still held is given back."""
    try:
        _take_up()
        yield
    finally:
        _give_back()


def _take_up() -> None:
    global _was_renewed  # noqa: PLW0603 - the same
    mark = os.environ.pop(_MARK, None)
    if mark is None or not POSSIBLE:
        return
    _was_renewed = True
    hold_terminal(_settings(mark))
    _bury_helpers()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


def _settings(mark: str) -> list[Any]:
    import termios

    try:
        flags = [int(flag) for flag in mark.split(":")]
        now = termios.tcgetattr(sys.stdin.fileno())
    except (ValueError, OSError, termios.error):
        return []
    return [*flags, *now[_FLAGS:]] if len(flags) == _FLAGS else []


def _bury_helpers() -> None:
    """Helper processes of the old image that ended with it are still to be waited for, by the same parent."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _give_back() -> None:
    if _held is None:
        return
    import termios

    settings = terminal_taken()
    with suppress(OSError, ValueError, termios.error):
        os.write(sys.stderr.fileno(), _BACK_TO_THE_FIRST_SCREEN)
        if settings:
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSAFLUSH, settings)
