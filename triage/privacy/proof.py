"""The guards put to the proof: every way out is tried, live, by a process guarded as the encoder's is.

A process of its own, so that a try that hangs or goes through meets nothing of a case.
"""

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from time import monotonic
from typing import Any

from triage.errors import TriageError
from triage.privacy.guards import apply_guards
from triage.privacy.selftest import Attempt, By, Outcome, routes, tried

LONGEST_TRY_SECONDS = 60.0
"""A process silent for longer has met something that did not refuse it: the tries left have no answer."""


_LOOK_UP_SECONDS = 0.1


def attempts(stopped: Callable[[], bool] = lambda: False) -> Iterator[Attempt]:
    """Each way out as it is tried; none any more soon after ``stopped`` says so. The process ends with it."""
    import multiprocessing

    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_try_all, args=(theirs,), daemon=True, name="proof")
    left = [route.id for route in routes()]
    try:
        process.start()
        theirs.close()
        while left and _has_said(ours, stopped):
            said = json.loads(ours.recv_bytes())
            left.remove(said["route"])
            yield Attempt(said["route"], Outcome(said["outcome"]), By(said["by"]))
    except (EOFError, OSError, ValueError):
        pass  # it died: what it did not get to is said below
    finally:
        ours.close()
        if process.pid is not None:
            process.kill()
            process.join(5)
    for route in left if not stopped() else ():
        yield Attempt(route, Outcome.UNANSWERED)


def _has_said(answers: "Connection[Any, Any]", stopped: Callable[[], bool]) -> bool:
    until = monotonic() + LONGEST_TRY_SECONDS
    while not stopped() and monotonic() < until:
        if answers.poll(_LOOK_UP_SECONDS):
            return True
    return False


def _try_all(answers: "Connection[Any, Any]") -> None:
    """In the process of its own. Does not return."""
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        apply_guards()
        for attempt in tried():
            said = {"route": attempt.route, "outcome": attempt.outcome, "by": attempt.by}
            answers.send_bytes(json.dumps(said).encode())
    except (TriageError, OSError):
        pass  # whoever listens finds the tries left without an answer, and says so
    finally:
        with contextlib.suppress(OSError):
            answers.close()
        os._exit(0)
