"""Where a person was when the screen locked: kept in the vault, taken out when they are back.

The process forgets everything at a lock. What a draft does not hold, and a person would miss, stands here.
"""

from typing import Literal

from pydantic import Field

from triage.records.stored import Stored

Mode = Literal["home", "call", "records", "inbox", "policy"]


class Opened(Stored):
    """A screen that stood upon the first one of its mode."""

    screen: Literal["check", "walkthrough", "record", "decision", "submitted", "form", "books"]
    ref: str = ""
    question: str = ""
    """The one question that was being changed, empty when they were asked in turn; of a form, its name."""
    adding: str = ""
    """What was being added to a record: an ``AdditionKind``, or empty."""
    wrong: str = Field(default="", repr=False)
    """The old words of a correction, once they are given."""
    typed: str = Field(default="", repr=False)
    """What stood in the box."""


class Place(Stored):
    """One person's."""

    mode: Mode = "home"
    draft: str | None = None
    """Reference of the draft in hand; None when there was none."""
    their_words: bool = False
    """The caller's exact words were being written."""
    opened: tuple[Opened, ...] = ()
    """From the first upwards."""
    unsigned: tuple[tuple[str, str], ...] = Field(default=(), repr=False)
    """Decisions begun and not signed: reference of the record, and the form as it was filled in."""
    begun: tuple[tuple[str, str], ...] = Field(default=(), repr=False)
    """Other forms begun and not kept: name of the form, and its answers."""
