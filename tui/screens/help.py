"""What you can do on a screen, in plain words, from the help pages of the corpus."""

from functools import cache
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from policy_corpus import root
from triage.content import message
from tui.widgets.key_line import KeyLine


@cache
def help_page(name: str) -> str:
    """The page ``help/screen_<name>.md``. Raises FileNotFoundError: every screen has one, and a test sees
    to it."""
    return (root() / "language" / "help" / f"screen_{name}.md").read_text(encoding="utf-8")


class HelpScreen(ModalScreen[None]):
    """Covers the screen it explains; Esc or the help key brings it back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Back")]

    def __init__(self, page: str) -> None:
        super().__init__()
        self._page = page

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="page"):
            yield Static(_drawn(help_page(self._page) + message("help_policy_key")))
        yield KeyLine()


def _drawn(page: str) -> Content:
    """Headings bold, the rest as it stands: our own text, but drawn like any other, without markup."""
    lines = page.rstrip().split("\n")
    return Content("\n").join(
        Content(line.lstrip("# ")).stylize("bold") if line.startswith("#") else Content(line)
        for line in lines
    )
