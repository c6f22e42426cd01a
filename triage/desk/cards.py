"""Letting in somebody who works on another device: my card for them, theirs for me, a phone call between.

A card counts for nothing until a manager of this device, or the recovery key, signs for it with a passphrase.
So a caseworker alone at a device lets nobody in.
"""

from pathlib import Path

from triage.desk.session import Session
from triage.errors import NotAllowed
from triage.handover import files
from triage.handover.card import Card, card_of, read_card, refuse_known
from triage.handover.limits import CARD_BYTES
from triage.model import Clock
from triage.records.people import Role
from triage.vault.identity import RECOVERY, PublicKeys, enrolment, fingerprint


class Cards:
    """For the person at the vault. Every method raises Locked without anybody."""

    def __init__(self, session: Session, now: Clock) -> None:
        self._session = session
        self._now = now

    @property
    def fingerprint(self) -> str:
        """Of my own card: 24 letters to read aloud."""
        return fingerprint(self._session.seat().keys)

    def mine(self) -> bytes:
        """My own card, as the text of a file. Nothing on it is secret."""
        return card_of(self._session.seat(), self._now())

    def write(self, folder: Path) -> Path:
        """The same as a file with a neutral name. Raises NotSaved."""
        return files.Fresh(folder, self.mine(), files.CARD_SUFFIX).name_it()

    def look_at(self, file: Path) -> Card:
        """Somebody's card. Raises NotFound, SealBroken; NotAllowed for who may let nobody in, and for a card
        that changes nothing or takes what is another's."""
        self._refuse_others()
        card = read_card(files.read_small(file, CARD_BYTES))
        refuse_known(card, self._keys())
        return card

    def trust(self, card: Card, passphrase: str | None) -> None:
        """Enrols whoever is on a card whose letters were heard; they have no passphrase here.

        ``passphrase`` is that of the manager who sits here. Raises NotAllowed, NotSaved, WrongPassphrase.
        """
        self._refuse_others()
        refuse_known(card, self._keys())
        me, deciding = self._session.person(), self._session.deciding_key(passphrase)
        self._session.vault().enrol(
            enrolment(card.person, card.keys, self._now(), me.id, deciding, here=False)
        )

    def _refuse_others(self) -> None:
        me = self._session.person()
        if me.role is not Role.MANAGER and me.id != RECOVERY.id:
            raise NotAllowed("only_a_manager_trusts")

    def _keys(self) -> dict[str, PublicKeys]:
        """Of everybody, the recovery key as well."""
        register = self._session.vault().register
        keys = {person_id: entry.keys for person_id, entry in register.now().items()}
        recovery = register.recovery()
        return {**keys, RECOVERY.id: recovery.keys} if recovery else keys
