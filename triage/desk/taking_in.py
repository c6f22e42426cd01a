"""Opening a sealed file from another device: believed or refused whole, kept once, never over anything."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from triage.desk.letter_book import Entry, LetterBook, acknowledged
from triage.errors import NotAllowed, NotFound
from triage.handover import files
from triage.handover.anchors import chain_went_back
from triage.handover.letter import Letter, Receipt, RecordLetter
from triage.handover.limits import FILE_BYTES
from triage.handover.receiving import Received, check_receipt, receive
from triage.handover.standing import Standing, standing
from triage.records.consent_given import consent_in
from triage.records.decision import Decision
from triage.records.people import Person, Role
from triage.vault.audit import Anchor, Held
from triage.vault.letters import adopt_addition, adopt_record, own_record

_KEPT = (Standing.NEW, Standing.NEWER, Standing.CONFLICT)
_LOOKED_BACK = 200
"""Letters that a new one is held against, to see whether its sender's list of events went back."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A sealed file that was opened and believed."""

    kind: str
    """``record`` or ``receipt``."""
    ref: str
    rev: int
    standing: Standing
    sender: Person
    decided: Decision | None
    """The newest decision that came with it; None when none did, or nobody known made it."""
    cautions: tuple[str, ...]
    """Ids of messages: what whoever opened it is to know."""


def take_in(book: LetterBook, file: Path) -> Opened:
    """Opens one and keeps what is new in it. The file stays where it is.

    Raises NotFound; SealBroken or NotAllowed with a message of its own for each way in which a file is not to
    be believed; NotSaved.
    """
    enrolled = book.enrolled()
    received = receive(
        files.read_small(file, FILE_BYTES),
        identity=book.seat.identity,
        recipient=book.seat.keys.recipient,
        person_id=book.seat.person.id,
        enrolled=enrolled,
        mode=book.vault.mode,
    )
    letter = received.letter
    _refuse_gone(book, letter.record_id)
    cautions = ["letter_decisions_unknown"] if received.unknown_decisions else []
    with book.connection.immediate():
        known = book.entries(letter.record_id)
        if isinstance(letter, Receipt):
            sent = acknowledged(letter, known)
            about = check_receipt(letter, sent, enrolled).record
            cautions += _own_chain(book, letter)
        else:
            about = letter.record
            cautions += _other_name(letter, enrolled[letter.sender.person_id].person)
        came = [each for each in known if not each.kept.outgoing]
        stands = standing(letter, [each.letter for each in came], own=_own(book, letter, came))
        if stands in _KEPT:
            if chain_went_back(letter, (each.letter for each in _came_from(book, letter))):
                cautions.append("sender_chain_went_back")
            book.keep(letter, received.signed, stands.value, about)
            if isinstance(letter, RecordLetter) and stands is not Standing.CONFLICT:
                _adopt(book, letter, came)
    if isinstance(letter, RecordLetter) and stands is Standing.NEW:
        _keep_consent(book, letter)
    return _opened(book, received, stands, tuple(cautions))


def _opened(book: LetterBook, received: Received, stands: Standing, cautions: tuple[str, ...]) -> Opened:
    letter, enrolled = received.letter, book.enrolled()
    managers = {person_id for person_id, each in enrolled.items() if each.person.role is Role.MANAGER}
    decided = [each.decision for each in letter.decisions if each.decision.by.id in managers]
    return Opened(
        kind=letter.kind,
        ref=letter.record_id,
        rev=letter.rev,
        standing=stands,
        sender=enrolled[letter.sender.person_id].person,
        decided=decided[-1] if decided else None,
        cautions=cautions,
    )


def _refuse_gone(book: LetterBook, ref: str) -> None:
    """What was erased here does not come back with an old file; what is closed stays so."""
    try:
        kept = book.vault.kept(ref)
    except NotFound:
        return
    if kept.erased:
        raise NotFound("record_erased", ref=ref)
    if kept.closed:
        raise NotAllowed("another_manager_decides", ref=ref)


def _other_name(letter: RecordLetter, sender: Person) -> Iterator[str]:
    """A sender vouches for their own name; the one that is known here is another."""
    author = letter.record.author
    if author.id == sender.id and (author.name, author.role) != (sender.name, sender.role):
        yield "letter_other_name"


def _own(book: LetterBook, letter: Letter, came: list[Entry]) -> bytes | None:
    """A record of this reference that did not come in a letter: written here."""
    if any(each.kept.kind == "record" and each.kept.standing == Standing.NEW for each in came):
        return None
    return own_record(book.connection, letter.record_id, book.seat.identity)


def _adopt(book: LetterBook, letter: RecordLetter, came: list[Entry]) -> None:
    """Among our records from here on, with whatever is new in it."""
    hand = book.hand(letter.record)
    before = [each.letter for each in came if isinstance(each.letter, RecordLetter)]
    if not before:
        adopt_record(book.connection, hand, letter.record)
    here = max((len(each.additions) for each in before), default=0)
    for addition in letter.additions[here:]:
        adopt_addition(book.connection, hand, addition)


def _keep_consent(book: LetterBook, letter: RecordLetter) -> None:
    """Express consent that was given on the call stands in our book too: the gates here look at no other."""
    consent = consent_in(letter.record, book.seat.person, book.now())
    if consent is not None:
        book.vault.enter(consent)


def _own_chain(book: LetterBook, receipt: Receipt) -> Iterator[str]:
    """A receipt holds how far our own list of events had come, signed by somebody else: an anchor for it."""
    seen = receipt.seen
    held = book.vault.against(Anchor(seen.origin, seen.size, seen.head))
    if held is not Held.HOLDS:
        yield f"own_{held.value}"


def _came_from(book: LetterBook, letter: Letter) -> Iterator[Entry]:
    for each in book.entries(None, _LOOKED_BACK):
        if not each.kept.outgoing and each.letter.sender.person_id == letter.sender.person_id:
            yield each
