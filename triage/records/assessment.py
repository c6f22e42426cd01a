"""What of section 7 may apply, quoted, with the reason and the fact the author names for each exception."""

from collections.abc import Iterator

from triage.content import message
from triage.labels import label
from triage.records.answered import answered, lines_of
from triage.records.document import Kind, TextLine
from triage.records.draft import AnswerState
from triage.records.escalation import Escalation
from triage.records.section7 import FACT_OF, OTHER, Tag, no_order, tags
from triage.records.times import clock_time


def assessment(record: Escalation) -> Iterator[TextLine]:
    """Risks chosen, exceptions and circumstances with what leads to them, and what nobody knows."""
    for chosen in record.rungs:
        at = message("summary_rung_at", rung=label("rung", chosen.rung), clock=clock_time(chosen.at))
        yield TextLine(label("field", "rung_changed"), at, Kind.FACT)
    found = tags(record.by_question, record.account)
    for tag in found:
        if tag.is_exception:
            yield from _tagged(record, tag, "exception")
    circumstances = [tag for tag in found if not tag.is_exception]
    if circumstances and not any(tag.clause == OTHER for tag in circumstances):
        yield _quoted(record, OTHER, "circumstance")
    for tag in circumstances:
        yield from _tagged(record, tag, "circumstance")
    if no_order(record.by_question):
        yield TextLine(label("asked", "order_kind"), message("summary_no_order"), Kind.FACT)
    yield from _words_to_note(record)
    yield from lines_of(record, "demeanour", "background", kind=Kind.NOTE)
    yield from _unknown(record)


def _tagged(record: Escalation, tag: Tag, name: str) -> Iterator[TextLine]:
    yield _quoted(record, tag.clause, name)
    reasons = [
        message("summary_unknown", title=label("asked", question), why=_chosen(record, question))
        for question in tag.because
    ]
    heard = [message("summary_heard_in_the_words")] if tag.heard else []
    yield TextLine(label("field", "because"), "; ".join((*reasons, *heard)), Kind.FACT)
    fact = FACT_OF.get(tag.clause)
    if fact and record.answer_to(fact):
        yield from lines_of(record, fact)
    elif fact:
        yield TextLine(label("asked", fact), label("answer_state", "open"), Kind.MISSING)


def _quoted(record: Escalation, clause: str, name: str) -> TextLine:
    """As it read at submission."""
    quote = next((cited.quote for cited in record.cited if cited.id == clause), "")
    return TextLine(label("field", name), quote or message("summary_clause_head", clause=clause), Kind.POLICY)


def _chosen(record: Escalation, question: str) -> str:
    answer = record.answer_to(question)
    return answered(answer.model_copy(update={"words": ""})) if answer else ""


def _words_to_note(record: Escalation) -> Iterator[TextLine]:
    """What the ears pointed at: a reason to look, never a finding."""
    for line in record.account:
        for signal in line.reply.signals:
            start, end = signal.span
            category = label("category", signal.category or "none")
            words = message("summary_words_to_note", words=line.text[start:end], category=category)
            yield TextLine(label("field", "signal"), words, Kind.NOTE)


def _unknown(record: Escalation) -> Iterator[TextLine]:
    unknown = [
        message("summary_unknown", title=label("asked", answer.question), why=answered(answer))
        for answer in record.answers
        if answer.state is not AnswerState.GIVEN
    ]
    if unknown:
        yield TextLine(label("field", "unknown"), "; ".join(unknown), Kind.MISSING)
