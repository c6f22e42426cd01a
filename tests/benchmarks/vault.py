"""Times of the vault on this machine: unlocking, a draft kept, a record submitted, 10,000 events verified.

Run it by hand: ``python tests/benchmarks/vault.py``. Times depend on the disk; ``--folder`` chooses it.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))

from vault_case import CASEY, KEY, MORGAN, Clock, a_decision, a_draft, a_record  # noqa: E402

from triage.errors import WrongPassphrase  # noqa: E402
from triage.vault import keys  # noqa: E402
from triage.vault.audit import Action  # noqa: E402
from triage.vault.store import Vault  # noqa: E402


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--folder", type=Path, default=None, help="a folder on the disk to be measured")
    options.add_argument("--times", type=int, default=300)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        print(f"folder {name}")
        unlocking(Path(name))
        committing(Path(name), given.times)
        verifying(Path(name))


def unlocking(folder: Path) -> None:
    path = folder / "vault.keys"
    key = keys.create_key_file(path, [(CASEY, "four plain words here")])
    Vault.create(folder, key, Clock()).close()

    def unlock() -> None:
        Vault.open(folder, keys.open_slot(path, CASEY.id, "four plain words here")[1], Clock()).close()

    def refuse(person_id: str) -> None:
        try:
            keys.open_slot(path, person_id, "a guess")
        except WrongPassphrase:
            return

    report("unlock (key file and vault)", taken(unlock, 10))
    report("wrong passphrase", taken(lambda: refuse(CASEY.id), 10))
    report("unknown person", taken(lambda: refuse("p-nobody"), 10))
    report("open with the key", taken(lambda: Vault.open(folder, key, Clock()).close(), 20))
    (folder / "vault.db").unlink()


def committing(folder: Path, times: int) -> None:
    vault = Vault.create(folder, KEY, Clock())
    draft = a_draft().with_typing("x" * 2_000)
    refs = iter(range(10 * times))
    report("keep a draft", taken(lambda: vault.keep_draft(draft), times))
    report("submit", taken(lambda: vault.submit(a_record(f"ESC-{next(refs)}"), CASEY), times))
    decided = iter(range(10 * times))
    report("decide", taken(lambda: vault.decide(a_decision(f"ESC-{next(decided)}", by=MORGAN)), times))
    report(f"list {times} records", taken(vault.records, 5))
    vault.close()
    (folder / "vault.db").unlink()


def verifying(folder: Path) -> None:
    vault = Vault.create(folder, KEY, Clock())
    with vault._connection.immediate():
        for _ in range(10_000):
            vault._event(Action.SIGNED_IN, None, CASEY, None)
    report("verify 10,000 events", taken(vault.verify, 5))
    report("check every page", taken(vault.check, 5))
    assert vault.verify().count == 10_000
    vault.close()


def taken(act: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each run, sorted."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        spent.append((time.perf_counter() - start) * 1000)
    return sorted(spent)


def report(what: str, spent: list[float]) -> None:
    median, p95 = statistics.median(spent), spent[min(len(spent) - 1, round(len(spent) * 0.95))]
    print(f"{what:<28} median {median:8.2f} ms   p95 {p95:8.2f} ms   worst {spent[-1]:8.2f} ms")


if __name__ == "__main__":
    main()
