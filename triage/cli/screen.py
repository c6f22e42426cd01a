"""``triage`` and ``triage call``: the full screen, or plain lines. Here alone a screen is known."""

import sys
from typing import Literal

import click

from triage import renewal
from triage.cli.options import Command, plain_wanted
from triage.desk.desk import Desk
from triage.errors import NoTerminal
from triage.model import Rung

Start = Literal["home", "call"]


@click.command("call", cls=Command)
@click.option("--rung", type=click.IntRange(1, 5))
def call(rung: int | None) -> int:
    """A live call, at once."""
    return open_screen(start="call", rung=Rung(rung) if rung else None)


def open_screen(start: Start, rung: Rung | None = None) -> int:
    """The screen on the vault of this device, or plain lines, until the person leaves. Raises NoTerminal."""
    need_terminal()
    from triage.cli.device import desk_here

    with desk_here(with_encoder=True) as desk:
        code = run_screen(desk, start=start, rung=rung, renews=renewal.POSSIBLE)
    if code == renewal.RENEW:
        renewal.renew()
    return code


def run_screen(desk: Desk, start: Start = "home", rung: Rung | None = None, *, renews: bool = False) -> int:
    """The exit code that it ends with; ``renewal.RENEW`` only where ``renews`` allows it."""
    if plain_wanted():
        from triage.cli.plain_home import run_plain

        return run_plain(desk, start=start, rung=rung, renews=renews)
    # Textual takes 0.1 s to import, and a command that only prints has no use for it.
    from tui.app import run

    return run(desk, start=start, rung=rung, renews=renews)


def run_practice(desk: Desk, name: str) -> int:
    """One practice call on the screen, beside the real ``desk``; the exit code that it ends with."""
    from tui.app import run_practice as run

    return run(desk, name)


def import_screen() -> None:
    """Textual and our screens, some 0.3 s; ``run_screen`` does it too, where it draws them."""
    if not plain_wanted():
        import tui.app  # noqa: F401 - for its cost alone


def need_terminal() -> None:
    """Textual does not ask: sent to a file it writes the whole screen there, and hangs. Raises NoTerminal.

    It draws on standard error, so that must be a terminal too. Plain lines hold a caller's words: they go to
    no file either.
    """
    if not all(each.isatty() for each in (sys.stdin, sys.stdout, sys.stderr)):
        raise NoTerminal
