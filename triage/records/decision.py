"""The manager's decision: appended, never edited. No choice is ever preset or recommended (P7.1, P7.12)."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from triage.errors import NotAllowed, RecordIncomplete
from triage.model import Rung
from triage.records.escalation import Escalation
from triage.records.people import Person, Role
from triage.records.stored import Stored

SHORTEST_REASON = 20
"""Characters of reasons that a decision needs, whichever way it goes."""

EXCEPTIONS = ("7.exceptions.safety", "7.exceptions.crime", "7.exceptions.legal")
"""The three that policy 7 names; to share without consent is to rely on one (P7.5)."""


class Choice(StrEnum):
    """What a manager may decide (policy 7: «whether or not to breach confidentiality»)."""

    SHARE_WITHOUT_CONSENT = "share_without_consent"
    SHARE_WITH_CONSENT = "share_with_consent"
    DO_NOT_SHARE = "do_not_share"
    MORE_INFORMATION = "more_information"


class Recipient(StrEnum):
    """Who will be told."""

    POLICE = "police"
    SOCIAL_CARE = "social_care"
    OTHER = "other"


class ParentTold(StrEnum):
    """Policy 7: «parents should be contacted, if possible and appropriate, and informed of the decision»."""

    DONE = "done"
    NOT_YET = "not_yet"
    NOT_SAFE = "not_safe"
    NOT_POSSIBLE = "not_possible"


class Decision(Stored):
    """One signed-off decision."""

    schema_version: int = 1
    ref: str
    by: Person
    choice: Choice
    reasons: str = Field(repr=False)
    exceptions: tuple[str, ...] = ()
    """Clause ids of the section 7 exceptions relied on, when something is shared without consent."""
    recipients: tuple[Recipient, ...] = ()
    other_recipient: str = Field(default="", repr=False)
    parent_told: ParentTold | None
    """None only where nothing is shared."""
    parent_told_reason: str = Field(default="", repr=False)
    decided_at: AwareDatetime
    """When it was made, which may be before it was typed."""
    written_at: AwareDatetime


def check_decision(decision: Decision, record: Escalation) -> None:
    """Raises NotAllowed for who may not sign, RecordIncomplete for a missing part.

    Neither a caseworker, nor the author (P7.11), nor the manager whom the worry is about (P7.23) may sign.
    """
    if decision.by.role is not Role.MANAGER:
        raise NotAllowed("only_a_manager_decides")
    if decision.by.id == record.author.id:
        raise NotAllowed("author_never_decides", ref=record.ref)
    if decision.by.id == record.about_person:
        raise NotAllowed("another_manager_decides", ref=record.ref)
    if decision.ref != record.ref:
        raise RecordIncomplete("decision_on_another_record", field="ref")
    if len(decision.reasons.strip()) < SHORTEST_REASON:
        raise RecordIncomplete("reasons_too_short", field="reasons", least=SHORTEST_REASON)
    if decision.decided_at > decision.written_at:
        raise RecordIncomplete("decided_in_the_future", field="decided_at")
    if decision.decided_at < record.opened_at.replace(second=0, microsecond=0):  # typed to the minute
        raise RecordIncomplete("decided_before_the_call", field="decided_at")
    if decision.choice in (Choice.SHARE_WITHOUT_CONSENT, Choice.SHARE_WITH_CONSENT):
        _check_sharing(decision)


def needs_a_second_look(choice: Choice, rung: Rung) -> bool:
    """Not sharing on rung 1 is one of the four interruptions (SCREENS 2.1)."""
    return choice is Choice.DO_NOT_SHARE and rung is Rung.DANGER_NOW


def _check_sharing(decision: Decision) -> None:
    """What must be there when something is shared: with whom, is the parent told, and by which exception."""
    if not decision.recipients:
        raise RecordIncomplete("recipients_missing", field="recipients")
    if Recipient.OTHER in decision.recipients and not decision.other_recipient.strip():
        raise RecordIncomplete("other_recipient_missing", field="other_recipient")
    if decision.parent_told is None:
        raise RecordIncomplete("parent_told_missing", field="parent_told")
    says_why = decision.parent_told_reason.strip()
    if decision.parent_told in (ParentTold.NOT_SAFE, ParentTold.NOT_POSSIBLE) and not says_why:
        raise RecordIncomplete("parent_told_reason_missing", field="parent_told_reason")
    if decision.choice is Choice.SHARE_WITHOUT_CONSENT and not set(decision.exceptions) & set(EXCEPTIONS):
        raise RecordIncomplete("exception_missing", field="exceptions")
