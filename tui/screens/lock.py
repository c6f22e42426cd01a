"""The locked screen: nothing of any case, the way back in, and guidance without records."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from triage.content import message
from triage.desk.desk import Desk
from triage.desk.views import Access
from tui.clock import clock_time_with_seconds
from tui.keeping import Keeping, Saved
from tui.messages import ModeAsked, SignedIn
from tui.screens.base import TriageScreen
from tui.widgets.sign_in_box import SignInBox


class LockScreen(TriageScreen):
    """A mode of its own, so that no case stands behind it."""

    HELP_PAGE = "lock"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stay", show=False),
        Binding("enter", "show_again", "Go on"),
        Binding(
            "f9", "guidance", "Guidance", key_display="F9", tooltip="What to say and do, without records"
        ),
        Binding("ctrl+q", "app.leave", "Leave", key_display="Ctrl+Q", priority=True),
    ]

    def __init__(self, desk: Desk, keeping: Keeping, *, renewed: bool = False) -> None:
        """``renewed``: the process has forgotten what was open, and knows no draft."""
        super().__init__(desk, keeping)
        self._renewed = renewed

    def body(self) -> ComposeResult:
        with Vertical(classes="page"):
            yield Static(id="words")
            yield Vertical(id="way-in")

    async def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Each time anew: a passphrase half typed is gone."""
        await self.begin_again()

    def status(self) -> tuple[str, ...]:
        return (message("lock_place"),)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter goes on by itself only where there are no records to open."""
        if action == "show_again":
            return self.desk.access in (Access.NONE, Access.FAULT)
        return super().check_action(action, parameters)

    def action_show_again(self) -> None:
        """Nothing was locked, only hidden: there is no vault here."""
        self.post_message(SignedIn())

    def action_guidance(self) -> None:
        """What to say and do, with nothing of any case."""
        self.post_message(ModeAsked("guidance"))

    def action_stay(self) -> None:
        """There is nothing behind the lock."""

    @on(SignInBox.Opened)
    def _opened(self) -> None:
        self.post_message(SignedIn())

    def draft_kept(self, saved: Saved) -> None:
        """Whether the draft is safe may have changed; a passphrase half typed stays."""
        super().draft_kept(saved)
        self._draw_words()

    async def begin_again(self) -> None:
        """Words and way in as they are now, the passphrase empty."""
        self._draw_words()
        draft, way_in = self.keeping.draft, self.query_one("#way-in")
        await way_in.remove_children()
        if way_in.is_attached:  # not while the program ends, which comes right after a lock
            await way_in.mount(self._way_in(draft.author.id if draft else self._last_person))
        self.refresh_bindings()

    def _way_in(self, last: str | None) -> Widget:
        match self.desk.access:
            case Access.OPEN:
                return Static(Content(message("lock_closing")))
            case Access.LOCKED:
                return SignInBox(self.desk, last=last)
            case _:
                return Static(Content(message("lock_only_hidden")))

    def _draw_words(self) -> None:
        saved, draft = self.keeping.saved, self.keeping.draft
        lines = [Content.styled(message("lock_words"), "bold")]
        if draft is not None and saved.failing_since is not None:
            lines.append(Content.styled(self.saved_words(), "$danger bold"))
            lines.append(Content(message("lock_draft_not_safe", name=draft.author.name)))
        elif draft is not None and saved.at is not None:
            lines.append(Content(message("lock_draft_safe", time=clock_time_with_seconds(saved.at))))
        elif self._renewed and self.desk.access is Access.LOCKED:
            lines.append(Content(message("lock_all_saved")))
        lines.append(Content(message("lock_999")))
        self.query_one("#words", Static).update(Content("\n\n").join(lines))

    @property
    def _last_person(self) -> str | None:
        me = self.desk.me
        return me.id if me else None
