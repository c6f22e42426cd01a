"""``triage stats``: figures for third parties, which show nobody (policy 4). The only report that counts."""

import json
from collections.abc import Callable
from pathlib import Path

import click
from pydantic import BaseModel, ConfigDict

from triage.cli.asking import ask, can_ask
from triage.cli.options import SignedCommand, settings
from triage.cli.output import give, give_wrapped, say, tell
from triage.cli.policy_input import read_input
from triage.cli.sign_in import signed_in
from triage.cli.stats_page import json_page, text_page
from triage.content import message
from triage.desk.desk import Desk
from triage.desk.private_file import write_private
from triage.records.period import Period
from triage.records.statistics import StatisticsMade, tables_named


class _Duty(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)

    duty_confirmed: bool


_out = click.option("--out", type=click.Path(path_type=Path))


@click.command("make", cls=SignedCommand)
@click.argument("period")
@click.argument("tables", nargs=-1)
@_out
def make(period: str, tables: tuple[str, ...], out: Path | None) -> None:
    """Fixes the figures of a stretch of time that is over, once, and gives them."""
    wanted, chosen = Period.named(period), tables_named(tables)
    with signed_in() as desk:
        confirmed = _duty(desk, "stats_once")
        _give(desk, out, lambda: desk.statistics.make(wanted, chosen, duty_confirmed=confirmed))


@click.command("again", cls=SignedCommand)
@click.argument("number")
@_out
def again(number: str, out: Path | None) -> None:
    """The same figures once more, unchanged."""
    with signed_in() as desk:
        confirmed = _duty(desk, "stats_unchanged")
        _give(desk, out, lambda: desk.statistics.again(number, duty_confirmed=confirmed))


@click.command("list", cls=SignedCommand)
def list_made() -> None:
    """What was fixed, and who confirmed the duty each time it was given out."""
    with signed_in() as desk:
        rows = [
            message(
                "stats_row", number=made.number, period=made.period, who=given.by.name,
                when=f"{given.at:%Y-%m-%d %H:%M}", tables=", ".join("+".join(table) for table in made.tables),
            )
            for made in desk.statistics.made()
            for given in desk.statistics.given(made.number)
        ]  # fmt: skip
    for row in rows:
        give_wrapped(row)
    if not rows:
        tell("stats_none")


def _duty(desk: Desk, first: str) -> bool:
    if not can_ask():
        return read_input(_Duty).duty_confirmed
    say(message(first))
    say(message("stats_duty_shown", duty=desk.statistics.duty))
    return ask("ask_stats_duty").upper() == "Y"


def _give(desk: Desk, out: Path | None, fix: Callable[[], StatisticsMade]) -> None:
    if out is not None:
        write_private(out, lambda: _page(desk, fix()))
        tell("stats_written")
        return
    give(_page(desk, fix()).rstrip("\n"))


def _page(desk: Desk, made: StatisticsMade) -> str:
    if settings().json:
        return json.dumps(json_page(made, desk.statistics.duty), indent=2) + "\n"
    return text_page(made, desk.statistics.duty)
