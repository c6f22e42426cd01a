"""Wrong tries counted in a file: the wait outlives the process, and nobody is ever locked out by it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from triage.errors import TooSoon, WrongPassphrase
from triage.vault import tries

CASEY, MORGAN = "p-casey", "p-morgan"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "vault.keys"


def wrong() -> str:
    raise WrongPassphrase


def fail(key_file: Path, person: str = CASEY, *, times: int = 1, at: datetime = NOW) -> datetime:
    """Wrong tries, each as soon as the one before allows; when the last one was."""
    for number in range(times):
        with pytest.raises(WrongPassphrase):
            tries.slowed(key_file, person, at, wrong)
        at += timedelta(seconds=tries.seconds_left(key_file, person, at) if number < times - 1 else 0)
    return at


def test_the_first_try_waits_for_nothing_and_leaves_no_file(key_file: Path) -> None:
    assert tries.slowed(key_file, CASEY, NOW, lambda: "in") == ("in", 0)
    assert list(key_file.parent.iterdir()) == []


def test_the_wait_rises_with_each_wrong_try_to_half_a_minute(key_file: Path) -> None:
    waits, at = [], NOW
    for _ in range(8):
        at = fail(key_file, at=at)
        waits.append(tries.seconds_left(key_file, CASEY, at))
        at += timedelta(seconds=waits[-1])

    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]


def test_while_the_wait_runs_nothing_is_tried_not_even_the_right_words(key_file: Path) -> None:
    at = fail(key_file, times=3)

    with pytest.raises(TooSoon) as refused:
        tries.slowed(key_file, CASEY, at, lambda: pytest.fail("it was tried"))

    assert (refused.value.code, refused.value.facts) == ("too_soon", {"seconds": 4})
    assert tries.failures(key_file, CASEY) == 3
    assert tries.slowed(key_file, CASEY, at + timedelta(seconds=4), lambda: "in") == ("in", 3)


def test_getting_in_begins_the_count_again(key_file: Path) -> None:
    at = fail(key_file, times=3) + timedelta(seconds=30)
    tries.slowed(key_file, CASEY, at, lambda: "in")

    assert tries.failures(key_file, CASEY) == 0
    assert tries.slowed(key_file, CASEY, at, lambda: "in") == ("in", 0)


def test_one_persons_wrong_tries_slow_down_nobody_else(key_file: Path) -> None:
    at = fail(key_file, times=5)

    assert tries.slowed(key_file, MORGAN, at, lambda: "in") == ("in", 0)
    assert tries.failures(key_file, CASEY) == 5


@pytest.mark.parametrize("years", [-6, 6])
def test_a_clock_that_jumps_never_makes_the_wait_longer_than_it_is(key_file: Path, years: int) -> None:
    at = fail(key_file, times=4) + timedelta(days=365 * years)

    assert tries.seconds_left(key_file, CASEY, at) == (8 if years < 0 else 0)


@pytest.mark.parametrize("content", [b"", b"{", b"[" * 90_000, b'{"salt":"00","tries":{}}', b" " * 1_000_000])
def test_a_damaged_file_counts_as_no_tries_and_is_made_anew(key_file: Path, content: bytes) -> None:
    key_file.with_name("vault.tries").write_bytes(content)

    assert tries.seconds_left(key_file, CASEY, NOW) == 0
    fail(key_file)
    assert tries.failures(key_file, CASEY) == 1


def test_the_file_is_private_and_names_nobody(key_file: Path) -> None:
    fail(key_file)
    file = key_file.with_name("vault.tries")

    assert file.stat().st_mode & 0o777 == 0o600
    assert CASEY.encode() not in file.read_bytes()
    [(hidden, kept)] = json.loads(file.read_bytes())["tries"].items()
    assert set(kept) == {"count", "at"}
    other = key_file.parent / "other" / "vault.keys"
    other.parent.mkdir()
    fail(other)
    assert hidden not in other.with_name("vault.tries").read_text()


def test_a_disk_that_takes_nothing_keeps_nobody_out(key_file: Path) -> None:
    fail(key_file)
    key_file.with_name("vault.tries.new").mkdir()  # in the way of the new file

    later = NOW + timedelta(seconds=1)
    assert tries.slowed(key_file, CASEY, later, lambda: "in") == ("in", 1)
