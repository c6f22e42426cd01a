"""A box for words to find: what is pasted into it is cleaned at the door, like all that comes in."""

from textual import events
from textual.widgets import Input

from triage.text import one_line

LONGEST = 300
"""Characters of a look-up; more are cut off."""


class FindBox(Input):
    """One line of plain words."""

    DEFAULT_CSS = """
    FindBox { border: none; height: 1; padding: 0 1; background: $raised; color: $words; }
    FindBox:focus { border: none; background-tint: transparent 0%; }
    """

    def __init__(self, *, id: str, placeholder: str) -> None:
        super().__init__(
            id=id, placeholder=placeholder, compact=True, select_on_focus=False, max_length=LONGEST
        )
        self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        """Without what steers or hides, in one line."""
        event.stop()
        event.prevent_default()
        self.insert_text_at_cursor(one_line(event.text)[: LONGEST - len(self.value)])
