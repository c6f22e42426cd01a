"""``triage demo``: the whole path with invented people, on the screen or played, then thrown away."""

import tempfile
from pathlib import Path

import click

from triage.cli.options import Command, settings
from triage.cli.output import give, give_json, give_wrapped
from triage.cli.screen import need_terminal


@click.command("demo", cls=Command)
@click.option("--headless", is_flag=True)
def demo(headless: bool) -> int | None:
    """Nothing of it is left at the end, however it ends."""
    if not headless:
        need_terminal()
    with tempfile.TemporaryDirectory(prefix="triage-demo-") as folder:
        return _play(Path(folder)) if headless else _show(Path(folder))


def _show(folder: Path) -> int:
    from triage.desk.demo import demo_desk
    from tui.app import run

    desk = demo_desk(folder)
    try:
        return run(desk)
    finally:
        desk.close()


def _play(folder: Path) -> None:
    from triage.desk.demo import play

    played = play(folder)
