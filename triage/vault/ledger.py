"""The event table: the next link of the chain written, the links read back, and all of it walked."""

from datetime import datetime

from pydantic import ValidationError

from triage.errors import SealBroken
from triage.vault.audit import (
    SEALING,
    Action,
    Body,
    Event,
    Fault,
    Verification,
    commitment,
    sealed_event,
    verify,
)
from triage.vault.connection import Connection, Row


def append_event(
    connection: Connection,
    *,
    at: datetime,
    person_id: str,
    action: Action,
    ref: str | None,
    covers: str | None,
) -> Event:
    """Writes the next event in the caller's transaction. ``covers`` is a commitment, for a sealing action."""
    if (action in SEALING) != (covers is not None):
        raise ValueError(f"{action.value} must have a commitment if and only if it keeps something")
    newest = connection.rows("select * from event order by seq desc limit 1")
    offset = at.astimezone().utcoffset()
    event = sealed_event(
        _event(newest[0]) if newest else None,
        at=at,
        offset_minutes=int(offset.total_seconds() // 60) if offset else 0,
        person_id=person_id,
        action=action,
        ref=ref,
        covers=covers,
    )
    connection.execute(
        """
        insert into event (seq, at_utc, offset_minutes, person_id, action, ref, commitment, prev, hash)
        values (:seq, :at_utc, :offset_minutes, :person_id, :action, :ref, :commitment, :prev, :hash)
        """,
        seq=event.seq,
        at_utc=event.at.isoformat(timespec="microseconds"),
        offset_minutes=event.offset_minutes,
        person_id=event.person_id,
        action=event.action.value,
        ref=event.ref,
        commitment=event.commitment,
        prev=event.prev,
        hash=event.hash,
    )
    return event


def events_about(connection: Connection, ref: str | None) -> tuple[Event, ...]:
    """Events about one record, or all for None, in order. Raises SealBroken for one that cannot be read."""
    return tuple(
        _event(row)
        for row in connection.rows(
            "select * from event where :ref is null or ref = :ref order by seq", ref=ref
        )
    )


def verified(connection: Connection) -> Verification:
    """The whole chain against all that it covers, both read anew."""
    with connection.reading():
        rows = connection.rows("select * from event order by seq")
        kept = connection.rows(
            """
            select seq, ref, salt, body from record
            union all select seq, ref, salt, body from addition
            union all select seq, ref, salt, body from decision
            """
        )
    try:
        events = [_event(row) for row in rows]
    except SealBroken as broken:
        return _unreadable(rows, int(broken.facts["seq"]))
    return verify(
        events, (Body(row["seq"], row["ref"], commitment(row["salt"], row["body"])) for row in kept)
    )


def _event(row: Row) -> Event:
    try:
        return Event(
            seq=row["seq"],
            at=datetime.fromisoformat(row["at_utc"]),
            offset_minutes=row["offset_minutes"],
            person_id=row["person_id"],
            action=Action(row["action"]),
            ref=row["ref"],
            commitment=row["commitment"],
            prev=row["prev"],
            hash=row["hash"],
        )
    except (ValueError, ValidationError):
        raise SealBroken("event_edited", seq=row["seq"]) from None


def _unreadable(rows: list[Row], seq: int) -> Verification:
    refs = tuple(sorted({row["ref"] for row in rows if row["seq"] == seq and row["ref"]}))
    return Verification(False, len(rows), rows[-1]["hash"], seq, Fault.EDITED, refs, ())
