"""Who was enrolled at each point of the chain, with which keys: what every signature is checked against.

The first entry founds the register: a manager's, signed by their own deciding key. Each later one counts only
with the signature of a manager, or of the recovery key, who was enrolled and had not left at that point. So
somebody who has the vault's key but no manager's passphrase can write an entry, and it counts for nothing.
"""

from collections.abc import Iterable, Mapping

from pydantic import AwareDatetime

from triage.records.people import Person, Role
from triage.records.stored import Stored
from triage.vault.identity import RECOVERY, Enrolment, PublicKeys, Signature, SigningKey, is_signed, sign

DEPARTURE = b"triage-departure/1"


class Departure(Stored):
    """That somebody has left: what they sign from here on counts for nothing; what they signed still does."""

    schema_version: int = 1
    person_id: str
    at: AwareDatetime
    by: str
    """Id of the manager whose deciding key signed."""
    signature: Signature

    def body(self) -> bytes:
        """What the signature is over."""
        return self.model_copy(update={"signature": "0" * 128}).canonical()


Entry = Enrolment | Departure


def departure(person_id: str, at: AwareDatetime, by: str, deciding: SigningKey) -> Departure:
    """Signed by ``deciding``, the key of the manager whose id is ``by``."""
    bare = Departure(person_id=person_id, at=at, by=by, signature="0" * 128)
    return bare.model_copy(update={"signature": sign(deciding, DEPARTURE, bare.body())})


class Register:
    """The entries that count, by the number of the event that holds each. Immutable."""

    def __init__(self, entries: Iterable[tuple[int, Entry]] = ()) -> None:
        """``entries`` in the order of the chain."""
        self._history: dict[str, list[tuple[int, Enrolment | None]]] = {}
        faults = []
        for seq, entry in entries:
            if not self._counts(seq, entry):
                faults.append(seq)
                continue
            person_id = entry.person.id if isinstance(entry, Enrolment) else entry.person_id
            now = entry if isinstance(entry, Enrolment) else None
            self._history.setdefault(person_id, []).append((seq, now))
        self.faults = tuple(faults)
        """Events whose entry nobody with the right to had signed."""

    def at(self, person_id: str, seq: int) -> Enrolment | None:
        """As this person was enrolled when event ``seq`` was written; None: not enrolled then."""
        found = None
        for since, entry in self._history.get(person_id, ()):
            if since <= seq:
                found = entry
        return found

    def now(self) -> Mapping[str, Enrolment]:
        """By id, everybody enrolled who has not left; the recovery key is not among them."""
        last = {person_id: history[-1][1] for person_id, history in self._history.items()}
        return {key: entry for key, entry in last.items() if entry is not None and key != RECOVERY.id}

    def people(self) -> tuple[Person, ...]:
        """Everybody ever enrolled, by the newest name, for reading old events."""
        newest = (
            next((entry.person for _, entry in reversed(history) if entry), None)
            for history in self._history.values()
        )
        return tuple(person for person in newest if person)

    def keys_of(self, person_id: str) -> PublicKeys | None:
        """What this person's signatures are checked against today; None: not enrolled, or left."""
        enrolled = self.now().get(person_id)
        return enrolled.keys if enrolled else None

    def managers(self) -> tuple[Enrolment, ...]:
        """Who may decide today, here or on another device."""
        return tuple(entry for entry in self.now().values() if entry.person.role is Role.MANAGER)

    def recovery(self) -> Enrolment | None:
        """The recovery key as it is enrolled today."""
        return self.at(RECOVERY.id, _LAST)

    def refuses(self, entry: Entry) -> bool:
        """Whether ``entry`` would count for nothing if it were written now."""
        return not self._counts(_LAST, entry)

    def _counts(self, seq: int, entry: Entry) -> bool:
        if not self._history:
            return (
                isinstance(entry, Enrolment)
                and entry.by == entry.person.id
                and entry.person.role is Role.MANAGER
                and entry.is_signed_by(entry.keys.deciding)
            )
        by = self.at(entry.by, seq)
        if by is None or not (by.person.role is Role.MANAGER or by.person.id == RECOVERY.id):
            return False
        if isinstance(entry, Enrolment):
            # Only managers and the recovery key have a deciding key: it would let others in.
            may_hold = entry.person.role is Role.MANAGER or entry.person.id == RECOVERY.id
            return entry.is_signed_by(by.keys.deciding) and (may_hold or entry.keys.deciding is None)
        return by.keys.deciding is not None and is_signed(
            by.keys.deciding, DEPARTURE, entry.body(), entry.signature
        )


_LAST = 2**62
