"""``triage inbox``: for managers, what waits for a decision."""

import click

from triage.cli.options import SignedCommand
from triage.cli.record import give_file, give_rows
from triage.cli.sign_in import signed_in


@click.command("list", cls=SignedCommand)
def list_inbox() -> None:
    """What waits, rung first, then longest waiting."""
    with signed_in() as desk:
        give_rows("triage.inbox/1", desk.inbox(), desk.now(), empty="inbox_empty")


@click.command("show", cls=SignedCommand)
@click.argument("ref")
def show(ref: str) -> None:
    """One record, as the manager reads it."""
    with signed_in() as desk:
        desk.inbox()  # for the refusal: a caseworker reads records with «record show»
        give_file(desk.record(ref), desk.now())
