"""One question as it is asked: prompt, choices, a box where words belong, and why we ask."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from triage.content import message
from triage.interview.flow import Question
from triage.interview.interview import Step
from triage.labels import label
from triage.records.draft import Answer, AnswerState
from tui.widgets.answer_box import AnswerBox
from tui.widgets.choices import Choice, Choices
from tui.widgets.panel import Panel


class QuestionPage(VerticalScroll):
    """Draws what it is given; ``Choices.Chosen`` and ``AnswerBox.Entered`` go up to the screen."""

    prompt = query_one("#prompt", Static)
    note = query_one("#note", Static)
    choices = query_one("#choices", Choices)
    box = query_one("#box", AnswerBox)
    keys = query_one("#keys", Static)
    say = query_one("#say", Panel)

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, can_focus=False)
        self._rows: list[Choice] = []
        self._told_of = ""
        """The lone digit that was asked about; empty: none was."""

    def compose(self) -> ComposeResult:
        yield Static(id="prompt")
        yield Choices(id="choices")
        yield AnswerBox(id="box")
        yield Static(id="note")
        yield Static(id="keys")
        yield Panel("SAY", id="say")

    @property
    def words(self) -> str:
        """What stands in the box; nothing while there is none."""
        return self.box.text if self.box.display else ""

    def show(self, step: Step) -> None:
        """This question in place of the other; the keys go to its box or its choices at once."""
        question, answer = step.question, step.answer
        self._rows, self._told_of = _rows(question), ""
        self.prompt.update(_asked(question))
        self.choices.show(self._rows, _taken(answer), many=question.kind == "choices")
        self.say.display = question.say is not None
        if question.say:
            self.say.show(Content(f'"{question.say}"'))
        self.tell(_note(step))
        how = message(f"keys_{question.kind}")
        self.keys.update(Content(message("question_keys", how=how, why=question.source)))
        if question.kind == "words":
            self.move_child(self.choices, after=self.box)
            self.open_box(answer.words if answer else "")
        else:
            self.move_child(self.choices, before=self.box)
            self.box.display = False
            self.choices.take_keys()
        self.scroll_home(animate=False)

    def open_box(self, words: str, *, title: str = "", opened_by: str = "") -> None:
        """The box with ``words`` in it. The digit it was ``opened_by`` may still be held down."""
        self.box.border_title = Content(title)
        self.box.border_subtitle = Content(message("keys_in_box"))
        self.box.display = True
        with self.prevent(AnswerBox.Changed):
            self.box.show(words)
        self.box.hold(opened_by)
        self.box.take_keys()

    def asks_about_digit(self) -> bool:
        """Asks, once, whether a lone digit in the box was meant for the numbered line beneath it."""
        typed = self.words.strip()
        if self._told_of == typed or not typed.isdecimal() or not 1 <= int(typed) <= len(self._rows):
            return False
        self._told_of = typed
        self.tell(message("digit_or_words", number=typed, label=self._rows[int(typed) - 1].label))
        return True

    def tell(self, words: str) -> None:
        """What is wrong with the answer, or where it comes from."""
        self.note.update(Content(words))


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
