"""Who works here, and what the service has set up for itself."""

from datetime import date
from enum import StrEnum

from triage.records.agreed import Agreed
from triage.records.stored import Stored


class Role(StrEnum):
    """What a person may do: a caseworker records, a manager also decides."""

    CASEWORKER = "caseworker"
    MANAGER = "manager"


class Person(Stored):
    """A member of staff who can sign in."""

    id: str
    """Random; stays the same when the name changes."""
    name: str
    role: Role


class Contact(Stored):
    """Somebody to reach: a step of the chain to the line manager."""

    name: str
    phone: str
    person_id: str | None = None
    """None where the person has no sign-in on this device."""


class Service(Stored):
    """What a service sets for itself. Nothing here claims to be in the policy."""

    name: str
    manager_chain: tuple[Contact, ...]
    """Line manager first, then deputies in order. The policy names none; with one, the screen says so."""
    tell_manager_minutes: int = 60
    """After so long the reason for the wait is asked. The policy says «as soon as possible», no number."""
    least_count: int = 5
    """Counts below it are left out of figures for third parties; less than 5 counts as 5."""
    rules_adopted: dict[str, str] = {}
    """Service rule id -> who approved it; ``approved_by`` in pack.toml counts as well."""
    policy_review_due: date | None = None
    """When the policy is to be reviewed next (policy 9); None where nobody was asked: then pack.toml's."""
    policy_sha256: str = ""
    """Of the text that the service uses or last agreed to; empty: not known."""
    silences_agreed: dict[str, Agreed] = {}
    """By id of an entry in silences.toml; an entry's own ``agreed_by`` counts as well."""
