"""First use: keys for each person, an encrypted vault that knows them, and the service's own settings."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from triage.desk.service_file import write_service
from triage.desk.session import KEY_FILE
from triage.errors import NotAllowed, NotSaved, UsageError
from triage.model import Clock
from triage.paths import private_folder
from triage.records.draft import Mode
from triage.records.people import Person, Role, Service
from triage.vault import keys
from triage.vault.durable import settle_folder
from triage.vault.identity import RECOVERY, Enrolment, enrolment
from triage.vault.keys import Created
from triage.vault.passphrase import Cost
from triage.vault.recovery_key import plain_letters
from triage.vault.store import Vault
from triage.vault.whereabouts import refuse_far

SHORTEST_PASSPHRASE = 12
"""Characters. A thief of the key file is held back by the words alone: four from a long list are enough."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """What came of it, to be shown once."""

    recovery: str = field(repr=False)
    """The recovery key. It is kept nowhere: whoever sets up prints it or writes it down."""


def set_up(
    folder: Path,
    service: Service,
    people: tuple[tuple[Person, str], ...],
    clock: Clock,
    cost: Cost | None = None,
    *,
    mode: Mode = Mode.LIVE,
) -> SetUp:
    """Makes the vault in ``folder`` for these people and their passphrases. All or none.

    The first manager founds it and lets in everybody else, the recovery key too. Raises NotAllowed where
    anything is in ``folder`` already (it is left as it is), or where there is no manager: nobody could
    decide; or where ``folder`` is copied elsewhere. Raises NotSaved when the disk does not take it.
    """
    founder = next((person for person, _ in people if person.role is Role.MANAGER), None)
    if founder is None:
        raise NotAllowed("no_manager_set_up")
    if folder.exists() and any(folder.iterdir()):
        raise NotAllowed("vault_exists")
    refuse_far(folder)
    fresh = folder.with_name(f"{folder.name}.new")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        private_folder(fresh)
        created = keys.create_key_file(fresh / KEY_FILE, people, cost)
        seat = next(seat for seat in created.seats if seat.person == founder)
        Vault.create(fresh, seat, _enrolments(created, founder, clock), clock, mode=mode).close()
        write_service(fresh, service)
        if folder.exists():
            folder.rmdir()
        fresh.rename(folder)
    except OSError:
        raise NotSaved("vault_read_only") from None
    settle_folder(folder.parent)
    return SetUp(created.recovery)


def refuse_short(passphrase: str) -> None:
    """Raises UsageError for a passphrase that is too easily guessed."""
    if len(passphrase.strip()) < SHORTEST_PASSPHRASE:
        raise UsageError("passphrase_too_short", least=SHORTEST_PASSPHRASE)


def ends_with(recovery: str, typed: str) -> bool:
    """Whether ``typed`` is the last group of the recovery key: it was written down, or is at hand."""
    return plain_letters(typed) == plain_letters(recovery)[-4:]


def _enrolments(created: Created, founder: Person, clock: Clock) -> tuple[Enrolment, ...]:
    others = (seat.person for seat in created.seats if seat.person != founder)
    at, deciding = clock(), created.deciding[founder.id]
    return tuple(
        enrolment(person, created.keys[person.id], at, founder.id, deciding)
        for person in (founder, *others, RECOVERY)
    )
