"""All answers on one page before they are handed over: what is missing first, and the key that leads to it.

Submitting writes to the manager's inbox on this device and rings nobody: the page says so before and after.
"""

from itertools import groupby
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from triage.content import message
from triage.errors import RecordIncomplete, TriageError
from triage.interview.interview import Progress, Step
from triage.records.draft import Draft
from triage.text import one_line
from tui.messages import Submitted, WalkthroughAsked
from tui.screens.base import TriageScreen

_TITLE_CELLS = 16


class CheckScreen(TriageScreen):
    """What was answered, by number. It changes nothing itself: a digit opens the question it belongs to."""

    ON_CALL = True
    HELP_PAGE = "check"
    CSS_PATH = "check.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"change({number})", "Change", show=False) for number in range(1, 10)),
        Binding("enter", "next_gap", "Next gap", tooltip="Goes to the first question without an answer"),
        Binding("s", "submit", "Submit", tooltip="Puts the record in your manager's inbox on this device"),
        Binding("v", "view", "View as record", tooltip="The whole record as your manager will read it"),
        Binding("f2", "their_words", "Words", tooltip="What was heard on this call, with the times"),
    ]

    problems = query_one("#problems", Static)
    rows = query_one("#rows", Static)

    def body(self) -> ComposeResult:
        yield Static(id="problems")
        with Horizontal(id="sides"):
            with VerticalScroll(id="answers"):
                yield Static(id="rows")
            yield VerticalScroll(Static(id="record"), id="preview", can_focus=False)
        yield Static(Content(message("check_nothing_is_sent")), id="before-submitting")

    def on_screen_resume(self) -> None:
        """Drawn anew each time it comes to the front: an answer may have changed."""
        self._draw()

    def status(self) -> tuple[str, ...]:
        draft = self.keeping.draft
        return (message("check_title"), draft.ref if draft else "", self.saved_words())

    def _draw(self) -> None:
        draft = self.keeping.draft
        if draft is None:
            return
        progress = self.desk.interview(draft)
        self._say(*_problems(progress))
        self.rows.update(Content("\n").join(_rows(progress)))

    def _say(self, *lines: str) -> None:
        self.problems.display = bool(lines)
        self.problems.update(Content("\n".join(lines)))

    def action_change(self, number: int) -> None:
        """The question of that number; the answer comes back here."""
        draft = self.keeping.draft
        if draft is None:
            return
        steps = [step for step in self.desk.interview(draft).steps if step.question.number == number]
        if steps:
            first = next((step for step in steps if step.problem), steps[0])
            self.post_message(WalkthroughAsked(draft, first.question.id))

    def action_next_gap(self) -> None:
        """The first question without an answer, and on from there."""
        draft = self.keeping.draft
        if draft is None:
            return
        if self.desk.interview(draft).current:
            self.post_message(WalkthroughAsked(draft))
        else:
            self._say(message("check_no_gaps"))

    def action_submit(self) -> None:
        """Hands the record over. Done here and not in a thread: no late save may bring the draft back after it."""
        draft = self.keeping.draft
        if draft is None:
            return
        if not self.desk.interview(draft).complete:
            self._say(message("check_not_submitted"), *_problems(self.desk.interview(draft)))
            return
        self.keeping.flush()
        try:
            record = self.desk.submit(draft)
        except RecordIncomplete as fault:
            self._say(message("check_not_submitted"), f"! {message(fault.code, **fault.facts)}")
        except TriageError as fault:
            self._say(message("check_not_saved"), f"! {message(fault.code, **fault.facts)}")
        else:
            self.keeping.put_down()
            self.post_message(Submitted(record.ref))


def _problems(progress: Progress) -> list[str]:
    """The error summary: each gap with the key that leads to it; nothing when the record may be handed over."""
    gaps = [message("check_gap", problem=step.problem or "", key=step.question.number) for step in progress.gaps]
    return [message("check_problem" if len(gaps) == 1 else "check_problems", count=len(gaps)), *gaps] if gaps else []


def _rows(progress: Progress) -> list[Content]:
    """One line a number; what a branch asked stands behind its parent's answer."""
    by_number = groupby(sorted(progress.steps, key=_number), key=_number)
    return [_row(number, list(steps)) for number, steps in by_number]


def _row(number: int, steps: list[Step]) -> Content:
    title = Content(one_line(steps[0].question.title)).truncate(_TITLE_CELLS, ellipsis=True, pad=True)
    parts = [one_line(step.summary) if step.answer else message("check_not_answered") for step in steps]
    gap = any(step.problem for step in steps)
    answers = Content.styled(f"! {'; '.join(parts)}", "bold $danger") if gap else Content("; ".join(parts))
    return Content.assemble((f"{number} ", "bold $accent"), title, " ", answers)


def _number(step: Step) -> int:
    return step.question.number
