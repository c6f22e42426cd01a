"""«What do you do now?»: the few things to choose from in a practice call."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.getters import query_one
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from triage.content import message
from triage.desk.desk import Desk
from triage.practice.rules import MOST_OPTIONS
from tui.screens.base import practice_mark
from tui.widgets.key_line import KeyLine
from tui.widgets.rows import Row, Rows
from tui.widgets.status import StatusLine


class PracticeChoice(ModalScreen[int | None]):
    """The number of what was picked, as the play counts it; None: the learner stops here."""

    DEFAULT_CSS = """
    PracticeChoice { align: left top; }
    PracticeChoice #heard, PracticeChoice #asks { height: auto; padding: 1 1 0 1; }
    PracticeChoice #asks { text-style: bold; padding: 1 1 1 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(at), f"pick({at})", show=False) for at in range(1, MOST_OPTIONS + 1)),
        Binding("enter", "pick_row", "Choose", key_display="Enter"),
        Binding("escape", "stop", "Stop", key_display="Esc", tooltip="To the debrief, now"),
    ]

    rows = query_one("#rows", Rows)

    def __init__(
        self, desk: Desk, heard: tuple[str, ...], asks: str, options: tuple[tuple[int, str], ...]
    ) -> None:
        """``heard``: the caller's last words, to have them in sight."""
        super().__init__()
        self._desk = desk
        self._heard = heard
        self._asks = asks
        self._options = options

    def compose(self) -> ComposeResult:
        yield StatusLine()
        with Vertical():
            yield Static(
                Content("\n".join(message("practice_caller_said", words=each) for each in self._heard)),
                id="heard",
            )
            yield Static(Content(self._asks), id="asks")
            yield Rows(id="rows")
        yield KeyLine()

    def on_mount(self) -> None:
        """The keys go to the list."""
        self.query_one(StatusLine).say(*practice_mark(self._desk), message("practice_choose"))
        self.rows.show(
            tuple(Row(str(number), f"{at}  {words}") for at, (number, words) in enumerate(self._options, 1))
        )
        self.rows.focus()

    @on(OptionList.OptionSelected)
    def _row_chosen(self, chosen: OptionList.OptionSelected) -> None:
        self.dismiss(int(chosen.option_id or "0"))

    def action_pick(self, at: int) -> None:
        """The one with that digit."""
        if at <= len(self._options):
            self.dismiss(self._options[at - 1][0])

    def action_pick_row(self) -> None:
        """The one in hand."""
        if self.rows.key is not None:
            self.dismiss(int(self.rows.key))

    def action_stop(self) -> None:
        """No choice."""
        self.dismiss(None)
