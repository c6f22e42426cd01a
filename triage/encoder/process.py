"""Our end of the encoder's process: start it, ask it from any thread, start it once more if it dies."""

import contextlib
import signal
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from triage.encoder import wire
from triage.errors import TriageError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from triage.encoder.encoder import Vectors

State = Literal["starting", "ready", "failed"]

LONGEST_LOAD_SECONDS = 120.0
LONGEST_ANSWER_SECONDS = 30.0
"""A process silent for longer counts as dead."""


class EncoderUnavailable(TriageError):
    """No vectors to be had: the process has failed, was stopped, or is not ready in time."""

    code = "encoder_unavailable"


class EncoderProcess:
    """A process that turns texts into vectors. ``start`` returns at once; ``stop`` may come at any moment."""

    def __init__(self, cache_dir: Path | None = None) -> None:
        """Quick from the second start on where ``cache_dir`` can keep an export; None: slow every time."""
        self._cache_dir = cache_dir
        self._turn = threading.Lock()
        self._settled = threading.Event()
        self._change = threading.Lock()
        self._worker: _Worker | None = None
        self._state: State = "starting"
        self._reason: str | None = None
        self._stopped = False
        self._restarts_left = 1

    @property
    def state(self) -> State:
        """How it stands now."""
        return self._state

    @property
    def reason(self) -> str | None:
        """Id of the message that says why it failed; None while it has not."""
        return self._reason

    @property
    def pid(self) -> int | None:
        """Of the process; None before it is there."""
        return self._worker.process.pid if self._worker else None

    def start(self) -> None:
        """Begins in a thread of its own: starting a process costs the caller's thread more than a frame."""
        threading.Thread(target=self._begin, name="encoder-start", daemon=True).start()

    def wait_ready(self, timeout: float | None = None) -> None:
        """Returns once it answers; ``timeout`` in seconds. Raises EncoderUnavailable."""
        if not self._settled.wait(timeout):
            raise EncoderUnavailable("encoder_not_ready")
        if self._state != "ready":
            raise EncoderUnavailable(self._reason)

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """A row of length 1 for each text; safe from any thread; waits while it loads. EncoderUnavailable."""
        with self._turn:
            while True:
                self.wait_ready(LONGEST_LOAD_SECONDS)
                worker = self._worker
                if worker is None:
                    raise EncoderUnavailable
                try:
                    return worker.ask(texts)
                except (EOFError, OSError, ValueError):
                    self._start_again(worker)

    def stop(self) -> None:
        """Ends the process; whoever waits gets EncoderUnavailable."""
        with self._change:
            self._stopped = True
            if self._worker:
                self._worker.end()
        self._fail("encoder_stopped")

    def _start_again(self, dead: "_Worker") -> None:
        dead.end()
        if self._stopped or not self._restarts_left:
            self._fail("encoder_unavailable")
            return
        self._restarts_left -= 1
        self._state = "starting"
        self._settled.clear()
        self.start()

    def _begin(self) -> None:
        reason = "encoder_not_loaded"
        is_ready = False
        try:
            with self._change:
                if self._stopped:
                    return
                worker = self._worker = _start_worker(self._cache_dir)
            is_ready = worker.greets()
            reason = worker.reason
        except (EOFError, OSError, ValueError):
            pass  # it died while loading: that is what ``reason`` says
        finally:
            self._settle(is_ready, reason)

    def _settle(self, is_ready: bool, reason: str) -> None:
        with self._change:
            if is_ready and not self._stopped:
                self._state = "ready"
        if self._state != "ready":
            self._fail(reason)
        self._settled.set()

    def _fail(self, reason: str) -> None:
        if self._state != "failed":
            self._reason = reason
            self._state = "failed"
        self._settled.set()


class _Worker:
    """One process and its two pipes."""

    def __init__(
        self, process: "SpawnProcess", requests: "Connection[Any, Any]", replies: "Connection[Any, Any]"
    ) -> None:
        self.process = process
        self.reason = "encoder_not_loaded"
        self._requests = requests
        self._replies = replies

    def greets(self) -> bool:
        """Its first word is that it is ready; otherwise ``reason`` is set."""
        if not self._replies.poll(LONGEST_LOAD_SECONDS):
            return False
        said = wire.receive_json(self._replies)
        self.reason = str(said.get("failed", self.reason))
        return said.get("ready") is True

    def ask(self, texts: Sequence[str]) -> "Vectors":
        """Raises EOFError, OSError or ValueError when the process is dead or talks nonsense."""
        wire.send_texts(self._requests, texts)
        if not self._replies.poll(LONGEST_ANSWER_SECONDS):
            raise EOFError
        return wire.receive_vectors(self._replies)

    def end(self) -> None:
        """At once; it has nothing to put in order."""
        with contextlib.suppress(OSError):
            self._requests.close()
        self.process.kill()
        self.process.join(5)


def _start_worker(cache_dir: Path | None) -> _Worker:
    import multiprocessing

    from triage.encoder.worker import serve

    spawning = multiprocessing.get_context("spawn")
    # Two one-way pipes: a two-way one would be a socket pair.
    their_requests, our_requests = spawning.Pipe(duplex=False)
    our_replies, their_replies = spawning.Pipe(duplex=False)
    process = spawning.Process(
        target=serve,
        args=(their_requests, their_replies, str(cache_dir) if cache_dir else None),
        daemon=True,
        name="encoder",
    )
    with _deaf_to_ctrl_c():
        process.start()
    # Our copies of their ends go: only then does a closed pipe mean that the other side is gone.
    their_requests.close()
    their_replies.close()
    return _Worker(process, our_requests, our_replies)


@contextlib.contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """What is started meanwhile never hears Ctrl+C: the terminal sends it to every process, and one that has
    not come to ignore it yet would write a traceback over the screen. Windows has no such mask."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # done by ``start`` otherwise, and it lifts the mask as it ends
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
