"""The learned ear: how far a text means what texts mean that a practitioner has labelled a concern.

It is fitted by ``training`` and kept as plain numbers whose hash is sealed. It can only add a signal; what
it hears is likeness to invented texts, not truth.
"""

import hashlib
import io
import threading
from typing import TYPE_CHECKING, Self

from triage.content import Content, read_toml
from triage.errors import SealBroken
from triage.listening.likelihood import Likelihood, signals_of
from triage.listening.links import load_listening
from triage.model import Category, Signal, Span

if TYPE_CHECKING:
    # numpy takes 0.1 s to import: paid at the first text heard, not at start.
    from triage.listening.machine import Encode, Machine

OUTPUTS: tuple[str, ...] = ("concern", "danger", *(category.value for category in Category))
"""What the ear gives a probability for, in the order of the file's columns."""


class Seal(Content):
    """manifest.toml: what the shipped file must be."""

    file: str
    sha256: str
    encoder: str
    """SHA-256 of the weights whose vectors it was fitted on."""
    trained_on: str
    """In words, with counts."""
    outputs: tuple[str, ...]
    unseen: dict[str, float]
    """Figures on texts not yet seen, before the ear went once more over all of them."""


class MeaningEar:
    """The fitted ear. Its bytes are checked when it is loaded, and read when it first hears."""

    def __init__(self, raw: bytes, seal: Seal) -> None:
        """Raises SealBroken when ``raw`` is not what was sealed."""
        if hashlib.sha256(raw).hexdigest() != seal.sha256 or seal.outputs != OUTPUTS:
            raise SealBroken("ear_changed", file=seal.file)
        self.seal = seal
        self._raw = raw
        self._machine: Machine | None = None
        self._opening = threading.Lock()

    @classmethod
    def load(cls) -> Self:
        """The shipped ear. Raises SealBroken."""
        from policy_corpus import root

        folder = root() / "language"
        seal = read_toml(folder / "manifest.toml", Seal)
        try:
            raw = (folder / seal.file).read_bytes()
        except FileNotFoundError:
            raise SealBroken("ear_missing", file=seal.file) from None
        return cls(raw, seal)

    def hear(self, text: str, encode: "Encode") -> tuple[Likelihood | None, tuple[Signal, ...]]:
        """What it makes of ``text``, and the signals above the levels of listening.toml, each with the phrase
        that carries it; None and none for a text without words. Whatever ``encode`` raises comes through."""
        machine = self._open()
        likelihood = machine.likelihood(text, encode)
        if likelihood is None:
            return None, ()

        def carried(stretch: Span, output: int) -> Span:
            return machine.carried_by(text, stretch, output, encode)

        return likelihood, signals_of(likelihood, text, load_listening(), carried)

    def _open(self) -> "Machine":
        with self._opening:
            if self._machine is None:
                import numpy as np

                from triage.listening.machine import Machine

                with np.load(io.BytesIO(self._raw), allow_pickle=False) as tables:
                    self._machine = Machine({name: tables[name] for name in tables.files})
                self._raw = b""
            return self._machine
