"""Times as people read them: the clock on the wall in Europe/London, and how long something has waited."""

from datetime import datetime, timedelta

from triage.content import message
from triage.records.typed_time import HERE

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock_time(at: datetime) -> str:
    """``14:01``."""
    return f"{at.astimezone(HERE):%H:%M}"


def clock_time_with_seconds(at: datetime) -> str:
    """``14:01:07``: for «Draft saved»."""
    return f"{at.astimezone(HERE):%H:%M:%S}"


def day(at: datetime) -> str:
    """``22 Nov 2026``."""
    here = at.astimezone(HERE)
    return f"{here.day} {_MONTHS[here.month - 1]} {here.year}"


def full_time(at: datetime) -> str:
    """``14:01 on 22 Nov 2026``; where an hour comes twice, it says which of the two."""
    here = at.astimezone(HERE)
    again = here.replace(fold=1 - here.fold).utcoffset() != here.utcoffset()
    zone = f" {here:%Z}" if again else ""
    return message("full_time", clock=clock_time(at) + zone, day=day(at))


def moment(at: datetime, now: datetime) -> str:
    """``Today 14:01``, ``Yesterday 14:01``, ``21 Nov 16:10``, or with the year when it is another."""
    here, today = at.astimezone(HERE), now.astimezone(HERE).date()
    if here.date() == today:
        return message("today_at", clock=clock_time(at))
    if here.date() == today - timedelta(days=1):
        return message("yesterday_at", clock=clock_time(at))
    shown = day(at) if here.year != today.year else f"{here.day} {_MONTHS[here.month - 1]}"
    return f"{shown} {clock_time(at)}"


def waiting(since: datetime, now: datetime) -> str:
    """``9 min``, ``2 h 30``, ``22 h``, ``3 days``; whole minutes, never less than none."""
    minutes = max(0, int((now - since).total_seconds()) // 60)
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return message("wait_days", days=hours // 24)
    if hours >= 10:
        return message("wait_hours", hours=hours)
    if hours:
        return message("wait_hours_minutes", hours=hours, minutes=f"{rest:02}")
    return message("wait_minutes", minutes=minutes)
