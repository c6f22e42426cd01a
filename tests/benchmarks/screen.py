"""The screen at a real terminal, timed: first paint, key to result, the longest stall while the encoder
loads.

    python tests/benchmarks/screen.py [--keys 200]

Prints one JSON object. A figure is only worth something on a machine that does nothing else.
"""

import argparse
import contextlib
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pexpect

PROJECT = Path(__file__).resolve().parent.parent.parent

CHILD = """
import sys, time
from pathlib import Path
started = time.monotonic()
from triage.desk.demo import demo_desk
desk = demo_desk(Path(sys.argv[1]), with_encoder=sys.argv[2] == "encoder")
ready = time.monotonic()
from tui.app import TriageApp
app = TriageApp(desk, start="call")
gaps = []
def watch():
    now = time.monotonic()
    gaps.append(now - watch.last)
    watch.last = now
def begin():
    watch.last = time.monotonic()
    app.set_interval(0.005, watch)
app.call_after_refresh(begin)
app.run()
Path(sys.argv[3]).write_text(f"{ready - started} {max(gaps) - 0.005}")
desk.close()
"""


class Timed:
    """The program at a terminal of 80 by 24."""

    def __init__(self, folder: Path, encoder: str) -> None:
        env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(PROJECT)}
        self.report = folder / "report"
        self.started = time.monotonic()
        self.program = pexpect.spawn(
            sys.executable,
            ["-c", CHILD, str(folder / "data"), encoder, str(self.report)],
            dimensions=(24, 80),
            env=env,
            cwd=str(PROJECT),
            timeout=60,
        )
        # pexpect waits 50 ms before each send unless told not to.
        self.program.delaybeforesend = None

    def until(self, words: str) -> float:
        """Seconds from now until ``words`` were written."""
        asked = time.monotonic()
        self.program.expect_exact(words)
        return time.monotonic() - asked

    def after(self, keys: str) -> float:
        """Seconds from the key to the first byte that it brought."""
        self.drain()
        asked = time.monotonic()
        self.program.send(keys)
        self.program.read_nonblocking(1, timeout=5)
        return time.monotonic() - asked

    def drain(self, seconds: float = 0.05) -> None:
        """Reads all that comes for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            with contextlib.suppress(pexpect.TIMEOUT):
                self.program.read_nonblocking(65536, timeout=left)

    def leave(self) -> tuple[float, float]:
        """Seconds to build the desk, and the longest stall of the screen."""
        self.program.send("\x03")
        self.program.expect(pexpect.EOF)
        built, stall = self.report.read_text().split()
        return float(built), float(stall)


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 1)


def measure(keys: int) -> dict[str, float]:
    """All figures, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        timed = Timed(Path(folder), "words")
        timed.until("LIVE CALL")
        painted = time.monotonic() - timed.started
        timed.drain(0.5)
        typed = [timed.after("he said so "[number % 11]) for number in range(keys)]
        timed.drain(0.5)
        timed.program.send("\r")
        timed.drain(0.5)
        rungs = []
        for number in range(10):
            rungs.append(timed.after(str(1 + number % 5)))
            timed.drain(1.5)
        built, _ = timed.leave()
    with tempfile.TemporaryDirectory() as folder:
        timed = Timed(Path(folder), "encoder")
        timed.until("LIVE CALL")
        for _ in range(40):
            timed.program.send("he said ")
            timed.drain(0.2)
        _, stall = timed.leave()
    return {
        "process_to_first_paint": _milliseconds(painted),
        "of_that_building_the_demo_vault": _milliseconds(built),
        "key_median": _milliseconds(statistics.median(typed)),
        "key_p95": _milliseconds(statistics.quantiles(typed, n=20)[-1]),
        "key_longest": _milliseconds(max(typed)),
        "rung_median": _milliseconds(statistics.median(rungs)),
        "longest_stall_while_the_encoder_loads": _milliseconds(stall),
        "load_average": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=200)
    print(json.dumps(measure(parser.parse_args().keys), indent=2))


if __name__ == "__main__":
    main()
