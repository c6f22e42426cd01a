"""The call in hand in plain mode: its newest version is in the vault before the next prompt.

The full screen saves after a pause; here each Enter is a moment at which everything can stand on the disk.
"""

from triage import call as calls
from triage.cli.plain_lines import fault, line
from triage.desk.desk import Desk
from triage.desk.views import Access
from triage.errors import TriageError
from triage.model import Rung
from triage.records.draft import Draft


class Hand:
    """One call. Before anything of it is kept it is a loose one, as on the screen."""

    def __init__(self, desk: Desk, draft: Draft | None = None) -> None:
        self.desk = desk
        self.draft = draft or calls.loose_call(desk.now(), desk.pack.sha256)
        self._kept: Draft | None = draft

    @property
    def is_kept(self) -> bool:
        """The vault has all of it, or there is nothing to keep."""
        return self.draft is self._kept or not calls.has_content(self.draft)

    @property
    def is_loose(self) -> bool:
        """It has no place in the vault yet."""
        return calls.is_loose(self.draft)

    @property
    def is_at_risk(self) -> bool:
        """A rung from 1 to 4 was chosen, and it is not submitted."""
        return self.draft.rung is not None and self.draft.rung is not Rung.NO_RISK_HEARD

    def change(self, draft: Draft) -> None:
        """``draft`` is the newest version, and is saved now. Says so where that did not work."""
        self.draft = draft
        if self.desk.access is not Access.OPEN:
            return
        try:
            if self.is_loose and calls.has_content(draft):
                self.draft = calls.adopted(draft, self.desk.start_call())
            if not self.is_loose:
                self.desk.keep(self.draft)
                self._kept = self.draft
        except TriageError as refused:
            fault(refused)
            line("plain_not_saved")

    def keep_now(self) -> None:
        """Records are open: what was noted before is kept from here on."""
        self.change(self.draft)

    def put_down(self) -> None:
        """It has become a record: a new call may begin in its place."""
        self.draft = calls.loose_call(self.desk.now(), self.desk.pack.sha256)
        self._kept = None
