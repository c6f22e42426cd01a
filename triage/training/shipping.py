"""What is learned, as the files that ship, each with its seal."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from triage.encoder import weights
from triage.encoder.encoder import Encoder
from triage.encoder.reference import load_reference
from triage.encoder.tables import archive
from triage.listening.meaning import OUTPUTS
from triage.policy.pack import Pack
from triage.retrieval import vectors
from triage.retrieval.catalogue import Catalogue, catalogue_of
from triage.retrieval.head import NONE, Head, HeadManifest, load_head
from triage.training.network import Learned

if TYPE_CHECKING:
    from triage.training.measuring import Measured

ACCOUNT_ABOVE = 0.5
BY_HAND = "# Written by `python -m triage.training`. Not edited by hand.\n"


def ear_tables(
    learned: Learned, slope: NDArray[np.float64], offset: NDArray[np.float64]
) -> dict[str, NDArray[np.generic]]:
    """The ear's layer, giving log odds."""
    layer, bias = learned.ear
    return {
        "weights": (layer * slope[:, None]).astype(np.float32),
        "bias": (bias * slope + offset).astype(np.float32),
    }


def as_head(learned: Learned, catalogue: Catalogue) -> Head:
    """A head to try out; it carries no seals and no vectors."""
    return Head(
        manifest=HeadManifest(
            head_sha256="", vectors_sha256="", encoder="", labels=(*catalogue.clause_ids, NONE),
            silent_below=0.5, account_above=ACCOUNT_ABOVE, trained_on="", unseen={},
        ),
        vectors=b"",
        weights=learned.clauses[0],
        bias=learned.clauses[1],
        account_weights=learned.account[0],
        account_bias=learned.account[1],
    )  # fmt: skip


def write_all(
    pack: Pack,
    learned: Learned,
    encoder: Encoder,
    measured: "Measured",
    *,
    trained_on: str,
    out: Path,
) -> None:
    """Every file, into the folder ``policy_corpus``; the encoder's first, since all others name it."""
    language, pack_folder = out / "language", out / pack.name
    steps = weights.packed(learned.steps)
    (language / "encoder.npz").write_bytes(steps)
    seal = {
        "file": "encoder.npz", "sha256": _sha256(steps), "tuned_from": weights.WEIGHTS_SHA256,
        "trained_on": trained_on,
    }  # fmt: skip
    (language / "encoder.toml").write_text(BY_HAND + _lines(seal), encoding="utf-8")
    weights.tuning_seal.cache_clear()
    ear = archive(ear_tables(learned, np.array(measured.slope), np.array(measured.offset)))
    (language / "ear.npz").write_bytes(ear)
    ear_seal = {
        "file": "ear.npz", "sha256": _sha256(ear), "encoder": weights.encoder_id(),
        "trained_on": trained_on, "outputs": list(OUTPUTS),
    }  # fmt: skip
    (language / "manifest.toml").write_text(
        BY_HAND + _lines(ear_seal) + "\n[unseen]\n" + _lines(measured.heard), encoding="utf-8"
    )
    catalogue = catalogue_of(pack)
    head = archive(
        {
            "weights": learned.clauses[0],
            "bias": learned.clauses[1],
            "account_weights": learned.account[0],
            "account_bias": np.array(learned.account[1], dtype=np.float32),
        }
    )
    texts = catalogue.texts
    rows = zip(texts, encoder.encode(texts), strict=True)
    shipped = vectors.packed({vectors.key_of(text): row for text, row in rows})
    manifest = HeadManifest(
        head_sha256=_sha256(head),
        vectors_sha256=_sha256(shipped),
        encoder=weights.encoder_id(),
        labels=(*catalogue.clause_ids, NONE),
        silent_below=measured.silent_below,
        account_above=ACCOUNT_ABOVE,
        trained_on=trained_on,
        unseen=measured.found,
    )
    (pack_folder / "head.npz").write_bytes(head)
    (pack_folder / "vectors.npz").write_bytes(shipped)
    _write_manifest(manifest, pack_folder)


def write_vectors(pack: Pack, pack_folder: Path) -> None:
    """The vectors of the pack as it is now, under the head there is; encodes new texts only."""
    head = load_head(pack_folder)
    texts = tuple(dict.fromkeys(catalogue_of(pack).texts))
    rows = vectors.vectors_for(texts, lambda new: load_reference().encode(new), head.vectors, None)
    shipped = vectors.packed({vectors.key_of(text): row for text, row in zip(texts, rows, strict=True)})
    (pack_folder / "vectors.npz").write_bytes(shipped)
    _write_manifest(head.manifest.model_copy(update={"vectors_sha256": _sha256(shipped)}), pack_folder)


def _write_manifest(manifest: HeadManifest, folder: Path) -> None:
    fields = manifest.model_dump()
    table = fields.pop("unseen")
    (folder / "head.toml").write_text(
        BY_HAND + _lines(fields) + "\n[unseen]\n" + _lines(table), encoding="utf-8"
    )


def _lines(fields: Mapping[str, object]) -> str:
    """JSON's strings, numbers and arrays are TOML's."""
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in fields.items())


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
