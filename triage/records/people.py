"""Who works here, and what the service has set up for itself."""

from enum import StrEnum

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
    rules_adopted: dict[str, str] = {}
    """Service rule id -> who approved it; ``approved_by`` in pack.toml counts as well."""
