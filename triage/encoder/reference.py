"""The encoder of record: sentence-transformers with the tuning added.

Slow to start (about 4 s, nearly all of it imports) and large. It trains, it makes the export, and it answers
where there is no export to trust.
"""

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from triage.encoder.encoder import Encoder
from triage.encoder.weights import check_seals, load_tuning, model_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from triage.encoder.encoder import Vectors

_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def load_reference() -> Encoder:
    """The tuned encoder, checked and loaded from disk. Raises SealBroken."""
    return as_encoder(load_model(tuning=load_tuning()))


def load_model(
    folder: Path | None = None, *, tuning: "Mapping[str, NDArray[np.float32]] | None" = None
) -> Any:
    """The SentenceTransformer itself; as its package has it without ``tuning``. Raises SealBroken."""
    folder = (folder or model_folder()).resolve()
    check_seals(folder)
    os.environ.update(_OFFLINE)
    import torch
    from sentence_transformers import SentenceTransformer
    from tqdm import tqdm  # type: ignore[import-untyped,unused-ignore]
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    # The lock it would make is a semaphore of the system, which a process that is ended leaves behind.
    tqdm.set_lock(threading.RLock())
    model: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    weights = dict(model[0].auto_model.named_parameters())
    with torch.no_grad():
        for name, step in (tuning or {}).items():
            weights[name] += torch.from_numpy(step)
    return model


def as_encoder(model: Any) -> Encoder:
    """A loaded SentenceTransformer as our encoder."""

    def rows(texts: Sequence[str]) -> "Vectors":
        found: Vectors = model.encode(list(texts), convert_to_numpy=True, show_progress_bar=False)
        return found

    def starts(text: str) -> list[int]:
        pieces = model.tokenizer(
            text, add_special_tokens=False, return_offsets_mapping=True, truncation=False, verbose=False
        )
        return [start for start, _ in pieces["offset_mapping"]]

    return Encoder(rows, starts)
