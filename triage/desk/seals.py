"""What answers on this device, with its hash as it is now: the one that was shipped, or not."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import policy_corpus
from triage.errors import TriageError
from triage.policy.pack import Pack

POLICY = "policy"


@dataclass(frozen=True, slots=True)
class SealCheck:
    """One thing that is sealed."""

    name: str
    """Id of its words in the labels."""
    sha256: str
    """Of the file that is there now; empty when it cannot be read."""
    holds: bool
    """It, and all that belongs to it, would be loaded; of the policy: is the text that was checked."""


def check_seals(pack: Pack) -> Iterator[SealCheck]:
    """One by one, each hashed anew: policy, weights with their tokenizer, tuning, ear, head with its
    vectors."""
    from triage.encoder import weights
    from triage.listening.meaning import MeaningEar
    from triage.retrieval.head import load_head

    # As a package is installed: files in folders, which is what the libraries need as well.
    corpus = Path(str(policy_corpus.root()))
    language, folder = corpus / "language", corpus / pack.name

    def weigh() -> None:
        weights.check_seals(weights.model_folder())

    yield SealCheck(POLICY, _hash(folder / "policy.md"), pack.intact)
    yield SealCheck("weights", _hash_of(lambda: weights.model_folder() / "model.safetensors"), _loads(weigh))
    yield SealCheck("tuning", _hash(language / "encoder.npz"), _loads(weights.load_tuning))
    yield SealCheck("ear", _hash(language / "ear.npz"), _loads(MeaningEar.load))
    yield SealCheck("head", _hash(folder / "head.npz"), _loads(lambda: load_head(folder)))


def _loads(load: Callable[[], object]) -> bool:
    try:
        load()
    except (TriageError, OSError):
        return False
    return True


def _hash_of(where: Callable[[], Path]) -> str:
    try:
        return _hash(where())
    except TriageError:  # its package is not installed
        return ""


def _hash(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""
