"""What the program keeps about people, where, and why: the register behind policy 2 and 4.

Read from ``kept.toml`` of the pack. Each stored field and each question of identity stands under one purpose.
"""

from typing import Literal

from triage.content import Content, read_toml
from triage.errors import ContentError
from triage.policy.pack import Pack


class Purpose(Content):
    """One kind of thing that is kept, and what for."""

    id: str
    title: str
    holds: str
    where: Literal["vault", "beside", "sealed"]
    """In the encrypted file of records, in a file beside it, or in a sealed file that somebody makes."""
    why: str
    source: str
    """``policy 7``, ``service rule`` or ``practice``."""
    cites: tuple[str, ...]
    questions: tuple[str, ...] = ()
    """Ids of questions of the interview whose answers it holds."""
    fields: dict[str, tuple[str, ...]] = {}
    """Stored type -> its fields. For the test that holds every field to a purpose; nobody reads it here."""


class Kept(Content):
    """The whole register."""

    how_long: str
    """Id of the silence about it: the policy does not say."""
    law: tuple[str, ...]
    """Ids of the notes on the law that stand with it."""
    purpose: tuple[Purpose, ...]


def load_kept(pack: Pack) -> Kept:
    """In the order of the file. Raises ContentError, also for a clause, silence or note that is not there."""
    from policy_corpus import root

    file = root() / pack.name / "kept.toml"
    kept = read_toml(file, Kept)
    known = {entry.id for entry in pack.silences} | {note.id for note in pack.currency}
    missing = [("how_long", kept.how_long), *(("law", each) for each in kept.law)]
    faults = [(key, name) for key, name in missing if name not in known]
    faults += [(each.id, at) for each in kept.purpose for at in each.cites if at not in pack.policy]
    for key, name in faults:
        raise ContentError(file=file.name, key=key, problem=f"there is no {name}")
    return kept
