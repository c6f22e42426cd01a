"""Whether the line manager was consulted, and when: policy 7 says they must be (P7.10)."""

from datetime import datetime

from triage.records.addition import Addition, AdditionKind
from triage.records.escalation import Escalation

ASKED = ("line_manager", "next_on_list", "no_deputy", "list_used_up")
"""Ids of the questions where «spoken» may be answered."""

SPOKEN = "spoken"


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
