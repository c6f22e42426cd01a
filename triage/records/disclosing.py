"""Books of what went out: consent in words, disclosures, what was done for somebody, and how it went on."""

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime, Field

from triage.records.book import BookEntry
from triage.records.decision_parts import Recipient


class HowGiven(StrEnum):
    """How somebody agreed."""

    SPOKEN = "spoken"
    WRITTEN = "written"


class Consent(BookEntry):
    """Express consent (policy 3): who, how, to whom, to what, in which words, when. A bare tick is none."""

    BOOK: ClassVar[str] = "consent"
    given_by: str = Field(repr=False)
    how: HowGiven
    given_at: AwareDatetime
    agency: Recipient
    name: str = Field(repr=False)
    """Of the person or place that may be told or asked."""
    what: tuple[str, ...] = Field(repr=False)
    """What may be told or done, item by item."""
    words: str = Field(repr=False)
    """Exactly as they said or wrote it."""
    own_request: bool = False
    """They asked for it themselves: nothing else opens the way to the Local Authority (P3.8, P4.7)."""


class ConsentEnded(BookEntry):
    """Consent that was taken back: it covers nothing after ``ended_at``."""

    BOOK: ClassVar[str] = "consent_ended"
    consent: str
    """Mark of the consent."""
    ended_at: AwareDatetime


class Ground(StrEnum):
    """By what something may go out (P2.3). There is no fourth."""

    CONSENT = "consent"
    SECTION_7 = "section_7"
    LEGAL = "legal"


class Disclosure(BookEntry):
    """Something really was told to somebody outside the service."""

    BOOK: ClassVar[str] = "disclosure"
    agency: Recipient
    name: str = Field(repr=False)
    what: tuple[str, ...] = Field(repr=False)
    how: str = Field(repr=False)
    shared_at: AwareDatetime
    shared_by: str
    ground: Ground | None
    """None: none was named; then it is refused."""
    relies_on: str = ""
    """Mark of the consent or of the decision."""


class OnBehalfKind(StrEnum):
    """What was done for somebody, towards a third party."""

    RING = "ring"
    WRITE = "write"
    MEET = "meet"
    OTHER = "other"


class OnBehalf(BookEntry):
    """Something done on somebody's behalf (policy 6)."""

    BOOK: ClassVar[str] = "on_behalf"
    kind: OnBehalfKind
    agency: Recipient
    name: str = Field(repr=False)
    what: tuple[str, ...] = Field(repr=False)
    done_at: AwareDatetime
    ground: Ground | None
    relies_on: str = ""


class ContactWay(StrEnum):
    """How the person who told us was contacted."""

    PHONE = "phone"
    VOICEMAIL = "voicemail"
    COLLEAGUES = "colleagues"
    POST = "post"


class ContactTried(BookEntry):
    """One try to reach the person who told us."""

    BOOK: ClassVar[str] = "contact_tried"
    way: ContactWay
    tried_at: AwareDatetime
    outcome: str = Field(repr=False)


class AfterKind(StrEnum):
    """How it went on after a decision."""

    ACKNOWLEDGED = "acknowledged"
    OUTCOME = "outcome"
    CHASE = "chase"
    PARENT_TOLD = "parent_told"
    AUTHOR_TOLD = "author_told"
    CASE_NOTE = "case_note"
    CLOSED = "closed"


class FollowUp(BookEntry):
    """What came back, what is to be chased, who was told, where the case note stands."""

    BOOK: ClassVar[str] = "after"
    kind: AfterKind
    words: str = Field(repr=False)
    """Who answered and what, by when to chase, who was told, where the note stands, why it is closed."""
    happened_at: AwareDatetime
