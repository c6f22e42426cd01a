"""``triage policy kept``: what is kept, where and why."""

from datetime import UTC, datetime

import click

from triage.cli.options import Command, settings
from triage.cli.output import give, give_json, give_wrapped
from triage.desk.kept import kept_sections
from triage.desk.service_file import read_service
from triage.paths import vault_dir
from triage.policy.pack import load_pack


@click.command("kept", cls=Command)
def kept() -> None:
    """By purpose; it needs no sign-in."""
    today = datetime.now(tz=UTC).date()
    sections = kept_sections(load_pack(), read_service(vault_dir(settings().folder)), today)
    if settings().json:
        rows = [
            {"id": each.id, "title": each.heading, "lines": [[line.label, line.text] for line in each.lines]}
            for each in sections
        ]
        give_json({"schema": "triage.kept/1", "purposes": rows})
        return
    for part in sections:
        give(part.heading)
        for line in part.lines:
            give_wrapped(f"{line.label}: {line.text}" if line.label else line.text, "  ")
        give()
