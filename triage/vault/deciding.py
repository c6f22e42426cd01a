"""When a decision counts: a manager's own signature over the decision and over the record it is about."""

import hashlib
import json

from triage.records.people import Role
from triage.vault.identity import Enrolment, Signature, SigningKey, is_signed, sign

DECISION = b"triage-decision/1"


def signed_decision(decision: bytes, record: bytes, deciding: SigningKey) -> Signature:
    """Over the canonical bytes of both: a signature cannot be moved to another record, or another reading."""
    return sign(deciding, DECISION, _both(decision, record))


def decision_holds(
    decision: bytes, record: bytes, signature: Signature, person_id: str, enrolled: Enrolment | None
) -> bool:
    """Whether the decision was made by who its event names, as ``enrolled`` when that event was written.

    Not by a caseworker, not by the record's author (P7.11), not by the manager whom it is about (P7.23).
    """
    if enrolled is None or enrolled.person.role is not Role.MANAGER or enrolled.keys.deciding is None:
        return False
    try:
        by, about = json.loads(decision)["by"]["id"], json.loads(record)
        others = {about["author"]["id"], about.get("about_person")}
    except (ValueError, KeyError, TypeError):
        return False
    return (
        by == person_id == enrolled.person.id
        and by not in others
        and is_signed(enrolled.keys.deciding, DECISION, _both(decision, record), signature)
    )


def _both(decision: bytes, record: bytes) -> bytes:
    return decision + b"\n" + hashlib.sha256(record).hexdigest().encode()
