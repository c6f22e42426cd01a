"""How one answer reads: whether it fits its question, what it lacks, and its line on the check page."""

from triage.content import message
from triage.interview.facts import Facts
from triage.interview.flow import Question
from triage.labels import label
from triage.model import Rung
from triage.records.draft import Answer, AnswerState

_LINE = 72
"""Characters of typed words on the check page; the whole is in the record."""


def fits(question: Question, answer: Answer) -> bool:
    """The answer counts: its state makes sense here, and an answer given has something in it."""
    if answer.state is not AnswerState.GIVEN:
        return answer.state in question.also
    if question.kind == "words":
        return bool(answer.words.strip()) and not answer.choices
    if question.kind == "choice" and len(answer.choices) != 1:
        return False
    return bool(answer.choices) and all(question.option(choice) for choice in answer.choices)


def problem_of(question: Question, answer: Answer | None) -> str | None:
    """What the check page says is missing; None when nothing is."""
    if answer is None:
        return question.missing
    if answer.words.strip():
        return None
    options = (question.option(choice) for choice in answer.choices)
    return next((option.words_missing for option in options if option and option.words_missing), None)


def summary_of(question: Question, answer: Answer | None, facts: Facts) -> str:
    """One line. «Not asked», «Not known», «Declined» and «Not provided» stay apart (SCREENS trap 33)."""
    if answer is None:
        return label("answer_state", "missing" if question.required else "open")
    if answer.state is not AnswerState.GIVEN:
        return label("answer_state", answer.state)
    if question.id == "rung":
        return label("rung", Rung[answer.choices[0].upper()])
    if question.id == "their_words" and facts.their_words:
        lines = facts.their_words
        return _shortened(message("their_words_summary", entries=len(lines), first=lines[0].text))
    labels = (option.label for choice in answer.choices if (option := question.option(choice)))
    words = answer.words.strip()
    return _shortened(": ".join(part for part in ("; ".join(labels), words) if part))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LINE else line[: _LINE - 1].rstrip() + "…"
