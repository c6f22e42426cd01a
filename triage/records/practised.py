"""The book of practice: who came to the end of which practice call, and when. Nothing of what they typed."""

from typing import ClassVar

from triage.records.book import BookEntry


class Practised(BookEntry):
    """One play of a practice call."""

    BOOK: ClassVar[str] = "practised"
    policy_sha256: str
    """The text that was in use: of another text, it is due again."""
    scenario: str
    """Id of the practice call."""
    finished: bool
    """It came to an ending; otherwise it was stopped."""
