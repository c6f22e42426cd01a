"""The register of what the policy does not say, and of where two of its clauses pull apart."""

from importlib.resources.abc import Traversable
from typing import Literal

from triage.content import Content, read_toml
from triage.model import AnswerKind, Silence


class SilenceEntry(Content):
    """One entry as it stands in the file, with look-ups that lead to it."""

    id: str
    kind: Literal["silent", "tension"]
    title: str
    text: str
    """What the policy does not say, or how the clauses differ. Ours, in plain words."""
    instead: str
    """What to do instead. Never whether to disclose."""
    source: Literal["practice", "service rule"]
    """Whose advice ``instead`` is: never the policy's."""
    clauses: tuple[str, ...]
    """The nearest words of the policy; both sides of a tension. Empty when none come near."""
    examples: tuple[str, ...]
    """Look-ups that ask for this, as people type them. Invented."""

    @property
    def silence(self) -> Silence:
        """The entry as the screen and the command line show it."""
        return Silence(
            self.id, AnswerKind(self.kind), self.title, self.text, self.instead, self.source, self.clauses
        )  # fmt: skip


class _SilencesFile(Content):
    silence: tuple[SilenceEntry, ...]


def load_silences(file: Traversable) -> tuple[SilenceEntry, ...]:
    """All entries in the order of the file. Raises ContentError."""
    return read_toml(file, _SilencesFile).silence
