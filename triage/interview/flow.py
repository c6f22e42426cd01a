"""A flow: questions and where each answer leads, read from TOML.

It is checked when it is read: each way on leads to a question further down or to an outcome, so every
interview ends; every question can be reached; every clause cited is in the policy.
"""

import re
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from typing import Literal

from triage.content import Content, read_toml
from triage.errors import ContentError
from triage.interview.predicates import PREDICATES
from triage.policy.pack import Pack
from triage.records.draft import AnswerState

_LABELLED = re.compile(r"policy \d+|service rule|practice")


class Option(Content):
    """One numbered choice of a question; the number is its place, counted from 1."""

    id: str
    label: str
    words: bool = False
    """Choosing it opens a box for words, kept in ``Answer.words``."""
    words_title: str | None = None
    """What stands over that box; given exactly when ``words``."""
    words_missing: str | None = None
    """What the check page says when it was chosen and nothing written; None where words may be left out."""
    cites: tuple[str, ...] = ()
    """Clause ids that go on the record when it is chosen."""


class Route(Content):
    """One way on. It applies when every condition it has is met."""

    to: str
    """Id of a question further down the file, or of an outcome."""
    when: tuple[str, ...] = ()
    """Option ids, one of which was chosen; empty: whatever was answered, or nothing."""
    predicate: str | None = None
    """Name of a rule in predicates.py that must say yes."""


class Question(Content):
    """One page of the interview."""

    id: str
    number: int
    """Its number on the page «Check your answers»; branch questions share their parent's number."""
    title: str
    """Two or three words for that page: «Consent»."""
    prompt: str
    """May name ``{next_name}`` and ``{next_phone}``, the next person on the list; so may ``help``."""
    help: tuple[str, ...] = ()
    say: str | None = None
    """Words to say to the caller, where the question needs some."""
    kind: Literal["choice", "choices", "words"]
    """One option, any number of options, or free text."""
    options: tuple[Option, ...] = ()
    also: tuple[AnswerState, ...] = (AnswerState.NOT_KNOWN, AnswerState.NOT_ASKED)
    """Ways to have no answer that make sense here, kept apart: a blank never reads as «no»."""
    cites: tuple[str, ...] = ()
    """Clause ids shown behind the question."""
    source: str
    """Why it is asked: ``policy 6``, ``service rule`` or ``practice``."""
    required: bool = False
    """The record cannot be submitted while it is unanswered; all else may be «not known»."""
    missing: str | None = None
    """What the check page says when a required answer is not there; given exactly when ``required``."""
    route: tuple[Route, ...]
    """Tried in order, the first that applies is taken; the last has no condition."""

    def option(self, option_id: str) -> Option | None:
        """The option with that id; None when the question has none."""
        return next((option for option in self.options if option.id == option_id), None)


class Outcome(Content):
    """Where a flow ends: what the answers come to. It leads nowhere."""

    id: str
    text: str
    """What to do now. Never whether to disclose."""
    source: str
    cites: tuple[str, ...]


class Flow(Content):
    """A whole flow. Questions lead only to questions further down, so every interview ends."""

    id: str
    title: str
    question: tuple[Question, ...]
    """In the order of the file; the first is where the interview starts."""
    outcome: tuple[Outcome, ...]

    @property
    def nodes(self) -> tuple[Question | Outcome, ...]:
        """Questions, then outcomes, in the order of the file."""
        return *self.question, *self.outcome

    def node(self, node_id: str) -> Question | Outcome:
        """The question or outcome with that id. Raises KeyError."""
        return {node.id: node for node in self.nodes}[node_id]


def load_flow(pack: Pack, file: Traversable | None = None, *, name: str = "disclosure") -> Flow:
    """The flow of ``pack`` by that ``name``, or the one in ``file``. Raises ContentError: where, and why."""
    if file is None:
        from policy_corpus import root

        file = root() / pack.name / "flows" / f"{name}.toml"
    flow = read_toml(file, Flow)
    for key, problem in _broken(flow, pack):
        raise ContentError(file=file.name, key=key, problem=problem)
    return flow


def _broken(flow: Flow, pack: Pack) -> Iterator[tuple[str, str]]:
    """Every place where the flow breaks a rule: where, and how."""
    ids = [node.id for node in flow.nodes]
    for twice in {each for each in ids if ids.count(each) > 1}:
        yield twice, "this id is used twice"
    if not flow.question:
        yield "-", "a flow needs a question"
        return
    for at, question in enumerate(flow.question):
        for problem in (*_ill_formed(question), *_leads_astray(question, set(ids[at + 1 :]))):
            yield question.id, problem
    led_to = {flow.question[0].id, *(route.to for question in flow.question for route in question.route)}
    for unreached in set(ids) - led_to:
        yield unreached, "nothing leads here"
    for node in flow.nodes:
        if not _LABELLED.fullmatch(node.source):
            yield node.id, f"{node.source} is no source"
        for address in _cited(node):
            if address not in pack.policy:
                yield node.id, f"the policy has no clause {address}"


def _cited(node: Question | Outcome) -> tuple[str, ...]:
    options = node.options if isinstance(node, Question) else ()
    return *node.cites, *(address for option in options for address in option.cites)


def _ill_formed(question: Question) -> Iterator[str]:
    """What is wrong with a question by itself."""
    options = [option.id for option in question.options]
    if len(set(options)) < len(options):
        yield "two options have the same id"
    if (question.kind == "words") == bool(options):
        yield "options and kind do not fit"
    if question.required != (question.missing is not None):
        yield "required and missing do not fit"
    if set(options) & set(AnswerState):
        yield "an option has the name of a state"
    if AnswerState.GIVEN in question.also:
        yield "given is no way to have no answer"
    for option in question.options:
        if option.words != (option.words_title is not None) or (option.words_missing and not option.words):
            yield f"words of option {option.id} do not fit"


def _leads_astray(question: Question, further_down: set[str]) -> Iterator[str]:
    """What is wrong with the ways on from a question."""
    for route in question.route:
        if route.to not in further_down:
            yield f"{route.to} is not further down"
        if route.predicate is not None and route.predicate not in PREDICATES:
            yield f"there is no rule {route.predicate}"
        for option in route.when:
            if question.option(option) is None:
                yield f"there is no option {option}"
    last = question.route[-1:]
    if not last or last[0].when or last[0].predicate:
        yield "the last way on must have no condition"
