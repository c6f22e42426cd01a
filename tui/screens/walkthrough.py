"""The questions of a disclosure, one a page: a digit answers and goes on, and every answer is kept at once.

The page is drawn from the interview as the desk replays it; the screen only holds which question is up.
"""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from triage.content import message
from triage.desk.desk import Desk
from triage.interview.flow import Question
from triage.interview.interview import Step
from triage.labels import label
from triage.model import Rung
from triage.records.draft import Answer, AnswerState, Draft
from triage.text import clean
from tui.keeping import Keeping
from tui.messages import CheckAsked
from tui.screens.base import TriageScreen
from tui.screens.check import CheckScreen
from tui.screens.their_words import TheirWordsScreen
from tui.widgets.answer_box import AnswerBox, mended_words
from tui.widgets.choices import Choice, Choices
from tui.widgets.panel import Panel
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

    behind = query_one("#behind", Panel)
    prompt = query_one("#prompt", Static)
    note = query_one("#note", Static)
    choices = query_one("#choices", Choices)
    box = query_one("#box", AnswerBox)
    keys = query_one("#keys", Static)
    say = query_one("#say", Panel)
    page = query_one("#page", VerticalScroll)

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

    def body(self) -> ComposeResult:
        with Horizontal(id="sides"):
            with VerticalScroll(id="page", can_focus=False):
                yield Static(id="prompt")
                yield Choices(id="choices")
                yield AnswerBox(id="box")
                yield Static(id="note")
                yield Static(id="keys")
                yield Panel("SAY", id="say")
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
        if self._question_id and self.keeping.draft:
            self._show(self._step())

    def action_back(self) -> None:
        steps = self._steps()
        at = steps.index(self._step())
        if at == 0 or self._changing:
            self.dismiss()
        else:
            self._show(steps[at - 1])

    def action_check(self) -> None:
        """Back to the answers when they stand beneath, else up to them."""
        if isinstance(self.app.screen_stack[-2], CheckScreen):
            self.dismiss()
        else:
            self.post_message(CheckAsked(self._draft))

    def action_skip(self) -> None:
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
        question, answer = step.question, step.answer
        self._question_id = question.id
        self._before = self._draft
        self._chosen = ()
        self.prompt.update(_asked(question))
        self.choices.show(_rows(question), _taken(answer), many=question.kind == "choices")
        if question.kind == "words":
            self.page.move_child(self.choices, after=self.box)
        else:
            self.page.move_child(self.choices, before=self.box)
        self.note.update("")
        self.say.display = question.say is not None
        if question.say:
            self.say.show(Content(f'"{question.say}"'))
        self.behind.show(quoted(self.desk.pack.quote(clause) for clause in question.cites))
        self.note.update(Content(_note(step)))
        self.keys.update(
            Content(message("question_keys", how=message(f"keys_{question.kind}"), why=question.source))
        )
        self._open_box(
            answer.words if answer else "", title=""
        ) if question.kind == "words" else self._close_box()
        self.page.scroll_home(animate=False)
        self.draw_status()

    def _open_box(self, words: str, *, title: str) -> None:
        self.box.border_title = Content(title)
        self.box.border_subtitle = Content(message("keys_in_box"))
        self.box.display = True
        with self.prevent(AnswerBox.Changed):
            self.box.show(words)
        self.box.hold()
        self.box.focus()

    def _close_box(self) -> None:
        self.box.display = False
        self.choices.focus()

    @on(Choices.Chosen)
    def _choose(self, event: Choices.Chosen) -> None:
        step = self._step()
        if self.box.display and self.box.text.strip():
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
            self._open_box(before, title=asks[0].words_title or "")
            return
        self._keep(AnswerState.GIVEN, event.ids, self.box.text if asks else "")
        self._go_on()

    @on(AnswerBox.Changed)
    def _typed(self) -> None:
        if self.box.display:
            self._keep_box()

    @on(AnswerBox.Entered)
    def _entered(self) -> None:
        if not self.box.text.strip() and not self._chosen:
            self.note.update(Content(message("box_is_empty")))
            return
        self._keep_box()
        if problem := self._step().problem:
            self.note.update(Content(f"! {problem}"))
        else:
            self._go_on()

    @on(AnswerBox.Mended)
    def _mended(self, event: AnswerBox.Mended) -> None:
        self.note.update(Content(mended_words(event)))

    def _keep_box(self) -> None:
        words = clean(self.box.text).text
        if words.strip() or self._chosen:
            self._keep(AnswerState.GIVEN, self._chosen, words)
        elif self._draft is not self._before:
            self.keeping.keep(self._before)

    def _keep(self, state: AnswerState, choices: tuple[str, ...] = (), words: str = "") -> None:
        """Puts the answer in place of the one being written; no new answer when it is the same."""
        step = self._step()
        answer = Answer(
            question=step.question.id, state=state, choices=choices, words=words, at=self.desk.now()
        )  # fmt: skip
        counted = self.desk.interview(self._before).step(step.question.id)
        if counted is None or not _same(answer, counted.answer):
            self.keeping.keep(self._before.answered(answer))
        elif self._draft is not self._before:
            self.keeping.keep(self._before)

    def _go_on(self) -> None:
        """The next question still open; after a change, the branch it opened and then back."""
        steps = self._steps()
        here = self._step()
        following = [
            step
            for step in steps[steps.index(here) + 1 :]
            if (step.answer is None or step.prefilled)
            and (not self._changing or step.question.number == here.question.number)
        ]
        if following:
            self._show(following[0])
        else:
            self.action_check()


def _asked(question: Question) -> Content:
    return Content("\n").join([Content.styled(question.prompt, "bold"), *map(Content, question.help)])


def _rows(question: Question) -> list[Choice]:
    options = [Choice(option.id, option.label) for option in question.options]
    return options + [Choice(state, label("answer_state", state), apart=True) for state in question.also]


def _taken(answer: Answer | None) -> tuple[str, ...]:
    if answer is None:
        return ()
    return answer.choices if answer.state is AnswerState.GIVEN else (answer.state,)


def _note(step: Step) -> str:
    if step.prefilled:
        return message("answer_from_the_call")
    return f"! {step.problem}" if step.problem and step.answer else ""


def _same(answer: Answer, other: Answer | None) -> bool:
    return other is not None and (answer.state, answer.choices, answer.words) == (
        other.state, other.choices, other.words,
    )  # fmt: skip


def _rung_words(step: Step | None) -> str:
    answer = step.answer if step else None
    return label("rung_word", Rung[answer.choices[0].upper()]) if answer and answer.choices else ""
