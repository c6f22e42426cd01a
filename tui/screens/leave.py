"""Interruption 1 of 4: leaving while a call with a risk has not been submitted."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from triage.content import message
from tui.widgets.key_line import KeyLine


class LeaveScreen(ModalScreen[bool]):
    """True: leave all the same."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "go", "Leave", tooltip="Leaves"),
        Binding("escape", "stay", "Stay", tooltip="Back to where you were"),
    ]

    def __init__(self, words: str) -> None:
        """``words``: id of the message that says what is left behind."""
        super().__init__()
        self._words = message(words)

    def compose(self) -> ComposeResult:
        with Vertical(classes="question"):
            yield Static(Content(self._words))
        yield KeyLine()

    def action_go(self) -> None:
        self.dismiss(True)

    def action_stay(self) -> None:
        self.dismiss(False)
