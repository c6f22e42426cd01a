"""A time as a person types it is read as the clock on the wall, or not at all."""

from datetime import UTC, datetime

import pytest

from triage.records.typed_time import typed_time

NOW = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)
IN_SUMMER = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("14:16", datetime(2026, 11, 22, 14, 16, tzinfo=UTC), id="today when no day is typed"),
        pytest.param(" 9.05 ", datetime(2026, 11, 22, 9, 5, tzinfo=UTC), id="with a point"),
        pytest.param("14:16 21/11", datetime(2026, 11, 21, 14, 16, tzinfo=UTC), id="day and month"),
        pytest.param("14:16 on 21 Nov 2026", datetime(2026, 11, 21, 14, 16, tzinfo=UTC), id="month in words"),
        pytest.param("14:16 21/11/2025", datetime(2025, 11, 21, 14, 16, tzinfo=UTC), id="another year"),
        pytest.param("23:59", datetime(2026, 11, 22, 23, 59, tzinfo=UTC), id="later than now"),
    ],
)
def test_a_time_is_read(typed: str, meant: datetime) -> None:
    assert typed_time(typed, NOW) == meant


def test_summer_time_is_the_clock_on_the_wall() -> None:
    assert typed_time("13:05", IN_SUMMER) == datetime(2026, 7, 1, 12, 5, tzinfo=UTC)


@pytest.mark.trap(15)
def test_an_hour_that_comes_twice_is_the_first_of_the_two() -> None:
    night = datetime(2026, 10, 25, 4, 0, tzinfo=UTC)

    assert typed_time("01:30", night) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed", ["", "soon", "25:00", "14:60", "14", "14:16 31/02", "14:16 22 Smarch", "-1:00", "²:00"]
)
@pytest.mark.trap(16)
def test_what_cannot_be_read_is_not_guessed(typed: str) -> None:
    assert typed_time(typed, NOW) is None
