"""Figures for third parties: «usage statistics (in an anonymous form)» (policy 4). The one report there is.

A record counts by four closed lists and in one stretch of time, that of its submission. No words, name,
reference, place or age takes part. Figures for a stretch of time are fixed once, with all their tables, and
given out again unchanged for ever; stretches that share a month never both have figures. So no two sets of
figures count the same record, and none can be taken from another, whatever came late or was removed since.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from random import Random
from typing import ClassVar

from triage.errors import RecordIncomplete, UsageError
from triage.model import Rung
from triage.records.book import BookEntry
from triage.records.decision import Choice, Decision
from triage.records.escalation import Escalation
from triage.records.period import Period
from triage.records.section7 import CRIME, LEGAL, SAFETY, tags
from triage.records.stored import Stored
from triage.records.suppression import fewest_rows, shown_counts

MOST_TABLES = 4
"""In one set of figures."""
MOST_DIMENSIONS = 2
"""Of one table."""


class Dimension(StrEnum):
    """What records are counted by; there is nothing else."""

    RUNG = "rung"
    EXCEPTION = "exception"
    """Which exception of policy 7 may apply."""
    WHO_TOLD = "who_told"
    OUTCOME = "outcome"
    """What the manager decided, as it stood when the figures were fixed."""


_EXCEPTIONS = {SAFETY: "safety", CRIME: "crime", LEGAL: "legal"}
CATEGORIES: Mapping[str, tuple[str, ...]] = {
    Dimension.RUNG: tuple(str(rung.value) for rung in Rung),
    Dimension.EXCEPTION: (*_EXCEPTIONS.values(), "several", "none"),
    Dimension.WHO_TOLD: ("parent", "child", "young_person", "third_party", "not_known"),
    Dimension.OUTCOME: (*(choice.value for choice in Choice), "waiting"),
}
"""Closed lists: every record is in one category of each."""

Table = tuple[Dimension, ...]


class Figure(Stored):
    """One count that is given out."""

    of: tuple[tuple[Dimension, str], ...]
    """What it counts; empty for the total."""
    count: int | None
    """None: left out."""


class StatisticsMade(BookEntry):
    """Figures as they were fixed: what third parties are given, and nothing that they are not."""

    BOOK: ClassVar[str] = "statistics_made"
    number: str
    """Random: STA-2026-7K4M."""
    period: str
    tables: tuple[Table, ...]
    least: int
    """Counts below it are left out."""
    figures: tuple[Figure, ...]


class StatisticsGiven(BookEntry):
    """They were given out, and who confirmed the duty for it (policy 4: all staff are responsible)."""

    BOOK: ClassVar[str] = "statistics_given"
    number: str
    duty_confirmed: bool


def categories_of(record: Escalation, decisions: tuple[Decision, ...]) -> dict[str, str]:
    """Where one record counts."""
    told = record.answer_to("who_told")
    who = told.choices[0] if told and told.choices else ""
    found = [_EXCEPTIONS[tag.clause] for tag in tags(record.by_question, record.account) if tag.is_exception]
    return {
        Dimension.RUNG: str(record.rung.value),
        Dimension.EXCEPTION: found[0] if len(found) == 1 else "several" if found else "none",
        Dimension.WHO_TOLD: who if who in CATEGORIES[Dimension.WHO_TOLD] else "not_known",
        Dimension.OUTCOME: decisions[-1].choice.value if decisions else "waiting",
    }


def tables_named(written: Sequence[str]) -> tuple[Table, ...]:
    """``rung`` or ``rung+outcome``, one for each table; each dimension alone for none. Raises UsageError."""
    if not written:
        return tuple((dimension,) for dimension in Dimension)
    if len(written) > MOST_TABLES:
        raise UsageError("stats_too_many", most=MOST_TABLES)
    return tuple(dict.fromkeys(map(_table, written)))


def figures(
    tables: tuple[Table, ...], rows: Sequence[Mapping[str, str]], least: int, chance: Random
) -> tuple[Figure, ...]:
    """What may be given out. Raises RecordIncomplete for a table of two with too few records."""
    for table in tables:
        if len(rows) < fewest_rows(CATEGORIES, table, least):
            raise RecordIncomplete("stats_too_few", table="+".join(table))
    shown = shown_counts(CATEGORIES, tables, rows, least, chance)
    return tuple(
        Figure(of=tuple((Dimension(name), value) for name, value in cell), count=count)
        for cell, count in shown.items()
    )


def check_given(given: StatisticsGiven) -> None:
    """Raises RecordIncomplete: nobody confirmed the duty."""
    if not given.duty_confirmed:
        raise RecordIncomplete("stats_duty_missing", field="duty_confirmed")


def refuse_overlap(period: Period, made: Sequence[StatisticsMade]) -> None:
    """Raises UsageError where figures for a part of it, or for more than it, are fixed already."""
    for each in made:
        if Period.named(each.period).overlaps(period):
            raise UsageError("stats_overlap", number=each.number, period=each.period)


def _table(written: str) -> Table:
    names = written.strip().lower().split("+")
    known = [dimension for dimension in Dimension if dimension in names]
    if len(known) != len(names) or len(names) > MOST_DIMENSIONS:
        raise UsageError("stats_table_unknown", known=", ".join(Dimension))
    return tuple(known)
