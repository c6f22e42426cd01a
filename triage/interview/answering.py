"""An answer while it is being given: each version replaces the last; then the next open question."""

from triage.interview.interview import Step
from triage.records.draft import Answer, Draft


def with_answer(before: Draft, counted: Answer | None, answer: Answer) -> Draft:
    """``before`` with ``answer`` added; ``before`` itself when it says what is ``counted`` already."""
    if counted is not None and _said(counted) == _said(answer):
        return before
    return before.answered(answer)


def next_open(steps: tuple[Step, ...], here: Step, *, branch_only: bool) -> Step | None:
    """The next question after ``here`` that nobody has answered, or that the call filled in.

    ``branch_only``: within the same number, as after a change, when only what it opened is asked.
    """
    return next(
        (
            step
            for step in steps[steps.index(here) + 1 :]
            if (step.answer is None or step.prefilled)
            and (not branch_only or step.question.number == here.question.number)
        ),
        None,
    )


def _said(answer: Answer) -> tuple[str, tuple[str, ...], str]:
    return answer.state, answer.choices, answer.words
