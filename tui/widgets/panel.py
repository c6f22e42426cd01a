"""A titled stretch of the screen: a rule with its name, and lines beneath that scroll when they do not
fit."""

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.widgets.rule import TitledRule


class Panel(Vertical):
    """SAY, DO NEXT, POLICY and their like. ``show`` takes finished content: nothing in it is parsed as
    markup."""

    DEFAULT_CSS = """
    Panel { height: auto; }
    Panel > VerticalScroll { height: auto; padding: 0 1; scrollbar-size-vertical: 1; }
    Panel > VerticalScroll > Static { height: auto; width: 1fr; }
    """

    def __init__(self, title: str, *, id: str) -> None:
        super().__init__(id=id)
        self._rule = TitledRule(title)
        self._body = Static()
        self.words = ""
        """What it shows, as plain text."""

    def compose(self) -> ComposeResult:
        yield self._rule
        with VerticalScroll(can_focus=False):
            yield self._body

    def show(self, content: Content, *, note: str = "", title: str | None = None) -> None:
        """Replaces the lines and starts at the top; ``note`` stands at the right of the rule, such as «1 of
        4»."""
        if title is not None:
            self._rule.title = title
        self._rule.note = note
        self.words = content.plain
        self._body.update(content)
        self._scroller.scroll_home(animate=False)

    def page_down(self, lines: int) -> bool:
        """Goes on within the first ``lines`` rows when they do not fit; False when they were all seen."""
        scroller = self._scroller
        if scroller.scroll_offset.y + scroller.size.height >= lines:
            return False
        scroller.scroll_relative(y=max(1, scroller.size.height - 1), animate=False)
        return True

    def turn_page(self) -> None:
        """The next rows; after the last the first again."""
        scroller = self._scroller
        if scroller.scroll_offset.y >= scroller.max_scroll_y:
            scroller.scroll_home(animate=False)
        else:
            scroller.scroll_relative(y=max(1, scroller.size.height - 1), animate=False)

    def note_more(self, note: str) -> None:
        """Says ``note`` on the rule while there are rows that do not fit."""
        self._rule.note = note if self._scroller.max_scroll_y > 0 else ""

    @property
    def inner_width(self) -> int:
        """Columns that the words have."""
        return max(1, self._body.size.width)

    @property
    def _scroller(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)
