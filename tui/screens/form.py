"""A form: any flow, one question a page, then all answers on one page, then they are kept.

Answers are held in memory by person and form (``Keeping.begun``): leaving the form loses none, and a lock
puts them in the vault with the place.
"""

from collections.abc import Callable
from itertools import groupby
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.reactive import reactive
from textual.widgets import Static

from triage.content import message
from triage.desk.desk import Desk
from triage.errors import TriageError
from triage.interview.answering import next_open
from triage.interview.facts import Facts
from triage.interview.flow import Flow
from triage.interview.interview import Progress, Step, replay
from triage.records.draft import Answer, AnswerState
from triage.records.place import Opened
from triage.text import clean, one_line
from tui.keeping import Keeping
from tui.screens.base import TriageScreen
from tui.widgets.answer_box import AnswerBox, mended_words
from tui.widgets.choices import Choices
from tui.widgets.labelled import Labelled, LabelledLines
from tui.widgets.panel import Panel
from tui.widgets.question_page import QuestionPage
from tui.widgets.quoted import quoted

_TITLE_CELLS = 19

Answers = tuple[Answer, ...]
Finish = Callable[[Answers], str]
"""Keeps the answers that count; the words to show at the end. Raises TriageError: nothing is lost then."""


class FormScreen(TriageScreen):
    """Opens at the first question without an answer; with all answered, on the page of answers."""

    HELP_PAGE = "form"
    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"change({number})", "Change", show=False) for number in range(1, 10)),
        Binding("enter", "next_gap", "Next gap", key_display="Enter", tooltip="To the first not answered"),
        Binding("s", "save", "Save", key_display="S", tooltip="Keeps it on this device. It sends nothing"),
        Binding("f4", "check", "Check answers", key_display="F4", tooltip="All on one page"),
        Binding("f9", "skip", "Skip for now", key_display="F9", tooltip="Goes on. The question stays open"),
    ]

    page = query_one("#page", QuestionPage)
    behind = query_one("#behind", Panel)
    answers = query_one("#answers", VerticalScroll)
    problems = query_one("#problems", Static)
    rows = query_one("#rows", LabelledLines)
    end = query_one("#end", Static)

    checking: reactive[bool] = reactive(False, toggle_class="-checking")
    """The page of answers is up."""
    done: reactive[bool] = reactive(False, toggle_class="-done")
    """The answers are kept; only the words about it are left."""

    def __init__(self, desk: Desk, keeping: Keeping, flow: Flow, finish: Finish, *, about: str = "") -> None:
        """``about``: what it is about where there can be more than one such form at once."""
        super().__init__(desk, keeping)
        self._flow = flow
        self._finish = finish
        self._about = about
        me = desk.me
        self._key = (me.id if me else "", f"{flow.id}:{about}")
        self._before: Answers = self._given
        """The answers without what is in the box: each key replaces the last version of those words."""
        self._question_id: str | None = None
        self._chosen: tuple[str, ...] = ()
        self._changing = False

    @property
    def _given(self) -> Answers:
        return self.keeping.begun.get(self._key, ())

    @property
    def _progress(self) -> Progress:
        return replay(self._flow, self._given, Facts())

    @property
    def step(self) -> Step:
        """The question that is up, or was last."""
        steps = self._progress.steps
        return next((step for step in steps if step.question.id == self._question_id), steps[0])

    def place(self) -> Opened | None:
        """The form; its answers stand in the place by themselves."""
        return None if self.done else Opened(screen="form", ref=self._about, question=self._flow.id)

    def body(self) -> ComposeResult:
        with Horizontal(id="sides"):
            yield QuestionPage(id="page")
            yield Panel("POLICY", id="behind")
        yield Static(id="problems")
        with VerticalScroll(id="answers"):
            yield LabelledLines(id="rows", label_cells=_TITLE_CELLS)
        yield Static(id="end")

    def on_mount(self) -> None:
        super().on_mount()
        self.page.move_child(self.page.say, before=self.page.prompt)  # somebody may be on the telephone
        current = self._progress.current
        if current:
            self._show(current)
        else:
            self.action_check()

    def on_screen_resume(self) -> None:
        """For the person who began it only."""
        me = self.desk.me
        if me is None or me.id != self._key[0]:
            self.dismiss()

    def status(self) -> tuple[str, ...]:
        if self.done or self.checking:
            return (self._flow.title, message("form_saved" if self.done else "form_check"))
        steps = self._progress.steps
        last = max(step.question.number for step in steps)
        number = self.step.question.number
        place = message("walkthrough_place", number=number, last=last)
        return (self._flow.title, place, message("form_not_saved"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can be done on this page of it."""
        if action in ("change", "next_gap", "save"):
            return self.checking and not self.done
        if action in ("check", "skip"):
            return not self.checking and not self.done
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """The question before; from the first, off the form: what was answered waits."""
        if self.done:
            self.dismiss()
        elif self.checking:
            self._show(self._progress.steps[-1])
        elif self._changing:
            self._keep_box()
            self.action_check()
        else:
            self._keep_box()
            steps = self._progress.steps
            at = steps.index(self.step)
            if at:
                self._show(steps[at - 1])
            else:
                self.dismiss()

    def action_check(self) -> None:
        """All answers on one page."""
        if not self.checking and self._question_id:
            self._keep_box()
        self._changing = False
        self.checking = True
        self._draw_check()
        self.answers.focus()
        self._drawn()

    def action_skip(self) -> None:
        self._keep_box()
        self._go_on()

    def action_change(self, number: int) -> None:
        """The question of that number; its answer leads back to the page of answers."""
        steps = [step for step in self._progress.steps if step.question.number == number]
        if steps:
            self._changing = True
            self._show(next((step for step in steps if step.problem), steps[0]))

    def action_next_gap(self) -> None:
        """The first question without an answer, and on from there."""
        if current := self._progress.current:
            self._show(current)
        else:
            self._say(message("form_no_gaps"))

    def action_save(self) -> None:
        """Keeps it, when nothing that must be there is missing."""
        progress = self._progress
        if not progress.complete:
            self._draw_check(message("form_not_kept"))
            return
        counted = tuple(step.answer for step in progress.steps if step.answer)
        try:
            words = self._finish(counted)
        except TriageError as fault:
            self._say(f"! {message(fault.code, **fault.facts)}", message("form_nothing_lost"))
            return
        self.keeping.begun.pop(self._key, None)
        self._say()
        self.end.update(Content(f"{words}\n\n{message('form_leave')}"))
        self.done = True
        self._drawn()

    def _show(self, step: Step) -> None:
        self.checking = False
        self._question_id = step.question.id
        self._before = self._given
        self._chosen = ()
        self.behind.show(quoted(self.desk.pack.quote(clause) for clause in step.question.cites))
        self.page.show(step)
        self._drawn()

    def _drawn(self) -> None:
        self.draw_status()
        self.refresh_bindings()

    def _draw_check(self, *first: str) -> None:
        progress = self._progress
        gaps = [
            message("check_gap", problem=step.problem or "", key=step.question.number)
            for step in progress.gaps
        ]
        self._say(*first, *gaps)
        self.rows.show(_rows(progress))
        self.end.update(
            Content(message("form_next", words=progress.outcome.text, why=progress.outcome.source))
        )

    def _say(self, *lines: str) -> None:
        self.problems.display = bool(lines)
        self.problems.update(Content("\n".join(lines)))

    @on(Choices.Chosen)
    def _chose(self, event: Choices.Chosen) -> None:
        self._choose(event)
        event.choices.hand_on()

    def _choose(self, event: Choices.Chosen) -> None:
        step = self.step
        if self.page.words.strip():
            self._before = self._given  # words that were typed stay, whatever is chosen after them
        if event.ids[0] in set(AnswerState):
            self._keep(AnswerState(event.ids[0]))
            self._go_on()
            return
        asks = [option for option in step.question.options if option.id in event.ids and option.words]
        if asks and event.ids != self._chosen:
            before = step.answer.words if step.answer and step.answer.choices == event.ids else ""
            self._keep(AnswerState.GIVEN, event.ids, before)
            self._chosen = event.ids
            self.page.open_box(before, title=asks[0].words_title or "", opened_by=event.digit)
            return
        self._keep(AnswerState.GIVEN, event.ids, self.page.words if asks else "")
        self._go_on()

    @on(AnswerBox.Changed)
    def _typed(self) -> None:
        self._keep_box()

    @on(AnswerBox.Entered)
    def _entered(self, event: AnswerBox.Entered) -> None:
        if not self.page.words.strip() and not self._chosen:
            self.page.tell(message("box_is_empty"))
        elif self._chosen or not self.page.asks_about_digit():
            self._keep_box()
            if problem := self.step.problem:
                self.page.tell(f"! {problem}")
            else:
                self._go_on()
        event.box.hand_on()

    @on(AnswerBox.Mended)
    def _mended(self, event: AnswerBox.Mended) -> None:
        self.page.tell(mended_words(event))

    def _keep_box(self) -> None:
        if self.checking or self.done or not self.page.box.display:
            return
        words = clean(self.page.words).text
        if words.strip() or self._chosen:
            self._keep(AnswerState.GIVEN, self._chosen, words)
        else:
            self.keeping.begun[self._key] = self._before

    def _keep(self, state: AnswerState, choices: tuple[str, ...] = (), words: str = "") -> None:
        asked = self.step.question.id
        answer = Answer(question=asked, state=state, choices=choices, words=words, at=self.desk.now())
        self.keeping.begun[self._key] = (*self._before, answer)

    def _go_on(self) -> None:
        """The next question still open; after a change, the branch it opened and then back."""
        following = next_open(self._progress.steps, self.step, branch_only=self._changing)
        if following:
            self._show(following)
        else:
            self.page.choices.hold()
            self.action_check()


def _rows(progress: Progress) -> list[Labelled]:
    """One line for each question of a number, the branches beneath the first."""
    rows: list[Labelled] = []
    steps = sorted(progress.steps, key=lambda step: step.question.number)
    for number, group in groupby(steps, key=lambda step: step.question.number):
        for at, step in enumerate(group):
            head = (f"{number} " if at == 0 else "  ", "bold $accent")
            title = Content.assemble(head, one_line(step.question.title))
            answer = one_line(step.summary) if step.answer else message("check_not_answered")
            text = Content.styled(f"! {answer}", "bold $danger") if step.problem else Content(answer)
            rows.append(Labelled(title, text))
    return rows
