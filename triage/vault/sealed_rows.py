"""From a row to the value it holds, if the event of that row vouches for it."""

from datetime import UTC, datetime
from typing import TypeVar

from pydantic import ValidationError

from triage.errors import SealBroken
from triage.records.addition import Addition
from triage.records.decision import Decision
from triage.records.escalation import Escalation
from triage.records.stored import Stored
from triage.vault.audit import commitment
from triage.vault.connection import Row

S = TypeVar("S", bound=Stored)


def value_of(kind: type[S], body: bytes) -> S | None:
    """The value that ``body`` is the canonical form of; None when it is none."""
    try:
        return kind.from_canonical(body)
    except ValidationError:
        return None


def record_of(row: Row) -> Escalation | None:
    """None when the record, or a column that stands beside it, does not match its seal."""
    record = _vouched(Escalation, row)
    if record is None:
        return None
    beside = (
        record.ref,
        record.author.id,
        record.mode.value,
        record.rung.value,
        sortable(record.submitted_at),
    )
    columns = (row["ref"], row["author_id"], row["mode"], row["rung"], row["submitted_at"])
    return record if beside == columns else None


def addition_of(row: Row) -> Addition | None:
    """None when it does not match its seal."""
    addition = _vouched(Addition, row)
    return addition if addition and addition.ref == row["ref"] else None


def decision_of(row: Row) -> Decision | None:
    """None when the decision, or a column that stands beside it, does not match its seal."""
    decision = _vouched(Decision, row)
    return (
        decision
        if decision and (decision.ref, decision.choice.value) == (row["ref"], row["choice"])
        else None
    )


def all_of(ref: str, values: list[S | None]) -> tuple[S, ...]:
    """The values when none is missing. Raises SealBroken for the record ``ref`` otherwise."""
    good = tuple(value for value in values if value is not None)
    if len(good) != len(values):
        raise SealBroken("record_seal_broken", ref=ref)
    return good


def sortable(moment: datetime) -> str:
    """UTC to the microsecond, always of one length: sorts as it reads."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _vouched(kind: type[S], row: Row) -> S | None:
    return value_of(kind, row["body"]) if row["commitment"] == commitment(row["salt"], row["body"]) else None
