"""One record, in six tabs. What was submitted never changes: notes and corrections are added beside it."""

from dataclasses import replace
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
from triage.desk.views import RecordFile
from triage.errors import Locked, TriageError
from triage.labels import label
from triage.records.addition import Addition, AdditionKind
from triage.records.decision import Choice
from triage.records.people import Role
from triage.records.place import Opened
from triage.records.times import clock_time
from triage.text import clean, one_line
from tui.keeping import Keeping
from tui.messages import DecisionAsked
from tui.screens.base import TriageScreen
from tui.widgets.answer_box import AnswerBox, mended_words
from tui.widgets.labelled import LabelledLines
from tui.widgets.record_pages import Tab, page_of


class RecordScreen(TriageScreen):
    """Opens a record; the desk notes who looked, and that the author has read the decision."""

    HELP_PAGE = "record"
    CSS_PATH = "record.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(at), f"show('{tab}')", "Tab", show=False) for at, tab in enumerate(Tab, start=1)),
        Binding("left", "turn(-1)", "Tab before", show=False, priority=True),
        Binding("right", "turn(1)", "Next tab", show=False, priority=True),
        Binding(
            "a",
            "note",
            "Add a note",
            key_display="A",
            tooltip="Added with your name and the time",
            priority=True,
        ),
        Binding(
            "k",
            "correct",
            "Correct",
            key_display="K",
            tooltip="Keeps the old words and shows both",
            priority=True,
        ),
        Binding("d", "decide", "Decide", key_display="D", tooltip="Your decision on this record"),
    ]

    tab: reactive[Tab] = reactive(Tab.SUMMARY, init=False)

    tabs = query_one("#tabs", Static)
    page = query_one("#page", VerticalScroll)
    lines = query_one("#lines", LabelledLines)
    timeline = query_one("#timeline", LabelledLines)
    words = query_one("#words", Static)
    box = query_one("#box", AnswerBox)

    def __init__(self, desk: Desk, keeping: Keeping, ref: str, opened: Opened | None = None) -> None:
        """``opened``: as it was before a lock."""
        super().__init__(desk, keeping)
        self._ref = ref
        self._opened = opened
        self._file: RecordFile | None = None
        self._adding: AdditionKind | None = None
        self._wrong = ""
        """The old words of a correction, once they are given."""

    def place(self) -> Opened:
        """The record, with what was being added to it."""
        adding = self._adding.value if self._adding else ""
        typed = clean(self.box.text).text if self.box.display else ""
        return Opened(screen="record", ref=self._ref, adding=adding, wrong=self._wrong, typed=typed)

    def body(self) -> ComposeResult:
        yield Static(id="tabs")
        with Horizontal(id="sides"):
            with VerticalScroll(id="page"):
                yield LabelledLines(id="lines", label_cells=22)
            with VerticalScroll(id="beside", can_focus=False):
                yield LabelledLines(id="timeline", label_cells=14)
        yield Static(id="words")
        yield AnswerBox(id="box")

    def on_mount(self) -> None:
        """Opens it, or says why it does not open."""
        self.box.display = False
        try:
            self._file = self.desk.record(self._ref)
        except TriageError as fault:
            self._say(f"! {message(fault.code, **fault.facts)}")
        else:
            if self._file.record is None or not self._file.sealed:
                self._say(f"! {message('record_broken', ref=self._ref)}")
            elif self._file.record.policy_sha256 != self.desk.pack.sha256:
                self._say(message("record_older_policy"))
        self._draw()
        self.page.focus()
        if self._opened and self._opened.adding:
            self._go_on_adding(self._opened)

    def _go_on_adding(self, opened: Opened) -> None:
        step = "add_note" if opened.adding == AdditionKind.NOTE else "correct_what"
        self._ask(AdditionKind(opened.adding), message(f"record_{'correct_now' if opened.wrong else step}"))
        self._wrong = opened.wrong
        self.box.show(opened.typed)

    def on_screen_resume(self) -> None:
        """Back from deciding: read again, the decision is there now."""
        if self._file and self.desk.me and self.desk.me.role is Role.MANAGER:
            row = self.desk.row(self._ref)
            if row and row.decision and row.decision not in self._file.decisions:
                self._file = replace(self._file, decisions=(*self._file.decisions, row.decision))
                self._draw()

    def status(self) -> tuple[str, ...]:
        record = self._file.record if self._file else None
        title = message("record_title", ref=self._ref)
        if record is None:
            return (title,)
        return (title, label("rung", record.rung), message("record_by", name=one_line(record.author.name)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what fits this record and this person."""
        file = self._file
        readable = file is not None and file.record is not None
        if action in ("note", "correct"):
            return readable
        if action == "turn":
            return not self.box.display
        if action == "decide":
            manager = self.desk.me is not None and self.desk.me.role is Role.MANAGER
            return manager and readable and file is not None and _waits(file)
        return super().check_action(action, parameters)

    def watch_tab(self) -> None:
        """Draws the page of the tab; that of the policy says when the text has changed since."""
        record = self._file.record if self._file else None
        older = record is not None and record.policy_sha256 != self.desk.pack.sha256
        self._say(message("record_older_policy") if older and self.tab is Tab.POLICY else "")
        self._draw()
        self.page.scroll_home(animate=False)

    def action_show(self, tab: str) -> None:
        """A digit: its tab."""
        self.tab = Tab(tab)

    def action_turn(self, by: int) -> None:
        """The tab beside."""
        tabs = list(Tab)
        self.tab = tabs[(tabs.index(self.tab) + by) % len(tabs)]

    def action_decide(self) -> None:
        """The manager's decision on this record."""
        self.post_message(DecisionAsked(self._ref))

    # Adding

    def action_note(self) -> None:
        """Opens a box for a note."""
        self._ask(AdditionKind.NOTE, message("record_add_note"))

    def action_correct(self) -> None:
        """Opens a box for the old words, then for the right ones."""
        self._wrong = ""
        self._ask(AdditionKind.CORRECTION, message("record_correct_what"))

    def _ask(self, kind: AdditionKind, title: str) -> None:
        self._adding = kind
        self._say(message("record_may_be_read"))
        self.box.border_title = Content(title)
        self.box.display = True
        self.box.show("")
        self.box.take_keys()

    @on(AnswerBox.Entered)
    def _given(self, event: AnswerBox.Entered) -> None:
        self._take_words()
        event.box.hand_on()

    def _take_words(self) -> None:
        words = clean(self.box.text).text.strip()
        if not words:
            self._say(message("record_note_empty"))
        elif self._adding is AdditionKind.CORRECTION and not self._wrong:
            self._ask(AdditionKind.CORRECTION, message("record_correct_now"))
            self._wrong = words
        elif self._adding is AdditionKind.CORRECTION:
            self._add(AdditionKind.CORRECTION, words, about=self._wrong)
        else:
            self._add(AdditionKind.NOTE, words)

    @on(AnswerBox.Mended)
    def _mended(self, event: AnswerBox.Mended) -> None:
        self._say(mended_words(event))

    def _add(self, kind: AdditionKind, text: str, *, about: str = "") -> None:
        """Not saved: the box stays open with its words."""
        me, file = self.desk.me, self._file
        try:
            if me is None or file is None:
                raise Locked
            addition = Addition(ref=self._ref, at=self.desk.now(), by=me, kind=kind, text=text, about=about)
            self.desk.add(addition)
        except TriageError as fault:
            self._say(f"! {message(fault.code, **fault.facts)}")
            return
        self._file = replace(file, additions=(*file.additions, addition))
        self._close_box()
        self._say(message("record_noted", time=clock_time(addition.at)))
        self._draw()

    def action_back(self) -> None:
        """Out of the box first, then off the record."""
        if self.box.display:
            self._close_box()
            self._say("")
        else:
            super().action_back()

    def _close_box(self) -> None:
        self._adding, self._wrong = None, ""
        self.box.display = False
        self.set_focus(self.page)

    def _draw(self) -> None:
        names = [message(f"record_tab_{tab}") for tab in Tab]
        self.tabs.update(Content("").join(map(_tab, Tab, names, [self.tab] * len(names))))
        if self._file and self._file.record:
            now = self.desk.now()
            self.lines.show(page_of(self._file, self.tab, now))
            self.timeline.show(page_of(self._file, Tab.TIMELINE, now))
        self.draw_status()
        self.refresh_bindings()

    def _say(self, words: str) -> None:
        self.words.update(Content(words))
        self.words.display = bool(words)


def _waits(file: RecordFile) -> bool:
    return not file.decisions or file.decisions[-1].choice is Choice.MORE_INFORMATION


def _tab(tab: Tab, name: str, current: Tab) -> Content:
    number = list(Tab).index(tab) + 1
    return Content.styled(f">{number} {name}<", "bold") if tab is current else Content(f" {number} {name} ")
