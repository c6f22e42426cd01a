"""Answers as lines of a record, in the words of labels.toml: a record outlives the questions of its day."""

from collections.abc import Iterator

from triage.labels import label
from triage.records.document import Kind, TextLine
from triage.records.draft import Answer, AnswerState
from triage.records.escalation import Escalation


def answered(answer: Answer) -> str:
    """The options chosen and the words typed, or why there is no answer."""
    if answer.state is not AnswerState.GIVEN:
        return label("answer_state", answer.state)
    chosen = "; ".join(label("answered", f"{answer.question}.{choice}") for choice in answer.choices)
    return ": ".join(part for part in (chosen, answer.words) if part)


def lines_of(record: Escalation, *questions: str, kind: Kind = Kind.FACT) -> Iterator[TextLine]:
    """A line for each of ``questions`` that has an answer of any kind, in this order."""
    for question in questions:
        answer = record.answer_to(question)
        if answer:
            given = answer.state is AnswerState.GIVEN
            yield TextLine(
                label("asked", question), answered(answer), kind if given else Kind.MISSING,
                about=question, typed=answer.words, state="" if given else answer.state.value,
            )  # fmt: skip


def always(record: Escalation, *questions: str) -> Iterator[TextLine]:
    """The same, and «Not provided» for a question that was left out."""
    for question in questions:
        if record.answer_to(question):
            yield from lines_of(record, question)
        else:
            yield not_answered(question, "open")


def not_answered(question: str, state: str) -> TextLine:
    """That it was left out, declined or not asked: never read as «no»."""
    return TextLine(
        label("asked", question), label("answer_state", state), Kind.MISSING, about=question, state=state
    )


def field(name: str, text: str) -> TextLine:
    """A fact under its label of the group ``field``."""
    return TextLine(label("field", name), text, Kind.FACT, about=name)
