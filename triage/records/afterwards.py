"""What came after the record: additions, decisions; and the policy it all was judged by."""

from collections.abc import Iterable, Iterator

from triage.content import message
from triage.labels import label
from triage.records.addition import Addition
from triage.records.answered import field
from triage.records.decision import Decision, Recipient
from triage.records.document import Kind, TextLine
from triage.records.escalation import Escalation
from triage.records.shared_lines import fuller_lines, speaks_of_terrorism
from triage.records.times import full_time


def additions_made(additions: Iterable[Addition]) -> Iterator[TextLine]:
    """Each with what it is, when and by whom; the record itself stays as it was."""
    for addition in additions:
        what, name = label("addition_kind", addition.kind), addition.by.name
        head = message("summary_added_head", what=what, time=full_time(addition.at), name=name)
        yield TextLine(head, _added(addition), Kind.NOTE, about=f"addition_{addition.kind}")


def decisions_made(decisions: Iterable[Decision], record: Escalation) -> Iterator[TextLine]:
    """Every decision, the oldest first: the last is in force."""
    for decision in decisions:
        yield from _decision(decision, record)


def policy_used(record: Escalation) -> Iterator[TextLine]:
    """The clauses as they read at submission, and the seal of the text they come from."""
    for clause in record.cited:
        yield TextLine(message("summary_clause_head", clause=clause.id), clause.quote, Kind.POLICY)
    yield field("look_ups", str(record.look_ups))
    yield field("policy_text", record.policy_sha256)


def _added(addition: Addition) -> str:
    if addition.about:
        return message("record_correction", old=addition.about, new=addition.text)
    return addition.text


def _decision(decision: Decision, record: Escalation) -> Iterator[TextLine]:
    quotes = {clause.id: clause.quote for clause in record.cited}
    yield field("choice", label("choice_made", decision.choice))
    yield TextLine(label("field", "reasons"), decision.reasons, Kind.NOTE)
    for clause in decision.exceptions:
        quoted = quotes.get(clause) or label("exception", clause)
        yield TextLine(label("field", "exceptions"), quoted, Kind.POLICY)
    if decision.recipients:
        yield field("recipients", "; ".join(_told(decision)))
    yield from fuller_lines(decision)
    if decision.parent_told and speaks_of_terrorism(record):
        yield TextLine(label("field", "terrorism"), message("decision_terrorism"), Kind.NOTE)
    if decision.parent_told:
        yield field("parent_told", label("parent_told", decision.parent_told))
    if decision.parent_told_reason:
        yield TextLine(label("field", "parent_told_reason"), decision.parent_told_reason, Kind.NOTE)
    yield field("by", decision.by.name)
    yield field("decided_at", full_time(decision.decided_at))
    yield field("written_at", full_time(decision.written_at))


def _told(decision: Decision) -> Iterator[str]:
    for recipient in decision.recipients:
        name = label("recipient", recipient)
        yield f"{name}: {decision.other_recipient}" if recipient is Recipient.OTHER else name
