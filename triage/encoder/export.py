"""The same encoder as one ONNX file in the cache folder: up in a third of a second, where
sentence-transformers takes four.

It is written once, by the encoder of record itself; checked against its vectors then and at every start; and
written again when it fails. Its weights are steps of eight bits, half the time of single precision
that find and hear as well (``tests/benchmarks/judgement.py`` measures both).
"""

import contextlib
import hashlib
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triage.encoder.encoder import PIECES_READ, Encoder
from triage.encoder.weights import DIMENSIONS, check_seal, encoder_id, model_folder
from triage.errors import SealBroken

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from triage.encoder.encoder import Vectors

CHECKED = (
    "Can I leave a message on the answerphone?",
    "mum says he locks her in when shes been bad, dont tell anyone i said",
)
"""Texts whose vectors the export must give as the encoder of record gives them."""

NEAR_ENOUGH = 0.98
"""Cosine. The export itself reaches 0.99; that its bytes are those written is for the hash to say."""

THREADS = min(2, os.cpu_count() or 1)
"""They sleep while they wait: on a busy machine two that spin take 13 times as long as one."""

OPSET = 17


class ExportUnusable(Exception):
    """There is none, or it is not what was written, or does not give the right vectors."""


def export_path(folder: Path) -> Path:
    """Of this encoder's export in the cache ``folder``."""
    return folder / f"encoder-{encoder_id()[:16]}-8bit.onnx"


def write_export(model: Any, folder: Path) -> None:
    """The SentenceTransformer ``model`` as an export in ``folder``; older ones go. Raises OSError.

    Whole or not at all: another window may be doing the same.
    """
    import numpy as np

    path = export_path(folder)
    part = path.with_suffix(f".{os.getpid()}.part")
    whole = part.with_suffix(".whole")
    try:
        _trace(model, whole)
        _in_eight_bits(whole, part)
        with part.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        vectors = model.encode(list(CHECKED), convert_to_numpy=True, show_progress_bar=False)
        note = path.with_suffix(".npz")
        note_part = note.with_suffix(f".{os.getpid()}.part.npz")
        np.savez(note_part, sha256=np.array(sha256), vectors=vectors)
        part.replace(path)
        note_part.replace(note)
    finally:
        whole.unlink(missing_ok=True)
        part.unlink(missing_ok=True)
    for old in folder.glob("encoder-*"):
        if old.stem != path.stem:
            with contextlib.suppress(OSError):
                old.unlink()


def open_export(folder: Path) -> Encoder:
    """Checked and ready. Raises ExportUnusable; SealBroken when tokenizer or tuning are not ours."""
    path = export_path(folder)
    sha256, wanted = _note(path.with_suffix(".npz"))
    try:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise ExportUnusable
        encoder = _load(path)
        cosines = (encoder.encode(CHECKED) * wanted).sum(axis=1)
    except SealBroken:
        raise
    except Exception as wrong:
        # Whatever a library makes of a file that is not what we wrote: the encoder of record takes over.
        raise ExportUnusable from wrong
    if cosines.min() < NEAR_ENOUGH:
        raise ExportUnusable
    return encoder


def _note(path: Path) -> "tuple[str, NDArray[np.float32]]":
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as note:
            sha256, vectors = str(note["sha256"]), np.asarray(note["vectors"], dtype=np.float32)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as wrong:
        raise ExportUnusable from wrong
    if vectors.shape != (len(CHECKED), DIMENSIONS):
        raise ExportUnusable
    return sha256, vectors


def _trace(model: Any, path: Path) -> None:
    import warnings

    import torch

    class Graph(torch.nn.Module):
        """Mean over the pieces that are not padding, of length 1: what the model's own pooling does."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = model[0].auto_model

        def forward(self, pieces: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            states = self.transformer(input_ids=pieces, attention_mask=mask).last_hidden_state
            counted = mask.unsqueeze(-1).to(states.dtype)
            mean = (states * counted).sum(1) / counted.sum(1)
            return torch.nn.functional.normalize(mean, dim=-1)

    sample = torch.ones(2, 8, dtype=torch.long)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the older exporter's end; the newer needs two packages more
        torch.onnx.export(
            Graph().train(False),
            (sample, sample),
            str(path),
            input_names=["pieces", "mask"],
            output_names=["vectors"],
            dynamic_axes={name: {0: "texts", 1: "length"} for name in ("pieces", "mask")},
            opset_version=OPSET,
            dynamo=False,
        )


def _in_eight_bits(whole: Path, path: Path) -> None:
    """Seven of them used: processors without VNNI overflow at eight."""
    import logging
    import uuid
    from unittest.mock import patch

    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.disable(logging.WARNING)  # it recommends a step that changes nothing here
    try:
        with patch.object(uuid, "uuid1", uuid.uuid4):  # it would ask the network card to name a passing file
            quantize_dynamic(
                whole,
                path,
                op_types_to_quantize=["MatMul"],
                per_channel=True,
                reduce_range=True,
                weight_type=QuantType.QInt8,
            )
    finally:
        logging.disable(logging.NOTSET)


def _load(path: Path) -> Encoder:
    import numpy as np
    import onnxruntime
    from tokenizers import Tokenizer

    folder = model_folder()
    check_seal(folder, "tokenizer.json")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def rows(texts: Sequence[str]) -> "Vectors":
        tokenizer.enable_truncation(PIECES_READ + 2)
        read = [found.ids for found in tokenizer.encode_batch(list(texts))]
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        # One by one: eight-bit steps fit a whole batch, and no text may depend on its company.
        for place, pieces in enumerate(read):
            given = np.array([pieces], dtype=np.int64)
            vectors[place] = session.run(["vectors"], {"pieces": given, "mask": np.ones_like(given)})[0]
        return vectors

    def starts(text: str) -> list[int]:
        tokenizer.no_truncation()
        return [start for start, _ in tokenizer.encode(text, add_special_tokens=False).offsets]

    return Encoder(rows, starts)
