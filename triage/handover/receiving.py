"""From the bytes of a file to a letter that can be believed, or one clear refusal."""

from collections.abc import Mapping
from dataclasses import dataclass

from triage.errors import NotAllowed, SealBroken, TriageError
from triage.handover.age_file import unseal
from triage.handover.letter import Letter, Receipt, RecordLetter, SignedDecision, claimed_sender, read_letter
from triage.handover.plain import SignedBody, read_plain
from triage.records.decision import check_decision
from triage.records.draft import Mode
from triage.records.escalation import Escalation
from triage.records.people import Role
from triage.vault.deciding import decision_holds
from triage.vault.identity import Enrolment, Identity


@dataclass(frozen=True, slots=True)
class Received:
    """A letter that was signed by somebody enrolled, for who opened it."""

    letter: Letter
    signed: SignedBody
    """What is kept: the signature proves it again later."""
    unknown_decisions: int = 0
    """Decisions by managers who are not enrolled here: they cannot be checked, and count for nothing."""


def receive(
    sealed: bytes,
    *,
    identity: Identity,
    recipient: str,
    person_id: str,
    enrolled: Mapping[str, Enrolment],
    mode: Mode,
) -> Received:
    """``identity``, ``recipient`` and ``person_id`` are the reader's; ``enrolled`` is everybody's by id.

    Raises SealBroken or NotAllowed with a code of its own for each way in which it is not to be believed.
    A receipt is not yet held against what it is for: see ``check_receipt``.
    """
    signed = read_plain(unseal(sealed, identity))
    key = signed.signer({each.keys.signing for each in enrolled.values()})
    if key is None:
        raise _not_signed(signed, enrolled)
    letter = read_letter(signed.body)
    by = enrolled.get(letter.sender.person_id)
    if by is None or not by.keys.signing == key == letter.sender.signing:
        raise SealBroken("letter_wrong_signer")
    if recipient not in letter.to:
        raise NotAllowed("letter_forwarded")
    if isinstance(letter, Receipt):
        return Received(letter, signed)
    return Received(letter, signed, _check_record(letter, by, person_id, enrolled, mode))


def check_receipt(
    receipt: Receipt, sent: RecordLetter | None, enrolled: Mapping[str, Enrolment]
) -> RecordLetter:
    """``sent``: the letter of ours that it names; given back. Raises SealBroken when it is for nothing that
    we sent to its signer, or a decision in it is not a known manager's."""
    by = enrolled.get(receipt.sender.person_id)
    if (
        sent is None
        or by is None
        or by.keys.recipient not in sent.to
        or receipt.received_sha256 != sent.sha256
        or receipt.seen != sent.chain
    ):
        raise SealBroken("receipt_for_nothing")
    for each in receipt.decisions:
        if not _is_known(each, enrolled):
            raise SealBroken("receipt_decision_unknown")
        _check_decision(each, sent.record, enrolled)
    return sent


def _not_signed(signed: SignedBody, enrolled: Mapping[str, Enrolment]) -> SealBroken:
    """Why nobody enrolled signed it; nothing that it says is believed but for these words."""
    sender = claimed_sender(signed.body)
    if sender is None:
        return SealBroken("letter_false_signature")
    if sender.person_id in enrolled:
        return SealBroken("letter_re_signed")
    if signed.signer([sender.signing]):
        return SealBroken("letter_unknown_sender")
    return SealBroken("letter_false_signature")


def _check_record(
    letter: RecordLetter, by: Enrolment, person_id: str, enrolled: Mapping[str, Enrolment], mode: Mode
) -> int:
    record = letter.record
    if record.mode is not mode:
        raise NotAllowed("practice_stays_apart")
    if record.about_person == person_id:
        raise NotAllowed("another_manager_decides", ref=letter.record_id)
    if record.author.id != by.person.id and by.person.role is not Role.MANAGER:
        raise SealBroken("letter_not_theirs")
    unknown = 0
    for each in letter.decisions:
        if _is_known(each, enrolled):
            _check_decision(each, record, enrolled)
        else:
            unknown += 1
    return unknown


def _is_known(signed: SignedDecision, enrolled: Mapping[str, Enrolment]) -> bool:
    by = enrolled.get(signed.decision.by.id)
    return by is not None and by.person.role is Role.MANAGER


def _check_decision(signed: SignedDecision, record: Escalation, enrolled: Mapping[str, Enrolment]) -> None:
    by = signed.decision.by.id
    if not decision_holds(
        signed.decision.canonical(), record.canonical(), signed.signature, by, enrolled.get(by)
    ):
        raise SealBroken("letter_decision_false")
    try:
        check_decision(signed.decision, record)
    except TriageError:
        raise SealBroken("letter_decision_false") from None
