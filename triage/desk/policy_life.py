"""The policy's own life in a service (policy 9): copies, training, reviews, new text, what it leaves open.

Every line is about one text, known by its SHA-256: when the text changes, copies and training are due again.
"""

from dataclasses import dataclass
from datetime import date

from triage.content import message
from triage.desk.session import Session
from triage.errors import NotAllowed, NotFound, TriageError, UsageError
from triage.labels import label
from triage.model import Clock
from triage.policy.amendment import Amendment
from triage.policy.pack import Pack
from triage.records.agreed import Agreed
from triage.records.people import Person, Role, Service
from triage.records.receipt import (
    PolicyAdopted,
    PolicyReceipt,
    PolicyReviewed,
    PolicyTraining,
    SilenceAgreed,
    TrainingKind,
)
from triage.text import one_line


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to the text in use."""

    person: Person
    receipt: PolicyReceipt | None
    """Their newest for this text."""
    had_earlier: bool
    """They confirmed a copy of another text."""
    trained_on: date | None
    """The day on which the last section was covered; None while one is open."""
    sections_open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """What was noted of the text itself, oldest first."""

    reviews: tuple[PolicyReviewed, ...]
    adoptions: tuple[PolicyAdopted, ...]


class PolicyLife:
    """What can be done about it by who sits at the vault. Raises Locked without anybody."""

    def __init__(self, session: Session, now: Clock) -> None:
        self._session = session
        self._now = now

    @property
    def _pack(self) -> Pack:
        return self._session.pack

    def confirm(self) -> PolicyReceipt:
        """My line: I have a copy of this text and have read it. Raises NotSaved."""
        line = PolicyReceipt(
            ref=None, at=self._now(), by=self._session.person(),
            policy_sha256=self._pack.sha256, words=message("receipt_words"),
        )  # fmt: skip
        self._session.vault().enter(line)
        return line

    def mine(self) -> Standing:
        """How I stand."""
        return self._standing(self._session.person())

    def standings(self) -> tuple[Standing, ...]:
        """How everybody stands, by name. Raises NotAllowed for who is no manager."""
        self._manager()
        people = (entry.person for entry in self._session.vault().register.now().values())
        return tuple(map(self._standing, sorted(people, key=lambda person: (person.name, person.id))))

    def due(self) -> str | None:
        """The one line I am to read of it, by its message id; None when nothing is due, or records are
        closed."""
        try:
            mine = self.mine()
        except TriageError:
            return None
        if mine.receipt is None:
            return "receipt_due_again" if mine.had_earlier else "receipt_due"
        return "training_due" if mine.sections_open else None

    def trained(
        self, person_id: str, kind: TrainingKind, on: date, sections: tuple[str, ...], covered: str
    ) -> Standing:
        """A manager notes that somebody was introduced to these sections; how they stand after it.

        Raises NotFound, NotAllowed, NotSaved; UsageError for a section that is not there, or a day ahead.
        """
        me, known = self._manager(), [section.number for section in self._pack.policy.sections]
        person = self._enrolled(person_id)
        for section in sections:
            if section not in known:
                raise UsageError("section_unknown", section=section)
        self._refuse_ahead(on)
        self._session.vault().enter(
            PolicyTraining(
                ref=None, at=self._now(), by=me, policy_sha256=self._pack.sha256, person_id=person_id,
                kind=kind, on=on, sections=sections, covered=one_line(covered),
            )
        )  # fmt: skip
        return self._standing(person)

    def reviewed(self, reviewed_on: date, next_due: date, outcome: str) -> None:
        """A manager notes a review and the day of the next. Raises NotAllowed, UsageError, NotSaved."""
        me = self._manager()
        self._refuse_ahead(reviewed_on)
        if next_due <= reviewed_on:
            raise UsageError("review_not_after")
        self._session.vault().enter(
            PolicyReviewed(
                ref=None, at=self._now(), by=me, policy_sha256=self._pack.sha256,
                reviewed_on=reviewed_on, next_due=next_due, outcome=one_line(outcome),
            )
        )  # fmt: skip
        self._keep(policy_review_due=next_due)

    def adopt(self, amendment: Amendment, agreed_by: str, agreed_on: date) -> PolicyAdopted:
        """A manager notes who agreed to new text, and when. The text itself stays as it is.

        Raises NotAllowed, NotSaved; UsageError for the text that is in use already, or a day ahead.
        """
        me = self._manager()
        if amendment.new_sha256 == self._pack.sha256:
            raise UsageError("amendment_same")
        self._refuse_ahead(agreed_on)
        line = PolicyAdopted(
            ref=None, at=self._now(), by=me,
            old_sha256=amendment.old_sha256, new_sha256=amendment.new_sha256,
            agreed_by=one_line(agreed_by), agreed_on=agreed_on,
            changed=tuple(change.address for change in amendment.changes),
        )  # fmt: skip
        self._session.vault().enter(line)
        self._keep(policy_sha256=amendment.new_sha256)
        return line

    def agree(self, silence_id: str, agreed_by: str, agreed_on: date, does: str) -> None:
        """A manager notes what the service does where the policy is silent. Raises NotFound, NotAllowed,
        NotSaved."""
        me, entry = (
            self._manager(),
            next((each for each in self._pack.silences if each.id == silence_id), None),
        )
        if entry is None:
            raise NotFound("silence_not_found", id=silence_id)
        self._refuse_ahead(agreed_on)
        agreed = Agreed(entry_sha256=entry.sha256, by=one_line(agreed_by), on=agreed_on, does=one_line(does))
        self._session.vault().enter(
            SilenceAgreed(
                ref=None, at=self._now(), by=me, silence=silence_id, entry_sha256=agreed.entry_sha256,
                agreed_by=agreed.by, agreed_on=agreed.on, does=agreed.does,
            )
        )  # fmt: skip
        service = self._session.service
        self._keep(silences_agreed={**(service.silences_agreed if service else {}), silence_id: agreed})

    def history(self) -> History:
        """Reviews, and new text that was agreed."""
        vault = self._session.vault()
        return History(
            tuple(kept.entry for kept in vault.book(PolicyReviewed) if kept.entry),
            tuple(kept.entry for kept in vault.book(PolicyAdopted) if kept.entry),
        )

    def _standing(self, person: Person) -> Standing:
        vault, sha256 = self._session.vault(), self._pack.sha256
        receipts = [
            kept.entry
            for kept in vault.book(PolicyReceipt)
            if kept.entry is not None and kept.entry.by.id == person.id
        ]
        still_open = {section.number for section in self._pack.policy.sections}
        trained_on = None
        for kept in vault.book(PolicyTraining):
            line = kept.entry
            if line is None or (line.person_id, line.policy_sha256) != (person.id, sha256):
                continue
            if still_open and not (still_open := still_open - set(line.sections)):
                trained_on = line.on
        of_this = [receipt for receipt in receipts if receipt.policy_sha256 == sha256]
        numbers = (section.number for section in self._pack.policy.sections)
        return Standing(
            person, of_this[-1] if of_this else None, len(receipts) > len(of_this), trained_on,
            tuple(number for number in numbers if number in still_open),
        )  # fmt: skip

    def _manager(self) -> Person:
        me = self._session.person()
        if me.role is not Role.MANAGER:
            raise NotAllowed("only_a_manager_notes")
        return me

    def _enrolled(self, person_id: str) -> Person:
        entry = self._session.vault().register.now().get(person_id)
        if entry is None:
            raise NotFound("nobody_with_id")
        return entry.person

    def _refuse_ahead(self, day: date) -> None:
        if day > self._now().date():
            raise UsageError("day_ahead")

    def _keep(self, **changed: object) -> None:
        service = self._session.service
        if service is not None:
            self._session.keep_service(service.model_copy(update=changed))


def review_due(pack: Pack, service: Service | None) -> date | None:
    """The day of the next yearly review: the service's own, or else pack.toml's; None: nobody has set one."""
    own = service.policy_review_due if service else None
    return own or pack.review.review_due


def is_agreed_text(pack: Pack, service: Service | None) -> bool:
    """The text is the one that the service set up with or last agreed to, as far as that is known."""
    return service is None or service.policy_sha256 in ("", pack.sha256)


def standing_words(standing: Standing) -> str:
    """How somebody stands, in one line: their copy, and their induction."""
    person, receipt = standing.person, standing.receipt
    if receipt is not None:
        read = message("standing_receipt", on=f"{receipt.at:%d %B %Y}")
    else:
        read = message("standing_receipt_old" if standing.had_earlier else "standing_no_receipt")
    if standing.trained_on is not None:
        trained = message("standing_trained", on=f"{standing.trained_on:%d %B %Y}")
    else:
        trained = message("standing_not_trained", sections=", ".join(standing.sections_open))
    role = label("role", person.role)
    return message("standing_row", name=person.name, role=role, receipt=read, training=trained)
