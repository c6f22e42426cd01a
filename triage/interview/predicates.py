"""The named rules a flow may route by, when the answer alone does not say where to go. A closed list.

A rule that does not fit the format becomes a function here, with a test; the format stays as it is.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from triage.interview.facts import Facts
from triage.records.consultation import ABOUT_MANAGER
from triage.records.draft import Answer

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


PREDICATES: Mapping[str, Predicate] = MappingProxyType(
    {rule.__name__: rule for rule in (somebody_left_on_the_list, no_deputy_set, worry_is_about_the_manager)}
)
"""Every rule a flow file may name."""
