"""``triage setup``: the service, its people, their passphrases; then records can be kept on this device."""

import sys
from datetime import date
from pathlib import Path

import click
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from triage.cli.asking import ask, ask_day, ask_secret, can_ask, choose_any
from triage.cli.options import Command, settings
from triage.cli.output import give_json, tell, warn
from triage.cli.recovery import refuse_nowhere_to_show, show_recovery
from triage.cli.sign_in import passphrase_in
from triage.desk.bootstrap import utc_now
from triage.desk.setting_up import SHORTEST_PASSPHRASE
from triage.desk.setup_plan import Joining, SetupPlan, carry_out
from triage.errors import NotAllowed, UsageError
from triage.paths import vault_dir
from triage.policy.pack import load_pack
from triage.records.people import Role


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
    rules_adopted: dict[str, str] = Field(default_factory=dict)
    """Service rule id -> who agreed it."""
    review_due: date
    """The day of the policy's next yearly review (policy 9)."""


@click.command("setup", cls=Command)
@click.option("--recovery-file", type=click.Path(path_type=Path, dir_okay=False))
def setup(recovery_file: Path | None) -> None:
    """Asks, or reads one JSON object. Raises NotAllowed where there is a vault: nothing is overwritten."""
    folder = vault_dir(settings().folder)
    if (folder / "vault.keys").exists():
        raise NotAllowed("vault_exists")
    refuse_nowhere_to_show(recovery_file)
    plan = _asked() if can_ask() else _read()
    done, people = carry_out(plan, folder, utc_now)
    show_recovery(done.recovery, recovery_file)
    if sum(person.role is Role.MANAGER for person in people) == 1:
        tell("setup_one_manager")
    tell("setup_done")
    if settings().json:
        enrolled = [{"id": person.id, "role": person.role.value} for person in people]
        give_json({"schema": "triage.setup/1", "people": enrolled})


def _asked() -> SetupPlan:
    service = ask("ask_service_name")
    warn("passphrase_advice", least=SHORTEST_PASSPHRASE)
    people = [ask_joining(ask("ask_manager_name"), Role.MANAGER)]
    warn("setup_second_manager")
    while name := ask("ask_another_manager", optional=True):
        people.append(ask_joining(name, Role.MANAGER))
    people.append(ask_joining(ask("ask_caseworker_name"), Role.CASEWORKER))
    while name := ask("ask_another_caseworker", optional=True):
        people.append(ask_joining(name, Role.CASEWORKER))
    rules = _ask_rules()
    return SetupPlan(service, tuple(people), rules, ask_day("ask_review_due"))


def ask_joining(name: str, role: Role) -> Joining:
    """Their number where they are to be rung, and their passphrase twice, at least as long as it must be."""
    phone = ask("ask_manager_phone", optional=True) if role is Role.MANAGER else ""
    return Joining(name, role, ask_new_passphrase(name), phone)


def ask_new_passphrase(name: str) -> str:
    """Twice, and again until it is long enough."""
    while True:
        passphrase = ask_secret("ask_own_passphrase", twice=True, name=name)
        if len(passphrase.strip()) >= SHORTEST_PASSPHRASE:
            return passphrase
        warn("passphrase_too_short", least=SHORTEST_PASSPHRASE)


def _ask_rules() -> dict[str, str]:
    rules = tuple(load_pack().service_rules.values())
    warn("setup_rules")
    taken = choose_any("ask_rules_adopted", [rule.text for rule in rules], optional=True)
    if not taken:
        return {}
    by = ask("ask_rules_by")
    return {rules[at].id: by for at in taken}


def _read() -> SetupPlan:
    try:
        plan = _Plan.model_validate_json(sys.stdin.buffer.read())
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        raise UsageError("setup_input_broken", field=".".join(map(str, first["loc"])) or "JSON") from None
    if plan.rules_adopted.keys() - load_pack().service_rules.keys():
        raise UsageError("setup_input_broken", field="rules_adopted")
    people = tuple(Joining(each.name, each.role, _passphrase(each), each.phone) for each in plan.people)
    return SetupPlan(plan.service, people, plan.rules_adopted, plan.review_due)


def _passphrase(enrolled: _Enrolled) -> str:
    passphrase = enrolled.passphrase or (
        passphrase_in(enrolled.passphrase_file) if enrolled.passphrase_file else ""
    )
    if len(passphrase.strip()) < SHORTEST_PASSPHRASE:
        raise UsageError("passphrase_too_short", least=SHORTEST_PASSPHRASE)
    return passphrase
