"""What went to other devices and came from them, what came back for it, and the anchors that came along."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from triage.desk.letter_book import Entry, LetterBook, acknowledged
from triage.handover.letter import ChainHead, Receipt, RecordLetter
from triage.handover.receiving import check_receipt
from triage.records.decision import Decision
from triage.records.people import Person
from triage.vault.audit import checkpoint
from triage.vault.letters import KeptLetter


@dataclass(frozen=True, slots=True)
class Passed:
    """One line of what went out and came in."""

    at: datetime
    outgoing: bool
    kind: str
    """``record`` or ``receipt``."""
    ref: str
    standing: str
    """``sent`` for one of ours; else how it stood when it came in."""
    rev: int | None
    """None when it cannot be read: erased, closed, or damaged."""
    people: tuple[Person, ...]
    """Whom it went to, or who sent it."""
    received: bool
    """For a record that went out: a receipt for it came back."""
    decided: bool
    """For a record that went out: a decision came back with a receipt."""


def passed(book: LetterBook) -> tuple[Passed, ...]:
    """Oldest first. As much of it as is open to who sits here."""
    entries = {each.kept.seq: each for each in book.entries(None)}
    receipts = [each.letter for each in entries.values() if isinstance(each.letter, Receipt)]
    return tuple(_line(book, kept, entries.get(kept.seq), receipts) for kept in book.kept(None))


def decisions_back(book: LetterBook, ref: str) -> tuple[Decision, ...]:
    """What managers on other devices decided on a record of ours, oldest first, each checked anew.

    Raises SealBroken for one whose manager is not enrolled here any more.
    """
    found: dict[bytes, Decision] = {}
    entries = book.entries(ref)
    for each in entries:
        if isinstance(each.letter, Receipt) and not each.kept.outgoing:
            check_receipt(each.letter, acknowledged(each.letter, entries), book.enrolled())
            found |= {one.canonical(): one.decision for one in each.letter.decisions}
    return tuple(found.values())


def anchors(book: LetterBook) -> tuple[str, ...]:
    """The newest checkpoint of each other vault that has sent something here: three lines each."""
    newest: dict[str, ChainHead] = {}
    for each in book.entries(None):
        chain = each.letter.chain
        if not each.kept.outgoing and (chain.origin not in newest or newest[chain.origin].size < chain.size):
            newest[chain.origin] = chain
    return tuple(checkpoint(each.origin, each.size, each.head) for each in newest.values())


def _line(book: LetterBook, kept: KeptLetter, entry: Entry | None, receipts: Iterable[Receipt]) -> Passed:
    letter = entry.letter if entry else None
    back: list[Receipt] = []
    if isinstance(letter, RecordLetter) and kept.outgoing:
        named = (letter.sha256, letter.chain)
        back = [each for each in receipts if (each.received_sha256, each.seen) == named]
    return Passed(
        at=kept.at,
        outgoing=kept.outgoing,
        kind=kept.kind,
        ref=kept.ref,
        standing=kept.standing,
        rev=letter.rev if letter else None,
        people=_people(book, kept, entry),
        received=bool(back),
        decided=any(each.decisions for each in back),
    )


def _people(book: LetterBook, kept: KeptLetter, entry: Entry | None) -> tuple[Person, ...]:
    if entry is None:
        return ()
    if kept.outgoing:
        everybody = book.enrolled().values()
        return tuple(each.person for each in everybody if each.keys.recipient in entry.letter.to)
    sender = entry.letter.sender.person_id
    return tuple(each for each in book.vault.register.people() if each.id == sender)
