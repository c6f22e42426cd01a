"""``triage`` and ``triage call``: the full screen. The only place of the core that knows there is one."""

import os
import sys
from typing import Literal

import click

from triage.cli.options import Command, settings
from triage.errors import NoTerminal
from triage.model import Rung


@click.command("call", cls=Command)
@click.option("--rung", type=click.IntRange(1, 5))
def call(rung: int | None) -> int:
    """A live call, at once."""
    return open_screen(start="call", rung=Rung(rung) if rung else None)


def open_screen(start: Literal["home", "call"], rung: Rung | None = None) -> int:
    """The screen on the vault of this device. Raises NoTerminal."""
    need_terminal()
    # Textual takes 0.1 s to import, and a command that only prints has no use for it.
    from triage.cli.device import desk_here
    from tui.app import run

    with desk_here(with_encoder=True) as desk:
        return run(desk, start=start, rung=rung)


def need_terminal() -> None:
    """Textual does not ask: sent to a file it writes the whole screen there, and hangs. Raises NoTerminal.

    It draws on standard error, so that must be a terminal too.
    """
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if settings().plain or os.environ.get("TERM") == "dumb" or not all(stream.isatty() for stream in streams):
        raise NoTerminal
