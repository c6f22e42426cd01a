"""How a letter that came in stands beside those that are here already. Nothing is ever overwritten."""

from collections.abc import Sequence
from enum import StrEnum

from triage.handover.letter import Letter, Receipt, RecordLetter


class Standing(StrEnum):
    """What becomes of it; also the id of the message, after ``letter_is_``."""

    NEW = "new"
    ALREADY = "already"
    """The same is here: nothing is kept twice."""
    NEWER = "newer"
    """It goes on from what is here."""
    OLDER = "older"
    """What is here goes on from it: nothing is lost by leaving it."""
    CONFLICT = "conflict"
    """It says the same name and another thing. Both are kept, and both are shown."""


def standing(letter: Letter, kept: Sequence[Letter], *, own: bytes | None = None) -> Standing:
    """``kept``: letters of the same record and kind that came in earlier, those in conflict too.

    ``own``: canonical bytes of a record of this reference that was written on this device.
    """
    beside = [each for each in kept if _is_about_the_same(letter, each)]
    if any(_parts(each) == _parts(letter) for each in beside):
        return Standing.ALREADY
    if own is not None and isinstance(letter, RecordLetter):
        return Standing.ALREADY if letter.record.canonical() == own else Standing.CONFLICT
    if not all(_goes_on(each, letter) or _goes_on(letter, each) for each in beside):
        return Standing.CONFLICT
    if not beside:
        return Standing.NEW
    return Standing.NEWER if all(_goes_on(each, letter) for each in beside) else Standing.OLDER


_Parts = tuple[tuple[str, ...], tuple[bytes, ...], tuple[bytes, ...]]


def _is_about_the_same(letter: Letter, other: Letter) -> bool:
    """Receipts go on from each other only where they are one person's for one letter."""
    if isinstance(letter, Receipt) and isinstance(other, Receipt):
        return (letter.sender.person_id, letter.rev) == (other.sender.person_id, other.rev)
    return isinstance(letter, RecordLetter) and isinstance(other, RecordLetter)


def _parts(letter: Letter) -> _Parts:
    """What never changes, and the two lists that only grow."""
    decisions = tuple(each.canonical() for each in letter.decisions)
    if isinstance(letter, RecordLetter):
        root = (letter.chain.origin, letter.record.canonical().decode())
        return root, tuple(each.canonical() for each in letter.additions), decisions
    return (letter.received_sha256,), (), decisions


def _goes_on(earlier: Letter, later: Letter) -> bool:
    (root, additions, decisions), (later_root, later_additions, later_decisions) = (
        _parts(earlier),
        _parts(later),
    )
    return (
        root == later_root
        and later_additions[: len(additions)] == additions
        and later_decisions[: len(decisions)] == decisions
    )
