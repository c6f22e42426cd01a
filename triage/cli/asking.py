"""Questions to the person at the keys: their answers never stand on a command line, where others can see."""

import sys
from collections.abc import Sequence
from datetime import date

import click

from triage.cli.options import settings
from triage.cli.output import warn
from triage.content import message
from triage.errors import UsageError
from triage.text import one_line


def can_ask() -> bool:
    """Somebody is there to answer."""
    return not settings().no_input and sys.stdin.isatty() and sys.stderr.isatty()


def ask(code: str, *, optional: bool = False) -> str:
    """A line of text, cleaned; empty only where ``optional``. Raises UsageError when nobody can answer."""
    _need_somebody()
    default = "" if optional else None
    return one_line(str(click.prompt(message(code), default=default, show_default=False, err=True)))


def ask_day(code: str) -> date:
    """A day, asked for until it can be read. Raises UsageError when nobody can answer."""
    while (day := ask_day_or_none(code, optional=False)) is None:
        continue
    return day


def ask_day_or_none(code: str, *, optional: bool = True) -> date | None:
    """A day, asked for until it can be read or nothing is typed. Raises UsageError when nobody can answer."""
    from triage.records.typed_day import typed_day

    while typed := ask(code, optional=optional):
        if day := typed_day(typed):
            return day
        warn("day_not_read")
    return None


def ask_secret(code: str, *, twice: bool = False, **facts: str) -> str:
    """A passphrase, not shown while it is typed. Raises UsageError when nobody can answer."""
    _need_somebody()
    again = message("ask_passphrase_again") if twice else False
    return str(click.prompt(message(code, **facts), hide_input=True, confirmation_prompt=again, err=True))


def choose(code: str, labels: Sequence[str]) -> int:
    """The place, from 0, of the label chosen by its number. Nothing is chosen beforehand."""
    _need_somebody()
    _show_numbered(labels)
    while True:
        typed = ask(code)
        if typed.isdecimal() and 1 <= int(typed) <= len(labels):
            return int(typed) - 1
        warn("choose_a_number", last=len(labels))


def choose_any(code: str, labels: Sequence[str], *, optional: bool = False) -> tuple[int, ...]:
    """The places, from 0, of the labels chosen by number: one or more; none only where ``optional``."""
    _show_numbered(labels)
    while True:
        typed = ask(code, optional=optional).replace(",", " ").split()
        places = {int(word) - 1 for word in typed if word.isdecimal()}
        if len(places) == len(typed) and places <= set(range(len(labels))):
            return tuple(sorted(places))
        warn("choose_a_number", last=len(labels))


def _show_numbered(labels: Sequence[str]) -> None:
    for number, label in enumerate(labels, 1):
        click.echo(f"  {number}  {one_line(label)}", err=True)


def _need_somebody() -> None:
    if not can_ask():
        raise UsageError("nobody_to_ask")
