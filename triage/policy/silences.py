"""The register of what the policy does not say, and of where two of its clauses pull apart."""

import hashlib
from datetime import date
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
    sides: tuple[tuple[str, ...], ...] = ()
    """Of a tension: the clauses that pull one way, then those that pull the other. Empty for a silence."""
    agreed_by: str = ""
    """Who in the service agreed to it; empty: not agreed yet. ``Service.silences_agreed`` counts as well."""
    agreed_on: date | None = None
    service_does: str = ""
    """What the service does about it, in its own words."""

    @property
    def sha256(self) -> str:
        """Of the words that somebody agrees to."""
        return hashlib.sha256(f"{self.text}\n{self.instead}".encode()).hexdigest()

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
