"""What stands on a shelf: passages of many policies, as they are put there and as they are found."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Entry:
    """One passage of one policy, word for word."""

    clause: str
    heading: str
    """Of its section."""
    text: str
    lead_in: str | None
    """The policy's words that introduce this bullet; None for text that is not a bullet."""
    lines: tuple[int, int]

    @property
    def meant(self) -> str:
        """What is encoded: without the heading, which makes clauses of one section alike."""
        return meant(self.lead_in, self.text)


@dataclass(frozen=True, slots=True)
class Shelved:
    """One policy as it goes onto the shelf."""

    file: str
    """Its path inside the folder; no two policies share one."""
    title: str
    sha256: str
    """Of the file's bytes: a policy that has not changed stays as it stands."""
    entries: tuple[Entry, ...]


class Place(NamedTuple):
    """Where a text stands: the first policy that says it, and how many do."""

    file: str
    title: str
    entry: Entry
    policies: int


class Pending(NamedTuple):
    """A text that has no row yet."""

    text_id: int
    key: bytes
    text: str


class State(NamedTuple):
    """What a reader has to open again when it changes."""

    encoder: str
    generation: int
    """In the names of the files beside the list: files of another generation are left over."""
    rows: int
    """Written whole; what the row file holds beyond them was cut off in the middle."""
    edition: int
    """Goes up with every change."""


def meant(lead_in: str | None, text: str) -> str:
    """A bullet says nothing without the words that introduce it."""
    return f"{lead_in} {text}" if lead_in else text
