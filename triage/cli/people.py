"""``triage people``: who can sign in here. A manager signs each change with their passphrase.

Names are typed when they are asked for, never on the command line, where others on the device can see them.
"""

import sys
from pathlib import Path

import click
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from triage.cli.asking import ask, ask_secret, can_ask, choose
from triage.cli.device import desk_here
from triage.cli.options import Command, SignedCommand, settings
from triage.cli.output import give, give_json, tell, warn
from triage.cli.recovery import refuse_nowhere_to_show, show_recovery
from triage.cli.setup import ask_joining, ask_new_passphrase
from triage.cli.sign_in import passphrase_again, passphrase_in, signed_in
from triage.desk.setup_plan import Joining
from triage.desk.views import Access
from triage.errors import NotFound, UsageError
from triage.labels import label
from triage.records.people import Person, Role

_PRIVATE_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


class _NewPerson(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str = Field(min_length=1)
    role: Role
    phone: str = ""
    passphrase_file: Path


@click.command("list", cls=SignedCommand)
def list_people() -> None:
    """Everybody, with the fingerprint of their keys to be read aloud."""
    with signed_in() as desk:
        members = desk.staff.members()
    if settings().json:
        rows = [
            {
                "id": member.person.id,
                "name": member.person.name,
                "role": member.person.role.value,
                "fingerprint": member.fingerprint,
                "can_sign_in": member.can_sign_in,
            }
            for member in members
        ]
        give_json({"schema": "triage.people/1", "people": rows})
        return
    for member in members:
        person = member.person
        give(f"{person.id}  {person.name} ({label('role', person.role)})")
        give(f"          {member.fingerprint}")
        if not member.can_sign_in:
            warn("person_cannot_sign_in", id=person.id)


@click.command("add", cls=SignedCommand)
def add() -> None:
    """Somebody new: asked for, or one JSON object on standard input."""
    with signed_in() as desk:
        joining = _asked() if can_ask() else _read()
        person = desk.staff.add(
            joining.name, joining.role, joining.passphrase, passphrase_again(), phone=joining.phone
        )
    tell("person_added", name=person.name)
    if settings().json:
        give_json({"schema": "triage.person/1", "id": person.id, "role": person.role.value})


@click.command("remove", cls=SignedCommand)
@click.argument("person_id")
@click.option("--yes", is_flag=True)
def remove(person_id: str, yes: bool) -> None:
    """Somebody who leaves. Their passphrase opens nothing any more, and the records get another key."""
    with signed_in() as desk:
        name = _named(tuple(member.person for member in desk.staff.members()), person_id).name
        if not yes:
            warn("person_leaves", name=name)
            if ask("ask_remove", optional=True).upper() != "Y":
                raise UsageError("not_removed")
        desk.staff.remove(person_id, passphrase_again())
    tell("person_removed", name=name)
    warn("copies_keep_old_key")


@click.command("passphrase", cls=SignedCommand)
@click.argument("person_id", required=False)
@click.option("--new-passphrase-file", type=_PRIVATE_FILE)
def passphrase(person_id: str | None, new_passphrase_file: Path | None) -> None:
    """One's own; or for somebody who has forgotten theirs, by their id, as a manager."""
    with signed_in() as desk:
        me = desk.me
        if person_id is None or (me is not None and person_id == me.id):
            old = passphrase_again()
            desk.staff.change_mine(old, _new_passphrase(me.name if me else "", new_passphrase_file))
            tell("passphrase_is_new")
            return
        person = _named(desk.people(), person_id)
        warn("renew_closes_drafts", name=person.name)
        desk.staff.renew(person_id, _new_passphrase(person.name, new_passphrase_file), passphrase_again())
        tell("person_has_new_passphrase", name=person.name)


@click.command("recover", cls=Command)
@click.option("--person", "person_id", type=str)
@click.option("--recovery-file", type=_PRIVATE_FILE)
@click.option("--new-passphrase-file", type=_PRIVATE_FILE)
def recover(person_id: str | None, recovery_file: Path | None, new_passphrase_file: Path | None) -> None:
    """A new passphrase for somebody, with the recovery key from the locked cabinet."""
    with desk_here(with_encoder=False) as desk:
        if desk.access is Access.NONE:
            raise NotFound("no_vault_yet")
        people = desk.people()
        person = _chosen(people, person_id)
        code = passphrase_in(recovery_file) if recovery_file else ask_secret("ask_recovery_key")
        drafts = desk.staff.recover(code, person.id, _new_passphrase(person.name, new_passphrase_file))
    tell("person_has_new_passphrase", name=person.name)
    tell("recovered_drafts", count=drafts)
    tell("recovery_back_in_cabinet")


@click.command("recovery-key", cls=SignedCommand)
@click.option("--recovery-file", type=click.Path(path_type=Path, dir_okay=False))
def recovery_key(recovery_file: Path | None) -> None:
    """Another recovery key; the one before opens nothing from then on."""
    refuse_nowhere_to_show(recovery_file)
    with signed_in() as desk:
        code = desk.staff.new_recovery(passphrase_again())
    show_recovery(code, recovery_file)


def _asked() -> Joining:
    roles = tuple(Role)
    role = roles[choose("ask_role", [label("role", each) for each in roles])]
    return ask_joining(ask("ask_new_person"), role)


def _read() -> Joining:
    try:
        given = _NewPerson.model_validate_json(sys.stdin.buffer.read())
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        raise UsageError("person_input_broken", field=".".join(map(str, first["loc"])) or "JSON") from None
    return Joining(given.name, given.role, passphrase_in(given.passphrase_file), given.phone)


def _new_passphrase(name: str, file: Path | None) -> str:
    return passphrase_in(file) if file else ask_new_passphrase(name)


def _chosen(people: tuple[Person, ...], given: str | None) -> Person:
    if given is None:
        return people[choose("ask_person_to_recover", [person.name for person in people])]
    return _named(people, given)


def _named(people: tuple[Person, ...], person_id: str) -> Person:
    for person in people:
        if person.id == person_id:
            return person
    raise NotFound("nobody_with_id")
