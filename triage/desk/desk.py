"""The desk: what the doors ask for. Every method is a use-case; the work is done in the rooms behind it.

Guidance, look-ups and the policy answer while the vault is locked or missing; records do not (SCREENS 0.3).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.interview.interview import Progress
from triage.model import Clock, Finding, Guidance, Heard, Rung
from triage.policy.pack import Pack
from triage.records.addition import Addition
from triage.records.decision import Decision
from triage.records.draft import Draft, Reply
from triage.records.escalation import Escalation
from triage.records.people import Person, Service


class Access(StrEnum):
    """How the vault stands."""

    NONE = "none"
    """No vault on this device yet."""
    LOCKED = "locked"
    OPEN = "open"
    FAULT = "fault"
    """It is there and cannot be opened: damaged, read-only, in use. ``Desk.fault`` has the message."""


class EncoderState(StrEnum):
    """How the meaning side stands."""

    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"
    """Word search only; the screen says so."""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One line of the records list or the inbox."""

    ref: str
    rung: Rung
    author: Person
    opened_at: datetime
    submitted_at: datetime
    seen: bool
    """A manager has opened it."""
    decision: Decision | None
    """The newest decision; None while it waits."""
    manager_told_at: datetime | None
    """When the author says they spoke to the line manager; None: not spoken."""
    consent: str | None
    """Id of the consent option chosen in the interview; None when not answered."""


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A record with everything added to it since."""

    record: Escalation
    additions: tuple[Addition, ...]
    decisions: tuple[Decision, ...]
    """Oldest first; the last is in force."""
    history: tuple[tuple[datetime, str, str], ...]
    """When, who, what (an audit action id): the chronology from the event log."""
    sealed: bool
    """Record and chain match their seals; False is shown as «does not match its seal»."""


class Desk:
    """Guide, vault and interview under one roof. Built by ``bootstrap``; closed with ``close``."""

    pack: Pack
    now: Clock

    # What works while locked

    @property
    def encoder(self) -> EncoderState: ...
    def hear(self, text: str, *, rung: Rung | None) -> Heard:
        """The reply by rules and words, within milliseconds. ``rung`` is the one in force, None when none is chosen."""
    def hear_with_meaning(self, text: str, *, rung: Rung | None) -> Heard | None:
        """The reply with the meaning ear too; waits for the encoder, so call it in a thread. None: it has failed."""
    def look_up(self, text: str) -> Finding:
        """Clauses by words, or that the policy is silent, within milliseconds."""
    def look_up_with_meaning(self, text: str) -> Finding | None:
        """The same by words and meaning; waits for the encoder. None: it has failed."""
    def guidance(self, rung: Rung | None) -> Guidance:
        """SAY, DO NEXT and POLICY for a rung; for None what to say before anything is known."""
    def reply_of(self, heard: Heard) -> Reply:
        """What the thread keeps of a reply."""

    # Access

    @property
    def access(self) -> Access: ...
    @property
    def fault(self) -> str | None:
        """The message to show while ``access`` is FAULT."""
    @property
    def me(self) -> Person | None:
        """Who is signed in; None while locked."""
    @property
    def service(self) -> Service | None: ...
    @property
    def is_demo(self) -> bool:
        """A throw-away vault with an invented service: changing person asks for nothing."""
    def people(self) -> tuple[Person, ...]:
        """Who can sign in here, by name."""
    def sign_in(self, person_id: str, passphrase: str) -> Person:
        """Opens the vault for this person. Raises WrongPassphrase, SealBroken, InUse; takes 0.1 to 0.5 s."""
    def change_person(self, person_id: str) -> Person:
        """The demo's own: the other invented person sits down. Raises NotAllowed outside the demo."""
    def lock(self) -> None:
        """Closes records; guidance goes on."""

    # A call

    def start_call(self) -> Draft:
        """A new draft, kept from the first moment. Raises Locked."""
    def keep(self, draft: Draft) -> datetime:
        """Saves the draft; gives the time it was saved. Raises NotSaved (the draft is still in your hands) or Locked."""
    def drafts(self) -> tuple[Draft, ...]:
        """My own drafts not yet submitted, newest first."""
    def draft(self, ref: str) -> Draft:
        """Raises NotFound."""

    # The record

    def interview(self, draft: Draft) -> Progress:
        """Where the interview stands: the questions on its path, what is answered, what is missing."""
    def submit(self, draft: Draft) -> Escalation:
        """Record and audit event in one transaction. Raises RecordIncomplete, NotSaved, Locked."""
    def records(self) -> tuple[RecordRow, ...]:
        """Mine as a caseworker, all as a manager; newest first."""
    def record(self, ref: str) -> RecordFile:
        """Opens a record; a manager's first look and the author's first look at a decision are noted. NotFound."""
    def add(self, addition: Addition) -> None:
        """Adds to a submitted record."""

    # Deciding

    def inbox(self) -> tuple[RecordRow, ...]:
        """Records that wait for a decision: rung first, then longest waiting. Raises NotAllowed for a caseworker."""
    def decide(self, decision: Decision) -> Decision:
        """Appends a decision. Raises NotAllowed, RecordIncomplete, NotSaved."""

    def close(self) -> None:
        """Checkpoints, locks and ends the encoder process."""
