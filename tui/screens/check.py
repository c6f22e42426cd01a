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
from textual.reactive import reactive
from textual.widgets import Static

from triage.content import message
from triage.desk.submitting import express_consent_note, post_note, what_submitting_does
from triage.errors import RecordIncomplete, TriageError
from triage.interview.interview import Progress, Step
from triage.interview.submission import build
from triage.records.place import Opened
from triage.text import one_line
from tui.messages import Submitted, WalkthroughAsked
from tui.screens.base import TriageScreen
from tui.screens.their_words import TheirWordsScreen
from tui.widgets.labelled import Labelled, LabelledLines
from tui.widgets.record_pages import preview_of

_TITLE_CELLS = 16
_NAMED_OPEN = 3
"""So many branches without an answer are named; more are counted."""


class CheckScreen(TriageScreen):
    """What was answered, by number. It changes nothing itself: a digit opens the question it belongs to."""

    ON_CALL = True
    HELP_PAGE = "check"
    CSS_PATH = "check.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"change({number})", "Change", show=False) for number in range(1, 10)),
        Binding(
            "enter",
            "next_gap",
            "Next gap",
            key_display="Enter",
            tooltip="To the first without an answer",
        ),
        Binding(
            "s",
            "submit",
            "Submit",
            key_display="S",
            tooltip="Into your manager's inbox, on this device",
        ),
        Binding(
            "v",
            "view",
            "View as record",
            key_display="V",
            tooltip="As your manager will read it",
        ),
        Binding(
            "f2",
            "their_words",
            "Words",
            key_display="F2",
            tooltip="What was heard on this call",
        ),
    ]

    problems = query_one("#problems", Static)
    rows = query_one("#rows", LabelledLines)
    record = query_one("#record", LabelledLines)
    before_submitting = query_one("#before-submitting", Static)
    answers = query_one("#answers", VerticalScroll)
    preview = query_one("#preview", VerticalScroll)

    viewing: reactive[bool] = reactive(False, toggle_class="-viewing")
    """The record stands in place of the list; on a wide screen it stands beside it always."""

    def place(self) -> Opened:
        """The page itself."""
        return Opened(screen="check")

    def body(self) -> ComposeResult:
        yield Static(id="problems")
        with Horizontal(id="sides"):
            with VerticalScroll(id="answers"):
                yield LabelledLines(id="rows", label_cells=_TITLE_CELLS + 3)
            with VerticalScroll(id="preview"):
                yield LabelledLines(id="record", label_cells=20)
        yield Static(id="before-submitting")

    def on_mount(self) -> None:
        """Drawn once its parts are there."""
        self._draw()

    def on_screen_resume(self) -> None:
        """Drawn anew each time it comes to the front: an answer may have changed."""
        if self.is_mounted:
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
        self.before_submitting.update(Content(what_submitting_does(self.desk, progress)))
        self.rows.show(_rows(progress))
        now = self.desk.now()
        if progress.complete:
            self.record.show(preview_of(build(draft, progress, self.desk.pack, now), now))
        else:
            self.record.show([Labelled(Content(message("check_preview_later")))])

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

    def action_view(self) -> None:
        """The record as the manager will read it, and back to the list."""
        self.viewing = not self.viewing
        (self.preview if self.viewing else self.answers).focus()

    def action_back(self) -> None:
        """Out of the record first, then off the page."""
        if self.viewing:
            self.action_view()
        else:
            super().action_back()

    def action_their_words(self) -> None:
        """What was heard on this call."""
        self.app.push_screen(TheirWordsScreen(self.desk, self.keeping))

    def action_submit(self) -> None:
        """Hands the record over. Not in a thread: no late save may bring the draft back after it."""
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
    """The error summary: each gap with the key that leads to it; nothing when there is none."""
    gaps = [
        message("check_gap", problem=step.problem or "", key=step.question.number) for step in progress.gaps
    ]
    return (
        [message("check_problem" if len(gaps) == 1 else "check_problems", count=len(gaps)), *gaps]
        if gaps
        else []
    )


def _rows(progress: Progress) -> list[Labelled]:
    """One line a number; what a branch asked stands behind its parent's answer."""
    answers = {step.question.id: step.answer for step in progress.steps if step.answer}
    said = {
        _number_of(progress, "consent"): express_consent_note(answers),
        _number_of(progress, "safe_contact"): post_note(answers),
    }
    rows: list[Labelled] = []
    for number, steps in groupby(sorted(progress.steps, key=_number), key=_number):
        rows.append(_row(number, list(steps)))
        if note := said.get(number):
            rows.append(Labelled(Content(""), Content.styled(note, "italic")))
    return rows


def _number_of(progress: Progress, question: str) -> int | None:
    step = progress.step(question)
    return step.question.number if step else None


def _row(number: int, steps: list[Step]) -> Labelled:
    title = Content.assemble((f"{number} ", "bold $accent"), one_line(steps[0].question.title))
    answers = "; ".join(_parts(steps))
    if any(step.problem for step in steps):
        return Labelled(title, Content.styled(f"! {answers}", "bold $danger"))
    return Labelled(title, Content(answers))


def _parts(steps: list[Step]) -> list[str]:
    """The first answer by itself, each further one with its title; one word where nothing was answered."""
    if not any(step.answer for step in steps):
        return [message("check_not_answered")]
    first, *branches = steps
    still_open = [step for step in branches if not step.answer]
    counted = len(still_open) > _NAMED_OPEN
    named = [step for step in branches if step.answer or not counted]
    titled = [message("check_branch", title=step.question.title, answer=_words(step)) for step in named]
    more = [message("check_more_open", count=len(still_open))] if counted else []
    return [_words(first), *titled, *more]


def _words(step: Step) -> str:
    return one_line(step.summary) if step.answer else message("check_not_answered")


def _number(step: Step) -> int:
    return step.question.number
