"""Facts that travel up from a screen to the app, which alone knows where things are.

A screen posts what was asked for; it never pushes another screen by itself, but for its own small questions.
"""

from typing import TYPE_CHECKING

from textual.message import Message

from triage.model import Rung
from triage.records.draft import Draft

if TYPE_CHECKING:
    from triage.desk.own_settings import OwnSettings
    from triage.practice.play import Playing


class SettingsAsked(Message):
    """Colours and keys of this device were asked for."""


class SettingsChanged(Message):
    """Colours or keys of one's own are others now."""

    def __init__(self, settings: "OwnSettings") -> None:
        super().__init__()
        self.settings = settings


class CheckAsked(Message):
    """«Check your answers» was asked for, on this draft."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


class WalkthroughAsked(Message):
    """The questions were asked for: from the first without an answer, or from ``question``."""

    def __init__(self, draft: Draft, question: str | None = None) -> None:
        super().__init__()
        self.draft = draft
        self.question = question


class CallAsked(Message):
    """A call was asked for: a draft to carry on, or None for a new one; with the rung chosen for it."""

    def __init__(self, draft: Draft | None, rung: Rung | None = None) -> None:
        super().__init__()
        self.draft = draft
        self.rung = rung


class RecordAsked(Message):
    """A submitted record was asked for, by its reference."""

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref


class DecisionAsked(Message):
    """A manager wants to decide on this record."""

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref


class BookAsked(Message):
    """One of the books beside the records was asked for; the list of them where ``name`` is empty."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.name = name


class ModeAsked(Message):
    """Another part of the program was asked for: ``home``, ``call``, ``records``, ``inbox`` or ``policy``."""

    def __init__(self, mode: str, *, find: bool = False) -> None:
        """``find``: the policy, ready to find words in."""
        super().__init__()
        self.mode = mode
        self.find = find


class PersonChangeAsked(Message):
    """Somebody else wants to sit down, or records are to be opened."""


class SetupAsked(Message):
    """There are no records on this device, and somebody wants to set them up."""


class ProofAsked(Message):
    """What this program claims of itself is to be tried."""


class SignedIn(Message):
    """Records are open for ``Desk.me``; the person may be another one than before."""


class Submitted(Message):
    """The draft in hand has become a record and is no longer in hand."""

    def __init__(self, ref: str) -> None:
        super().__init__()
        self.ref = ref


class PracticeAsked(Message):
    """Practice was asked for: it has a place of its own."""


class ScenarioAsked(Message):
    """A practice call was asked for, by its id; with where it is tried again from."""

    def __init__(self, scenario_id: str, playing: "Playing | None" = None) -> None:
        """``playing``: as it stood at that point; None: from the beginning."""
        super().__init__()
        self.scenario_id = scenario_id
        self.playing = playing


class PracticeOver(Message):
    """A practice call has ended, or was stopped."""

    def __init__(self, playing: "Playing") -> None:
        super().__init__()
        self.playing = playing


class PracticeLeft(Message):
    """Back to real work."""
