"""Enquiries: somebody outside asked us about a parent. Who asked and what was said; never whom they asked
about.

Nothing is given out by either line: that takes a decision on a record (policy 2, 3 and 7).
"""

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from triage.records.book import BookEntry
from triage.records.draft import Answer


class Enquiry(BookEntry):
    """What somebody asked us, as the answers to the flow ``enquiry``; it is about no record: no ``ref``."""

    BOOK: ClassVar[str] = "enquiry"
    enquiry: str
    """Random: ENQ-2026-7K4M."""
    policy_sha256: str
    answers: tuple[Answer, ...] = Field(repr=False)

    def chosen(self, question: str) -> tuple[str, ...]:
        """Ids of the options chosen; empty where none was."""
        return next((answer.choices for answer in self.answers if answer.question == question), ())

    @property
    def who(self) -> str:
        """Id of the option of «who»."""
        return next(iter(self.chosen("who")), "other")

    @property
    def order_seen(self) -> bool:
        """A written order of a judge lay before the author; an officer's word is none (P7.18)."""
        return "seen" in self.chosen("order")


class Follows(StrEnum):
    """What a manager says follows. None of them gives anything out."""

    NOTHING_GIVEN = "nothing_given"
    ASK_PARENT = "ask_parent"
    ADVICE = "advice"
    DECISION = "decision"
    """Something may have to be given: that is decided on a record, which the line names."""


class EnquiryAnswer(BookEntry):
    """A manager has looked at an enquiry. ``ref``: the record it turned out to be about, if it is to be
    named."""

    BOOK: ClassVar[str] = "enquiry_answer"
    enquiry: str
    follows: Follows
    words: str = Field(repr=False)
