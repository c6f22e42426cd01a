"""Questions to the person at the keys: their answers never stand on a command line, where others can see."""

import sys
from collections.abc import Sequence
from datetime import date
from typing import Protocol

import click

from triage.cli.options import settings
from triage.cli.output import warn
from triage.content import message
from triage.errors import UsageError
from triage.text import one_line


class Read(Protocol):
    """Asks with the message ``code`` and gives what was typed; empty only where ``optional``."""

    def __call__(self, code: str, /, *, optional: bool = False) -> str: ...


def can_ask() -> bool:
    """Somebody is there to answer."""
    return not settings().no_input and sys.stdin.isatty() and sys.stderr.isatty()


def ask(code: str, /, *, optional: bool = False) -> str:
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


def choose(code: str, labels: Sequence[str], read: Read = ask) -> int:
    """The place, from 0, of the label chosen by its number. Nothing is chosen beforehand."""
    return choose_any(code, labels, many=False, read=read)[0]


def choose_any(
    code: str, labels: Sequence[str], *, optional: bool = False, many: bool = True, read: Read = ask
) -> tuple[int, ...]:
    """The places, from 0, of the labels chosen by number: one, or more where ``many``.

    None only where ``optional``.
    """
    _need_somebody()
    _show_numbered(labels)
    while True:
        typed = read(code, optional=optional).replace(",", " ").split()
        places = {int(word) - 1 for word in typed if word.isdecimal()}
        enough = bool(places) or optional
        if (
            enough
            and len(places) == len(typed)
            and places <= set(range(len(labels)))
            and (many or len(typed) <= 1)
        ):
            return _said_back(tuple(sorted(places)), labels)
        warn("choose_a_number", last=len(labels))


def _said_back(places: tuple[int, ...], labels: Sequence[str]) -> tuple[int, ...]:
    """In plain mode a choice is said back: whoever cannot see the list hears what the number meant."""
    if settings().plain and places:
        warn("plain_chose", labels="; ".join(one_line(labels[place]) for place in places))
    return places


def _show_numbered(labels: Sequence[str]) -> None:
    for number, label in enumerate(labels, 1):
        click.echo(f"  {number}  {one_line(label)}", err=True)


def _need_somebody() -> None:
    if not can_ask():
        raise UsageError("nobody_to_ask")
