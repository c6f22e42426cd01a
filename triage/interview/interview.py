"""Where an interview stands: always the replay of its answers, so an earlier answer can be changed freely.

The last answer to a question counts. Answers to questions that are no longer on the path are kept by the
draft, and count again as soon as the path comes back to them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from triage.interview.facts import Facts
from triage.interview.flow import Flow, Outcome, Question
from triage.interview.predicates import PREDICATES, worry_is_about_the_manager
from triage.interview.prefill import from_the_call
from triage.interview.reading import fits, problem_of, summary_of
from triage.model import Rung
from triage.records.draft import Answer
from triage.records.people import Contact

__all__ = ["Facts", "Progress", "Step", "follow", "replay"]


@dataclass(frozen=True, slots=True)
class Step:
    """One question on the path, with how it stands."""

    question: Question
    answer: Answer | None
    prefilled: bool
    """The answer comes from the call itself (the rung chosen, the words kept, the manager reached)."""
    summary: str
    """One line for the check page: the option's label, or the first words typed."""
    problem: str | None
    """What is wrong or missing, as the check page says it; None when nothing is."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole path as it stands now."""

    steps: tuple[Step, ...]
    """Every question on the path, in order, answered or not."""
    current: Step | None
    """The first step without an answer; None at the end."""
    outcome: Outcome
    """Where the path ends as it stands now."""
    about_manager: bool = False
    """The worry is about the line manager."""
    about: Contact | None = None
    """That line manager, as the service names them; None where it is about no manager, or none is named."""

    @property
    def gaps(self) -> tuple[Step, ...]:
        """Steps that stop the record from being submitted."""
        return tuple(step for step in self.steps if step.problem)

    @property
    def complete(self) -> bool:
        """The record may be submitted."""
        return not self.gaps

    @property
    def rung(self) -> Rung | None:
        """The rung that goes on the record; None while none was chosen."""
        step = self.step("rung")
        return Rung[step.answer.choices[0].upper()] if step and step.answer else None

    def step(self, question: str) -> Step | None:
        """The step of that question; None when the path does not come to it."""
        return next((step for step in self.steps if step.question.id == question), None)


def replay(flow: Flow, answers: tuple[Answer, ...], facts: Facts) -> Progress:
    """The path from the first question to an outcome; the same for the same answers and facts."""
    given = {answer.question: answer for answer in answers}
    standing: dict[str, Answer] = {}
    steps: list[Step] = []
    node: Question | Outcome = flow.question[0]
    while isinstance(node, Question):
        step = _step(node, given.get(node.id), facts)
        steps.append(step)
        if step.answer:
            standing[node.id] = step.answer
        node = follow(flow, node, standing, facts)
    current = next((step for step in steps if step.answer is None), None)
    about_manager = worry_is_about_the_manager(standing, facts)
    about = next(iter(facts.manager_chain), None) if about_manager else None
    return Progress(tuple(steps), current, node, about_manager, about)


def follow(
    flow: Flow, node: Question | Outcome, answers: Mapping[str, Answer], facts: Facts
) -> Question | Outcome:
    """Where ``node`` leads, by the answers that count. Raises ValueError for an outcome: it leads nowhere."""
    if isinstance(node, Outcome):
        raise ValueError(f"{node.id} is an outcome: it leads nowhere")
    chosen = set(answers[node.id].choices) if node.id in answers else set()
    for route in node.route:
        if route.when and chosen.isdisjoint(route.when):
            continue
        if route.predicate is None or PREDICATES[route.predicate](answers, facts):
            return flow.node(route.to)
    raise ValueError(f"{node.id} has no way on")


def _step(asked: Question, given: Answer | None, facts: Facts) -> Step:
    if given is not None and not fits(asked, given):
        given = None
    answer = from_the_call(asked.id, given, facts) or given
    question = _named(asked, facts)
    return Step(
        question,
        answer,
        answer is not given,
        summary_of(question, answer, facts),
        problem_of(question, answer),
    )


def _named(question: Question, facts: Facts) -> Question:
    """The question with the next person of the service's list named in it."""
    person = facts.next_person
    places = {"{next_name}": person.name if person else "", "{next_phone}": person.phone if person else ""}

    def filled(text: str) -> str:
        for place, words in places.items():
            text = text.replace(place, words)
        return text.strip()

    if not any(place in text for place in places for text in (question.prompt, *question.help)):
        return question
    return question.model_copy(
        update={"prompt": filled(question.prompt), "help": tuple(filled(line) for line in question.help)}
    )
