"""What the tests of a written record share: a call, answers, and what the record says of them."""

from datetime import UTC, datetime, timedelta

from triage.interview.facts import facts_of
from triage.interview.flow import load_flow
from triage.interview.interview import Progress, replay
from triage.interview.submission import build
from triage.policy.pack import load_pack
from triage.records.addition import Addition
from triage.records.draft import Answer, AnswerState, Draft, Mode
from triage.records.escalation import Escalation
from triage.records.people import Contact, Person, Role
from triage.records.summary import summary

PACK = load_pack()
FLOW = load_flow(PACK)
START = datetime(2026, 11, 22, 14, 1, tzinfo=UTC)
AUTHOR = Person(id="khan", name="A. Khan", role=Role.CASEWORKER)
CHAIN = (Contact(name="J. Okoro", phone="01632 960001", person_id="okoro"),)
CALL = Draft(ref="ESC-2026-7K4M", mode=Mode.LIVE, policy_sha256=PACK.sha256, author=AUTHOR, opened_at=START)
SUBMITTED = 20
"""Minutes after the call was opened."""


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def said(question: str, *choices: str, words: str = "", minute: float = 10) -> Answer:
    return Answer(question=question, state=AnswerState.GIVEN, choices=choices, words=words, at=at(minute))


def left(question: str, state: AnswerState) -> Answer:
    return Answer(question=question, state=state, at=at(10))


ENOUGH = (
    said("rung", "safety_worry", minute=5),
    said("who_told", "parent", minute=5),
    said("line_manager", "not_yet", minute=5),
)


def asked(*answers: Answer, call: Draft = CALL) -> Progress:
    """Where the interview stands after these answers, and no others."""
    for answer in answers:
        call = call.answered(answer)
    return replay(FLOW, call.answers, facts_of(call, CHAIN))


def path(*answers: Answer, call: Draft = CALL) -> list[str]:
    return [step.question.id for step in asked(*answers, call=call).steps]


def written(*answers: Answer, call: Draft = CALL) -> Escalation:
    """The record of these answers, upon those that every record needs."""
    for answer in (*ENOUGH, *answers):
        call = call.answered(answer)
    return build(call, replay(FLOW, call.answers, facts_of(call, CHAIN)), PACK, at(SUBMITTED))


def read(
    record: Escalation, section: str, *additions: Addition, minute: float = SUBMITTED
) -> list[tuple[str, str]]:
    """Label and text of each line under one heading."""
    sections = summary(record, additions, (), at(minute))
    return [(line.label, line.text) for part in sections if part.id == section for line in part.lines]


def all_words(record: Escalation) -> str:
    """All that the record says, as one text."""
    sections = summary(record, (), (), at(SUBMITTED))
    return "\n".join(line.text for part in sections for line in part.lines)
