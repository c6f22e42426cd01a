"""The chain of events: who did what and when, each sealed over the one before it. Pure; the store keeps it.

An event holds nobody's words. What it covers (a record, a decision) is named by a salted commitment, and the
salt is kept with the thing itself: what is ever erased takes its salt with it, and the chain stays whole.
The chain shows edits, deletions and swaps. Each event is signed by the person it names, so that nobody with
the vault's key alone can speak for somebody else. When somebody cuts off the end, or redoes their own part of
it, only a checkpoint kept elsewhere can tell.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import AwareDatetime

from triage.records.people import Role
from triage.records.stored import Stored
from triage.vault.identity import Signature, SigningKey, is_signed, sign
from triage.vault.register import Register

_SIGNED = b"triage-event-signature/1"
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
    PERSON_ENROLLED = "person_enrolled"
    PERSON_LEFT = "person_left"
    RECORD_ERASED = "record_erased"
    HOLD_SET = "hold_set"
    HOLD_LIFTED = "hold_lifted"
    CHECKPOINT_GIVEN = "checkpoint_given"
    LOSS_FOUND = "loss_found"
    LOSS_SEEN = "loss_seen"
    COPY_MADE = "copy_made"
    """``ref`` names the copy."""
    COPY_GONE = "copy_gone"
    COPY_RESTORED = "copy_restored"
    RECOVERY_USED = "recovery_used"
    PASSPHRASE_CHANGED = "passphrase_changed"  # noqa: S105 - what was done, not the words
    VAULT_REKEYED = "vault_rekeyed"
    """The vault has another key."""
    WRONG_TRIES = "wrong_tries"
    """Before this person got in there were wrong passphrases under their name; ``ref`` says how many."""
    LETTER_SENT = "letter_sent"
    """A sealed file was made for another device; ``ref`` names the record."""
    LETTER_RECEIVED = "letter_received"
    """A sealed file from another device was opened and kept: a record, or the receipt for one."""
    RECORD_RECEIVED = "record_received"
    """A record that came in one has its place among ours."""
    ADDITION_RECEIVED = "addition_received"
    BOOK_WRITTEN = "book_written"
    """A line in one of the service's books; ``ref`` names the record that it is about, if it is about one."""


SEALING = frozenset({
    Action.RECORD_SUBMITTED, Action.ADDITION_MADE, Action.DECISION_MADE,
    Action.PERSON_ENROLLED, Action.PERSON_LEFT, Action.RECORD_ERASED,
    Action.LETTER_SENT, Action.LETTER_RECEIVED, Action.RECORD_RECEIVED, Action.ADDITION_RECEIVED,
    Action.BOOK_WRITTEN,
})  # fmt: skip
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
    signature: Signature
    """Over the hash, by the signing key of the person named."""


@dataclass(frozen=True, slots=True)
class Body:
    """What an event covers, as it stands in the vault now."""

    seq: int
    ref: str | None
    commitment: str | None
    """Made anew from the bytes that are there; None where there are none."""


class Fault(StrEnum):
    """What is wrong with the chain; also the id of the message that says so."""

    MISSING = "event_missing"
    """The event with this number is gone."""
    EDITED = "event_edited"
    OUT_OF_PLACE = "event_out_of_place"
    """It does not follow the event before it: swapped, or slipped in."""
    BODY_CHANGED = "body_changed"
    """What the event covers was changed, is gone, or never had an event."""
    NOT_SIGNED = "event_not_signed"
    """Nobody who was enrolled then, under that name, signed it."""
    ENROLMENT_INVALID = "enrolment_invalid"
    """Somebody was let in, or sent away, without a manager's signature."""
    DECISION_INVALID = "decision_invalid"
    """No manager with the right to decide on that record signed it."""
    HIDDEN = "record_hidden"
    """A record that waits for a decision was taken out of the inbox."""
    ERASURE_INVALID = "erasure_invalid"
    """Words were erased by somebody who is no manager."""


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
    unchecked_decisions: tuple[int, ...] = ()
    """Events of decisions that are sealed to others: their signatures could not be checked from this seat."""


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
    signing: SigningKey,
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
        signature="0" * 128,
    )
    digest = event_hash(bare)
    signature = sign(signing, _SIGNED, bytes.fromhex(digest))
    return bare.model_copy(update={"hash": digest, "signature": signature})


def event_hash(event: Event) -> str:
    """SHA-256 over the event's canonical bytes, its own hash and signature left out."""
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


def verify(
    events: Iterable[Event],
    bodies: Iterable[Body],
    register: Register,
    decisions: Mapping[int, bool | None],
    hidden: Mapping[int, str] = {},
) -> Verification:
    """Walks the chain in order of seq. The first fault is named; broken records are named all.

    ``decisions``: by event, whether a manager's signature holds; None where sealed to others. ``hidden``:
    records that wait and are not in the inbox, by the event that submitted each.
    """
    events = tuple(events)
    erased = {event.ref: event.seq for event in events if event.action is Action.RECORD_ERASED}
    uncovered = {body.seq: body for body in bodies}
    faults = [(seq, Fault.ENROLMENT_INVALID) for seq in register.faults]
    faults += [(seq, Fault.HIDDEN) for seq in hidden]
    broken = set(hidden.values())
    clock_back: list[int] = []
    last: Event | None = None
    for event in events:
        if fault := _fault_in_order(last, event) or _fault_in_name(event, register):
            faults.append(fault)
        body = uncovered.pop(event.seq, None)
        is_erased = (body is None or body.commitment is None) and event.seq < erased.get(event.ref, 0)
        if not is_erased and not _covers(event, body):
            faults.append((event.seq, Fault.BODY_CHANGED))
            broken |= {ref for ref in (event.ref, body.ref if body else None) if ref}
        if (
            event.action is Action.DECISION_MADE
            and not is_erased
            and decisions.get(event.seq, False) is False
        ):
            faults.append((event.seq, Fault.DECISION_INVALID))
            broken |= {event.ref} if event.ref else set()
        if last and event.at < last.at:
            clock_back.append(event.seq)
        last = event
    for seq, body in uncovered.items():
        faults.append((seq, Fault.BODY_CHANGED))
        broken |= {body.ref} if body.ref else set()
    first = min(faults, key=lambda fault: fault[0], default=None)
    return Verification(
        intact=first is None,
        count=len(events),
        head=last.hash if last else FIRST_PREV,
        first_fault_seq=first[0] if first else None,
        reason=first[1] if first else None,
        broken_refs=tuple(sorted(broken)),
        clock_back_seqs=tuple(clock_back),
        unchecked_decisions=tuple(seq for seq, holds in decisions.items() if holds is None),
    )


@dataclass(frozen=True, slots=True)
class Anchor:
    """How far the chain had come when somebody took note of it."""

    origin: str
    count: int
    head: str


class Held(StrEnum):
    """What the chain of today says to an anchor; also the id of the message."""

    HOLDS = "anchor_holds"
    """All that it covers is as it was then."""
    CUT = "anchor_cut"
    """The chain is shorter now: its end was cut off, or an old copy was put back."""
    REWRITTEN = "anchor_rewritten"
    OTHER_VAULT = "anchor_other_vault"


def read_checkpoint(text: str) -> Anchor | None:
    """What the first three lines of ``text`` say; None when they are no checkpoint of ours."""
    try:
        origin, count, head = text.splitlines()[:3]
        raw = base64.b64decode(head, validate=True)
        if len(raw) == hashlib.sha256().digest_size and count.isascii() and count.isdigit():
            return Anchor(origin, int(count), raw.hex())
    except ValueError:
        pass
    return None


def held(anchor: Anchor, origin: str, count: int, head_then: str | None) -> Held:
    """``head_then`` is the hash of event number ``anchor.count`` today; None when there is none."""
    if anchor.origin != origin:
        return Held.OTHER_VAULT
    if anchor.count > count or head_then is None:
        return Held.CUT
    return Held.HOLDS if head_then == anchor.head else Held.REWRITTEN


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


def _fault_in_name(event: Event, register: Register) -> tuple[int, Fault] | None:
    enrolled = register.at(event.person_id, event.seq)
    if enrolled is None or not is_signed(
        enrolled.keys.signing, _SIGNED, bytes.fromhex(event.hash), event.signature
    ):
        return event.seq, Fault.NOT_SIGNED
    if event.action is Action.RECORD_ERASED and enrolled.person.role is not Role.MANAGER:
        return event.seq, Fault.ERASURE_INVALID
    return None


def _covers(event: Event, body: Body | None) -> bool:
    if event.action not in SEALING:
        return body is None and event.commitment is None
    return (
        body is not None
        and body.commitment is not None
        and (body.commitment, body.ref) == (event.commitment, event.ref)
    )
