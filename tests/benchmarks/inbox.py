"""A vault of many records: opening it, the first page of the inbox, a search, and walking the chain.

``python tests/benchmarks/inbox.py [--records 100000] [--decided 0.5]``; some minutes, most of them spent
filling the vault. Beside it: the same first page as one would write it first, every record opened and sorted.
"""

import argparse
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))

from vault_case import (
    CASEY,
    MORGAN,
    START,
    a_decision,
    a_record,
    a_vault,
    at_it,
    deciding_key_of,
    the_vault,
)

from triage.model import Rung
from triage.vault.store import Vault

PAGE = 50
TIMES = 15


def fill(vault: Vault, records: int, decided: float) -> None:
    """All in one transaction: what is measured is reading."""
    connection = vault._connection

    @contextlib.contextmanager
    def already_begun() -> Iterator[None]:
        yield

    seats = {person: at_it(vault, person)._seat for person in (CASEY, MORGAN)}
    with connection.immediate():
        connection.immediate = already_begun  # type: ignore[method-assign]
        for number in range(records):
            ref = f"ESC-{number:06}"
            vault.sit(seats[CASEY])
            record = a_record(ref, rung=Rung(number % 5 + 1))
            vault.submit(record.model_copy(update={"submitted_at": START + timedelta(minutes=number + 1)}))
            if number % 100 < decided * 100:
                vault.sit(seats[MORGAN])
                vault.decide(a_decision(ref), deciding_key_of(MORGAN))
        del connection.immediate  # type: ignore[attr-defined]
    connection.checkpoint()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--decided", type=float, default=0.5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        vault = a_vault(Path(folder))
        fill(vault, given.records, given.decided)
        vault.close()
        size = (Path(folder) / "vault.db").stat().st_size / 1e6
        print(f"{given.records} records, {given.decided:.0%} decided, {size:.0f} MB")
        timed("open", lambda: the_vault(Path(folder)).close())
        vault = the_vault(Path(folder), MORGAN)
        timed("first page of the inbox", lambda: vault.inbox(PAGE))
        timed("first page of all records", lambda: vault.records(most=PAGE))
        timed("search, a word in all", lambda: vault.search("hurt", PAGE))
        timed("search, a word in none", lambda: vault.search("zzyzx", PAGE))
        timed("search, the start of two words", lambda: vault.search("quill hu", PAGE))
        timed("how many wait", vault.count_waiting)
        timed("first page, every record opened and sorted", lambda: plainly(vault), 1)
        timed("the whole chain verified", vault.verify, 1)


def plainly(vault: Vault) -> object:
    """What one would write first."""
    waiting = [kept for kept in vault.records() if not kept.decisions and kept.record]
    return sorted(waiting, key=lambda kept: (kept.record.rung, kept.record.submitted_at))[:PAGE]


def timed(what: str, act: Callable[[], object], times: int = TIMES) -> None:
    took = []
    for _ in range(times):
        begin = time.perf_counter()
        act()
        took.append((time.perf_counter() - begin) * 1000)
    took.sort()
    print(f"{what:46}{statistics.median(took):>10.1f} ms   slowest {took[-1]:>10.1f} ms", flush=True)


if __name__ == "__main__":
    main()
