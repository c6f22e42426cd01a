"""Whether the line manager was consulted, and when: policy 7 says they must be (P7.10)."""

from datetime import datetime

from triage.records.addition import Addition, AdditionKind
from triage.records.escalation import Escalation
from triage.records.people import Contact

ASKED = ("line_manager", "next_on_list", "no_deputy", "list_used_up")
"""Ids of the questions where «spoken» may be answered."""

SPOKEN = "spoken"

ABOUT_MANAGER = "about_manager"
"""The answer to ``line_manager`` that the worry is about that person themselves."""


def manager_told_at(record: Escalation, additions: tuple[Addition, ...] = ()) -> datetime | None:
    """The first moment known by which a manager had been spoken to; None: not spoken.

    A submitted record is no consultation, nor is a try that reached nobody. For an answer given in the
    questions this is when it was written; the time that was meant is in its words.
    """
    moments = [addition.at for addition in additions if addition.kind is AdditionKind.MANAGER_TOLD]
    moments += [attempt.at for attempt in record.contacts if attempt.reached]
    moments += [
        answer.at for answer in record.answers if answer.question in ASKED and SPOKEN in answer.choices
    ]
    return min(moments, default=None)


def is_about_the_manager(record: Escalation) -> bool:
    """The author's worry is about their own line manager (P7.23)."""
    answer = record.answer_to("line_manager")
    return answer is not None and ABOUT_MANAGER in answer.choices


def people_to_speak_to(record: Escalation, chain: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """The service's list for this record, next person first: never its author, nor a manager it is about."""
    others = tuple(contact for contact in chain if contact.person_id != record.author.id)
    return others[1:] if is_about_the_manager(record) else others
