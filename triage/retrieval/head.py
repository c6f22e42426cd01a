"""The trained head: how far a text looks like a look-up for a clause, for none of them, or like an account.

One linear layer over the encoder's vector. It knows «none of these» from look-ups that the policy does not
answer: likeness alone cannot tell those apart. ``triage.training`` makes it; it ships under a seal.
"""

import hashlib
import io
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from triage.content import Content, read_toml
from triage.encoder.weights import encoder_id
from triage.errors import SealBroken

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from triage.encoder.encoder import Vectors

NONE = "none"
"""Label of what the policy does not answer."""


class HeadManifest(Content):
    """head.toml: what the shipped arrays are, and their seals."""

    head_sha256: str
    vectors_sha256: str
    encoder: str
    """Vectors of another encoder mean nothing to this head."""
    labels: tuple[str, ...]
    """Clause ids, and ``none``; one row of the weights each."""
    silent_below: float
    """``says_score`` under which the answer is «the policy does not answer this»."""
    account_above: float
    """From here a text is somebody's account of what happened rather than a look-up."""
    trained_on: str
    """In words, with counts."""
    unseen: dict[str, float]
    """Figures on look-ups not yet seen, before the head went once more over all texts."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the head makes of one text. Probabilities."""

    clauses: dict[str, float]
    none: float
    """The policy does not answer it."""
    account: float
    """Somebody tells what happened; low for a caseworker's look-up."""


@dataclass(frozen=True, slots=True)
class Head:
    """Weights ready to use."""

    manifest: HeadManifest
    vectors: bytes = field(repr=False)
    """The shipped clause vectors, packed."""
    weights: "NDArray[np.float32]" = field(repr=False)
    bias: "NDArray[np.float32]" = field(repr=False)
    account_weights: "NDArray[np.float32]" = field(repr=False)
    account_bias: float

    def judge(self, readings: "Vectors") -> Judgement:
        """One judgement over all readings of a text (as typed, and with senses added), averaged."""
        import numpy as np

        logits = readings @ self.weights.T + self.bias
        chances = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances = (chances / chances.sum(axis=1, keepdims=True)).mean(axis=0)
        by_label = {label: float(p) for label, p in zip(self.manifest.labels, chances, strict=True)}
        account = 1 / (1 + np.exp(-(readings[0] @ self.account_weights + self.account_bias)))
        return Judgement(by_label, by_label.pop(NONE), float(account))


def load_head(folder: Traversable) -> Head:
    """The head in a pack's folder. Raises SealBroken, ContentError."""
    import numpy as np

    manifest = read_toml(folder / "head.toml", HeadManifest)
    head = _sealed(folder / "head.npz", manifest.head_sha256)
    vectors = _sealed(folder / "vectors.npz", manifest.vectors_sha256)
    if manifest.encoder != encoder_id():
        raise SealBroken("head_changed", file="head.toml")
    with np.load(io.BytesIO(head), allow_pickle=False) as arrays:
        return Head(
            manifest=manifest,
            vectors=vectors,
            weights=arrays["weights"],
            bias=arrays["bias"],
            account_weights=arrays["account_weights"],
            account_bias=float(arrays["account_bias"]),
        )


def _sealed(file: Traversable, sha256: str) -> bytes:
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        raise SealBroken("head_changed", file=file.name) from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise SealBroken("head_changed", file=file.name)
    return data
