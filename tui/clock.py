"""Times of day as the screen shows them: on the clock of the service, whatever the device is set to."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

PLACE = ZoneInfo("Europe/London")


def clock_time(at: datetime) -> str:
    """``14:03``"""
    return f"{at.astimezone(PLACE):%H:%M}"


def clock_time_with_seconds(at: datetime) -> str:
    """``14:03:07``"""
    return f"{at.astimezone(PLACE):%H:%M:%S}"


def call_length(length: timedelta) -> str:
    """``04:12``; from an hour on ``1:04:12``."""
    seconds = max(0, int(length.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def day_and_time(at: datetime, now: datetime) -> str:
    """``today 14:03``; on another day ``21 Nov 14:03``."""
    there, here = at.astimezone(PLACE), now.astimezone(PLACE)
    day = "today" if there.date() == here.date() else f"{there.day} {there:%b}"
    return f"{day} {there:%H:%M}"
