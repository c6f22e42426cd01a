"""Who has read their copy of the policy and was introduced to it: everybody for a manager, else oneself."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from triage.content import message
from triage.desk.desk import Desk
from triage.desk.policy_life import standing_words
from triage.desk.practice import path_words
from triage.errors import TriageError
from triage.records.people import Role
from tui.keeping import Keeping
from tui.screens.base import TriageScreen


class ReceiptsScreen(TriageScreen):
    """A list to read. One's own copy is confirmed beside the text itself."""

    HELP_PAGE = "receipts"

    def body(self) -> ComposeResult:
        with VerticalScroll(classes="page"):
            yield Static(Content(self._words()), id="receipts")

    def status(self) -> tuple[str, ...]:
        return (message("book_receipts"),)

    def _words(self) -> str:
        life, me = self.desk.policy_life, self.desk.me
        try:
            manager = me is not None and me.role is Role.MANAGER
            standings = life.standings() if manager else (life.mine(),)
            paths = self.desk.practice.paths() if manager else (self.desk.practice.mine(),)
        except TriageError as fault:
            return f"! {message(fault.code, **fault.facts)}"
        lines = [message("policy_fingerprint", sha256=self.desk.pack.sha256), message("policy_no_date")]
        lines += [standing_words(standing) for standing in standings]
        lines += [message("practice_paths"), *map(path_words, paths)]
        return "\n\n".join([*lines, message("receipts_how")])


def receipts(desk: Desk, keeping: Keeping) -> TriageScreen:
    """The screen, as the list of books opens it."""
    return ReceiptsScreen(desk, keeping)
