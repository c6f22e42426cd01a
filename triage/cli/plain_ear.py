"""Listening by meaning in plain mode: each line in its turn, beside the prompt; the person waits a second.

What comes later is said before the next prompt: a signal that words miss must not be dropped.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from triage.desk.desk import Desk
from triage.desk.views import EncoderState
from triage.model import Finding, Heard, Rung
from triage.records.draft import Exchange

LONGEST_WAIT_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class LateReply:
    """What was heard by meaning in line ``number``."""

    number: int
    heard: Heard


class LateEar:
    """Asks the desk in a thread of its own. ``close`` before the desk is closed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._beside = ThreadPoolExecutor(max_workers=1)
        self._asked: dict[int, Future[Heard | None]] = {}
        self._beside.submit(desk.warm_up)

    def listen(self, line: Exchange, rung: Rung | None) -> None:
        """``line`` is to be listened to as well."""
        if self._desk.encoder is not EncoderState.FAILED:
            self._asked[line.number] = self._beside.submit(
                self._desk.hear_with_meaning, line.text, rung=rung
            )  # fmt: skip

    def heard(self, seconds: float = LONGEST_WAIT_SECONDS) -> Iterator[LateReply]:
        """What has come within so many seconds, in the order of the lines; each once."""
        wait(self._asked.values(), seconds)
        for number in [number for number, asked in self._asked.items() if asked.done()]:
            asked = self._asked.pop(number)
            heard = None if asked.exception() else asked.result()
            if heard is not None:
                yield LateReply(number, heard)

    def look_up(self, words: str) -> Finding:
        """By meaning too where that comes within a second, else by words."""
        asked = self._beside.submit(self._desk.look_up_with_meaning, words)
        wait([asked], LONGEST_WAIT_SECONDS)
        found = asked.result() if asked.done() and not asked.exception() else None
        return found or self._desk.look_up(words)

    def forget(self) -> None:
        """Another call: what is still asked is of no use."""
        self._asked.clear()

    def close(self) -> None:
        """Waits for nobody: the desk, when it is closed, ends what still runs."""
        self._beside.shutdown(wait=False, cancel_futures=True)
