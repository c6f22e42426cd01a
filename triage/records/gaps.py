"""How long it took from hearing to writing and to telling the manager: reckoned from stored times (P7.20).

Nobody types these. The event itself stands in the words it was told in, and no gap is made up from them.
"""

from collections.abc import Iterator
from datetime import datetime

from triage.content import message
from triage.labels import label
from triage.records.addition import Addition
from triage.records.answered import field, lines_of
from triage.records.consultation import manager_told_at
from triage.records.document import Kind, TextLine
from triage.records.escalation import Escalation
from triage.records.section7 import CRIME, tagged
from triage.records.times import full_time, waiting


def times_and_gaps(record: Escalation, additions: tuple[Addition, ...], now: datetime) -> Iterator[TextLine]:
    """Event, heard, written and told, and what lies between."""
    yield from lines_of(record, "when_happened")
    yield field("heard", full_time(record.opened_at))
    yield field("submitted", full_time(record.submitted_at))
    yield field("heard_to_submitted", waiting(record.opened_at, record.submitted_at))
    told = manager_told_at(record, additions)
    if told:
        yield field("manager_told", full_time(told))
    yield to_manager(record, additions, now)
    yield from lines_of(record, "delay_reason", kind=Kind.NOTE)


def to_manager(record: Escalation, additions: tuple[Addition, ...], now: datetime) -> TextLine:
    """From hearing to telling the line manager; while they are not told, how long it has been."""
    told = manager_told_at(record, additions)
    name = label("field", "heard_to_told")
    if told:
        return TextLine(name, waiting(record.opened_at, told), Kind.FACT)
    return TextLine(name, message("summary_not_told_for", time=waiting(record.opened_at, now)), Kind.MISSING)


def is_crime(record: Escalation) -> bool:
    """Policy 7 asks for the manager to be told of it as soon as possible (P7.14)."""
    return tagged(CRIME, record.by_question)
