"""What of section 7 may apply, from what was answered and heard: its exceptions and its circumstances.

A tag is a reason to look, for the manager to weigh; it finds nothing and decides nothing (P7.3 to P7.9).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from triage.records.draft import Answer, Exchange

SAFETY, CRIME, LEGAL = "7.exceptions.safety", "7.exceptions.crime", "7.exceptions.legal"
ABUSED = "7.circumstances.abused"
CHILD_OR_ADULT = "7.circumstances.child_or_vulnerable_adult"
DANGER = "7.circumstances.immediate_danger"
OTHER = "7.circumstances"
"""The head of the list, which says «include»: whatever else may put a person at risk (P7.9)."""

FACT_OF = {SAFETY: "fact_safety", CRIME: "fact_crime", LEGAL: "fact_legal"}
"""The question where the author names the fact, for each exception."""

_DANGER = {"rung": {"danger_now"}, "danger_now": {"yes", "not_sure"}}
_ABUSED = {"abused": {"now", "before"}}
_REASONS: Mapping[str, Mapping[str, set[str]]] = {
    SAFETY: {
        "rung": {"danger_now", "safety_worry"},
        "danger_now": _DANGER["danger_now"],
        "who_at_risk": {"child", "adult", "caller", "other"},
        **_ABUSED,
    },
    CRIME: {"rung": {"crime"}, "crime_told": {"happened", "may_happen"}, "terrorism": {"yes"}},
    LEGAL: {"rung": {"legal_order"}, "order_kind": {"yes", "said_so", "other_demand"}},
    ABUSED: _ABUSED,
    CHILD_OR_ADULT: {"who_at_risk": {"child", "adult"}},
    DANGER: _DANGER,
    OTHER: {"who_at_risk": {"other"}},
}
"""Clause -> question -> the answers to it that lead there. In the order of the policy, but for ``OTHER``."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One clause of section 7 that may apply, and why."""

    clause: str
    because: tuple[str, ...]
    """Ids of the questions whose answers lead to it."""
    heard: bool
    """A line of the account raised a signal that leads to it."""

    @property
    def is_exception(self) -> bool:
        """One of the three in which a breach must be considered; else one of the listed circumstances."""
        return self.clause in FACT_OF


def no_order(answers: Mapping[str, Answer]) -> bool:
    """They asked without an order: a request is not a legal requirement (P7.18)."""
    answer = answers.get("order_kind")
    return answer is not None and "no" in answer.choices


def tags(answers: Mapping[str, Answer], account: tuple[Exchange, ...] = ()) -> tuple[Tag, ...]:
    """What may apply, exceptions first; empty when nothing points to section 7."""
    return tuple(_tags(answers, account))


def tagged(clause: str, answers: Mapping[str, Answer]) -> bool:
    """The answers lead to ``clause``."""
    return any(tag.clause == clause for tag in tags(answers))


def _tags(answers: Mapping[str, Answer], account: tuple[Exchange, ...]) -> Iterator[Tag]:
    heard = {clause for line in account for signal in line.reply.signals for clause in signal.clauses}
    for clause, reasons in _REASONS.items():
        if clause == LEGAL and no_order(answers):
            continue
        because = tuple(
            question
            for question, choices in reasons.items()
            if question in answers and choices.intersection(answers[question].choices)
        )
        if because or clause in heard:
            yield Tag(clause, because, clause in heard)
