"""``triage doctor``: is everything that must hold on this device holding?"""

import click

from triage.cli.options import Command, settings
from triage.cli.output import give, give_json, tell
from triage.content import message
from triage.desk.doctor import Examination, examine
from triage.errors import ExitCode


@click.command("doctor", cls=Command)
def doctor() -> int:
    """Exit code 1 when something does not hold."""
    tell("doctor_is_looking")
    found = examine(settings().folder)
    if settings().json:
        give_json(found.as_json())
    else:
        _show(found)
    return ExitCode.DONE if found.ok else ExitCode.FAILED


def _show(found: Examination) -> None:
    for code, holds, facts in found.lines():
        give(f"{'ok     ' if holds else '! FAULT'}  {message(code, **facts)}")
