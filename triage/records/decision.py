"""The manager's decision: appended, never edited. No choice is ever preset or recommended (P7.1, P7.12)."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from triage.errors import NotAllowed, RecordIncomplete
from triage.model import Rung
from triage.records.addition import Addition
from triage.records.consultation import manager_told_at
from triage.records.decision_parts import (
    OF_THE_AUTHORITY,
    ORDERS,
    ActionDue,
    Advice,
    Discussion,
    FactReliedOn,
    LegalKind,
    LegalRequirement,
    PoliceChoice,
    Recipient,
    RecipientDetail,
)
from triage.records.escalation import Escalation
from triage.records.marks import listed, mark_of
from triage.records.people import Person, Role
from triage.records.stored import Stored

__all__ = [
    "EXCEPTIONS",
    "LEGAL",
    "SHARING",
    "Choice",
    "Decision",
    "ParentTold",
    "Recipient",
    "check_consulted",
    "check_decision",
    "needs_a_second_look",
    "replacing",
]

SHORTEST_REASON = 20
"""Characters of reasons that a decision needs, whichever way it goes."""

EXCEPTIONS = ("7.exceptions.safety", "7.exceptions.crime", "7.exceptions.legal")
"""The three that policy 7 names; to share without consent is to rely on one (P7.5)."""

LEGAL = EXCEPTIONS[2]


class Choice(StrEnum):
    """What a manager may decide (policy 7: «whether or not to breach confidentiality»)."""

    SHARE_WITHOUT_CONSENT = "share_without_consent"
    SHARE_WITH_CONSENT = "share_with_consent"
    DO_NOT_SHARE = "do_not_share"
    MORE_INFORMATION = "more_information"


SHARING = (Choice.SHARE_WITHOUT_CONSENT, Choice.SHARE_WITH_CONSENT)


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
    by_when: str = ""
    """When the information should be there, where more is asked for first; as typed."""
    conflict: bool | None = None
    """Whether the manager has a conflict of interest; None: not asked. With one they may not decide."""
    discussion: Discussion | None = None
    """None: not noted here; then the record says that the author told a manager."""
    advice: tuple[Advice, ...] = ()
    facts: tuple[FactReliedOn, ...] = ()
    """One for each of ``exceptions``."""
    alternatives: str = Field(default="", repr=False)
    proportion: str = Field(default="", repr=False)
    """Why what is decided is in proportion."""
    consent_position: str = Field(default="", repr=False)
    """Which consent is relied on, or why it is not waited for."""
    recipient_details: tuple[RecipientDetail, ...] = ()
    what_shared: str = Field(default="", repr=False)
    """Exactly what will be shared, item by item: nothing else may be."""
    withheld: str = Field(default="", repr=False)
    """What is left out, and why."""
    police: PoliceChoice | None = None
    police_reason: str = Field(default="", repr=False)
    parent_told_how: str = Field(default="", repr=False)
    """When, how and by whom the parent was told."""
    legal: LegalRequirement | None = None
    actions: tuple[ActionDue, ...] = ()
    no_actions: bool = False
    """«None» was said, which is not the same as nothing noted."""
    support_offered: bool | None = None
    """To the author; None: not noted."""
    review: str = Field(default="", repr=False)
    """When it is looked at again, or why it is closed."""
    supersedes: str = ""
    """Mark of the decision before it; empty: it is the first. The earlier one stays as it was."""

    @property
    def items(self) -> tuple[str, ...]:
        """What may be shared by this decision, item by item."""
        return listed(self.what_shared)


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
    if decision.conflict:
        raise NotAllowed("conflict_never_decides", ref=record.ref)
    if decision.ref != record.ref:
        raise RecordIncomplete("decision_on_another_record", field="ref")
    if len(decision.reasons.strip()) < SHORTEST_REASON:
        raise RecordIncomplete("reasons_too_short", field="reasons", least=SHORTEST_REASON)
    if decision.decided_at > decision.written_at:
        raise RecordIncomplete("decided_in_the_future", field="decided_at")
    if decision.decided_at < record.opened_at.replace(second=0, microsecond=0):  # typed to the minute
        raise RecordIncomplete("decided_before_the_call", field="decided_at")
    if decision.choice in SHARING:
        _check_sharing(decision)
    if record.rung is Rung.CRIME and decision.choice is not Choice.MORE_INFORMATION:
        _check_police(decision)


def check_consulted(decision: Decision, record: Escalation, additions: tuple[Addition, ...]) -> None:
    """Raises RecordIncomplete where neither the author nor the manager notes that they spoke (P7.11)."""
    if manager_told_at(record, additions) is None and decision.discussion is None:
        raise RecordIncomplete("discussion_missing", field="discussion")


def replacing(decision: Decision, earlier: tuple[Decision, ...]) -> Decision:
    """The decision, naming the one that it takes the place of. Raises RecordIncomplete: it names another."""
    last = mark_of(earlier[-1]) if earlier else ""
    if decision.supersedes not in ("", last):
        raise RecordIncomplete("replaces_another_decision", field="supersedes")
    return decision.model_copy(update={"supersedes": last})


def needs_a_second_look(choice: Choice, rung: Rung) -> bool:
    """Not sharing on rung 1 is one of the four interruptions (SCREENS 2.1)."""
    return choice is Choice.DO_NOT_SHARE and rung is Rung.DANGER_NOW


def _check_sharing(decision: Decision) -> None:
    """What must be there when something is shared: what, to whom, by which exception, parent told or not."""
    if not decision.recipients:
        raise RecordIncomplete("recipients_missing", field="recipients")
    if Recipient.OTHER in decision.recipients and not decision.other_recipient.strip():
        raise RecordIncomplete("other_recipient_missing", field="other_recipient")
    if not {detail.agency for detail in decision.recipient_details} <= set(decision.recipients):
        raise RecordIncomplete("detail_of_another_recipient", field="recipient_details")
    _check_exceptions(decision)
    if not decision.items:
        raise RecordIncomplete("what_shared_missing", field="what_shared")
    if decision.parent_told is None:
        raise RecordIncomplete("parent_told_missing", field="parent_told")
    if decision.parent_told is ParentTold.DONE and not decision.parent_told_how.strip():
        raise RecordIncomplete("parent_told_how_missing", field="parent_told_how")
    says_why = decision.parent_told_reason.strip()
    if decision.parent_told in (ParentTold.NOT_SAFE, ParentTold.NOT_POSSIBLE) and not says_why:
        raise RecordIncomplete("parent_told_reason_missing", field="parent_told_reason")


def _check_exceptions(decision: Decision) -> None:
    """Without consent, or to the Local Authority or its social care: exception and fact (P3.9, P7.5)."""
    chosen = set(decision.exceptions) & set(EXCEPTIONS)
    if not chosen and decision.choice is Choice.SHARE_WITHOUT_CONSENT:
        raise RecordIncomplete("exception_missing", field="exceptions")
    if not chosen and OF_THE_AUTHORITY.intersection(decision.recipients):
        raise RecordIncomplete("authority_needs_exception", field="exceptions")
    facts = {each.exception for each in decision.facts if each.fact.strip()}
    for exception, field in zip(EXCEPTIONS, ("fact_safety", "fact_crime", "fact_legal"), strict=True):
        if exception in chosen and exception not in facts:
            raise RecordIncomplete("fact_missing", field=field)
    if LEGAL in chosen:
        _check_legal(decision.legal)


def _check_legal(legal: LegalRequirement | None) -> None:
    """The law requires it only by an act or an order that can be named (P7.16, P7.18)."""
    if legal is None:
        raise RecordIncomplete("legal_kind_missing", field="legal_kind")
    if legal.kind is LegalKind.REQUEST:
        raise RecordIncomplete("request_is_no_order", field="legal_kind")
    if not legal.authority.strip():
        raise RecordIncomplete("legal_authority_missing", field="legal_authority")
    if legal.kind in ORDERS:
        for words, field in (
            (legal.reference, "legal_reference"), (legal.court, "legal_court"), (legal.dated, "legal_dated"),
        ):  # fmt: skip
            if not words.strip():
                raise RecordIncomplete("order_part_missing", field=field)
    if not legal.scope:
        raise RecordIncomplete("legal_scope_missing", field="legal_scope")


def _check_police(decision: Decision) -> None:
    """A crime: the manager says whether to contact the police, and why (P7.15)."""
    if decision.police is None:
        raise RecordIncomplete("police_missing", field="police")
    if not decision.police_reason.strip():
        raise RecordIncomplete("police_reason_missing", field="police_reason")
    told = decision.choice in SHARING and Recipient.POLICE in decision.recipients
    if told != (decision.police is PoliceChoice.CONTACT):
        raise RecordIncomplete("police_and_recipients_differ", field="police")
