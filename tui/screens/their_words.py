"""What was heard on this call, line by line with its time: to look at from the questions, not to change."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from triage.content import message
from triage.records.draft import LineKind
from triage.records.times import clock_time
from tui.screens.base import TriageScreen


class TheirWordsScreen(TriageScreen):
    """The account so far, newest last. The policy's look-ups are no part of it."""

    ON_CALL = True
    HELP_PAGE = "their_words"
    BINDINGS = [("f2", "back", "Back to the question")]

    def body(self) -> ComposeResult:
        with VerticalScroll(id="account"):
            yield Static(self._account())

    def status(self) -> tuple[str, ...]:
        draft = self.keeping.draft
        return (message("their_words_title"), draft.ref if draft else "", self.saved_words())

    def _account(self) -> Content:
        draft = self.keeping.draft
        if draft is None or not draft.account:
            return Content(message("their_words_empty"))
        return Content("\n").join(
            Content.assemble(
                f"{clock_time(line.at)}  ",
                f'"{line.text}"' if line.kind is LineKind.CALLER_WORDS else line.text,
                (_mark(line.kind), "italic"),
            )
            for line in draft.account
        )


def _mark(kind: LineKind) -> str:
    if kind is LineKind.CALLER_WORDS:
        return ""
    return message("their_words_question" if kind is LineKind.QUESTION else "their_words_note")
