"""What a sealed file says: a record handed over, or the signed receipt for one.

Later versions have another ``format``: a reader refuses what it does not know, and never guesses.
"""

import hashlib
import json
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints, ValidationError

from triage.errors import SealBroken
from triage.handover.limits import RECIPIENTS
from triage.handover.strict_json import strict_object
from triage.records.addition import Addition
from triage.records.decision import Decision
from triage.records.escalation import Escalation
from triage.records.stored import Stored
from triage.vault.identity import Recipient, Signature, VerifyKey

FORMAT: Literal["sendiass-sealed/1"] = "sendiass-sealed/1"
_RECORD_VERSION = 1
"""The newest ``schema_version`` of a record that this program knows."""

RecordId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{2,31}$")]
PersonId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Origin = Annotated[str, StringConstraints(pattern=r"^safeguarding-triage/[0-9a-f]{16}$")]
Seq = Annotated[int, Field(ge=0, le=10**12)]


class Sender(Stored):
    """Who signed, as the reader knows them too."""

    person_id: PersonId
    signing: VerifyKey


class ChainHead(Stored):
    """How far a vault's list of events had come: what a checkpoint says, in parts."""

    origin: Origin
    size: Seq
    head: Sha256


class SignedDecision(Stored):
    """A decision with the signature of the manager's deciding key over it and over the record."""

    decision: Decision
    signature: Signature


class _Letter(Stored):
    format: Literal["sendiass-sealed/1"]
    record_id: RecordId
    rev: Annotated[int, Field(ge=1, le=10_000)]
    """1 for the record alone, and one more for each addition and each decision that goes with it."""
    created_utc: AwareDatetime
    sender: Sender
    to: Annotated[tuple[Recipient, ...], Field(min_length=1, max_length=RECIPIENTS)]
    """Sorted, none twice. Whoever opens it and is not among them was sent it by somebody else."""
    chain: ChainHead
    """Of the sender's vault: an anchor for whoever gets this."""


class RecordLetter(_Letter):
    """A record with all that was added to it on the sender's device."""

    kind: Literal["record"]
    record: Escalation
    additions: tuple[Addition, ...]
    decisions: tuple[SignedDecision, ...]

    @property
    def sha256(self) -> str:
        """Of the record and all that goes with it: the same however often it is handed over."""
        return content_hash(self.record, self.additions, self.decisions)


class Receipt(_Letter):
    """That a record was received as it was sent, and what was decided on it."""

    kind: Literal["receipt"]
    received_sha256: Sha256
    """The ``sha256`` of the letter that it acknowledges; ``rev`` is that letter's as well."""
    seen: ChainHead
    """``chain`` of that letter, sent back: signed by somebody else, it is an anchor for its own vault."""
    decisions: tuple[SignedDecision, ...]


Letter = RecordLetter | Receipt


def content_hash(
    record: Escalation, additions: tuple[Addition, ...], decisions: tuple[SignedDecision, ...]
) -> str:
    """SHA-256 over the canonical bytes of each, one a line."""
    parts: tuple[Stored, ...] = (record, *additions, *decisions)
    lines = b"".join(part.canonical() + b"\n" for part in parts)
    return hashlib.sha256(b"sendiass-content/1\n" + lines).hexdigest()


def read_letter(body: bytes) -> Letter:
    """The letter whose canonical form is ``body``.

    Raises SealBroken: ``letter_newer`` for a later version, ``letter_unreadable`` for all else that is not
    exactly so.
    """
    plain = strict_object(body, "letter_unreadable")
    record = plain.get("record")
    version = record.get("schema_version") if isinstance(record, dict) else None
    if _is_later(plain.get("format")) or (type(version) is int and version > _RECORD_VERSION):
        raise SealBroken("letter_newer")
    kind: type[Letter] = Receipt if plain.get("kind") == "receipt" else RecordLetter
    del plain, record  # it is read once more, and both together would take twice the room
    try:
        letter: Letter = kind.from_canonical(body)
        same = letter.canonical() == body
    except (ValidationError, ValueError):
        raise SealBroken("letter_unreadable") from None
    if not same or not _is_consistent(letter):
        raise SealBroken("letter_unreadable")
    return letter


def claimed_sender(body: bytes) -> Sender | None:
    """Whom ``body`` says it is from, before anything of it is believed; None when it says nothing readable.

    For the words of a refusal only.
    """
    try:
        return Sender.model_validate_json(json.dumps(strict_object(body, "letter_unreadable").get("sender")))
    except (SealBroken, ValidationError):
        return None


def moment(at: datetime) -> datetime:
    """``at`` without parts of a second: nothing finer leaves the device."""
    return at.replace(microsecond=0)


def _is_later(name: object) -> bool:
    return isinstance(name, str) and name.startswith("sendiass-sealed/") and name != FORMAT


def _is_consistent(letter: Letter) -> bool:
    if tuple(sorted(set(letter.to))) != letter.to or letter.created_utc.utcoffset():
        return False
    refs = {each.decision.ref for each in letter.decisions}
    if isinstance(letter, RecordLetter):
        refs |= {letter.record.ref} | {each.ref for each in letter.additions}
        if letter.rev != 1 + len(letter.additions) + len(letter.decisions):
            return False
    return refs <= {letter.record_id}
