"""After submitting: nobody has been rung yet. Who to speak to, and the key that notes it."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import Static

from triage.content import message
from triage.desk.desk import Desk
from triage.errors import TriageError
from triage.records.consultation import is_about_the_manager, people_to_speak_to
from triage.records.place import Opened
from triage.records.times import clock_time
from triage.text import one_line
from tui.keeping import Keeping
from tui.messages import ModeAsked, RecordAsked
from tui.screens.base import TriageScreen


class SubmittedScreen(TriageScreen):
    """The closing page of a call. It stays until a key is pressed."""

    ON_CALL = True
    HELP_PAGE = "submitted"
    CSS_PATH = "submitted.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "spoke", "I have spoken to them", key_display="Y", tooltip="Notes the time"),
        Binding(
            "n",
            "not_reached",
            "Not reached",
            key_display="N",
            tooltip="Shows the next on the list",
        ),
        Binding("v", "view", "View record", key_display="V", tooltip="As your manager will read it"),
        Binding("escape", "back", "Home", key_display="Esc", tooltip="The record is saved"),
    ]

    saved = query_one("#saved", Static)
    who = query_one("#who", Static)
    noted = query_one("#noted", Static)
    rings_nobody = query_one("#rings-nobody", Static)

    def __init__(self, desk: Desk, keeping: Keeping, ref: str) -> None:
        super().__init__(desk, keeping)
        self._ref = ref
        row = desk.row(ref)
        self._saved_at = row.record.submitted_at if row and row.record else desk.now()
        self._spoken_at = row.manager_told_at if row else None
        chain = desk.service.manager_chain if desk.service else ()
        record = row.record if row else None
        self._about_manager = record is not None and is_about_the_manager(record)
        self._chain = people_to_speak_to(record, chain) if record else chain
        """Who is left to try: never the author, nor the manager whom the worry is about."""
        self._tried = False

    def place(self) -> Opened:
        """The page of this record."""
        return Opened(screen="submitted", ref=self._ref)

    def body(self) -> ComposeResult:
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="saved")
            yield Static(id="who")
            yield Static(Content(message("submitted_rings_nobody")), id="rings-nobody")
            yield Static(id="noted")

    def on_mount(self) -> None:
        """Says that it is saved, then who to speak to."""
        self.saved.update(Content(message("submitted_saved", ref=self._ref, time=clock_time(self._saved_at))))
        if self._spoken_at:
            self.noted.update(Content(message("submitted_already_spoken", time=clock_time(self._spoken_at))))
        self._draw()

    def status(self) -> tuple[str, ...]:
        return (message("submitted_title"), self._ref)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Once it is noted that they spoke there is nothing more to note."""
        return (
            self._spoken_at is None
            if action in ("spoke", "not_reached")
            else super().check_action(action, parameters)
        )

    def action_spoke(self) -> None:
        """Y: the author has spoken to the person shown."""
        now = self.desk.now()
        name = self._next_name()
        if self._noted(lambda: self.desk.told_manager(self._ref, name)):
            self._spoken_at = now
            self.noted.update(Content(message("submitted_noted", time=clock_time(now), name=name)))
            self._draw()
            self.refresh_bindings()

    def action_not_reached(self) -> None:
        """N: noted with its time; the next person on the list, if there is one."""
        name = self._next_name()
        if self._noted(lambda: self.desk.tried_manager(self._ref, name)):
            self._chain = self._chain[1:]
            self._tried = True
            time = clock_time(self.desk.now())
            self.noted.update(Content(message("submitted_tried", time=time, name=name)))
            self._draw()

    def action_view(self) -> None:
        """The record itself."""
        self.post_message(RecordAsked(self._ref))

    def action_back(self) -> None:
        """Home, where the decision will show."""
        self.dismiss()
        self.post_message(ModeAsked("home"))

    def _draw(self) -> None:
        self.rings_nobody.display = self._spoken_at is None
        if self._spoken_at:
            lines = [message("submitted_waits")]
        else:
            lines = [message("submitted_999")] if self._tried or not self._chain else []
            lines += [message("submitted_not_your_manager")] if self._about_manager else []
            lines.append(self._who_next())
        self.who.update(Content("\n".join(lines)))

    def _who_next(self) -> str:
        if not self._chain:
            return message("submitted_no_other_person" if self._about_manager else "submitted_nobody_left")
        code = "submitted_other_person" if self._about_manager else "submitted_speak_now"
        first = self._chain[0]
        return message(code, name=one_line(first.name), phone=one_line(first.phone))

    def _next_name(self) -> str:
        if self._chain:
            return one_line(self._chain[0].name)
        return message("submitted_another_manager" if self._about_manager else "submitted_line_manager")

    def _noted(self, write: Callable[[], None]) -> bool:
        """Whether it was written; says why not."""
        try:
            write()
        except TriageError as fault:
            self.noted.update(Content(f"! {message(fault.code, **fault.facts)}"))
            return False
        return True
