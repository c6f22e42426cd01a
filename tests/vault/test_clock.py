"""A clock that is set back six years, or by an hour in October: order stays, and it is said. B42."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from vault_case import CASEY, KEY, Clock, a_draft, a_record, a_vault, at_it, seat_of

from triage.content import message
from triage.desk.cautions import cautions_of
from triage.vault.audit import Action
from triage.vault.store import Vault


class SetClock:
    """Says what it was set to."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def vault(tmp_path: Path, clock: SetClock) -> Iterator[Vault]:
    a_vault(tmp_path).close()
    vault = Vault.open(tmp_path, KEY, clock)
    vault.sit(seat_of(CASEY))
    yield vault
    vault.close()


def test_entries_made_after_the_clock_went_back_six_years_still_come_after(
    vault: Vault, clock: SetClock
) -> None:
    vault.submit(a_record("ESC-2026-0001"))
    clock.moment = NOW - timedelta(days=6 * 365)
    vault.submit(a_record("ESC-2020-0002"))
    vault.keep_draft(a_draft("ESC-2020-0003"))

    submitted = [event for event in vault.events() if event.action is Action.RECORD_SUBMITTED]

    assert [event.ref for event in submitted] == ["ESC-2026-0001", "ESC-2020-0002"]
    assert submitted[0].at > submitted[1].at
    found = vault.verify()
    assert found.intact
    assert found.clock_back_seqs == (submitted[1].seq,)
    assert message("clock_went_back", seq=submitted[1].seq)


@pytest.mark.trap(15)
def test_a_clock_behind_the_last_entry_is_said_before_anything_is_written(
    vault: Vault, clock: SetClock
) -> None:
    vault.note(Action.SIGNED_IN)
    assert "clock_behind" not in [each.code for each in cautions_of(vault, clock())]
    clock.moment = NOW - timedelta(days=6 * 365)

    [behind] = [each for each in cautions_of(vault, clock()) if each.code == "clock_behind"]

    assert "23 November 2026, 10:00 UTC" in message(behind.code, **behind.facts)


def test_a_clock_that_went_back_is_no_missing_save(tmp_path: Path) -> None:
    vault = a_vault(tmp_path)
    vault.submit(a_record())
    vault.close()

    early = Vault.open(tmp_path, KEY, SetClock(NOW - timedelta(days=9 * 365)))
    assert early.losses() == ()
    at_it(early, CASEY).keep_draft(a_draft("ESC-2017-0001"))
    early.close()

    again = Vault.open(tmp_path, KEY, Clock())
    assert again.losses() == ()
    again.close()


def test_the_hour_that_comes_twice_in_october_keeps_its_order(
    vault: Vault, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    try:
        for number, (hour, minute) in enumerate([(0, 30), (1, 10)]):
            clock.moment = datetime(2026, 10, 25, hour, minute, tzinfo=UTC)
            vault.submit(a_record(f"ESC-2026-{number:04}"))
    finally:
        monkeypatch.undo()
        time.tzset()

    before, after = [event for event in vault.events() if event.action is Action.RECORD_SUBMITTED]

    on_the_wall = [event.at + timedelta(minutes=event.offset_minutes) for event in (before, after)]
    assert [f"{each:%H:%M}" for each in on_the_wall] == ["01:30", "01:10"]
    assert (before.ref, after.ref) == ("ESC-2026-0000", "ESC-2026-0001")
    assert vault.verify().clock_back_seqs == ()
    assert os.name == "posix"
