"""Letters that went to another device and came from one: kept whole, each vouched for by its event.

A letter is bytes here: what it says is the handover room's to know. A record that comes in also gets its
place among the records, so that it is read, decided and erased like any other.
"""

from dataclasses import dataclass, field
from datetime import datetime

from triage.records.addition import Addition
from triage.records.decision import Decision
from triage.records.escalation import Escalation
from triage.vault.audit import Action, Event, commitment
from triage.vault.connection import Connection, Row
from triage.vault.identity import Identity, Recipient, Seat, Signature
from triage.vault.ledger import append_event
from triage.vault.placing import make_findable, place_record
from triage.vault.sealing import opened, sealed_to
from triage.vault.words import keep_words, new_salt, vouched


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes something down, when, and for whose eyes."""

    seat: Seat
    at: datetime
    readers: tuple[Recipient, ...] | None
    """Whom it is sealed to besides the vault's key; None: to nobody, as most records are."""


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """One letter."""

    seq: int
    """Of its event."""
    at: datetime
    """When it was opened here, or made."""
    outgoing: bool
    ref: str
    kind: str
    """``record`` or ``receipt``."""
    standing: str
    """How it stood beside the others when it came; ``sent`` for one of ours."""
    body: bytes | None = field(repr=False)
    """None when it was erased, is closed to the reader, or does not match its event."""
    signature: Signature = field(repr=False)
    """Over ``body``; empty where that is None."""


def keep_letter(
    connection: Connection,
    hand: Hand,
    *,
    ref: str,
    kind: str,
    standing: str,
    body: bytes,
    signature: Signature,
) -> None:
    """In the caller's transaction. ``standing`` is ``sent`` for one that goes out."""
    outgoing = standing == "sent"
    action = Action.LETTER_SENT if outgoing else Action.LETTER_RECEIVED
    event = _kept(connection, hand, action, ref, signature.encode() + b"\n" + body)
    connection.execute(
        """
        insert into letter (seq, ref, outgoing, kind, standing)
        values (:seq, :ref, :outgoing, :kind, :standing)
        """,
        seq=event.seq,
        ref=ref,
        outgoing=int(outgoing),
        kind=kind,
        standing=standing,
    )


def letters(
    connection: Connection, identity: Identity | None, ref: str | None = None, newest: int | None = None
) -> tuple[KeptLetter, ...]:
    """About one record, or all for None, in the order they came and went; at most the ``newest`` of them."""
    rows = connection.rows(
        """
        select letter.*, event.at_utc, event.commitment, words.salt, words.body
        from letter join event using (seq) left join words on words.seq = letter.seq
        where :ref is null or letter.ref = :ref order by letter.seq desc limit :newest
        """,
        ref=ref,
        newest=-1 if newest is None else newest,
    )
    return tuple(_letter(row, identity) for row in reversed(rows))


def adopt_record(connection: Connection, hand: Hand, record: Escalation) -> None:
    """A record from another device gets its place among ours, and waits for a decision. In the caller's
    transaction; there must be none of this reference."""
    event = _kept(connection, hand, Action.RECORD_RECEIVED, record.ref, record.canonical())
    place_record(connection, event.seq, record)


def adopt_addition(connection: Connection, hand: Hand, addition: Addition) -> None:
    """Something that was added on the other device, to a record that came from there."""
    event = _kept(connection, hand, Action.ADDITION_RECEIVED, addition.ref, addition.canonical())
    connection.execute("insert into addition (seq, ref) values (:seq, :ref)", seq=event.seq, ref=addition.ref)
    make_findable(connection, event.seq, addition, sealed=hand.readers is not None)


def own_record(connection: Connection, ref: str, identity: Identity | None) -> bytes | None:
    """Canonical bytes of the record of this reference that is here, wherever it was written; empty when it
    does not match its event, is erased or closed; None when there is none."""
    rows = connection.rows(
        """
        select words.salt, words.body, event.commitment
        from record left join event using (seq) left join words on words.seq = record.seq
        where record.ref = :ref
        """,
        ref=ref,
    )
    if not rows:
        return None
    body = vouched(rows[0])
    return (opened(body, identity) if body is not None else None) or b""


def signed_decisions(
    connection: Connection, ref: str, identity: Identity | None
) -> tuple[tuple[Decision, Signature], ...]:
    """The decisions made here on a record, oldest first, each with the signature it was made with.

    What does not match its event is left out; whether a signature holds is the reader's to check.
    """
    rows = connection.rows(
        """
        select decision.signature, event.commitment, words.salt, words.body
        from decision left join event using (seq) left join words on words.seq = decision.seq
        where decision.ref = :ref order by decision.seq
        """,
        ref=ref,
    )
    found = []
    for row in rows:
        body = vouched(row)
        plain = opened(body, identity) if body is not None else None
        if plain is not None:
            found.append((Decision.from_canonical(plain), str(row["signature"])))
    return tuple(found)


def newest_event(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last event: how far the chain has come."""
    [row] = connection.rows("select seq, hash from event order by seq desc limit 1")
    return int(row["seq"]), str(row["hash"])


def _kept(connection: Connection, hand: Hand, action: Action, ref: str, body: bytes) -> Event:
    salt = new_salt()
    kept = sealed_to(hand.readers, body) if hand.readers is not None else body
    event = append_event(
        connection, at=hand.at, seat=hand.seat, action=action, ref=ref, covers=commitment(salt, kept)
    )
    keep_words(connection, event.seq, ref, salt, kept)
    return event


def _letter(row: Row, identity: Identity | None) -> KeptLetter:
    kept = vouched(row)
    plain = opened(kept, identity) if kept is not None else None
    signature, _, body = (plain or b"").partition(b"\n")
    return KeptLetter(
        seq=row["seq"],
        at=datetime.fromisoformat(row["at_utc"]),
        outgoing=bool(row["outgoing"]),
        ref=row["ref"],
        kind=row["kind"],
        standing=row["standing"],
        body=body if plain is not None else None,
        signature=signature.decode() if plain is not None else "",
    )
