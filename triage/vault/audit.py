"""The chain of events: who did what and when, each sealed over the one before it. Pure; the store keeps it.

An event holds nobody's words. What it covers (a record, a decision) is named by a salted commitment, and the
salt is kept with the thing itself: what is ever erased takes its salt with it, and the chain stays whole.
The chain shows edits, deletions and swaps. When somebody with the key rewrites all of it, or cuts off its
end, only a checkpoint kept elsewhere can tell.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import AwareDatetime

from triage.records.stored import Stored

FIRST_PREV = "0" * 64
"""What the first event names as the one before it."""


class Action(StrEnum):
    """What an event says was done."""

    SIGNED_IN = "signed_in"
    LOCKED = "locked"
    RECORD_SUBMITTED = "record_submitted"
    RECORD_OPENED = "record_opened"
    ADDITION_MADE = "addition_made"
    DECISION_MADE = "decision_made"
    OUTCOME_READ = "outcome_read"


SEALING = frozenset({Action.RECORD_SUBMITTED, Action.ADDITION_MADE, Action.DECISION_MADE})
"""Actions whose event covers something kept beside it; the others stand alone."""


class Event(Stored):
    """One thing done."""

    seq: int
    """Counts from 1 without a gap. Order is by this, never by the clock."""
    at: AwareDatetime
    """In UTC, to the microsecond."""
    offset_minutes: int
    """Of the clock on the wall at that moment, east of UTC."""
    person_id: str
    action: Action
    ref: str | None
    """The record it is about; None for signing in and locking."""
    commitment: str | None
    """To what was kept; None where the action keeps nothing."""
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class Body:
    """What an event covers, as it stands in the vault now."""

    seq: int
    ref: str
    commitment: str
    """Made anew from the bytes that are there."""


class Fault(StrEnum):
    """What is wrong with the chain; also the id of the message that says so."""

    MISSING = "event_missing"
    """The event with this number is gone."""
    EDITED = "event_edited"
    OUT_OF_PLACE = "event_out_of_place"
    """It does not follow the event before it: swapped, or slipped in."""
    BODY_CHANGED = "body_changed"
    """What the event covers was changed, is gone, or never had an event."""


@dataclass(frozen=True, slots=True)
class Verification:
    """How the chain stands."""

    intact: bool
    count: int
    head: str
    """Hash of the last event; ``FIRST_PREV`` when there is none."""
    first_fault_seq: int | None
    reason: Fault | None
    broken_refs: tuple[str, ...]
    """Records with something that does not match its seal."""
    clock_back_seqs: tuple[int, ...]
    """Events dated before the one they follow: no fault, but worth saying."""


def commitment(salt: bytes, body: bytes) -> str:
    """What an event says of ``body``: it proves the bytes, and without the salt it cannot be guessed from."""
    return hashlib.sha256(salt + body).hexdigest()


def sealed_event(
    last: Event | None,
    *,
    at: datetime,
    offset_minutes: int,
    person_id: str,
    action: Action,
    ref: str | None,
    covers: str | None,
) -> Event:
    """The event after ``last``, or the first for None. ``covers`` is the commitment to what it keeps."""
    bare = Event(
        seq=last.seq + 1 if last else 1,
        at=at.astimezone(UTC),
        offset_minutes=offset_minutes,
        person_id=person_id,
        action=action,
        ref=ref,
        commitment=covers,
        prev=last.hash if last else FIRST_PREV,
        hash="",
    )
    return bare.model_copy(update={"hash": event_hash(bare)})


def event_hash(event: Event) -> str:
    """SHA-256 over the event's canonical bytes, its own hash left out."""
    plain = {
        "seq": event.seq,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "offset_minutes": event.offset_minutes,
        "person_id": event.person_id,
        "action": event.action.value,
        "ref": event.ref,
        "commitment": event.commitment,
        "prev": event.prev,
    }
    canonical = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"triage-event/1\n" + canonical.encode()).hexdigest()


def verify(events: Iterable[Event], bodies: Iterable[Body]) -> Verification:
    """Walks the chain in order of seq. The first fault is named; broken records are named all."""
    uncovered = {body.seq: body for body in bodies}
    faults: list[tuple[int, Fault]] = []
    broken: set[str] = set()
    clock_back: list[int] = []
    last: Event | None = None
    count = 0
    for event in events:
        count += 1
        if fault := _fault_in_order(last, event):
            faults.append(fault)
        body = uncovered.pop(event.seq, None)
        if not _covers(event, body):
            faults.append((event.seq, Fault.BODY_CHANGED))
            broken |= {ref for ref in (event.ref, body.ref if body else None) if ref}
        if last and event.at < last.at:
            clock_back.append(event.seq)
        last = event
    for seq, body in uncovered.items():
        faults.append((seq, Fault.BODY_CHANGED))
        broken.add(body.ref)
    first = min(faults, key=lambda fault: fault[0], default=None)
    return Verification(
        intact=first is None,
        count=count,
        head=last.hash if last else FIRST_PREV,
        first_fault_seq=first[0] if first else None,
        reason=first[1] if first else None,
        broken_refs=tuple(sorted(broken)),
        clock_back_seqs=tuple(clock_back),
    )


def checkpoint(origin: str, count: int, head: str) -> str:
    """Three lines to keep elsewhere: origin, size, head in base64. Not signed.

    The text of https://c2sp.org/tlog-checkpoint.
    """
    return f"{origin}\n{count}\n{base64.b64encode(bytes.fromhex(head)).decode()}\n"


def _fault_in_order(last: Event | None, event: Event) -> tuple[int, Fault] | None:
    expected = last.seq + 1 if last else 1
    if event_hash(event) != event.hash:
        return event.seq, Fault.EDITED
    if event.seq != expected:
        return min(event.seq, expected), Fault.MISSING
    if event.prev != (last.hash if last else FIRST_PREV):
        return event.seq, Fault.OUT_OF_PLACE
    return None


def _covers(event: Event, body: Body | None) -> bool:
    if event.action not in SEALING:
        return body is None and event.commitment is None
    return body is not None and body.commitment == event.commitment and body.ref == event.ref
