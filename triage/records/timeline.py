"""What happened when, from first press to decision: times noted in the call, and those of the event log."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from triage.content import message
from triage.labels import label
from triage.records.addition import Addition, AdditionKind
from triage.records.consultation import manager_told_at
from triage.records.decision import Decision
from triage.records.document import Kind, TextLine
from triage.records.escalation import Escalation
from triage.records.times import moment, waiting

History = tuple[tuple[datetime, str, str], ...]
"""When, who (a name) and what (an action id) from the event log."""

NEVER_TODAY = timedelta(days=2 * 366)
"""Seen from so much later, every time has its day and year."""

_TOLD_BY_THE_RECORD = frozenset({"record_submitted", "addition_made", "decision_made"})
"""Actions that the record itself shows, with more in it."""


def timeline(
    record: Escalation,
    additions: tuple[Addition, ...],
    decisions: tuple[Decision, ...],
    history: History,
    now: datetime,
) -> Iterator[TextLine]:
    """A line for each moment, in order of time. No words of the caller: those are under «Their words»."""
    moments = sorted(
        (
            *_of_the_call(record),
            *_told(record, additions),
            *_afterwards(record, additions, decisions, history),
        ),
        key=lambda noted: noted[0],
    )
    for at, text in moments:
        yield TextLine(moment(at, now), text, Kind.FACT)


def _of_the_call(record: Escalation) -> Iterator[tuple[datetime, str]]:
    yield record.opened_at, message("timeline_opened", name=record.author.name)
    for chosen in record.rungs:
        yield chosen.at, message("timeline_rung", rung=label("rung", chosen.rung))
    for number, line in enumerate(record.account, 1):
        yield line.at, message("timeline_line", number=number, who=label("speaker", line.kind))
    for attempt in record.contacts:
        how = label("tried", "reached" if attempt.reached else "not_reached")
        yield attempt.at, message("timeline_tried", name=attempt.name, how=how)
    if record.ended_at:
        yield record.ended_at, label("call", "dropped" if record.dropped else "ended")


def _told(record: Escalation, additions: tuple[Addition, ...]) -> Iterator[tuple[datetime, str]]:
    """The gap from hearing to telling, where the manager is known to have been told."""
    told = manager_told_at(record, additions)
    if told:
        yield told, message("timeline_manager_told", time=waiting(record.opened_at, told))


def _afterwards(
    record: Escalation, additions: tuple[Addition, ...], decisions: tuple[Decision, ...], history: History
) -> Iterator[tuple[datetime, str]]:
    yield record.submitted_at, _submitted(record)
    for addition in additions:
        yield addition.at, _added(addition)
    for decision in decisions:
        made = label("choice_made", decision.choice)
        yield decision.decided_at, message("timeline_decided", choice=made, name=decision.by.name)
        if decision.written_at != decision.decided_at:
            yield decision.written_at, message("timeline_written", name=decision.by.name)
    for at, who, action in history:
        if action not in _TOLD_BY_THE_RECORD:
            yield at, message("timeline_history", what=label("action", action), name=who)


def _submitted(record: Escalation) -> str:
    gap = waiting(record.opened_at, record.submitted_at)
    return message("timeline_submitted", name=record.author.name, time=gap)


def _added(addition: Addition) -> str:
    if addition.kind is AdditionKind.MANAGER_TRIED:
        return message("timeline_tried", name=addition.text, how=label("tried", "not_reached"))
    return message("timeline_added", what=label("addition_kind", addition.kind), name=addition.by.name)
