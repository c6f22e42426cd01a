"""What handing over costs on this machine: each way, each bomb, and all 143 public vectors of the age format.

Run it by hand: ``python tests/benchmarks/handover.py``. The vectors, with ``--vectors``, take two minutes.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "handover"), str(TESTS), str(TESTS.parent)]

from bombs import BOMBS  # noqa: E402
from handover_case import BAILEY, CASEY, a_letter, enrolled_by, sealed_letter, seat_of  # noqa: E402
from test_age_format import is_right, opened_by_library, opened_by_us, vectors  # noqa: E402

from triage.handover.receiving import receive  # noqa: E402
from triage.records.draft import Mode  # noqa: E402


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--vectors", action="store_true")
    given = options.parse_args()
    each_way()
    bombs()
    if given.vectors:
        public_vectors()


def each_way() -> None:
    letter, seat, known = a_letter(), seat_of(BAILEY), enrolled_by(BAILEY, CASEY)
    content = sealed_letter(letter)
    report("sign and seal", [timed(lambda: sealed_letter(letter)) for _ in range(300)])
    report(
        "open, check and read",
        [
            timed(
                lambda: receive(
                    content,
                    identity=seat.identity,
                    recipient=seat.keys.recipient,
                    person_id=BAILEY.id,
                    enrolled=known,
                    mode=Mode.LIVE,
                )
            )
            for _ in range(300)
        ],
    )


def bombs() -> None:
    script = str(TESTS / "handover" / "bombs.py")
    for name in BOMBS:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, script, folder, name]
            for more in ([], ["open"]):
                ran = subprocess.run(
                    [*command, *more], env={"PYTHONPATH": str(TESTS.parent)}, capture_output=True, check=True
                )
            cost = json.loads(ran.stdout)
        print(f"{name:24} {cost['seconds'] * 1000:8.1f} ms {cost['mib']:6.1f} MiB  {cost['code']}")


def public_vectors() -> None:
    everything = vectors()
    wrong = [vector for vector in everything if not is_right(vector, opened_by_library(vector))]
    falsely = [vector.name for vector in wrong if not vector.opens]
    print(f"library: {len(everything) - len(wrong)}/{len(everything)} agree; opened falsely: {falsely}")
    ours = [vector.name for vector in everything if opened_by_us(vector) is not None and not vector.opens]
    print(f"our reader: opened falsely: {ours}")


def timed(act: object) -> float:
    started = time.perf_counter()
    act()  # type: ignore[operator]
    return (time.perf_counter() - started) * 1000


def report(name: str, times: list[float]) -> None:
    print(f"{name:24} median {statistics.median(times):.2f} ms, largest {max(times):.2f} ms")


if __name__ == "__main__":
    main()
