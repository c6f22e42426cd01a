"""What every step of handing over needs: the letters kept so far, who is enrolled, who may read what."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from triage.desk.session import Session
from triage.errors import SealBroken
from triage.handover.letter import (
    ChainHead,
    Letter,
    Receipt,
    RecordLetter,
    Sender,
    SignedDecision,
    read_letter,
)
from triage.handover.plain import SignedBody
from triage.model import Clock
from triage.records.escalation import Escalation
from triage.vault.case_file import KeptRecord
from triage.vault.connection import Connection
from triage.vault.identity import Enrolment, Recipient, Seat
from triage.vault.letters import Hand, KeptLetter, keep_letter, letters, newest_event, signed_decisions
from triage.vault.store import Vault

SENT = "sent"
"""The standing of a letter of ours."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A letter as it is kept, and what it says."""

    kept: KeptLetter
    letter: Letter
    """Signed and checked when it came in; its event vouches for it since."""


class LetterBook:
    """Of the person at the vault. Every method raises Locked without anybody."""

    def __init__(self, session: Session, now: Clock) -> None:
        self._session = session
        self.now = now

    @property
    def vault(self) -> Vault:
        """The open vault."""
        return self._session.vault()

    @property
    def connection(self) -> Connection:
        """Its connection."""
        return self.vault.connection

    @property
    def seat(self) -> Seat:
        """Who sits at it."""
        return self._session.seat()

    def enrolled(self) -> dict[str, Enrolment]:
        """By id, whose signatures count today."""
        return dict(self.vault.register.now())

    def kept(self, ref: str | None) -> tuple[KeptLetter, ...]:
        """About one record, or all for None, in the order they came and went."""
        return letters(self.connection, self.seat.identity, ref)

    def entries(self, ref: str | None, newest: int | None = None) -> tuple[Entry, ...]:
        """The same, or the newest of them, without those that cannot be read: erased, closed to who sits
        here, damaged, or in a form that this program does not know."""
        found = []
        for each in letters(self.connection, self.seat.identity, ref, newest):
            with suppress(SealBroken):
                if each.body is not None:
                    found.append(Entry(each, read_letter(each.body)))
        return tuple(found)

    def keep(self, letter: Letter, signed: SignedBody, standing: str, about: Escalation) -> None:
        """With its event, in the caller's transaction."""
        keep_letter(
            self.connection,
            self.hand(about),
            ref=letter.record_id,
            kind=letter.kind,
            standing=standing,
            body=signed.body,
            signature=signed.signature,
        )

    def hand(self, about: Escalation) -> Hand:
        """A worry about a manager is sealed to its author and the other managers, here as elsewhere."""
        if about.about_person is None:
            return Hand(self.seat, self.now(), None)
        readers = [each for each in self.vault.register.managers() if each.person.id != about.about_person]
        author = self.enrolled().get(about.author.id)
        readers += [author] if author else []
        return Hand(self.seat, self.now(), recipients(readers, self.seat.keys.recipient))

    def sender(self) -> Sender:
        """Me, as a letter names me."""
        return Sender(person_id=self.seat.person.id, signing=self.seat.keys.signing)

    def chain(self) -> ChainHead:
        """How far our list of events has come."""
        size, head = newest_event(self.connection)
        return ChainHead(origin=self.vault.origin, size=size, head=head)

    def decisions(self, kept: KeptRecord) -> tuple[SignedDecision, ...]:
        """Those made here that stand, oldest first."""
        made = signed_decisions(self.connection, kept.ref, self.seat.identity)
        return tuple(
            SignedDecision(decision=decision, signature=signature)
            for decision, signature in made
            if decision in kept.decisions
        )


def recipients(people: Iterable[Enrolment], *more: Recipient) -> tuple[Recipient, ...]:
    """Sorted, none twice."""
    return tuple(sorted({*(each.keys.recipient for each in people), *more}))


def acknowledged(receipt: Receipt, entries: Iterable[Entry]) -> RecordLetter | None:
    """The letter of ours that a receipt names; None when there is none."""
    named = (receipt.rev, receipt.received_sha256, receipt.seen)
    ours = [each.letter for each in entries if each.kept.outgoing]
    records = (letter for letter in ours if isinstance(letter, RecordLetter))
    return next((each for each in records if (each.rev, each.sha256, each.chain) == named), None)
