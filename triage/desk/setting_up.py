"""First use: a key for each person, an encrypted vault, and the service's own settings."""

from pathlib import Path

from triage.desk.desk import KEY_FILE
from triage.desk.service_file import write_service
from triage.errors import NotAllowed
from triage.model import Clock
from triage.records.people import Person, Role, Service
from triage.vault import keys
from triage.vault.store import Vault


def set_up(folder: Path, service: Service, people: tuple[tuple[Person, str], ...], clock: Clock) -> None:
    """Makes the vault in ``folder`` for these people and their passphrases.

    Raises NotAllowed where a vault is already there (it is left as it is), or where there is no manager:
    nobody could decide.
    """
    if not any(person.role is Role.MANAGER for person, _ in people):
        raise NotAllowed("no_manager_set_up")
    key = keys.create_key_file(folder / KEY_FILE, people)
    Vault.create(folder, key, clock).close()
    write_service(folder, service)
