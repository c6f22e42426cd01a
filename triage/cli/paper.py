"""``triage paper``: numbered print-outs, and what is taken off-site (policy 4)."""

from datetime import date, datetime, time
from pathlib import Path

import click
from pydantic import BaseModel, ConfigDict

from triage.cli.asking import ask, ask_day, ask_day_or_none, can_ask
from triage.cli.options import SignedCommand
from triage.cli.output import give_wrapped, tell
from triage.cli.policy_input import read_input
from triage.cli.sign_in import signed_in
from triage.content import message
from triage.desk.paper import ends
from triage.desk.private_file import write_private


class _Print(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kept_where: str
    duty_confirmed: bool


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    item: str
    taken_by: str
    assessed_by: str
    assessed_on: date
    back_on: date | None = None


@click.command("print", cls=SignedCommand)
@click.argument("ref")
@click.argument("file", type=click.Path(path_type=Path))
def print_out(ref: str, file: Path) -> None:
    """A print of a record, numbered and written down before the file holds a word."""
    made: list[str] = []
    with signed_in() as desk:
        if can_ask():
            confirmed = ask("print_duty").upper() == "Y"
            given = _Print(kept_where=ask("ask_print_where"), duty_confirmed=confirmed)
        else:
            given = read_input(_Print)

        def text() -> str:
            entry, pages = desk.paper.print_out(ref, given.kept_where, duty_confirmed=given.duty_confirmed)
            made.append(entry.number)
            return pages

        write_private(file, text)
    tell("print_made", number=made[0])


@click.command("destroyed", cls=SignedCommand)
@click.argument("number")
def destroyed(number: str) -> None:
    """That a print is no more."""
    with signed_in() as desk:
        desk.paper.destroyed(number)
    tell("print_gone", number=number)


@click.command("out", cls=SignedCommand)
def out() -> None:
    """Something leaves the building: written down before it does."""
    with signed_in() as desk:
        given = _asked() if can_ask() else read_input(_Out)
        entry = desk.paper.take_out(
            given.item, given.taken_by, given.assessed_by, _at(given.assessed_on, desk.now()),
            ends(given.back_on) if given.back_on else None,
        )  # fmt: skip
    tell("out_kept", number=entry.number)


@click.command("back", cls=SignedCommand)
@click.argument("number")
def back(number: str) -> None:
    """It is in its place again."""
    with signed_in() as desk:
        desk.paper.bring_back(number)
    tell("out_back", number=number)


@click.command("list", cls=SignedCommand)
def list_paper() -> None:
    """Prints that are kept, and what is off-site now."""
    with signed_in() as desk:
        prints, taken, late = desk.paper.prints(), desk.paper.out(), desk.paper.overdue()
    for entry in prints:
        when = f"{entry.at:%Y-%m-%d %H:%M}"
        ref = entry.ref or ""
        give_wrapped(
            message("paper_print_row", number=entry.number, when=when, ref=ref, where=entry.kept_where)
        )
    for item in taken:
        give_wrapped(
            message(
                "paper_out_row", number=item.number, when=f"{item.out_at:%Y-%m-%d %H:%M}", who=item.taken_by,
                item=item.item, late=message("paper_late") if item in late else "",
            )
        )  # fmt: skip
    if not prints and not taken:
        tell("paper_none")


def _asked() -> _Out:
    item, taken_by, by = ask("ask_out_item"), ask("ask_out_by"), ask("ask_out_assessed_by")
    return _Out(
        item=item, taken_by=taken_by, assessed_by=by, assessed_on=ask_day("ask_out_assessed_on"),
        back_on=ask_day_or_none("ask_out_back"),
    )  # fmt: skip


def _at(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), tzinfo=now.tzinfo)
