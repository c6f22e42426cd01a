"""Signing in from the command line: who, by number or id; the passphrase by a prompt or a private file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from triage.cli.asking import ask_secret, choose
from triage.cli.device import desk_here
from triage.cli.options import settings
from triage.cli.output import warn
from triage.desk.desk import Desk
from triage.desk.views import Access
from triage.errors import NotFound, UsageError
from triage.records.people import Person

_LONGEST_PASSPHRASE = 1024


@contextmanager
def signed_in() -> Iterator[Desk]:
    """A desk with its vault open for the person who signed in; closed again at the end.

    Raises NotFound where there is no vault yet, Locked and its kin where it does not open.
    """
    with desk_here(with_encoder=False) as desk:
        if desk.access is Access.NONE:
            raise NotFound("no_vault_yet")
        if not desk.pack.intact:
            warn("policy_changed")
        sign_in_here(desk)
        for caution in desk.cautions():
            warn(caution.code, **caution.facts)
        yield desk


def sign_in_here(desk: Desk) -> None:
    """Opens the vault of ``desk`` for the person who is named or asked for. Raises Locked and its kin."""
    person = _person(desk.people(), settings().person)
    file = settings().passphrase_file
    desk.sign_in(person.id, passphrase_in(file) if file else ask_secret("ask_passphrase"))


def passphrase_again() -> str:
    """Of the person signed in, for a signature: from the same file, or asked anew."""
    file = settings().passphrase_file
    return passphrase_in(file) if file else ask_secret("ask_passphrase_to_sign")


def passphrase_in(file: Path) -> str:
    """The first line of a file that nobody else may read. Raises UsageError."""
    with file.open("rb") as source:
        if os.name == "posix" and os.fstat(source.fileno()).st_mode & 0o077:
            raise UsageError("passphrase_file_open")
        line = source.readline(_LONGEST_PASSPHRASE).decode("utf-8", errors="replace").rstrip("\r\n")
    if not line:
        raise UsageError("passphrase_file_empty")
    return line


def _person(people: tuple[Person, ...], given: str | None) -> Person:
    if given is None:
        return people[choose("ask_person", [person.name for person in people])]
    for number, person in enumerate(people, 1):
        if given in (person.id, str(number)):
            return person
    raise NotFound("person_not_found")
