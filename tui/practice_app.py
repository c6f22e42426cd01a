"""Practice has an app of its own, on a desk of its own: no screen of it can reach a real record.

Of real work it is given one thing: where to note that a call was played. F8 ends it, and all is hidden.
"""

from collections.abc import Callable
from typing import ClassVar, Protocol

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from triage.content import message
from triage.desk.desk import Desk
from triage.desk.own_settings import OwnSettings
from triage.desk.practice_room import OnShelf, practice_desk, question_kinds, scenario_named, shelf
from triage.desk.views import Access, EncoderState
from triage.errors import NotAllowed, TriageError
from triage.practice.kinds import KindOf
from triage.practice.play import Playing, begin
from triage.records.draft import Mode
from tui.app import TriageApp
from tui.messages import ModeAsked, PracticeLeft, PracticeOver, RecordAsked, ScenarioAsked, Submitted
from tui.screens.base import TriageScreen, practice_mark
from tui.screens.debrief import DebriefScreen
from tui.screens.help import HelpScreen
from tui.screens.practice import PracticeScreen
from tui.screens.practice_call import PracticeCallScreen
from tui.widgets.status import StatusLine

HIDE = -3
"""What it ends with when everything is to be hidden."""


class Note(Protocol):
    """Where it is noted that a call was played. May raise TriageError."""

    def __call__(self, scenario_id: str, *, finished: bool) -> None: ...


class PracticeHelpScreen(HelpScreen):
    """The same page, marked."""

    def __init__(self, desk: Desk, page: str) -> None:
        super().__init__(page)
        self._desk = desk

    def compose(self) -> ComposeResult:
        yield StatusLine()
        yield from super().compose()

    def on_mount(self) -> None:
        """The mark."""
        self.query_one(StatusLine).say(*practice_mark(self._desk))


class PracticeApp(TriageApp):
    """The list, the call, its record, the debrief. All on the practice desk."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q,ctrl+c", "leave", priority=True, show=False)]

    def __init__(
        self, desk: Desk, *, note: Note | None, finished: frozenset[str] = frozenset(),
        kind_of: KindOf | None = None, pace: float = 1.0, first: str | None = None, mono_only: bool = False,
        followed: bool = False,
    ) -> None:  # fmt: skip
        """``note``: None where nobody is signed in for real. ``kind_of``: None for the usual. ``first``: a
        call to begin at once. ``followed``: real work comes back at its end. Raises NotAllowed for a desk of
        real work."""
        if desk.mode is not Mode.PRACTICE:
            raise NotAllowed("practice_stays_apart")
        self._note = note
        self._finished = finished
        self._kind_of = kind_of or question_kinds()
        self._pace = pace
        self._followed = followed
        self._first = first
        self._playing: Playing | None = None
        self._calls: tuple[OnShelf, ...] = shelf(desk.pack)
        super().__init__(desk, mono_only=mono_only)

    def _first_screens(self) -> dict[str, Callable[[], Screen[None]]]:
        return {
            **super()._first_screens(),
            "home": lambda: PracticeScreen(self.desk, self.keeping, self._calls, self._finished),
        }

    @property
    def hands_terminal_on(self) -> bool:
        """Back to real work."""
        return self._followed and self.told_to_stop is None and self.return_code in (0, HIDE)

    def on_mount(self) -> None:
        """The call that was asked for by name, if one was."""
        if self._first is not None:
            self.post_message(ScenarioAsked(self._first))

    def action_hide(self) -> None:
        """Practice is over, and the real screen hides."""
        self.exit(HIDE, return_code=HIDE)

    def action_leave(self) -> None:
        """Nothing of it is kept, so nothing is asked."""
        self._leave(0)

    def action_help(self) -> None:
        """The same pages as on a real call, marked."""
        if isinstance(self.screen, HelpScreen):
            self.pop_screen()
        elif isinstance(self.screen, TriageScreen):
            self.push_screen(PracticeHelpScreen(self.desk, self.screen.HELP_PAGE))

    @on(PracticeLeft)
    def _leave_practice(self) -> None:
        self._leave(0)

    @on(ScenarioAsked)
    async def _begin(self, asked: ScenarioAsked) -> None:
        playing = asked.playing
        if playing is None:
            try:
                playing = begin(scenario_named(self.desk.pack, asked.scenario_id))
            except TriageError as fault:
                if isinstance(self.screen, PracticeScreen):
                    self.screen.say(message(fault.code, **fault.facts))
                return
        self.keeping.put_down()
        await self.switch_mode("home")
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        self._playing = playing
        await self._forget("call")
        await self.switch_mode("call")

    @on(PracticeOver)
    async def _look_back(self, over: PracticeOver) -> None:
        await self._debrief(over.playing, None)

    @on(Submitted)
    async def _look_back_at_record(self, submitted: Submitted) -> None:
        submitted.prevent_default()
        screen = self._call_screen_in("call")
        if isinstance(screen, PracticeCallScreen):
            await self._debrief(screen.playing, submitted.ref)

    @on(RecordAsked)
    def _no_records(self, asked: RecordAsked) -> None:
        asked.prevent_default()

    @on(ModeAsked)
    async def _home_only(self, asked: ModeAsked) -> None:
        """There is the list, and nothing else to go to; the policy lies over any screen."""
        asked.prevent_default()
        await self.switch_mode("home")
        while len(self.screen_stack) > 1:
            await self.pop_screen()

    async def _debrief(self, playing: Playing, record: str | None) -> None:
        not_noted = self._keep_progress(playing)
        self.keeping.put_down()
        await self.switch_mode("home")
        if playing.ending is not None and isinstance(self.screen, PracticeScreen):
            self.screen.finished(playing.scenario.id)
        await self.push_screen(
            DebriefScreen(
                self.desk, self.keeping, playing,
                next_id=self._after(playing.scenario.id), record=record, not_noted=not_noted,
            )
        )  # fmt: skip
        await self._forget("call")

    def _keep_progress(self, playing: Playing) -> str:
        """Why it was not noted, in words; empty where it was."""
        finished = playing.ending is not None
        if finished:
            self._finished |= {playing.scenario.id}
        if self._note is None:
            return message("practice_not_signed_in")
        try:
            self._note(playing.scenario.id, finished=finished)
        except TriageError as fault:
            return message(fault.code, **fault.facts)
        return ""

    def _after(self, scenario_id: str) -> str | None:
        """The next in the list that was not finished; None after the last."""
        ids = [each.id for each in self._calls if each.scenario is not None]
        at = ids.index(scenario_id) + 1 if scenario_id in ids else 0
        return next((each for each in (*ids[at:], *ids[:at]) if each not in self._finished), None)

    def _call_screen(self) -> Screen[None]:
        if self._playing is None:
            return PracticeScreen(self.desk, self.keeping, self._calls, self._finished)
        return PracticeCallScreen(self.desk, self.keeping, self._playing, self._kind_of, pace=self._pace)


def practise(
    desk: Desk, own: OwnSettings, *, first: str | None = None, mono_only: bool = False, followed: bool = False
) -> tuple[int, int | None]:
    """Runs it beside ``desk``, the real one, until it is left: what it ended with, and the exit code of a
    signal that came."""
    note, finished = None, frozenset[str]()
    if desk.access is Access.OPEN:
        note, finished = desk.practice.note, frozenset(desk.practice.mine().finished)
    with practice_desk(with_encoder=desk.encoder is not EncoderState.FAILED) as room:
        app = PracticeApp(
            room, note=note, finished=finished, first=first, mono_only=mono_only, followed=followed
        )
        app.wear(own)
        app.run()
        return app.return_code or 0, app.told_to_stop
