"""The screen of a call, with a scripted caller on the line: the hands learn the very screen of a real call.

What the caller says comes into the thread as their words; what the learner types is what they would say.
"""

from collections import deque
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.timer import Timer

from triage.content import message
from triage.desk.desk import Desk
from triage.labels import label
from triage.model import Rung
from triage.practice.kinds import KindOf, QuestionKind
from triage.practice.play import (
    CallerLine,
    ChoseRung,
    EndedCall,
    Move,
    Picked,
    Playing,
    Said,
    Waited,
    options,
    quiet_seconds,
    step,
)
from triage.practice.safety import asks_safety
from triage.records.draft import LineKind
from tui.keeping import Keeping
from tui.messages import PracticeOver
from tui.screens.call import CallScreen
from tui.screens.practice_choice import PracticeChoice

BREATH_SECONDS = 1.2
"""Between two lines of the caller."""
TYPING_SECONDS = 0.5
"""How often it is looked whether the learner has finished their line."""
SHOWN_PAUSE = 3
"""A silence of so many seconds is told in words: nobody hears it on a screen."""
_LAST_HEARD = 3
"""Lines of the caller shown above a choice."""


class PracticeCallScreen(CallScreen):
    """Plays one practice call. Esc ends it at any time, with the debrief of what was done so far."""

    HELP_PAGE = "practice_call"
    NOTE_TITLE = "practice_say_title"
    NOTE_HINT = "practice_say_hint"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Debrief", key_display="Esc", tooltip="Stops here, and looks back"),
    ]

    def __init__(
        self, desk: Desk, keeping: Keeping, playing: Playing, kind_of: KindOf, *, pace: float = 1.0
    ) -> None:
        """``playing``: from its beginning, or from the point where it is tried again. ``pace``: 0 waits for
        nothing."""
        super().__init__(desk, keeping)
        self.playing = playing
        self._kind_of = kind_of
        self._pace = pace
        self._coming: deque[CallerLine] = deque()
        self._speaking: Timer | None = None
        self._quiet: Timer | None = None
        self._asking = False
        self._started: datetime = desk.now()
        self._before = playing.acts[-1].at_seconds if playing.acts else 0.0
        """Seconds that had passed at the point from which it is tried again."""

    def on_mount(self) -> None:
        """The caller speaks once the screen stands."""
        self.call_after_refresh(self._pick_up)

    def status(self) -> tuple[str, ...]:
        return (self.playing.scenario.title, *super().status())

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Back from the policy or from a help page: a choice that waited is asked now."""
        waits = self._asking or self._coming or self._speaking is not None
        if not waits and self.is_mounted:
            self._after_the_caller()

    def take_line(self, kind: LineKind, text: str) -> None:
        """A typed line is said to the caller; a look-up and exact words are for the record, as on a real
        call."""
        if kind is not LineKind.NOTE and kind is not LineKind.QUESTION:
            super().take_line(kind, text)
            return
        self._let_the_caller_finish()
        super().take_line(LineKind.QUESTION, text)
        asked = self._kind_of(text)
        self._play(Said(text, asked, asks_safety(text)))
        if asked is not QuestionKind.STATEMENT:
            self.hint(message("coach_heard", kind=label("practice_kind", asked)))

    def choose_rung(self, rung: Rung, at: datetime) -> None:
        """The caller does not hear it; the debrief does."""
        super().choose_rung(rung, at)
        self._play(ChoseRung(rung))

    def end_call(self, *, dropped: bool) -> None:
        """The learner ends the call, or the script lets it drop."""
        super().end_call(dropped=dropped)
        self._play(EndedCall())

    def action_back(self) -> None:
        """Stops at any time."""
        if self._their_words or self._signing_in:
            super().action_back()
        else:
            self._stop()

    def action_check(self) -> None:
        """The record of this call, once it is over or before: as on a real call."""
        self._let_the_caller_finish()
        super().action_check()

    # The script

    def _pick_up(self) -> None:
        for line in self.playing.opening if self.playing.acts else ():
            self._caller_says(line)
        for act in self.playing.acts:
            if isinstance(act.move, Said):
                super().take_line(LineKind.QUESTION, act.move.words)
            elif isinstance(act.move, ChoseRung):
                super().choose_rung(act.move.rung, self.desk.now())
            for line in act.heard:
                self._caller_says(line)
        self._coming.extend(() if self.playing.acts else self.playing.opening)
        self._next_line()

    def _play(self, move: Move) -> None:
        seconds = self._before + (self.desk.now() - self._started).total_seconds()
        after = step(self.playing, move, seconds)
        if after is self.playing:
            self._next_line()
            return
        self.playing = after
        if isinstance(move, ChoseRung):
            return
        self._coming.extend(after.acts[-1].heard)
        self._next_line()

    def _next_line(self) -> None:
        """The next thing the caller says, after a breath or their silence."""
        self._stop_timers()
        if not self._coming:
            self._after_the_caller()
            return
        pause = self._coming[0].pause_seconds
        if pause >= SHOWN_PAUSE and self._pace:
            self.hint(message("practice_silence"))
        wait = self._pace * max(BREATH_SECONDS, pause)
        if wait:
            self._speaking = self.set_timer(wait, self._say_next)
        else:
            self._say_next()

    def _say_next(self) -> None:
        self._speaking = None
        if self._coming:
            self._caller_says(self._coming.popleft())
        self._next_line()

    def _let_the_caller_finish(self) -> None:
        """Who types into the caller's words still has all of them in the thread."""
        self._stop_timers()
        while self._coming:
            self._caller_says(self._coming.popleft())

    def _caller_says(self, line: CallerLine) -> None:
        super().take_line(LineKind.CALLER_WORDS, line.words)

    def _after_the_caller(self) -> None:
        if not self.is_current:
            return
        if self.playing.standing.call_over and self.call.ended_at is None:
            stage = self.playing.stage
            super().end_call(dropped=stage is not None and stage.dropped)
        if self.playing.ending is not None:
            self._show_end()
        elif self.box.text.strip() and options(self.playing):
            # A question that comes up under someone's fingers would take their next key for its answer.
            self._speaking = self.set_timer(TYPING_SECONDS, self._say_next)
        elif offered := options(self.playing):
            self._ask(tuple((number, branch.option) for number, branch in offered))
        else:
            self._listen_for_quiet()

    def _ask(self, offered: tuple[tuple[int, str], ...]) -> None:
        stage = self.playing.stage
        heard = tuple(line.words for line in self.playing.lines[-_LAST_HEARD:])
        self._asking = True
        asked = PracticeChoice(self.desk, heard, stage.asks if stage else "", offered)
        self.app.push_screen(asked, self._answered)

    def _answered(self, number: int | None) -> None:
        self._asking = False
        if number is None:
            self._stop()
        else:
            self._play(Picked(number))

    def _show_end(self) -> None:
        ending = self.playing.ending
        if ending is not None:
            words = "\n".join((*ending.text, message("practice_end_next")))
            self.show_card("practice_end_title", words)

    def _listen_for_quiet(self) -> None:
        if self._quiet is not None:
            self._quiet.stop()
            self._quiet = None
        seconds = quiet_seconds(self.playing)
        if seconds is not None and self._pace:
            self._quiet = self.set_timer(self._pace * seconds, self._was_quiet)

    def _was_quiet(self) -> None:
        """Who is typing is not silent."""
        self._quiet = None
        if self.box.text.strip() or not self.is_current:
            self._listen_for_quiet()
        else:
            self._play(Waited())

    def _stop(self) -> None:
        self._stop_timers()
        self.post_message(PracticeOver(self.playing))

    def _stop_timers(self) -> None:
        for timer in (self._speaking, self._quiet):
            if timer is not None:
                timer.stop()
        self._speaking = self._quiet = None
