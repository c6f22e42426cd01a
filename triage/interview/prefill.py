"""Answers that the call itself has already given. What a person answered later counts for more."""

from triage.interview.facts import Facts
from triage.model import Rung
from triage.records.draft import Answer, AnswerState, ManagerContact
from triage.records.times import clock_time

_BEFORE_REACHED = ("not_yet", "tried")
_BEFORE_TRIED = ("not_yet",)


def from_the_call(question: str, given: Answer | None, facts: Facts) -> Answer | None:
    """What the call says to ``question``, if that counts for more than ``given``; None: ``given`` stands."""
    if question == "rung":
        return _rung(given, facts)
    if question == "line_manager":
        return _line_manager(given, facts)
    if given is not None:
        return None
    if question == "danger_now":
        return _danger_now(facts)
    if question == "their_words":
        return _their_words(facts)
    return None


def words_of_the_account(facts: Facts) -> str:
    """The caller's exact words of the whole thread, a line each."""
    return "\n".join(line.text for line in facts.their_words)


def _rung(given: Answer | None, facts: Facts) -> Answer | None:
    """The later of the key pressed in the call and the answer given here."""
    chosen = facts.chosen
    if chosen is None or (given and given.at >= chosen.at):
        return None
    return Answer(
        question="rung", state=AnswerState.GIVEN, choices=(chosen.rung.name.lower(),), at=chosen.at
    )  # fmt: skip


def _danger_now(facts: Facts) -> Answer | None:
    chosen = facts.chosen
    if chosen is None or chosen.rung is not Rung.DANGER_NOW:
        return None
    return Answer(question="danger_now", state=AnswerState.GIVEN, choices=("yes",), at=chosen.at)


def _their_words(facts: Facts) -> Answer | None:
    if not facts.their_words:
        return None
    return Answer(
        question="their_words",
        state=AnswerState.GIVEN,
        words=words_of_the_account(facts),
        at=facts.their_words[-1].at,
    )


def _line_manager(given: Answer | None, facts: Facts) -> Answer | None:
    """The tries noted in the call; after an answer only what a later try has changed."""
    later = tuple(attempt for attempt in facts.contacts if given is None or attempt.at > given.at)
    reached = tuple(attempt for attempt in later if attempt.reached)
    if reached and (given is None or given.choices[0] in _BEFORE_REACHED):
        return _noted("spoken", reached[-1:])
    if later and (given is None or given.choices[0] in _BEFORE_TRIED):
        return _noted("tried", later)
    return None


def _noted(option: str, attempts: tuple[ManagerContact, ...]) -> Answer:
    return Answer(
        question="line_manager",
        state=AnswerState.GIVEN,
        choices=(option,),
        words=", ".join(f"{attempt.name} {clock_time(attempt.at)}" for attempt in attempts),
        at=attempts[-1].at,
    )
