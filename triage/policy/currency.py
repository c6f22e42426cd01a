"""Where the law has moved on: dated notes beside the policy, never part of it and not legal advice.

A position taken from a secondary source stays ``unverified`` until somebody has read the law itself.
"""

from calendar import monthrange
from datetime import date
from importlib.resources.abc import Traversable
from typing import Literal

from triage.content import Content, read_toml


class CurrencyNote(Content):
    """What one law says now, as far as it could be read on a day."""

    id: str
    title: str
    policy_words: str | None = None
    """Words of the policy, verbatim; None for a law that the policy does not name."""
    clauses: tuple[str, ...]
    """Addresses this note stands beside; the words above are in the first of them."""
    position: str
    """What the law says now, in plain words."""
    sources: tuple[str, ...]
    """Where it was read, as given there."""
    checked_on: date
    confidence: Literal["high", "unverified"]
    """``unverified``: seen only in a secondary text, or not confirmed to be in force."""
    open_question: str | None = None
    """What could not be confirmed; None when nothing is open."""

    def is_old(self, today: date) -> bool:
        """Checked more than twelve months ago."""
        year, month = self.checked_on.year + 1, self.checked_on.month
        return today > date(year, month, min(self.checked_on.day, monthrange(year, month)[1]))


class _CurrencyFile(Content):
    note: tuple[CurrencyNote, ...]


def load_currency(file: Traversable) -> tuple[CurrencyNote, ...]:
    """All notes in the order of the file. Raises ContentError."""
    return read_toml(file, _CurrencyFile).note
