"""A day as a person types it: «1 September 2027», «01/09/2027», «2027-09-01». The year must be there."""

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_NAMED = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<name>[a-z]{3,9})\s+(?P<year>\d{4})")


def typed_day(typed: str) -> date | None:
    """The day meant, day before month as it is written here. None when it cannot be read: never guessed."""
    line = typed.strip().lower()
    found = _NUMBERS.fullmatch(line) or _ISO.fullmatch(line) or _NAMED.fullmatch(line)
    if found is None:
        return None
    parts = found.groupdict()
    try:
        month = int(parts["month"]) if "month" in parts else _MONTHS.index(parts["name"][:3]) + 1
        return date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None
