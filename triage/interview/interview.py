"""Where an interview stands: always the replay of its answers, so an earlier answer can be changed freely."""

from dataclasses import dataclass

from triage.interview.flow import Question
from triage.records.draft import Answer


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

    @property
    def gaps(self) -> tuple[Step, ...]:
        """Steps that stop the record from being submitted."""
        return tuple(step for step in self.steps if step.problem)

    @property
    def complete(self) -> bool:
        """The record may be submitted."""
        return not self.gaps

    def step(self, question: str) -> Step | None:
        """The step of that question; None when the path does not come to it."""
        return next((step for step in self.steps if step.question.id == question), None)
