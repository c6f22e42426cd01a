"""Times of the vault here: unlocking, saving with and without witness, waiting, copying, verifying.

Run it by hand: ``python tests/benchmarks/vault.py``. Times depend on the disk; ``--folder`` chooses it.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))

from vault_case import (  # noqa: E402
    CASEY,
    KEY,
    MORGAN,
    Clock,
    a_decision,
    a_draft,
    a_record,
    a_vault,
    at_it,
    deciding_key_of,
)

from triage.errors import WrongPassphrase  # noqa: E402
from triage.vault import keys  # noqa: E402
from triage.vault.audit import Action  # noqa: E402
from triage.vault.backup import check_copy, make_copy  # noqa: E402
from triage.vault.lock import WindowLock  # noqa: E402
from triage.vault.store import Vault  # noqa: E402
from triage.vault.witness import Witness  # noqa: E402

WORDS = "four plain words here"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--folder", type=Path, default=None, help="a folder on the disk to be measured")
    options.add_argument("--times", type=int, default=300)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        print(f"folder {name}")
        for part in (unlocking, committing, waiting, looking, verifying):
            folder = Path(name) / part.__name__
            folder.mkdir()
            part(folder, given.times)


def unlocking(folder: Path, _times: int) -> None:
    path = folder / "other.keys"
    keys.create_key_file(path, [(CASEY, WORDS)])

    def refuse(person_id: str) -> None:
        try:
            keys.open_slot(path, person_id, "a guess")
        except WrongPassphrase:
            return

    report("open a slot", taken(lambda: keys.open_slot(path, CASEY.id, WORDS), 10))
    report("wrong passphrase", taken(lambda: refuse(CASEY.id), 10))
    report("unknown person", taken(lambda: refuse("p-nobody"), 10))


def committing(folder: Path, times: int) -> None:
    vault = a_vault(folder)
    outside = folder / "outside"
    vault.close()
    say, draft = Witness.say, a_draft().with_typing("x" * 2_000)
    for named, witnessed, where in (
        ("without", False, None),
        ("with one", True, None),
        ("with two", True, outside),
    ):
        vault = at_it(Vault.open(folder, KEY, Clock(), outside=where), CASEY)
        Witness.say = say if witnessed else lambda *_: None  # type: ignore[method-assign, assignment]
        report(f"keep a draft, {named} witness", taken(lambda v=vault: v.keep_draft(draft), times))
        Witness.say = say  # type: ignore[method-assign]
        vault.keep_draft(draft)
        vault.close()
    vault = at_it(Vault.open(folder, KEY, Clock(), outside=outside), CASEY)
    refs, decided = iter(range(10 * times)), iter(range(10 * times))
    report("submit", taken(lambda: vault.submit(a_record(f"ESC-{next(refs)}")), times))
    at_it(vault, MORGAN)
    key = deciding_key_of(MORGAN)
    report(
        "decide, the key opened already",
        taken(lambda: vault.decide(a_decision(f"ESC-{next(decided)}", by=MORGAN), key), times),
    )
    vault.close()


def waiting(folder: Path, times: int) -> None:
    """Three writers at once, as B8: the longest that one waited for the others."""
    a_vault(folder).close()
    # Forked before any thread is there; each reports its waits down a pipe.
    reading, writing = os.pipe()
    children = []
    for person in (CASEY, MORGAN, CASEY):
        if (child := os.fork()) == 0:
            vault = at_it(Vault.open(folder, KEY, Clock()), person)
            waits = taken(lambda v=vault: v.note(Action.SIGNED_IN), times)
            vault.close()
            os.write(writing, f"{waits[len(waits) // 2]} {waits[-1]}\n".encode())
            os._exit(0)
        children.append(child)
    os.close(writing)
    for child in children:
        os.waitpid(child, 0)
    with os.fdopen(reading) as heard:
        longest = [float(line.split()[1]) for line in heard]
    print(f"three writers x {times}: longest wait {max(longest):.0f} ms")


def looking(folder: Path, _times: int) -> None:
    """A second window beside a first one: B9."""
    vault, window = a_vault(folder), WindowLock(folder)
    for number in range(200):
        vault.submit(a_record(f"ESC-{number}"))

    def second() -> None:
        reader = Vault.open(folder, KEY, Clock(), read_only=True)
        reader.records(most=50)
        reader.close()

    report("second window, 50 records", taken(second, 20))
    report("make and check a copy", taken(lambda: a_copy(vault, folder), 5))
    window.release()
    vault.close()
    report("open with the key", taken(lambda: Vault.open(folder, KEY, Clock()).close(), 20))


def a_copy(vault: Vault, folder: Path) -> None:
    at = datetime.now(UTC)
    check_copy(make_copy(vault, folder, folder.with_name(f"copies-{at:%f}"), KEY, at), KEY)


def verifying(folder: Path, _times: int) -> None:
    vault = a_vault(folder)
    with vault.connection.immediate():
        for _ in range(10_000):
            vault._append(Action.SIGNED_IN, None, None)
    report("verify 10,000 events", taken(vault.verify, 5))
    report("check every page", taken(vault.check, 5))
    report("full check", taken(vault.full_check, 5))
    assert vault.verify().intact
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
    print(f"{what:<32} median {median:8.2f} ms   p95 {p95:8.2f} ms   worst {spent[-1]:8.2f} ms")


if __name__ == "__main__":
    main()
