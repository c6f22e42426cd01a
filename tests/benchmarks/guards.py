"""What all guards together cost at the start: a process with them against the same without.

Run it by hand: ``python tests/benchmarks/guards.py``.
"""

import statistics
import subprocess
import sys
import time

ROUNDS = 25
BARE = "pass"
GUARDED = "from triage.privacy.guards import apply_guards; apply_guards()"


def main() -> None:
    """Prints the median time of a whole process either way, in milliseconds."""
    times: dict[str, list[float]] = {BARE: [], GUARDED: []}
    for _ in range(ROUNDS):
        for code, taken in times.items():
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            taken.append(1000 * (time.perf_counter() - begun))
    bare, guarded = (statistics.median(taken) for taken in times.values())
    print(f"a bare process {bare:.0f} ms, with all guards {guarded:.0f} ms: {guarded - bare:.0f} ms more")


if __name__ == "__main__":
    main()
