"""One record with everything about it, as far as its events vouch for it and the reader may open it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from pydantic import ValidationError

from triage.errors import NotFound
from triage.records.addition import Addition
from triage.records.decision import Decision
from triage.records.escalation import Escalation
from triage.records.stored import Stored
from triage.vault.audit import Action
from triage.vault.connection import Connection, Row
from triage.vault.deciding import decision_holds
from triage.vault.identity import Identity
from triage.vault.register import Register
from triage.vault.sealing import opened
from triage.vault.words import vouched

S = TypeVar("S", bound=Stored)


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """A record with all that was added to it, as far as it matches its seal."""

    ref: str
    record: Escalation | None
    """None when it does not match its seal, is closed to the reader, or was erased."""
    additions: tuple[Addition, ...]
    """Oldest first."""
    decisions: tuple[Decision, ...]
    """Oldest first; the last is in force. One without a manager's signature is not among them."""
    seen: bool
    """Somebody other than the author has opened it."""
    sealed: bool
    """All of it matches; what does not is left out above."""
    outcome_unread: bool
    """Its author has not opened it since the newest decision."""
    closed: bool = False
    """It is sealed to others: it is about the reader, or was written before they came."""
    erased: bool = False
    """Its words are gone, by a manager's decision; its events stay."""


@dataclass(frozen=True, slots=True)
class _Read(Generic[S]):
    value: S | None
    plain: bytes | None
    closed: bool = False


def read_case(connection: Connection, ref: str, register: Register, identity: Identity | None) -> KeptRecord:
    """Raises NotFound."""
    with connection.reading():
        row = _record_row(connection, ref)
        record = _read(Escalation, row, identity)
        additions = [_read(Addition, each, identity) for each in _words_of(connection, "addition", ref)]
        decided = [(each, _read(Decision, each, identity)) for each in _words_of(connection, "decision", ref)]
    erased = bool(row["erased"])
    decisions = [
        (read, _stands(each, read, record.plain, register)) for each, read in decided
    ]  # what was decided, and whether a manager who may decide signed it
    everything: list[_Read[Escalation] | _Read[Addition] | _Read[Decision]] = [record, *additions]
    everything += [read for read, _ in decisions]
    closed = any(read.closed for read in everything)
    matches = record.value is not None and _beside(record.value, row)
    return KeptRecord(
        ref=ref,
        record=record.value if matches else None,
        additions=tuple(read.value for read in additions if read.value and read.value.ref == ref),
        decisions=tuple(read.value for read, stands in decisions if read.value and stands),
        seen=bool(row["seen"]),
        sealed=erased
        or closed
        or (
            matches
            and all(read.value is not None and read.value.ref == ref for read in additions)
            and all(stands for _, stands in decisions)
        ),
        outcome_unread=row["last_of_outcome"] == Action.DECISION_MADE.value,
        closed=closed,
        erased=erased,
    )


def value_of(kind: type[S], body: bytes) -> S | None:
    """The value that ``body`` is the canonical form of; None when it is none."""
    try:
        return kind.from_canonical(body)
    except ValidationError:
        return None


def sortable(moment: datetime) -> str:
    """UTC to the microsecond, always of one length: sorts as it reads."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def searchable(value: Escalation | Addition | Decision) -> str:
    """The words by which it can be found again."""
    if isinstance(value, Escalation):
        parts: Iterable[str] = (
            *(said.text for said in value.account),
            *(answer.words for answer in value.answers),
        )
        return "\n".join(part for part in parts if part)
    return value.text if isinstance(value, Addition) else value.reasons


def _read(kind: type[S], row: Row, identity: Identity | None) -> _Read[S]:
    body = vouched(row)
    if body is None:
        return _Read(None, None)
    plain = opened(body, identity)
    if plain is None:
        return _Read(None, None, closed=True)
    return _Read(value_of(kind, plain), plain)


def _stands(row: Row, read: _Read[Decision], record: bytes | None, register: Register) -> bool:
    decision = read.value
    if decision is None or read.plain is None or record is None:
        return False
    by = str(row["person_id"])
    return (decision.ref, decision.choice.value) == (row["ref"], row["choice"]) and decision_holds(
        read.plain, record, row["signature"], by, register.at(by, int(row["seq"]))
    )


def _beside(record: Escalation, row: Row) -> bool:
    """Whether the columns that stand beside the words say the same."""
    said = (record.ref, record.author.id, record.mode.value, record.rung.value, sortable(record.submitted_at))
    return said == (row["ref"], row["author_id"], row["mode"], row["rung"], row["submitted_at"])


def _record_row(connection: Connection, ref: str) -> Row:
    rows = connection.rows(
        """
        select record.*, words.salt, words.body, event.commitment, exists (
            select 1 from event as opened
            where opened.ref = record.ref and opened.action = 'record_opened'
            and opened.person_id <> record.author_id
        ) as seen, exists (
            select 1 from event as gone where gone.ref = record.ref and gone.action = 'record_erased'
        ) as erased, (
            select told.action from event as told
            where told.ref = record.ref and told.action in ('decision_made', 'outcome_read')
            order by told.seq desc limit 1
        ) as last_of_outcome
        from record left join event using (seq) left join words on words.seq = record.seq
        where record.ref = :ref
        """,
        ref=ref,
    )
    if not rows:
        raise NotFound("record_not_found", ref=ref)
    return rows[0]


def _words_of(connection: Connection, table: str, ref: str) -> list[Row]:
    return connection.rows(
        f"""
        select {table}.*, event.person_id, event.commitment, words.salt, words.body
        from {table} left join event using (seq) left join words on words.seq = {table}.seq
        where {table}.ref = :ref order by {table}.seq
        """,  # noqa: S608 - the name of one of two tables of ours
        ref=ref,
    )
