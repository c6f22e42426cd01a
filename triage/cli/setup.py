"""``triage setup``: the service, its people, their passphrases; then records can be kept on this device."""

import secrets
import sys
from pathlib import Path

import click
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from triage.cli.asking import ask, ask_secret, can_ask
from triage.cli.options import Command, settings
from triage.cli.output import give_json, tell, warn
from triage.cli.sign_in import passphrase_in
from triage.desk.bootstrap import utc_now
from triage.desk.setting_up import set_up
from triage.errors import NotAllowed, UsageError
from triage.paths import vault_dir
from triage.records.people import Contact, Person, Role, Service
from triage.text import one_line

SHORTEST_PASSPHRASE = 12
"""Characters. A thief of the key file is held back by the words alone: four from a long list are enough."""


class _Enrolled(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str = Field(min_length=1)
    role: Role
    phone: str = ""
    passphrase: str = Field(default="", repr=False)
    passphrase_file: Path | None = None


class _Plan(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    service: str = Field(min_length=1)
    people: tuple[_Enrolled, ...]


@click.command("setup", cls=Command)
def setup() -> None:
    """Asks, or reads one JSON object. Raises NotAllowed where there is a vault: nothing is overwritten."""
    folder = vault_dir(settings().folder)
    if (folder / "vault.keys").exists():
        raise NotAllowed("vault_exists")
    plan = _asked() if can_ask() else _read()
    people = tuple((_person(each), each) for each in plan.people)
    managers = [(person, each) for person, each in people if person.role is Role.MANAGER]
    chain = tuple(
        Contact(name=person.name, phone=one_line(each.phone), person_id=person.id)
        for person, each in managers
    )
    service = Service(name=one_line(plan.service), manager_chain=chain)
    set_up(folder, service, tuple((person, _passphrase(each)) for person, each in people), utc_now)
    if len(managers) == 1:
        tell("setup_one_manager")
    tell("setup_done")
    if settings().json:
        enrolled = [{"id": person.id, "role": person.role.value} for person, _ in people]
        give_json({"schema": "triage.setup/1", "people": enrolled})


def _asked() -> _Plan:
    service = ask("ask_service_name")
    people = [_ask_person(ask("ask_caseworker_name"), Role.CASEWORKER)]
    while name := ask("ask_another_caseworker", optional=True):
        people.append(_ask_person(name, Role.CASEWORKER))
    people.append(_ask_person(ask("ask_manager_name"), Role.MANAGER))
    while name := ask("ask_another_manager", optional=True):
        people.append(_ask_person(name, Role.MANAGER))
    return _Plan(service=service, people=tuple(people))


def _ask_person(name: str, role: Role) -> _Enrolled:
    phone = ask("ask_manager_phone", optional=True) if role is Role.MANAGER else ""
    while True:
        passphrase = ask_secret("ask_own_passphrase", twice=True, name=name)
        if len(passphrase) >= SHORTEST_PASSPHRASE:
            return _Enrolled(name=name, role=role, phone=phone, passphrase=passphrase)
        warn("passphrase_too_short", least=SHORTEST_PASSPHRASE)


def _read() -> _Plan:
    try:
        return _Plan.model_validate_json(sys.stdin.buffer.read())
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        raise UsageError("setup_input_broken", field=".".join(map(str, first["loc"])) or "JSON") from None


def _passphrase(enrolled: _Enrolled) -> str:
    passphrase = enrolled.passphrase or (
        passphrase_in(enrolled.passphrase_file) if enrolled.passphrase_file else ""
    )
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise UsageError("passphrase_too_short", least=SHORTEST_PASSPHRASE)
    return passphrase


def _person(enrolled: _Enrolled) -> Person:
    return Person(id=secrets.token_hex(4), name=one_line(enrolled.name), role=enrolled.role)
