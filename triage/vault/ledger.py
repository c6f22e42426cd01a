"""The event table: the next link of the chain written, the links read back, and all of it walked."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

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
from triage.vault.deciding import decision_holds
from triage.vault.identity import Enrolment, Identity, Seat
from triage.vault.register import Departure, Entry, Register
from triage.vault.sealing import opened
from triage.vault.words import vouched

_ENTRY: TypeAdapter[Entry] = TypeAdapter(Enrolment | Departure)


_HIDDEN = """
    select seq, ref from record where coalesce(
        (select choice from decision where decision.ref = record.ref order by seq desc limit 1),
        'more_information'
    ) = 'more_information'
    and not exists (select 1 from event where event.ref = record.ref and action = 'record_erased')
    and not exists (select 1 from waiting where waiting.ref = record.ref
        and (waiting.rung, waiting.submitted_at) = (record.rung, record.submitted_at))
"""
"""What waits for a decision and is not in the inbox, or not at its place."""


def append_event(
    connection: Connection, *, at: datetime, seat: Seat, action: Action, ref: str | None, covers: str | None
) -> Event:
    """Writes the next event in the caller's transaction, signed by who sits at the vault.

    ``covers`` is a commitment, for a sealing action.
    """
    if (action in SEALING) != (covers is not None):
        raise ValueError(f"{action.value} must have a commitment if and only if it keeps something")
    newest = connection.rows("select * from event order by seq desc limit 1")
    offset = at.astimezone().utcoffset()
    event = sealed_event(
        _event(newest[0]) if newest else None,
        at=at,
        offset_minutes=int(offset.total_seconds() // 60) if offset else 0,
        person_id=seat.person.id,
        action=action,
        ref=ref,
        covers=covers,
        signing=seat.signing,
    )
    connection.execute(
        """
        insert into event
            (seq, at_utc, offset_minutes, person_id, action, ref, commitment, prev, hash, signature)
        values
            (:seq, :at_utc, :offset_minutes, :person_id, :action, :ref, :commitment, :prev, :hash, :signature)
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
        signature=event.signature,
    )
    return event


def events_about(connection: Connection, ref: str | None) -> tuple[Event, ...]:
    """Events about one record, or all for None, in order. Raises SealBroken for one that cannot be read."""
    if ref is None:
        return tuple(_event(row) for row in connection.rows("select * from event order by seq"))
    return tuple(
        _event(row) for row in connection.rows("select * from event where ref = :ref order by seq", ref=ref)
    )


def read_register(connection: Connection) -> Register:
    """Everybody ever let in. What does not match its event is left out: nobody is enrolled by it."""
    rows = connection.rows(
        """
        select register.seq, words.salt, words.body, event.commitment
        from register left join words using (seq) left join event using (seq) order by register.seq
        """
    )
    entries = []
    for row in rows:
        body = vouched(row)
        if body is not None:
            try:
                entries.append((int(row["seq"]), _ENTRY.validate_json(body)))
            except ValidationError:
                continue
    return Register(entries)


def verified(connection: Connection, identity: Identity | None) -> Verification:
    """The whole chain against all that it covers, read anew. Decisions on records that are sealed to others
    than ``identity`` stay unchecked."""
    with connection.reading():
        rows = connection.rows("select * from event order by seq")
        words = connection.rows(
            """
            select place.seq, place.ref, words.salt, words.body from (
                select seq, ref from record union all select seq, ref from addition
                union all select seq, ref from decision union all select seq, null from register
                union all select seq, ref from letter union all select seq, ref from book
                union all select seq, ref from event where action = 'record_erased'
            ) as place left join words on words.seq = place.seq and words.ref is place.ref
            union all
            select seq, ref, null, null from words where seq not in (
                select seq from record union all select seq from addition
                union all select seq from decision union all select seq from register
                union all select seq from letter union all select seq from book
                union all select seq from event where action = 'record_erased'
            )
            """
        )
        decisions = connection.rows(
            """
            select decision.seq, decision.signature, event.person_id, words.body as decision,
                (select body from words where seq = record.seq) as record
            from decision left join record using (ref)
            left join event on event.seq = decision.seq left join words on words.seq = decision.seq
            """
        )
        register = read_register(connection)
        hidden = connection.rows(_HIDDEN)
    try:
        events = [_event(row) for row in rows]
    except SealBroken as broken:
        return _unreadable(rows, int(broken.facts["seq"]))
    return verify(
        events,
        (_body(row) for row in words),
        register,
        _checked(decisions, register, identity),
        {int(row["seq"]): str(row["ref"]) for row in hidden},
    )


def _body(row: Row) -> Body:
    """None for a commitment where there is a row without its words, or words without their row."""
    has_both = row["salt"] is not None and row["body"] is not None
    return Body(row["seq"], row["ref"], commitment(row["salt"], row["body"]) if has_both else None)


def _checked(rows: Iterable[Row], register: Register, identity: Identity | None) -> dict[int, bool | None]:
    checked: dict[int, bool | None] = {}
    for row in rows:
        seq = int(row["seq"])
        if row["decision"] is None or row["record"] is None:
            checked[seq] = False
            continue
        decision, record = opened(row["decision"], identity), opened(row["record"], identity)
        checked[seq] = (
            None
            if decision is None or record is None
            else decision_holds(
                decision, record, row["signature"], row["person_id"], register.at(row["person_id"], seq)
            )
        )
    return checked


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
            signature=row["signature"],
        )
    except (ValueError, ValidationError):
        raise SealBroken("event_edited", seq=row["seq"]) from None


def _unreadable(rows: list[Row], seq: int) -> Verification:
    refs = tuple(sorted({row["ref"] for row in rows if row["seq"] == seq and row["ref"]}))
    return Verification(False, len(rows), rows[-1]["hash"], seq, Fault.EDITED, refs, ())
