"""Each letter says how far its sender's list of events had come: together they show when one was cut."""

from collections.abc import Iterable

from triage.handover.letter import Letter


def chain_went_back(letter: Letter, earlier: Iterable[Letter]) -> bool:
    """Whether the sender's list is shorter, or another, than a letter that came before it had said.

    Files may arrive out of order: only what was made later and knows less is told.
    """
    return any(
        before.chain.origin == letter.chain.origin
        and (
            (before.chain.size == letter.chain.size and before.chain.head != letter.chain.head)
            or (before.chain.size > letter.chain.size and before.created_utc < letter.created_utc)
        )
        for before in earlier
    )
