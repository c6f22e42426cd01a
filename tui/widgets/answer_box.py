"""A box for words in an answer: Enter goes on, Ctrl+J starts a new line, and what comes in is cleaned."""

from time import monotonic

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from triage.content import message
from triage.text import LONGEST_LINE, Cleaned, clean
from tui.widgets.choices import HELD_KEY_SECONDS
from tui.widgets.typed_ahead import TypedAhead


class AnswerBox(TextArea, TypedAhead):
    """Posts ``Entered`` on Enter and ``Mended`` when something typed or pasted could not be kept whole."""

    DEFAULT_CSS = """
    AnswerBox { height: 5; border-title-color: $accent; border-subtitle-color: $quiet; }
    """

    class Entered(Message):
        """Enter was pressed."""

        def __init__(self, box: "AnswerBox") -> None:
            super().__init__()
            self.box = box

        @property
        def control(self) -> "AnswerBox":
            """The box it was pressed in."""
            return self.box

    class Mended(Message):
        """A paste held hidden characters or was too long."""

        def __init__(self, box: "AnswerBox", cleaned: Cleaned) -> None:
            super().__init__()
            self.box = box
            self.hidden_removed = cleaned.hidden_removed
            self.cut = cleaned.cut

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(
            id=id, classes=classes, soft_wrap=True, show_line_numbers=False, tab_behavior="focus",
            compact=True, highlight_cursor_line=False,
        )  # fmt: skip
        self.cursor_blink = False
        self._held = ""
        """The digit that opened the box, while it may still be held down."""
        self._deaf_until = 0.0

    def show(self, text: str) -> None:
        """This text in the box, the cursor behind it."""
        self.text = clean(text).text
        self.move_cursor(self.document.end)

    def hold(self, digit: str) -> None:
        """The digit that opened the box does not type into it while it is held down; other keys do."""
        self._held = digit
        self._deaf_until = monotonic() + HELD_KEY_SECONDS

    async def _on_key(self, event: events.Key) -> None:
        if self.is_for_another(event):
            return
        if self._is_held(event):
            event.stop()
            event.prevent_default()
        elif event.key == "enter":
            event.stop()
            event.prevent_default()
            self.answer_with(self.Entered(self))
        elif event.key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self.insert("\n")
        elif event.is_printable and len(self.text) >= LONGEST_LINE:
            event.stop()
            event.prevent_default()
            self.post_message(self.Mended(self, Cleaned("", 0, 1)))
        elif event.is_printable or not await self.act_at_once(event):
            await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        room = LONGEST_LINE - len(self.text) + len(self.selected_text)
        cleaned = clean(event.text, max(0, room))
        self.insert(cleaned.text)
        if cleaned.hidden_removed or cleaned.cut:
            self.post_message(self.Mended(self, cleaned))

    def _is_held(self, event: events.Key) -> bool:
        if event.character != self._held or monotonic() >= self._deaf_until:
            self._held = ""
        return bool(self._held)


def mended_words(event: AnswerBox.Mended) -> str:
    """What is said when a paste could not be kept as it came."""
    hidden = message("box_hidden_removed") if event.hidden_removed else ""
    cut = message("box_text_cut", longest=f"{LONGEST_LINE:,}") if event.cut else ""
    return f"{hidden} {cut}".strip()
