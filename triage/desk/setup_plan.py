"""What a service says when it sets up: its name, its people, the rules that it has agreed; and doing it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from triage.desk.setting_up import SetUp, refuse_short, set_up
from triage.model import Clock
from triage.policy.pack import load_pack
from triage.records.people import Contact, Person, Role, Service
from triage.text import one_line
from triage.vault.passphrase import Cost


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody who is to sign in here."""

    name: str
    role: Role
    passphrase: str = field(repr=False)
    phone: str = ""
    """A manager's, for the list of who to ring."""


@dataclass(frozen=True, slots=True)
class SetupPlan:
    """All of it, before anything is made."""

    service: str
    people: tuple[Joining, ...]
    """Managers in the order in which they are to be rung."""
    rules_adopted: Mapping[str, str] = field(default_factory=dict)
    """Service rule id -> who agreed it."""
    review_due: date | None = None
    """When the policy is to be reviewed next. Every way of setting up asks for it (P9.4)."""


def carry_out(
    plan: SetupPlan, folder: Path, clock: Clock, cost: Cost | None = None
) -> tuple[SetUp, tuple[Person, ...]]:
    """What came of it, and the people as they are enrolled. Raises as ``set_up``; UsageError for a passphrase
    that is too short."""
    for each in plan.people:
        refuse_short(each.passphrase)
    people = tuple(
        (Person(id=secrets.token_hex(4), name=one_line(each.name), role=each.role), each)
        for each in plan.people
    )
    chain = tuple(
        Contact(name=person.name, phone=one_line(each.phone), person_id=person.id)
        for person, each in people
        if person.role is Role.MANAGER
    )
    adopted = {rule: one_line(by) for rule, by in plan.rules_adopted.items() if by.strip()}
    service = Service(
        name=one_line(plan.service),
        manager_chain=chain,
        rules_adopted=adopted,
        policy_review_due=plan.review_due,
        policy_sha256=load_pack().sha256,
    )
    done = set_up(folder, service, tuple((person, each.passphrase) for person, each in people), clock, cost)
    return done, tuple(person for person, _ in people)
