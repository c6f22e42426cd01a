"""What is added to a record after it was submitted: dated, signed, never in place of what was there."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from triage.records.people import Person
from triage.records.stored import Stored


class AdditionKind(StrEnum):
    """Why something was added."""

    MANAGER_TOLD = "manager_told"
    """The author has now spoken to the line manager; ``text`` holds who."""
    MANAGER_TRIED = "manager_tried"
    """The author tried somebody and did not reach them; ``text`` holds who."""
    NOTE = "note"
    CORRECTION = "correction"
    """``about`` holds the words that are wrong, ``text`` the right ones; both are shown."""


class Addition(Stored):
    """One dated addition to a submitted record."""

    ref: str
    at: AwareDatetime
    by: Person
    kind: AdditionKind
    text: str = Field(repr=False)
    about: str = Field(default="", repr=False)
    """What it is about: for a correction the words that are wrong. Empty where it is about the record."""
