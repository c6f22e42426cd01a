"""What went out, and what was done for somebody: written down only through its gate, read with its record."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from triage.desk.session import Session
from triage.errors import NotAllowed, NotFound, SealBroken
from triage.model import Clock
from triage.records.book import BookEntry
from triage.records.decision import Decision
from triage.records.disclosing import Consent, ConsentEnded, ContactTried, Disclosure, FollowUp, OnBehalf
from triage.records.escalation import Escalation
from triage.records.gates import (
    OnFile,
    check_consent,
    check_consent_ended,
    check_contact,
    check_disclosure,
    check_follow_up,
    check_on_behalf,
)
from triage.records.marks import mark_of
from triage.records.people import Role
from triage.vault.case_file import KeptRecord

E = TypeVar("E", bound=BookEntry)


@dataclass(frozen=True, slots=True)
class Line:
    """A consent, or something that went out by one or by a decision."""

    entry: Consent | Disclosure | OnBehalf
    taken_back: datetime | None = None
    """Of a consent: since when it covers nothing."""
    relied_on: Consent | Decision | None = None
    """By what something went out; None for a consent."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The books about one record, each oldest first."""

    file: OnFile
    disclosures: tuple[Disclosure, ...]
    done: tuple[OnBehalf, ...]
    contacts: tuple[ContactTried, ...]
    whole: bool
    """Every line matches its seal and is open to the reader."""

    @property
    def entries(self) -> tuple[BookEntry, ...]:
        """All lines, in the order in which they were written, book by book."""
        file = self.file
        return (*file.consents, *file.ended, *self.disclosures, *self.done, *self.contacts, *file.followed)


class Sharing:
    """By the author of a record or a manager. Every method raises Locked, NotFound, NotAllowed; those that
    write also what their gate raises, and NotSaved."""

    def __init__(self, session: Session, now: Clock) -> None:
        self._session = session
        self._now = now

    def consented(self, consent: Consent) -> str:
        """Keeps express consent; its mark, by which a disclosure names it."""
        check_consent(consent)
        self._write(consent)
        return mark_of(consent)

    def end_consent(self, ended: ConsentEnded) -> None:
        """Consent was taken back: from then on nothing goes out by it."""
        check_consent_ended(ended, self._file(ended))
        self._write(ended)

    def shared(self, disclosure: Disclosure) -> None:
        """Keeps that something was told to somebody outside the service, if a gate is open."""
        check_disclosure(disclosure, self._file(disclosure))
        self._write(disclosure)

    def acted(self, done: OnBehalf) -> None:
        """Keeps what was done for somebody, if a gate is open."""
        check_on_behalf(done, self._file(done))
        self._write(done)

    def contact_tried(self, tried: ContactTried) -> None:
        """Keeps a try to reach who told us, by a way that they agreed to."""
        check_contact(tried, self._record(self._readable(self._ref(tried))))
        self._write(tried)

    def followed_up(self, follow_up: FollowUp) -> None:
        """Keeps how it went on; closes only when author and case notes have it."""
        check_follow_up(follow_up, self._file(follow_up))
        self._write(follow_up)

    def about(self, ref: str) -> Shared:
        """All that is written about one record."""
        kept = self._readable(ref)
        broken: list[int] = []

        def lines(kind: type[E]) -> tuple[E, ...]:
            found = self._session.vault().book(kind, ref)
            broken.extend(each.seq for each in found if each.entry is None)
            return tuple(each.entry for each in found if each.entry is not None)

        file = OnFile(kept.decisions, lines(Consent), lines(ConsentEnded), lines(FollowUp))
        disclosures, done, tried = lines(Disclosure), lines(OnBehalf), lines(ContactTried)
        return Shared(file, disclosures, done, tried, whole=not broken)

    def listed(self) -> tuple[Line, ...]:
        """Consents and what went out, newest first: of all records for a manager, of their own for others."""
        vault = self._session.vault()
        back = {kept.entry.consent: kept.entry.ended_at for kept in vault.book(ConsentEnded) if kept.entry}
        kinds: tuple[type[Consent] | type[Disclosure] | type[OnBehalf], ...] = (Consent, Disclosure, OnBehalf)
        found = [(kept.seq, kept.entry) for kind in kinds for kept in vault.book(kind) if kept.entry]
        open_to_me = {ref: kept for ref in {entry.ref for _, entry in found} if (kept := self._if_mine(ref))}
        grounds: dict[str, Consent | Decision] = {
            mark_of(each): each for kept in open_to_me.values() for each in kept.decisions
        }
        grounds |= {mark_of(entry): entry for _, entry in found if isinstance(entry, Consent)}
        return tuple(
            Line(entry, taken_back=back.get(mark_of(entry)))
            if isinstance(entry, Consent)
            else Line(entry, relied_on=grounds.get(entry.relies_on))
            for _, entry in sorted(found, key=lambda each: each[0], reverse=True)
            if entry.ref in open_to_me
        )

    def _if_mine(self, ref: str | None) -> KeptRecord | None:
        try:
            return self._readable(ref) if ref else None
        except (NotAllowed, NotFound):
            return None

    def _file(self, entry: BookEntry) -> OnFile:
        """What a gate looks at. Raises SealBroken where a line is missing that might have closed it."""
        ref = self._ref(entry)
        self._record(self._readable(ref))
        shared = self.about(ref)
        if not shared.whole:
            raise SealBroken("record_seal_broken", ref=ref)
        return shared.file

    def _write(self, entry: BookEntry) -> None:
        self._record(self._readable(self._ref(entry)))
        self._session.vault().enter(entry)

    def _readable(self, ref: str) -> KeptRecord:
        me, kept = self._session.person(), self._session.vault().kept(ref)
        if kept.closed:
            raise NotAllowed("another_manager_decides", ref=ref)
        if me.role is not Role.MANAGER and (kept.record is None or kept.record.author.id != me.id):
            raise NotAllowed("not_your_record")
        return kept

    def _record(self, kept: KeptRecord) -> Escalation:
        """No line is added to what cannot be relied on."""
        if kept.erased:
            raise NotFound("record_erased", ref=kept.ref)
        if kept.record is None or not kept.sealed:
            raise SealBroken("record_seal_broken", ref=kept.ref)
        return kept.record

    def _ref(self, entry: BookEntry) -> str:
        if entry.ref is None:
            raise NotFound("not_found")
        return entry.ref
