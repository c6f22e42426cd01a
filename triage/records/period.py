"""Stretches of time for which figures are given: a calendar month, a quarter or a year, and nothing finer.

No free days: two stretches that differ by a day would show what happened on it. Counted in UTC.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from triage.errors import UsageError

_WRITTEN = re.compile(r"(?P<year>20\d\d)(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of whole months."""

    year: int
    first_month: int
    months: int
    """1, 3 or 12."""

    @classmethod
    def named(cls, written: str) -> "Period":
        """``2026-01``, ``2026-Q1`` or ``2026``. Raises UsageError for anything else."""
        found = _WRITTEN.fullmatch(written.strip().upper())
        if found is None:
            raise UsageError("stats_period_unknown")
        year = int(found["year"])
        if found["quarter"]:
            return cls(year, 3 * int(found["quarter"]) - 2, 3)
        return cls(year, int(found["month"]), 1) if found["month"] else cls(year, 1, 12)

    @property
    def name(self) -> str:
        """As it is written."""
        if self.months == 12:
            return f"{self.year}"
        if self.months == 3:
            return f"{self.year}-Q{self.first_month // 3 + 1}"
        return f"{self.year}-{self.first_month:02}"

    @property
    def start(self) -> datetime:
        """Its first moment."""
        return _first_of(self.year, self.first_month)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return _first_of(self.year, self.first_month + self.months)

    def holds(self, moment: datetime) -> bool:
        """The moment lies in it."""
        return self.start <= moment < self.end

    def overlaps(self, other: "Period") -> bool:
        """They share a month."""
        return self.start < other.end and other.start < self.end


def _first_of(year: int, month: int) -> datetime:
    return datetime(year + (month - 1) // 12, (month - 1) % 12 + 1, 1, tzinfo=UTC)
