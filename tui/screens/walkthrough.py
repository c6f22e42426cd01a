"""The questions of a disclosure, one a page: a digit answers and goes on, and every answer is kept at once.

The page is drawn from the interview as the desk replays it; the screen only holds which question is up.
"""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.getters import query_one

from triage.content import message
from triage.desk.desk import Desk
from triage.interview.answering import next_open, with_answer
from triage.interview.interview import Step
from triage.labels import label
from triage.model import Rung
from triage.records.draft import Answer, AnswerState, Draft
from triage.records.place import Opened
from triage.text import clean
from tui.keeping import Keeping
from tui.messages import CheckAsked
from tui.screens.base import TriageScreen
from tui.screens.check import CheckScreen
from tui.screens.their_words import TheirWordsScreen
from tui.widgets.answer_box import AnswerBox, mended_words
from tui.widgets.choices import Choices
from tui.widgets.panel import Panel
from tui.widgets.question_page import QuestionPage
from tui.widgets.quoted import quoted


class WalkthroughScreen(TriageScreen):
    """Opens at the first question without an answer, or on ``question`` alone, to change it."""

    ON_CALL = True
    HELP_PAGE = "walkthrough"
    CSS_PATH = "walkthrough.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f2",
            "their_words",
            "Words",
            key_display="F2",
            tooltip="What was heard on this call",
        ),
        Binding(
            "f4",
            "check",
            "Check answers",
            key_display="F4",
            tooltip="All on one page",
        ),
        Binding("f9", "skip", "Skip for now", key_display="F9", tooltip="Goes on. The question stays open"),
    ]

    page = query_one("#page", QuestionPage)
    behind = query_one("#behind", Panel)

    def __init__(self, desk: Desk, keeping: Keeping, question: str | None = None) -> None:
        super().__init__(desk, keeping)
        self._changing = question is not None
        self._question_id = question
        self._before: Draft = self._draft
        """The draft without what is in the box: each key replaces the last version of those words."""
        self._chosen: tuple[str, ...] = ()
        """Options that the words in the box belong to; none for a question asked in words."""

    @property
    def _draft(self) -> Draft:
        draft = self.keeping.draft
        if draft is None:
            raise ValueError("the questions need a draft in hand")
        return draft

    def place(self) -> Opened:
        """The one question being changed, or the questions in turn: answers and words are in the draft."""
        return Opened(screen="walkthrough", question=(self._question_id or "") if self._changing else "")

    def body(self) -> ComposeResult:
        with Horizontal(id="sides"):
            yield QuestionPage(id="page")
            yield Panel("POLICY", id="behind")

    def on_mount(self) -> None:
        """Opens at the question asked for."""
        progress = self.desk.interview(self._draft)
        start = progress.step(self._question_id) if self._question_id else progress.current
        self._show(start or progress.steps[0])

    def status(self) -> tuple[str, ...]:
        draft = self.keeping.draft
        if draft is None or self._question_id is None:
            return (message("walkthrough_title", ref=""),)
        progress = self.desk.interview(draft)
        last = max(step.question.number for step in progress.steps)
        place = message("walkthrough_place", number=self._step().question.number, last=last)
        return (
            message("walkthrough_title", ref=draft.ref),
            _rung_words(progress.step("rung")),
            "" if self.keeping.saved.failing_since else place,
            self.saved_words(),
        )

    def on_screen_resume(self) -> None:
        """Back from the answers or from their words: the same question, as it stands now."""
        if self.is_mounted and self.keeping.draft:
            self._show(self._step())

    def action_back(self) -> None:
        self._keep_box()
        steps = self._steps()
        at = steps.index(self._step())
        if at == 0 or self._changing:
            self.dismiss()
        else:
            self._show(steps[at - 1])

    def action_check(self) -> None:
        """Back to the answers when they stand beneath, else up to them."""
        self._keep_box()
        if isinstance(self.app.screen_stack[-2], CheckScreen):
            self.dismiss()
        else:
            self.post_message(CheckAsked(self._draft))

    def action_skip(self) -> None:
        self._keep_box()
        self._go_on()

    def action_their_words(self) -> None:
        self.app.push_screen(TheirWordsScreen(self.desk, self.keeping))

    def _steps(self) -> tuple[Step, ...]:
        return self.desk.interview(self._draft).steps

    def _step(self) -> Step:
        """The question that is up."""
        steps = self._steps()
        return next((step for step in steps if step.question.id == self._question_id), steps[0])

    def _show(self, step: Step) -> None:
        self._question_id = step.question.id
        self._before = self._draft
        self._chosen = ()
        self.behind.show(quoted(self.desk.pack.quote(clause) for clause in step.question.cites))
        self.page.show(step)
        self.draw_status()

    @on(Choices.Chosen)
    def _chose(self, event: Choices.Chosen) -> None:
        self._choose(event)
        event.choices.hand_on()

    def _choose(self, event: Choices.Chosen) -> None:
        step = self._step()
        if self.page.words.strip():
            self._before = self._draft  # words that were typed stay on file, whatever is chosen after them
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
        self._finish_box()
        event.box.hand_on()

    def _finish_box(self) -> None:
        if not self.page.words.strip() and not self._chosen:
            self.page.tell(message("box_is_empty"))
            return
        if not self._chosen and self.page.asks_about_digit():
            return
        self._keep_box()
        if problem := self._step().problem:
            self.page.tell(f"! {problem}")
        else:
            self._go_on()

    @on(AnswerBox.Mended)
    def _mended(self, event: AnswerBox.Mended) -> None:
        self.page.tell(mended_words(event))

    def _keep_box(self) -> None:
        if not self.page.box.display:
            return
        words = clean(self.page.words).text
        if words.strip() or self._chosen:
            self._keep(AnswerState.GIVEN, self._chosen, words)
        elif self._draft is not self._before:
            self.keeping.keep(self._before)

    def _keep(self, state: AnswerState, choices: tuple[str, ...] = (), words: str = "") -> None:
        """Puts the answer in place of the one being written; no new answer when it is the same."""
        asked = self._step().question.id
        answer = Answer(question=asked, state=state, choices=choices, words=words, at=self.desk.now())
        counted = self.desk.interview(self._before).step(asked)
        draft = with_answer(self._before, counted.answer if counted else None, answer)
        if draft is not self._draft:
            self.keeping.keep(draft)

    def _go_on(self) -> None:
        """The next question still open; after a change, the branch it opened and then back."""
        following = next_open(self._steps(), self._step(), branch_only=self._changing)
        if following:
            self._show(following)
        else:
            self.page.choices.hold()
            self.action_check()


def _rung_words(step: Step | None) -> str:
    answer = step.answer if step else None
    return label("rung_word", Rung[answer.choices[0].upper()]) if answer and answer.choices else ""
