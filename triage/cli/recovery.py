"""Showing the recovery key once: on the screen, and in a file only where one was named for it."""

import os
from pathlib import Path

import click

from triage.cli.asking import ask, can_ask
from triage.cli.output import say, tell, warn
from triage.content import message
from triage.desk.setting_up import ends_with
from triage.errors import UsageError


def refuse_nowhere_to_show(file: Path | None) -> None:
    """Before anything is made. Raises UsageError where nobody would see the key, or ``file`` is there."""
    if file is None and not can_ask():
        raise UsageError("recovery_file_needed")
    if file is not None and file.exists():
        raise UsageError("recovery_file_exists")


def show_recovery(code: str, file: Path | None) -> None:
    """Shows it, says what to do with it, and waits until its last group is typed back."""
    if file is not None:
        _write(code, file)
        tell("recovery_in_file")
        return
    warn("recovery_shown_once")
    say(f"\n    {code}\n")
    warn("recovery_what_to_do")
    try:
        while not ends_with(code, ask("ask_recovery_last")):
            warn("recovery_not_that")
    except (click.Abort, UsageError):
        # All is made already: leaving here loses nothing but the proof that it was written down.
        warn("recovery_not_confirmed")
    else:
        tell("recovery_is_kept")


def _write(code: str, file: Path) -> None:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(f"{code}\n")
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        # The vault stands already, and this is the only copy of its key.
        warn("recovery_file_failed")
        say(f"\n    {code}\n")
        return
    say(message("recovery_what_to_do"))
