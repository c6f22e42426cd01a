"""Whether an agreement is prior, express consent: who, how, to whom, what, the words, and when (P3.2, P3.3).

A tick alone is none. What is missing is said and stops nobody from handing the record over.
"""

from collections.abc import Mapping
from datetime import datetime

from triage.records.draft import Answer
from triage.records.typed_time import typed_time

PARTS = ("consent_by", "consent_how", "consent_to", "consent_what", "consent_when")
"""Ids of the questions that follow «agreed», beside the exact words in ``consent`` itself."""


def is_agreed(answers: Mapping[str, Answer]) -> bool:
    """They were asked and agreed, however little of it is written down."""
    answer = answers.get("consent")
    return answer is not None and "agreed" in answer.choices


def missing_parts(answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """Ids of the questions without which an agreement is not complete; ``consent``: the exact words.

    Empty when it is complete, and when nobody agreed at all.
    """
    if not is_agreed(answers):
        return ()
    bare = () if answers["consent"].words.strip() else ("consent",)
    return *bare, *(part for part in PARTS if part not in answers or not _says(answers[part]))


def consented_at(answers: Mapping[str, Answer]) -> datetime | None:
    """When they agreed: the time that was typed where it reads as one, else when the answer was written.

    A time typed that is later than its writing is not believed. None when nobody agreed.
    """
    if not is_agreed(answers):
        return None
    written = answers["consent"].at
    when = answers.get("consent_when")
    typed = typed_time(when.words, when.at) if when else None
    return typed if when and typed and typed <= when.at else written


def _says(answer: Answer) -> bool:
    return bool(answer.choices or answer.words.strip())
