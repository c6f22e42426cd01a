"""``triage demo``: the whole path with invented people, on the screen or played, then thrown away."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
from click.core import ParameterSource

from triage.cli.options import Command, settings
from triage.cli.output import give, give_json, warn
from triage.cli.record import file_as_json, give_summary
from triage.cli.screen import import_screen, need_terminal, run_screen
from triage.desk.bootstrap import utc_now
from triage.desk.demo import Played, demo_desk, play
from triage.errors import ExitCode, SealBroken
from triage.model import Stage
from triage.privacy.guards import apply_guards


@click.command("demo", cls=Command)
@click.option("--headless", is_flag=True)
def demo(headless: bool) -> int:
    """On the screen, or played through; nothing of it is left unless a folder was named for it."""
    if not headless:
        need_terminal()
    with tempfile.TemporaryDirectory(prefix="triage-", ignore_cleanup_errors=True) as made:
        folder = _folder_asked_for() or Path(made)
        apply_guards(folder)
        return _show(play(folder)) if headless else _open(folder)


def _folder_asked_for() -> Path | None:
    """Only a folder on the command line counts: the usual one is for real records."""
    here = click.get_current_context()
    for context in (here, here.parent):
        if context and context.get_parameter_source("data_dir") is ParameterSource.COMMANDLINE:
            return settings().data_dir
    return None


def _open(folder: Path) -> int:
    with ThreadPoolExecutor(max_workers=1) as beside:
        # Deriving keys leaves the interpreter free: the screen is imported meanwhile.
        making = beside.submit(demo_desk, folder)
        import_screen()
        desk = making.result()
    try:
        return run_screen(desk)
    finally:
        desk.close()


def _show(played: Played) -> int:
    """Record, decision and checkpoint. Raises SealBroken when the chain of events does not hold."""
    file = played.file
    if settings().json:
        give_json({
            **file_as_json(file),
            "schema": "triage.demo/1",
            "stage": played.stage.value,
            "verified": {"intact": played.verified.intact, "events": played.verified.count},
            "checkpoint": played.checkpoint,
        })  # fmt: skip
    else:
        give_summary(file, utc_now())
        give(played.checkpoint)
    if not (played.verified.intact and file.sealed):
        raise SealBroken("record_seal_broken", ref=file.ref)
    if played.stage is not Stage.MEANING:
        warn("meaning_missing")
        return ExitCode.FAILED
    return ExitCode.DONE
