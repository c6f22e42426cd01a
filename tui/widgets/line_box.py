"""The one box of a call: takes lines, look-ups and the rung keys. Which a first digit was is ladder.py's to
say."""

from datetime import datetime
from time import monotonic

from textual import events
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

from triage import ladder
from triage.ladder import FirstDigit, Ruling, Verdict
from triage.model import Clock, Rung
from triage.text import LONGEST_LINE, Cleaned, clean

_GOES_ON = 0.05
"""Seconds past the quiet of the ladder, so that a timer that wakes early does not find it too short."""


class LineBox(TextArea):
    """Posts what the keys meant; the screen acts on it. Enter ends a line, and nothing in it is ever run or
    parsed."""

    DEFAULT_CSS = """
    LineBox { border: none; padding: 0 1; background: $raised; color: $words; height: 2; }
    LineBox:focus { border: none; }
    LineBox .text-area--cursor-line { background: $raised; }
    LineBox .text-area--placeholder { color: $quiet; }
    """

    class Entered(Message):
        """Enter was pressed on a line that is not empty; the box is empty again."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class RungShown(Message):
        """A rung is to be shown, not logged; None: the one in force."""

        def __init__(self, rung: Rung | None) -> None:
            super().__init__()
            self.rung = rung

    class RungChosen(Message):
        """A rung was chosen, at the time of the press."""

        def __init__(self, rung: Rung, at: datetime) -> None:
            super().__init__()
            self.rung = rung
            self.at = at

    class RungTakenBack(Message):
        """The rung chosen last was the beginning of a line."""

    class Turned(Message):
        """A key of movement that is not for the box: ``up``, ``down``, ``pageup``, ``pagedown``, ``tab``."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Mended(Message):
        """Something typed or pasted could not be kept as it came."""

        def __init__(self, cleaned: Cleaned) -> None:
            super().__init__()
            self.hidden_removed = cleaned.hidden_removed
            self.cut = cleaned.cut

    def __init__(self, now: Clock, *, id: str | None = None) -> None:
        super().__init__(
            id=id, soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True,
            highlight_cursor_line=False,
        )  # fmt: skip
        self.cursor_blink = False
        self.takes_rungs = True
        """False while the caller's exact words are written: there a digit is always text."""
        self._now = now
        self._digit: FirstDigit = ladder.NONE
        self._pressed_at = now()
        self._quiet_timer: Timer | None = None

    def put(self, text: str) -> None:
        """This text in the box, the cursor behind it."""
        self._digit = ladder.NONE
        self.text = text
        self.move_cursor(self.document.end)

    def settle(self) -> None:
        """Decides at once what an undecided digit was: the screen is about to be left."""
        self._follow(ladder.left(self._digit))

    def on_key(self, event: events.Key) -> None:
        """Before the key is handled as text: the digit rule, Enter, and the keys that move other things."""
        if event.is_printable and event.character:
            if len(self.text) >= LONGEST_LINE:
                self._refuse(event)
            else:
                self._text_key(event.character, event.time)
        elif event.key == "backspace":
            self._follow(ladder.erased(self._digit))
        else:
            self._follow(ladder.left(self._digit))
            self._other_key(event)

    def on_paste(self, event: events.Paste) -> None:
        """Cleaned at the door. A digit that waits is decided by what is pasted behind it, as if that had
        been typed."""
        event.stop()
        event.prevent_default()
        cleaned = clean(event.text, max(0, LONGEST_LINE - len(self.text)))
        if self._digit.settled and not cleaned.text.startswith(" "):
            self._digit = ladder.NONE
        for character in cleaned.text:
            if not self._digit.digits:
                break
            self._text_key(character, event.time)
        if self._digit.undecided:
            self.settle()
        self.insert(cleaned.text)
        if cleaned.hidden_removed or cleaned.cut:
            self.post_message(self.Mended(cleaned))

    def _text_key(self, character: str, at: float) -> None:
        if self.takes_rungs:
            self._follow(ladder.typed(self._digit, character, box_empty=not self.text, at=at))

    def _other_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            text = clean(self.text).text
            if text.strip():
                self.put("")
                self.post_message(self.Entered(text))
        elif (
            event.key in ("pageup", "pagedown", "tab")
            or (event.key == "up" and self.cursor_at_first_line)
            or (event.key == "down" and self.cursor_at_last_line)
        ):
            event.stop()
            event.prevent_default()
            self.post_message(self.Turned(event.key))

    def _follow(self, ruling: Ruling) -> None:
        """Does what the ladder ruled; the key itself is handled after this."""
        before = self._digit
        self._digit, verdict = ruling
        if verdict is Verdict.PREVIEW:
            self._pressed_at = self._now()
            self.post_message(self.RungShown(self._digit.rung))
        elif verdict is Verdict.TEXT:
            self.post_message(self.RungShown(None))
        elif verdict is Verdict.CHOSEN:
            self.delete((0, 0), (0, len(before.digits)))
            assert before.rung is not None
            self.post_message(self.RungChosen(before.rung, self._pressed_at))
        elif verdict is Verdict.TAKEN_BACK:
            self.insert(before.digits)
            self.post_message(self.RungTakenBack())
        self._wait_for_quiet()

    def _wait_for_quiet(self) -> None:
        if self._quiet_timer is not None:
            self._quiet_timer.stop()
            self._quiet_timer = None
        if self._digit.undecided:
            self._quiet_timer = self.set_timer(ladder.QUIET_SECONDS + _GOES_ON, self._after_quiet)

    def _after_quiet(self) -> None:
        """Keys that wait in a queue, pressed while the screen was busy, come first: they may say it was
        text."""
        self._quiet_timer = None
        self.app.call_later(self.call_later, self._settle_after_quiet, monotonic())

    def _settle_after_quiet(self, at: float) -> None:
        if self._quiet_timer is None:
            self._follow(ladder.quiet(self._digit, at))

    def _refuse(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self.post_message(self.Mended(Cleaned("", 0, 1)))
