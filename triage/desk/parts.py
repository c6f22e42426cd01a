"""The parts of the desk that have a room of their own: each is imported when it is first asked for."""

from typing import TYPE_CHECKING

from triage.desk.session import Session
from triage.model import Clock

if TYPE_CHECKING:
    from triage.desk.cards import Cards
    from triage.desk.case_notes import CaseNotes
    from triage.desk.copies import Copies
    from triage.desk.data_requests import DataRequests
    from triage.desk.enquiries import Enquiries
    from triage.desk.exports import Exports
    from triage.desk.handing_over import HandingOver
    from triage.desk.own_settings import SettingsFile
    from triage.desk.paper import Paper
    from triage.desk.policy_life import PolicyLife
    from triage.desk.practice import Practice
    from triage.desk.sharing import Sharing
    from triage.desk.sharing_forms import SharingForms
    from triage.desk.staff import Staff
    from triage.desk.statistics import Statistics


class Parts:
    """Base of the desk: who is at which vault, what time it is, and the parts that work on both."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self.now = clock

    @property
    def settings_file(self) -> "SettingsFile":
        """Colours and keys of this device; they need nobody to be signed in."""
        from triage.desk.own_settings import SettingsFile

        return SettingsFile(self._session.folder.parent)

    @property
    def staff(self) -> "Staff":
        """Who can sign in here, and how that changes."""
        from triage.desk.staff import Staff

        return Staff(self._session, self.now)

    @property
    def copies(self) -> "Copies":
        """Copies of the vault, and checking it."""
        from triage.desk.copies import Copies

        return Copies(self._session, self.now)

    @property
    def cards(self) -> "Cards":
        """Letting in somebody who works on another device."""
        from triage.desk.cards import Cards

        return Cards(self._session, self.now)

    @property
    def policy_life(self) -> "PolicyLife":
        """The policy's own life: copies, training, reviews, new text."""
        from triage.desk.policy_life import PolicyLife

        return PolicyLife(self._session, self.now)

    @property
    def practice(self) -> "Practice":
        """Who has practised what."""
        from triage.desk.practice import Practice

        return Practice(self._session, self.now)

    @property
    def enquiries(self) -> "Enquiries":
        """What others asked us about parents."""
        from triage.desk.enquiries import Enquiries

        return Enquiries(self._session, self.now)

    @property
    def data_requests(self) -> "DataRequests":
        """Requests to see or to remove what is kept."""
        from triage.desk.data_requests import DataRequests

        return DataRequests(self._session, self.now)

    @property
    def case_notes(self) -> "CaseNotes":
        """Text for the service's case notes, and calls that go no further."""
        from triage.desk.case_notes import CaseNotes

        return CaseNotes(self._session, self.now)

    @property
    def paper(self) -> "Paper":
        """Print-outs, and what is off-site."""
        from triage.desk.paper import Paper

        return Paper(self._session, self.now)

    @property
    def exports(self) -> "Exports":
        """Papers in a file: numbered, and written down before the file holds a word."""
        from triage.desk.exports import Exports

        return Exports(self._session, self.now)

    @property
    def statistics(self) -> "Statistics":
        """Figures for third parties."""
        from triage.desk.statistics import Statistics

        return Statistics(self._session, self.now)

    @property
    def handing_over(self) -> "HandingOver":
        """Records that go to another device, or came from one."""
        from triage.desk.handing_over import HandingOver

        return HandingOver(self._session, self.now)

    @property
    def sharing(self) -> "Sharing":
        """What was told outside, done for somebody, and how it went on."""
        from triage.desk.sharing import Sharing

        return Sharing(self._session, self.now)

    @property
    def sharing_forms(self) -> "SharingForms":
        """The questions about consent and what went out, and their answers as lines of the books."""
        from triage.desk.sharing_forms import SharingForms

        return SharingForms(self._session, self.now)
