"""The named rules a flow may route by, when the answer alone does not say where to go. A closed list.

A rule that does not fit the format becomes a function here, with a test; the format stays as it is.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from triage.interview.facts import Facts
from triage.model import Category
from triage.records.consultation import ABOUT_MANAGER, ASKED, SPOKEN
from triage.records.draft import Answer
from triage.records.section7 import CRIME, LEGAL, SAFETY, tagged, tags

Predicate = Callable[[Mapping[str, Answer], Facts], bool]
"""Says yes or no from the answers that count, by question id, and the facts of the call."""


def somebody_left_on_the_list(_answers: Mapping[str, Answer], facts: Facts) -> bool:
    """The service named somebody after the line manager, and the call does not show that they were tried."""
    return facts.next_person is not None


def no_deputy_set(_answers: Mapping[str, Answer], facts: Facts) -> bool:
    """The service named nobody after the line manager. The policy names nobody either (P7.22)."""
    return len(facts.manager_chain) < 2


def worry_is_about_the_manager(answers: Mapping[str, Answer], _facts: Facts) -> bool:
    """The line manager is the person whom the worry is about (P7.23)."""
    answer = answers.get("line_manager")
    return answer is not None and ABOUT_MANAGER in answer.choices


def terrorism_was_heard(_answers: Mapping[str, Answer], facts: Facts) -> bool:
    """A line of the account raised the signal (P7.17)."""
    wanted = (Category.TERRORISM, Category.RADICALISATION)
    return any(signal.category in wanted for line in facts.account for signal in line.reply.signals)


def safety_is_tagged(answers: Mapping[str, Answer], _facts: Facts) -> bool:
    """Exception A: the answers raise a concern about a person's safety (P7.2)."""
    return tagged(SAFETY, answers)


def crime_is_tagged(answers: Mapping[str, Answer], _facts: Facts) -> bool:
    """Exception B: a crime to prevent or detect (P7.3)."""
    return tagged(CRIME, answers)


def legal_is_tagged(answers: Mapping[str, Answer], _facts: Facts) -> bool:
    """Exception C: the law may require it (P7.4)."""
    return tagged(LEGAL, answers)


def who_is_told_is_open(answers: Mapping[str, Answer], _facts: Facts) -> bool:
    """A young caller, or a worry about a parent: the policy speaks only of telling parents (P7.24)."""
    young = {"child", "young_person"}.intersection(_chosen(answers, "who_told"))
    return bool(young) or "parent" in _chosen(answers, "worry_about")


def manager_told_late(answers: Mapping[str, Answer], facts: Facts) -> bool:
    """Section 7 may apply, and the manager was told after the service's limit, or is not told yet (P7.14)."""
    if facts.heard_at is None or not tags(answers, facts.account):
        return False
    told = [attempt.at for attempt in facts.contacts if attempt.reached]
    told += [answers[asked].at for asked in ASKED if SPOKEN in _chosen(answers, asked)]
    if not told:
        return "line_manager" in answers
    return min(told) - facts.heard_at > facts.told_within


PREDICATES: Mapping[str, Predicate] = MappingProxyType(
    {
        rule.__name__: rule
        for rule in (
            somebody_left_on_the_list,
            no_deputy_set,
            worry_is_about_the_manager,
            terrorism_was_heard,
            safety_is_tagged,
            crime_is_tagged,
            legal_is_tagged,
            who_is_told_is_open,
            manager_told_late,
        )
    }
)
"""Every rule a flow file may name."""


def _chosen(answers: Mapping[str, Answer], question: str) -> tuple[str, ...]:
    return answers[question].choices if question in answers else ()
