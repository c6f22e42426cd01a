"""Times as people read them: the clock on the wall here, the day in words, how long something waited."""

from datetime import UTC, datetime, timedelta

import pytest

from triage.records.times import clock_time, clock_time_with_seconds, full_time, moment, waiting

NOW = datetime(2026, 11, 22, 14, 10, tzinfo=UTC)


def test_the_clock_is_that_of_the_service_in_winter_and_in_summer() -> None:
    assert clock_time(datetime(2026, 11, 22, 14, 1, tzinfo=UTC)) == "14:01"
    assert clock_time(datetime(2026, 7, 22, 14, 1, tzinfo=UTC)) == "15:01"
    assert clock_time_with_seconds(datetime(2026, 11, 22, 14, 1, 7, tzinfo=UTC)) == "14:01:07"


@pytest.mark.parametrize(
    ("at", "text"),
    [
        pytest.param(datetime(2026, 11, 22, 9, 5, tzinfo=UTC), "Today 09:05", id="today"),
        pytest.param(datetime(2026, 11, 21, 16, 10, tzinfo=UTC), "Yesterday 16:10", id="yesterday"),
        pytest.param(datetime(2026, 11, 20, 16, 10, tzinfo=UTC), "20 Nov 16:10", id="this year"),
        pytest.param(datetime(2025, 11, 20, 16, 10, tzinfo=UTC), "20 Nov 2025 16:10", id="another year"),
    ],
)
def test_a_moment_reads_as_near_as_it_is(at: datetime, text: str) -> None:
    assert moment(at, NOW) == text


def test_the_day_is_that_of_the_clock_here_not_of_utc() -> None:
    just_after_midnight = datetime(2026, 7, 21, 23, 30, tzinfo=UTC)

    assert moment(just_after_midnight, datetime(2026, 7, 22, 8, 0, tzinfo=UTC)) == "Today 00:30"


@pytest.mark.trap(15)
def test_the_hour_that_comes_twice_says_which_of_the_two_it_is() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    assert full_time(first) == "01:30 BST on 25 Oct 2026"
    assert full_time(first + timedelta(hours=1)) == "01:30 GMT on 25 Oct 2026"
    assert full_time(NOW) == "14:10 on 22 Nov 2026"


@pytest.mark.parametrize(
    ("waited", "text"),
    [
        (timedelta(seconds=59), "0 min"),
        (timedelta(minutes=9), "9 min"),
        (timedelta(hours=2, minutes=30), "2 h 30"),
        (timedelta(hours=3, minutes=5), "3 h 05"),
        (timedelta(hours=22, minutes=40), "22 h"),
        (timedelta(days=3, hours=4), "3 days"),
        (timedelta(minutes=-5), "0 min"),
    ],
)
def test_waiting_in_words(waited: timedelta, text: str) -> None:
    assert waiting(NOW - waited, NOW) == text
