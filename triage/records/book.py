"""Books: what a service writes down beside its records, line by line: a request, a print-out, what went out.

A line is never changed; a later line about the same thing says how it went on.
"""

from typing import ClassVar

from pydantic import AwareDatetime

from triage.records.people import Person
from triage.records.stored import Stored


class BookEntry(Stored):
    """One dated line of a book. Each book is a subclass that names its ``BOOK``."""

    BOOK: ClassVar[str]
    """Name of the book in the vault: ``removal``. Never changed after a release."""

    ref: str | None
    """The record it is about: its words go when that record is erased. None: about no record."""
    at: AwareDatetime
    """When it was written."""
    by: Person
