"""Who called, as far as they gave it: each part given, declined or not asked, none needed (policy 5)."""

from collections.abc import Iterator

from triage.records.answered import always, lines_of, not_answered
from triage.records.document import TextLine
from triage.records.draft import AnswerState
from triage.records.escalation import Escalation

FIELDS = ("address", "birth_date", "school", "ethnicity", "needs")
"""Ids of the questions behind «more about them», as policy 5 lists them."""

_GATE = "more_about_them"


def identity(record: Escalation) -> Iterator[TextLine]:
    """The name always; the rest only where a name was given, since nobody without one is asked for more."""
    yield from always(record, "caller_name")
    gate = record.answer_to(_GATE)
    if gate is None:
        return
    for name in FIELDS:
        if record.answer_to(name):
            yield from lines_of(record, name)
        else:
            state = "open" if gate.state is AnswerState.GIVEN else gate.state
            yield not_answered(name, state)
