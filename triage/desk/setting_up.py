"""First use: a key for each person, an encrypted vault, and the service's own settings."""

import shutil
from pathlib import Path

from triage.desk.desk import KEY_FILE
from triage.desk.service_file import write_service
from triage.errors import NotAllowed, NotSaved
from triage.model import Clock
from triage.paths import private_folder
from triage.records.people import Person, Role, Service
from triage.vault import keys
from triage.vault.durable import settle_folder
from triage.vault.passphrase import Cost
from triage.vault.store import Vault


def set_up(
    folder: Path,
    service: Service,
    people: tuple[tuple[Person, str], ...],
    clock: Clock,
    cost: Cost | None = None,
) -> bytes:
    """Makes the vault in ``folder`` for these people and their passphrases; gives its key. All or none.

    Raises NotAllowed where anything is in ``folder`` already (it is left as it is), or where there is no
    manager: nobody could decide. Raises NotSaved when the disk does not take it.
    """
    if not any(person.role is Role.MANAGER for person, _ in people):
        raise NotAllowed("no_manager_set_up")
    if folder.exists() and any(folder.iterdir()):
        raise NotAllowed("vault_exists")
    fresh = folder.with_name(f"{folder.name}.new")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        private_folder(fresh)
        key = keys.create_key_file(fresh / KEY_FILE, people, cost)
        Vault.create(fresh, key, clock).close()
        write_service(fresh, service)
        if folder.exists():
            folder.rmdir()
        fresh.rename(folder)
    except OSError:
        raise NotSaved("vault_read_only") from None
    settle_folder(folder.parent)
    return key
