"""The books of the policy's own life: who has a copy, who was trained, when it was reviewed, what was agreed.

Each line names the text it is about by its SHA-256: the policy has no date or version of its own.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from triage.records.book import BookEntry


class PolicyReceipt(BookEntry):
    """«I have a copy and I have read it» (policy 9)."""

    BOOK: ClassVar[str] = "policy_receipt"
    policy_sha256: str
    words: str
    """What the person confirmed, as they read it."""


class TrainingKind(StrEnum):
    """Policy 9: «via induction and training»."""

    INDUCTION = "induction"
    TRAINING = "training"


class PolicyTraining(BookEntry):
    """A manager's line: somebody was introduced to these sections on a day."""

    BOOK: ClassVar[str] = "policy_training"
    policy_sha256: str
    person_id: str
    kind: TrainingKind
    on: date
    sections: tuple[str, ...]
    """Section numbers that were covered."""
    covered: str
    """How, in the manager's words."""


class PolicyReviewed(BookEntry):
    """A yearly review (policy 9) and the day the next one is due."""

    BOOK: ClassVar[str] = "policy_reviewed"
    policy_sha256: str
    reviewed_on: date
    next_due: date
    outcome: str


class PolicyAdopted(BookEntry):
    """New text that was agreed: from which, to which, by whom and when, and which clauses differ."""

    BOOK: ClassVar[str] = "policy_adopted"
    old_sha256: str
    new_sha256: str
    agreed_by: str
    """As typed: it may be a group."""
    agreed_on: date
    changed: tuple[str, ...]
    """Addresses of the clauses that were added, changed or taken out."""


class SilenceAgreed(BookEntry):
    """What the service does where the policy is silent, agreed on a day."""

    BOOK: ClassVar[str] = "silence_agreed"
    silence: str
    entry_sha256: str
    agreed_by: str
    agreed_on: date
    does: str
