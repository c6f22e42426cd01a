"""Times of the key file on this machine: unlocking, refusing, bounds, another key for the vault.

Run it by hand: ``python tests/benchmarks/keys.py``. Unlocking is meant to take 100 to 500 ms on the slowest
computer, an unknown person as long as a wrong passphrase to 10 %, a cost out of bounds less than 10 ms.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))

from vault_case import CASEY, MORGAN, Clock  # noqa: E402

from triage.desk.setting_up import set_up  # noqa: E402
from triage.errors import SealBroken, WrongPassphrase  # noqa: E402
from triage.records.people import Service  # noqa: E402
from triage.vault import keys  # noqa: E402
from triage.vault.key_file import KeyFile, _checksum  # noqa: E402
from triage.vault.rekeying import rekey_file  # noqa: E402
from triage.vault.store import Vault  # noqa: E402

WORDS = "four plain words here"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--folder", type=Path, default=None, help="a folder on the disk to be measured")
    options.add_argument("--times", type=int, default=40)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        folder = Path(name) / "vault"
        people = ((MORGAN, WORDS), (CASEY, WORDS))
        set_up(folder, Service(name="Invented", manager_chain=()), people, Clock())
        unlocking(folder, given.times)
        rekeying(folder, given.times)
        bounds(folder, given.times)


def unlocking(folder: Path, times: int) -> None:
    path = folder / "vault.keys"

    def unlock() -> None:
        seat = keys.open_slot(path, CASEY.id, WORDS)
        Vault.open(folder, seat.vault_key, Clock()).close()

    def refuse(person_id: str) -> None:
        with suppress(WrongPassphrase):
            keys.open_slot(path, person_id, "a guess")

    report("unlock (key file and vault)", taken(unlock, times))
    known: list[float] = []
    unknown: list[float] = []
    for _ in range(times):  # by turns: what else the machine does falls on both alike
        known += taken(lambda: refuse(CASEY.id), 1)
        unknown += taken(lambda: refuse("p-nobody"), 1)
    report("wrong passphrase", sorted(known))
    report("unknown person", sorted(unknown))
    apart = statistics.median(unknown) / statistics.median(known) - 1
    print(f"{'unknown against wrong':<28} median {apart:+8.1%}")


def rekeying(folder: Path, times: int) -> None:
    path, seat = folder / "vault.keys", keys.open_slot(folder / "vault.keys", MORGAN.id, WORDS)

    def rekey() -> None:
        nonlocal seat
        seat = keys.rekey(path, seat, lambda old, new: rekey_file(folder / "vault.db", old, new))

    report("another key for the vault", taken(rekey, times))


def bounds(folder: Path, times: int) -> None:
    for cost in ({"memory_kib": 46 * 1024 - 1}, {"memory_kib": 2**32 - 1}, {"passes": 2**31}, {"lanes": 255}):
        path = folder / "bomb.keys"
        plain = json.loads((folder / "vault.keys").read_bytes())
        kept = KeyFile.from_canonical((folder / "vault.keys").read_bytes())
        plain["slots"][0]["private"]["cost"].update(cost)
        plain["checksum"] = _checksum(kept.slots, kept.holdings)
        path.write_text(json.dumps(plain))

        def refuse(path: Path = path) -> None:
            with suppress(SealBroken):
                keys.open_slot(path, MORGAN.id, WORDS)
                raise SystemExit("it was not refused")

        report(f"refuse {cost}", taken(refuse, times))


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
