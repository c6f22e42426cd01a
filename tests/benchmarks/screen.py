"""The screen at a real terminal, timed: first paint, key to result, the longest stall while the encoder
loads.

    python tests/benchmarks/screen.py [--keys 200]
    python tests/benchmarks/screen.py --beside [FOLDER]

Prints one JSON object; with ``--beside``, a table of our screen and two others instead, with ratios. The
others are installed into FOLDER and stay there, or for this run only. A figure is only worth something on a
machine that does nothing else.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pexpect
from screen_beside import AtTerminal, compare

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


class Timed(AtTerminal):
    """Our screen on a demonstration."""

    def __init__(self, folder: Path, encoder: str) -> None:
        self.report = folder / "report"
        super().__init__(
            [sys.executable, "-c", CHILD, str(folder / "data"), encoder, str(self.report)], folder
        )

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
    parser.add_argument("--beside", metavar="FOLDER", nargs="?", const="")
    given = parser.parse_args()
    if given.beside is None:
        print(json.dumps(measure(given.keys), indent=2))
    else:
        compare(given.keys, Path(given.beside).resolve() if given.beside else None)


if __name__ == "__main__":
    main()
