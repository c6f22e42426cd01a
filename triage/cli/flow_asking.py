"""The questions of a flow at the keyboard: what is asked, the numbered ways to answer, then words.

Used by every command that asks a flow, and by plain mode, which keeps each version of an answer at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from triage.cli.asking import Read, ask, choose_any
from triage.cli.output import say
from triage.content import message
from triage.interview.facts import Facts
from triage.interview.flow import Flow, Question
from triage.interview.interview import Step, replay
from triage.labels import label
from triage.records.draft import Answer, AnswerState


@dataclass(frozen=True, slots=True)
class Asks:
    """How questions are put. The texts are ids of messages."""

    read: Read = ask
    number: str = "ask_number"
    numbers: str = "ask_numbers"
    words: str = "ask_words_or_none"
    in_words: str = "ask_in_words"
    may_leave: bool = False
    """Enter alone leaves the question as it stands."""


def asked(flow: Flow, now: Callable[[], datetime]) -> tuple[Answer, ...]:
    """The questions of a flow, one after another, at the keyboard."""
    answers: tuple[Answer, ...] = ()
    while (step := replay(flow, answers, Facts()).current) is not None:
        *_, answer = answers_to(step, now(), Asks())
        answers = (*answers, answer)
    return answers


def answers_to(step: Step, at: datetime, asks: Asks) -> Iterator[Answer]:
    """The answer as it grows, each version in place of the one before; none where it is left as it stands.

    What was chosen comes before its words are asked for, so that it can be kept first.
    """
    question = step.question
    for line in (question.prompt, *question.help):
        say(line)
    if question.say:
        say(message("enquiry_say", words=question.say))
    if question.kind == "words":
        yield from _in_words(step, at, asks)
    else:
        yield from _chosen(step, at, asks)


def _chosen(step: Step, at: datetime, asks: Asks) -> Iterator[Answer]:
    question = step.question
    many = question.kind == "choices"
    labels = [option.label for option in question.options]
    labels += [label("answer_state", state) for state in question.also]
    taken = choose_any(
        asks.numbers if many else asks.number, labels, optional=asks.may_leave, many=many, read=asks.read
    )
    states = [each - len(question.options) for each in taken if each >= len(question.options)]
    if states:
        yield Answer(question=question.id, state=question.also[states[0]], at=at)
    elif taken:
        yield from _with_words(step, tuple(question.options[each].id for each in taken), at, asks)


def _with_words(step: Step, choices: tuple[str, ...], at: datetime, asks: Asks) -> Iterator[Answer]:
    question, before = step.question, step.answer
    words = before.words if before and before.choices == choices else ""
    given = Answer(question=question.id, state=AnswerState.GIVEN, choices=choices, words=words, at=at)
    yield given
    asking = next((option for option in question.options if option.id in choices and option.words), None)
    if asking is not None:
        say(asking.words_title or "")
        typed = asks.read(asks.in_words, optional=asks.may_leave).strip()
        yield given.model_copy(update={"words": typed or words})


def _in_words(step: Step, at: datetime, asks: Asks) -> Iterator[Answer]:
    question = step.question
    words = asks.read(asks.words, optional=asks.may_leave or bool(question.also))
    if words.strip():
        yield Answer(question=question.id, state=AnswerState.GIVEN, words=words, at=at)
    elif question.also and not step.prefilled:
        yield from _without_words(question, at, asks)


def _without_words(question: Question, at: datetime, asks: Asks) -> Iterator[Answer]:
    labels = [label("answer_state", state) for state in question.also]
    taken = choose_any(asks.number, labels, optional=asks.may_leave, many=False, read=asks.read)
    if taken:
        yield Answer(question=question.id, state=question.also[taken[0]], at=at)
