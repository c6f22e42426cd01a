"""Who sits at the vault: signing in, the keys, locking. One vault, one window, one person at a time."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from triage.desk.guide import Guide
from triage.desk.service_file import read_service, write_service
from triage.desk.views import Access
from triage.errors import InUse, Locked, NotAllowed, NotFound, SealBroken, TriageError
from triage.model import Clock
from triage.policy.pack import Pack
from triage.records.people import Person, Service
from triage.vault.audit import Action

if TYPE_CHECKING:
    # The store and its libraries take 0.1 s to import: paid at sign-in, not before the first paint.
    from triage.vault.identity import Seat, SigningKey
    from triage.vault.keys import WriteNew
    from triage.vault.lock import WindowLock
    from triage.vault.store import Vault

T = TypeVar("T")

KEY_FILE = "vault.keys"
OUTSIDE = "witness"
"""Beside the vault's folder: where its second witness is kept."""


class Session:
    """The vault in ``folder`` and who is at it. ``demo_passphrase`` is everybody's, in a demonstration."""

    def __init__(self, guide: Guide, folder: Path, clock: Clock, demo_passphrase: str | None) -> None:
        self.folder = folder
        self.demo_passphrase = demo_passphrase
        self._guide = guide
        guide.clock = clock
        self._now = clock
        self._window: WindowLock | None = None
        self._vault: Vault | None = None
        self._seat: Seat | None = None
        self._fault: TriageError | None = None
        try:
            guide.service = read_service(folder)
        except SealBroken as damaged:  # guidance works without it; signing in asks for it again
            self._fault = damaged

    @property
    def access(self) -> Access:
        """How the vault stands now."""
        if self._vault is not None:
            return Access.OPEN
        if self._fault is not None:
            return Access.FAULT
        return Access.LOCKED if self._has_keys() else Access.NONE

    @property
    def fault(self) -> TriageError | None:
        """Why the vault would not open, while ``access`` is FAULT; its code names the words."""
        return self._fault

    @property
    def me(self) -> Person | None:
        """Who is signed in; None while locked."""
        return self._seat.person if self._seat else None

    @property
    def key_file(self) -> Path:
        """Where the slots are."""
        return self.folder / KEY_FILE

    @property
    def outside(self) -> Path | None:
        """Where the second witness of the vault is kept; None for a demonstration."""
        return self.folder.parent / OUTSIDE if self.demo_passphrase is None else None

    def people(self) -> tuple[Person, ...]:
        """Who can sign in here, by name; nobody before set-up."""
        if not self._has_keys():
            return ()
        from triage.vault import keys

        return keys.people(self.key_file)

    def sign_in(self, person_id: str, passphrase: str) -> Person:
        """Opens the vault for this person. Raises WrongPassphrase, TooSoon, SealBroken; takes 0.1 to 0.5 s.

        Wrong tries since the last time are noted. A vault already open for somebody else stays open for them
        when the passphrase is wrong.
        """
        from triage.vault import keys

        seat, wrong = self._slowed(person_id, lambda: keys.open_slot(self.key_file, person_id, passphrase))
        person = self.take(seat)
        vault = self.vault()
        if wrong and not vault.read_only:
            vault.note(Action.WRONG_TRIES, str(wrong))
        return person

    def take(self, seat: "Seat") -> Person:
        """This person sits down at the vault, which is opened if it is not open yet.

        Raises NotAllowed where a manager has not signed for these keys: the key file alone proves nothing.
        """
        vault, is_new = self._vault, self._vault is None
        if vault is None:
            vault, seat = self._open_vault(seat)
        if not _is_enrolled(seat, vault):
            if is_new:
                vault.close()
                self._let_go_of_window()
            raise NotAllowed("not_enrolled")
        if not is_new and seat.person != self.me and not vault.read_only:
            vault.note(Action.LOCKED)
        self._vault, self._seat = vault, seat
        vault.sit(seat)
        if not vault.read_only:
            vault.note(Action.SIGNED_IN)
        return seat.person

    def check_passphrase(self, passphrase: str) -> None:
        """That the person signed in is still the one at the keys. Raises WrongPassphrase."""
        from triage.vault import keys

        me = self.person().id
        self._slowed(me, lambda: keys.open_slot(self.key_file, me, passphrase))

    def deciding_key(self, passphrase: str | None) -> "SigningKey":
        """Of who is signed in, opened for one signature. None for a passphrase is enough in the demo only.

        Raises WrongPassphrase; NotAllowed for who has no such key.
        """
        from triage.vault import keys

        given = self.demo_passphrase if passphrase is None else passphrase
        if given is None:
            raise NotAllowed("passphrase_needed")
        me = self.person().id
        return self._slowed(me, lambda: keys.deciding_key(self.key_file, me, given))[0]

    def change_person(self, person_id: str) -> Person:
        """The demo's own: another invented person sits down. Raises NotAllowed outside the demo."""
        if self.demo_passphrase is None:
            raise NotAllowed("passphrase_needed")
        if all(person.id != person_id for person in self.people()):
            raise NotFound("person_not_found")
        return self.sign_in(person_id, self.demo_passphrase)

    def lock(self) -> None:
        """Closes records; guidance goes on."""
        vault, seat = self._vault, self._seat
        self._vault = self._seat = None
        if vault is not None:
            # On a failing disk the event is missing then; the words are hidden all the same.
            with suppress(TriageError):
                if seat is not None:
                    vault.note(Action.LOCKED)
            vault.close()
        self._let_go_of_window()

    def _slowed(self, person_id: str, open_it: Callable[[], T]) -> tuple[T, int]:
        from triage.vault.tries import slowed

        return slowed(self.key_file, person_id, self._now(), open_it)

    def _let_go_of_window(self) -> None:
        window, self._window = self._window, None
        if window is not None:
            window.release()

    def vault(self) -> "Vault":
        """The open vault. Raises Locked."""
        if self._vault is None:
            raise Locked
        return self._vault

    def person(self) -> Person:
        """Who is signed in. Raises Locked."""
        if self._seat is None:
            raise Locked
        return self._seat.person

    def seat(self) -> "Seat":
        """Their keys. Raises Locked."""
        if self._seat is None:
            raise Locked
        return self._seat

    def rekeyed(self, change: Callable[["Seat", "WriteNew"], "Seat"]) -> None:
        """The vault is closed while ``change`` gives it another key; then the same person sits at it again.

        Also when it failed: the vault has the old key or the new one. Raises InUse in a window that reads.
        """
        from triage.vault import keys
        from triage.vault.store import Vault

        vault, seat = self.vault(), self.seat()
        vault.connection.refuse_reader()
        vault.close()
        try:
            change(seat, self._rekey_file)
        finally:
            self._seat = keys.seat_now(self.key_file, seat)
            self._vault = Vault.open(self.folder, self._seat.vault_key, self._now, outside=self.outside)
            self._vault.sit(self._seat)
        self._vault.note(Action.VAULT_REKEYED)

    def keep_service(self, service: Service) -> None:
        """In the place of the settings from before. Raises NotSaved."""
        write_service(self.folder, service)
        self._guide.service = service

    @property
    def service(self) -> Service | None:
        """What the service set up for itself; None before set-up."""
        return self._guide.service

    @property
    def pack(self) -> Pack:
        """The policy in use."""
        return self._guide.pack

    def _has_keys(self) -> bool:
        return any((self.folder / name).exists() for name in (KEY_FILE, f"{KEY_FILE}.bak"))

    def _open_vault(self, seat: "Seat") -> tuple["Vault", "Seat"]:
        """``seat`` with another key where a change of the vault's key had been cut off: it is ended first."""
        from triage.vault import keys
        from triage.vault.lock import WindowLock
        from triage.vault.store import Vault

        window = None
        try:
            self._guide.service = read_service(self.folder)
            with suppress(InUse):  # another window has it: this one reads
                window = WindowLock(self.folder)
            if window is not None:
                seat = keys.finish_rekey(self.key_file, seat, self._rekey_file)
            vault = Vault.open(
                self.folder, seat.vault_key, self._now, read_only=window is None, outside=self.outside
            )
        except TriageError as fault:
            if window is not None:
                window.release()
            self._fault = fault
            raise
        self._window, self._fault = window, None
        return vault, seat

    def _rekey_file(self, old: bytes, new: bytes) -> None:
        from triage.vault.rekeying import rekey_file
        from triage.vault.store import FILE_NAME

        rekey_file(self.folder / FILE_NAME, old, new, self.outside)


def _is_enrolled(seat: "Seat", vault: "Vault") -> bool:
    from triage.vault.identity import RECOVERY

    register = vault.register
    entry = register.recovery() if seat.person.id == RECOVERY.id else register.now().get(seat.person.id)
    return entry is not None and entry.person.role is seat.person.role and entry.keys == seat.keys
