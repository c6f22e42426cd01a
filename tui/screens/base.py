"""What every screen has: row 1, its body, the keys at the foot, and the line that no screen of a call may
miss."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from triage.content import message
from triage.desk.desk import Desk
from triage.labels import label
from triage.records.draft import Mode
from triage.records.place import Opened
from tui.keeping import Keeping, Saved
from tui.widgets.key_line import KeyLine
from tui.widgets.risk_line import RiskLine
from tui.widgets.saved_words import saved_words
from tui.widgets.status import StatusLine


def practice_mark(desk: Desk) -> tuple[str, ...]:
    """What row 1 begins with where nothing is real; nothing on a desk of real work."""
    if desk.mode is not Mode.PRACTICE:
        return ()
    return label("mode", Mode.PRACTICE), message("practice_not_real")


class TriageScreen(Screen[None]):
    """Base of all full screens. Subclasses give ``body`` and ``status`` and forward to the desk.

    Row 1 is drawn again each second and whenever the draft was saved; nothing else moves by itself.
    """

    ON_CALL: ClassVar[bool] = False
    """A screen of a call carries the risk line."""
    HELP_PAGE: ClassVar[str] = "home"
    """Name of the help page: ``policy_corpus/language/help/screen_<name>.md``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", key_display="Esc", tooltip="Goes back. Nothing is lost")
    ]

    def __init__(self, desk: Desk, keeping: Keeping) -> None:
        super().__init__()
        self.desk = desk
        self.keeping = keeping

    def compose(self) -> ComposeResult:
        yield StatusLine()
        if self.ON_CALL:
            yield RiskLine()
        yield from self.body()
        yield KeyLine()

    def on_mount(self) -> None:
        self.keeping.changed.subscribe(self, self.draft_kept)
        self.set_interval(1.0, self.draw_status)
        self.draw_status()

    def body(self) -> ComposeResult:
        """The widgets between row 1 and the footer."""
        yield from ()

    def status(self) -> tuple[str, ...]:
        """The parts of row 1: place first, then reference and states. No caller's words."""
        return ()

    def place(self) -> Opened | None:
        """What leads back to this screen after a lock; None: the screen beneath it will do."""
        return None

    def saved_words(self) -> str:
        """«Draft saved 14:03:07», «Not saved since 14:09. Still trying.», or nothing when no draft is in
        hand."""
        return saved_words(self.keeping.saved)

    def draw_status(self) -> None:
        """Draws row 1 again."""
        self.query_one(StatusLine).say(*practice_mark(self.desk), *self.status())

    def action_back(self) -> None:
        """Leaves this screen for the one beneath it; the first screen of a mode goes to Home."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()
        else:
            self.app.switch_mode("home")

    def draft_kept(self, _saved: Saved) -> None:
        """The draft in hand was saved, or could not be."""
        self.draw_status()
