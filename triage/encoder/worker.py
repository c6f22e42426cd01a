"""The encoder's own process: whatever it loads, the screen does not stall for it.

It guards itself as every process of ours does, prints nothing, keeps nothing of what it is asked, and ends
when its parent ends, however the parent ended.
"""

import contextlib
import os
import signal
import threading
from multiprocessing import connection, parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from triage.encoder.encoder import Encoder
from triage.encoder.wire import receive_json, send_json, send_vectors
from triage.errors import TriageError
from triage.privacy.guards import apply_guards

THREADS = 1
"""Two take a third off a line's time when idle. On a busy machine they wait for each other, and a line takes
13 times as long (28 ms against 378 at a load of 5 on 2 cores)."""

NICENESS = 2
"""The screen comes first where both want the processor; more would starve the encoder on a busy machine."""


def serve(requests: "Connection[Any, Any]", replies: "Connection[Any, Any]", cache_dir: str | None) -> None:
    """Loads, says ``ready`` or why not, answers until the pipe closes. Does not return: the process ends."""
    try:
        _be_quiet()
        apply_guards()
        _end_with_parent()
        _answer(requests, replies, Path(cache_dir) if cache_dir else None)
    except TriageError as wrong:
        _give_up(replies, wrong.code)
    except (EOFError, OSError):
        pass  # the parent is gone, or wants us gone
    except Exception:  # noqa: BLE001 - a library may raise anything; no traceback may reach the terminal
        _give_up(replies, "encoder_not_loaded")
    finally:
        os._exit(0)  # tearing torch down takes a second, and nothing here needs it


def load(cache_dir: Path | None) -> Encoder:
    """The export in ``cache_dir``, written there first where there is none; the encoder of record where it
    cannot be. Raises SealBroken."""
    from triage.encoder.export import ExportUnusable, open_export, write_export

    if cache_dir:
        with contextlib.suppress(ExportUnusable):
            return open_export(cache_dir)
    import torch

    from triage.encoder.reference import as_encoder, load_model
    from triage.encoder.weights import load_tuning

    torch.set_num_threads(THREADS)
    model = load_model(tuning=load_tuning())
    if cache_dir:
        # A full or read-only disk, or a tracer that gives up, costs the quick start, not the meaning.
        with contextlib.suppress(Exception):
            write_export(model, cache_dir)
            return open_export(cache_dir)
    return as_encoder(model)


def _answer(
    requests: "Connection[Any, Any]", replies: "Connection[Any, Any]", cache_dir: Path | None
) -> None:
    encoder = load(cache_dir)
    encoder.encode(["The first text is slow. Let it be this one."])
    send_json(replies, {"ready": True})
    while True:
        texts = receive_json(requests)["texts"]
        send_vectors(replies, encoder.encode(texts))


def _give_up(replies: "Connection[Any, Any]", code: str) -> None:
    with contextlib.suppress(OSError):
        send_json(replies, {"failed": code})


def _be_quiet() -> None:
    """The terminal belongs to the screen, and so do Ctrl+C and the processor."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)


def _end_with_parent() -> None:
    """Also while a long import runs and nobody reads the pipe; also after ``kill -9``."""
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
