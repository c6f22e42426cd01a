"""Copies of the vault: made from an open one, checked and put back with a passphrase that opens the copy."""

from dataclasses import dataclass
from pathlib import Path

from triage.desk.session import KEY_FILE, OUTSIDE, Session
from triage.errors import TriageError
from triage.model import Clock
from triage.records.people import Person
from triage.vault import keys
from triage.vault.backup import (
    CopyLabel,
    ListedCopy,
    Newer,
    check_copy,
    listed_copies,
    make_copy,
    newer_in,
    note_gone,
    note_put_back,
    put_back,
)
from triage.vault.full_check import FullCheck
from triage.vault.lock import WindowLock
from triage.vault.store import Vault

FOLDER = "copies"
"""Beside the vault, where nothing else is asked for. A copy on another disk survives this one."""


@dataclass(frozen=True, slots=True)
class PutBack:
    """What came of putting a copy in the vault's place."""

    newer: Newer | None
    """What the vault before had and the copy lacks; None: there was none."""
    aside: Path | None
    """Where the vault before stands now, whole."""
    checked: FullCheck
    """Everything, in the vault as it stands now."""


class Copies:
    """What can be done about copies by who sits at the vault. Every method raises Locked without anybody."""

    def __init__(self, session: Session, now: Clock) -> None:
        self._session = session
        self._now = now

    def make(self, into: Path | None) -> Path:
        """A checked copy, in the usual folder for None. Raises as ``make_copy``."""
        session = self._session
        folder = into or session.folder.parent / FOLDER
        return make_copy(session.vault(), session.folder, folder, session.seat().vault_key, self._now())

    def listed(self) -> tuple[ListedCopy, ...]:
        """All that were ever made, newest first."""
        return listed_copies(self._session.vault())

    def gone(self, name: str) -> None:
        """Somebody has destroyed that copy. Raises NotFound."""
        note_gone(self._session.vault(), name)

    def check(self) -> FullCheck:
        """Every check of the vault itself. Raises InUse in a window that only reads."""
        return self._session.vault().full_check()

    def see_losses(self) -> None:
        """A manager knows of the saves that went missing. Raises NotAllowed."""
        self._session.vault().see_losses()


def people_of_copy(copy: Path) -> tuple[Person, ...]:
    """Who can open it. Raises NotFound, SealBroken."""
    return keys.people(copy / KEY_FILE)


def copy_checked(copy: Path, person_id: str, passphrase: str) -> CopyLabel:
    """Raises as ``check_copy``; WrongPassphrase."""
    return check_copy(copy, keys.open_slot(copy / KEY_FILE, person_id, passphrase).vault_key)


def copy_put_back(copy: Path, folder: Path, person_id: str, passphrase: str, clock: Clock) -> PutBack:
    """The copy stands in the place of the vault in ``folder``, which is moved aside whole.

    The passphrase is that of the day of the copy. Raises InUse while a window has the vault; as ``put_back``.
    """
    seat = keys.open_slot(copy / KEY_FILE, person_id, passphrase)
    has_one = folder.exists() and any(folder.iterdir())
    window = WindowLock(folder) if has_one else None
    try:
        key_now = _key_now(folder / KEY_FILE, person_id, passphrase)
        newer = newer_in(folder, key_now, copy, seat.vault_key) if has_one else None
        aside = put_back(copy, folder, seat.vault_key, clock())
    finally:
        if window is not None:
            window.release()
    vault = Vault.open(folder, seat.vault_key, clock, outside=folder.parent / OUTSIDE)
    try:
        vault.sit(seat)  # says for good what the vault before had been further on
        note_put_back(vault, copy, aside, newer)
        checked = vault.full_check()
    finally:
        vault.close()
    return PutBack(newer, aside, checked)


def _key_now(path: Path, person_id: str, passphrase: str) -> bytes | None:
    """Of the vault as it stands; None where this passphrase does not open it, or nothing does."""
    try:
        return keys.open_slot(path, person_id, passphrase).vault_key
    except TriageError:
        return None
