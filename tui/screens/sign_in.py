"""Signing in, and changing who sits here. Nothing is lost: a draft in hand is saved first and stays its
author's."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from triage.content import message
from triage.desk.desk import Desk
from tui.keeping import Keeping
from tui.messages import SignedIn
from tui.screens.base import TriageScreen
from tui.widgets.rule import TitledRule
from tui.widgets.sign_in_box import SignInBox


class SignInScreen(TriageScreen):
    """Posts ``SignedIn``; Esc leaves things as they were."""

    HELP_PAGE = "sign_in"

    def __init__(self, desk: Desk, keeping: Keeping, *, first: str = "") -> None:
        """``first`` stands above all: what somebody on the phone needs before anybody has signed in."""
        super().__init__(desk, keeping)
        self._first = first

    def body(self) -> ComposeResult:
        with Vertical(classes="page"):
            if self._first:
                yield Static(Content(self._first))
            yield Static(Content(message("sign_in_demo" if self.desk.is_demo else "sign_in_words")))
            yield TitledRule(message("sign_in_title"))
            me = self.desk.me
            yield SignInBox(self.desk, last=me.id if me else None)

    def status(self) -> tuple[str, ...]:
        return message("sign_in_place"), self.saved_words()

    @on(SignInBox.Opened)
    def _opened(self) -> None:
        self.post_message(SignedIn())
