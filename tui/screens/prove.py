"""«Prove it»: every way out of this device is tried while one looks on. Works with records closed."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from triage.content import message
from triage.desk.proof import Line, Standing
from tui.screens.base import TriageScreen


class ProveScreen(TriageScreen):
    """A line for each try, as it comes."""

    HELP_PAGE = "prove"
    CSS_PATH = "prove.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "again", "Try again", key_display="T", tooltip="Tries all of it once more"),
    ]

    said = query_one("#said", Static)
    lines = query_one("#lines", VerticalScroll)

    class Found(Message):
        """The proof has one line more."""

        def __init__(self, line: Line) -> None:
            super().__init__()
            self.line = line

    class Ended(Message):
        """The proof is complete."""

    def body(self) -> ComposeResult:
        yield Static(id="said")
        yield VerticalScroll(id="lines")

    def on_mount(self) -> None:
        super().on_mount()
        self.lines.focus()
        self._begin()

    def status(self) -> tuple[str, ...]:
        return (message("proof_title"),)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Once begun it runs to its end."""
        return self._ended if action == "again" else super().check_action(action, parameters)

    async def action_again(self) -> None:
        await self.lines.remove_children()
        self._begin()

    def _begin(self) -> None:
        self._found: list[Line] = []
        self._ended = False
        self.said.update(Content(message("proof_running")))
        self.refresh_bindings()
        self._prove()

    @work(thread=True, exclusive=True, exit_on_error=False, group="prove", description="Trying the ways out")
    def _prove(self) -> None:
        me = get_current_worker()
        for line in self.desk.prove(lambda: me.is_cancelled):
            if me.is_cancelled:
                return
            self.post_message(self.Found(line))
        self.post_message(self.Ended())

    @on(Found)
    async def _show(self, found: Found) -> None:
        self._found.append(found.line)
        standing, words = found.line.standing, found.line.words
        mark = message(f"proof_mark_{standing.value}")
        at_end = self.lines.is_vertical_scroll_end
        await self.lines.mount(Static(Content(f"{mark:<8}{words}"), classes=f"-{standing.value}"))
        if at_end:
            self.lines.scroll_end(animate=False)

    @on(Ended)
    def _sum_up(self) -> None:
        """Counts at the top: what is wrong must not have scrolled away."""
        self._ended = True
        count = {each: sum(line.standing is each for line in self._found) for each in Standing}
        holds, left_open, wrong = (count[each] for each in (Standing.HOLDS, Standing.OPEN, Standing.WRONG))
        words = Content(message("proof_done", holds=holds, open=left_open, wrong=wrong))
        if wrong:
            words = Content.styled(f"! {message('proof_done_wrong', wrong=wrong)}", "$danger bold")
        self.said.update(words)
        self.refresh_bindings()
