"""A time as a person types it: «14:16», «9.05», «14:16 21/11», «14:16 21 Nov 2026»."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/London")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TYPED = re.compile(
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})"
    r"(?:\s+(?:on\s+)?(?P<day>\d{1,2})(?:/(?P<number>\d{1,2})|\s+(?P<name>[a-z]{3,9}))(?:[/\s]+(?P<year>\d{4}))?)?"
)


def typed_time(typed: str, now: datetime) -> datetime | None:
    """The moment meant, in UTC; today when no day is typed. None when it cannot be read: it is never guessed.

    An hour that comes twice when the clocks go back is taken as the first of the two.
    """
    found = _TYPED.fullmatch(typed.strip().lower())
    if found is None:
        return None
    today = now.astimezone(HERE).date()
    try:
        day = today
        if found["day"]:
            month = int(found["number"]) if found["number"] else _MONTHS.index(found["name"][:3]) + 1
            day = date(int(found["year"] or today.year), month, int(found["day"]))
        here = datetime(
            day.year, day.month, day.day, int(found["hour"]), int(found["minute"]), tzinfo=HERE
        )  # fmt: skip
    except ValueError:
        return None
    return here.astimezone(now.tzinfo)
