"""Practice calls to choose from: what each talks about is read before it begins."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList, Static

from triage.content import message
from triage.desk.desk import Desk
from triage.desk.practice_room import OnShelf
from triage.labels import label
from triage.practice.scenario import Scenario
from tui.keeping import Keeping
from tui.messages import PracticeLeft, ScenarioAsked
from tui.screens.base import TriageScreen
from tui.widgets.rows import Row, Rows
from tui.widgets.rule import TitledRule


class PracticeScreen(TriageScreen):
    """The list, and beneath it the content note of the call in hand. Nothing begins before Enter.

    It opens on the first call that this person has not finished, and names the sections still to practise.
    """

    HELP_PAGE = "practice"
    CSS_PATH = "practice.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "start", "Start", key_display="Enter", tooltip="Starts the call in hand"),
        Binding("escape", "back", "Home", key_display="Esc", tooltip="Back to real work"),
    ]

    rows = query_one("#rows", Rows)
    note = query_one("#note", Static)

    def __init__(
        self, desk: Desk, keeping: Keeping, calls: tuple[OnShelf, ...], finished: frozenset[str]
    ) -> None:
        """``finished``: those this person has come to the end of."""
        super().__init__(desk, keeping)
        self._calls = {each.id: each for each in calls}
        self._finished = finished

    def body(self) -> ComposeResult:
        yield Static(id="about", markup=False)
        yield Rows(id="rows")
        yield TitledRule(message("practice_note_title"))
        with VerticalScroll(id="beneath", can_focus=False):
            yield Static(id="note", markup=False)

    def on_mount(self) -> None:
        """Filled once its parts are there."""
        self._draw_rows()
        ids = list(self._calls)
        self.rows.highlighted = next((at for at, each in enumerate(ids) if each not in self._finished), 0)
        self.rows.focus()
        self._draw_note()

    def status(self) -> tuple[str, ...]:
        return (message("practice_place"),)

    def scenario_in_hand(self) -> Scenario | None:
        """None where its file has faults, or there is nothing to choose."""
        held = self._calls.get(self.rows.key or "")
        return held.scenario if held else None

    def finished(self, scenario_id: str) -> None:
        """It came to its end: the list says so."""
        self._finished |= {scenario_id}
        self._draw_rows()

    def say(self, words: str) -> None:
        """A word to the learner in the place of the content note, until another row is in hand."""
        self.note.update(Content(words))

    @on(OptionList.OptionHighlighted)
    def _draw_note(self) -> None:
        scenario = self.scenario_in_hand()
        if scenario is None:
            self.note.update(Content(message("practice_broken")))
            return
        lines = [
            *scenario.content_note,
            message("practice_who", who=label("practice_caller", scenario.caller)),
        ]
        lines.append(message("practice_covers", sections=", ".join(scenario.sections)))
        service = message("practice_support")
        self.note.update(Content("\n".join([*lines, service])))

    @on(OptionList.OptionSelected)
    def _row_chosen(self) -> None:
        self.action_start()

    def action_start(self) -> None:
        """The call in hand, from its beginning."""
        if (scenario := self.scenario_in_hand()) is not None:
            self.post_message(ScenarioAsked(scenario.id))

    def action_back(self) -> None:
        """Practice is over."""
        self.post_message(PracticeLeft())

    def _draw_rows(self) -> None:
        self.rows.show(tuple(Row(each.id, self._row(each)) for each in self._calls.values()))
        known = [each.scenario for each in self._calls.values() if each.scenario is not None]
        done = {section for each in known if each.id in self._finished for section in each.sections}
        still_open = sorted({section for each in known for section in each.sections} - done)
        path = message("practice_path_open", sections=", ".join(still_open))
        words = path if still_open else message("practice_path_whole")
        self.query_one("#about", Static).update(Content(f"{message('practice_about')}\n{words}"))

    def _row(self, each: OnShelf) -> str:
        if each.scenario is None:
            return message("practice_row_broken", id=each.id)
        done = message("practice_done" if each.id in self._finished else "practice_new")
        return message("practice_row", title=each.scenario.title, done=done)
