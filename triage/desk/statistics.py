"""Figures for third parties, at the desk: fixed once, by a manager, and given out unchanged (policy 4).

Not counted, whoever makes them: a record that concerns a manager, who would learn of it from the difference
between what is counted and what they may open; and one whose words were removed. The page says so.
"""

from random import Random, SystemRandom

from triage.desk.session import Session
from triage.errors import NotAllowed, NotFound, SealBroken, UsageError
from triage.model import Clock
from triage.records.draft import Mode
from triage.records.people import Person, Role
from triage.records.period import Period
from triage.records.statistics import (
    StatisticsGiven,
    StatisticsMade,
    Table,
    categories_of,
    check_given,
    figures,
    refuse_overlap,
)
from triage.records.suppression import LEAST

CLAUSE = "4.statistics"
"""The duty of all staff."""


class Statistics:
    """What can be done about them by who sits at the vault. Raises Locked without anybody."""

    def __init__(self, session: Session, now: Clock, chance: Random | None = None) -> None:
        self._session = session
        self._now = now
        self._chance = chance or SystemRandom()

    @property
    def duty(self) -> str:
        """In the policy's own words."""
        return self._session.pack.policy.passage(CLAUSE).text

    def make(self, period: Period, tables: tuple[Table, ...], *, duty_confirmed: bool) -> StatisticsMade:
        """Fixes the figures of a stretch of time that is over, and notes that they are given out.

        Raises NotAllowed for who is no manager; UsageError for a stretch that still runs or shares a month
        with one that has figures; RecordIncomplete without the duty or with too few records for a table;
        SealBroken where a record cannot be relied on.
        """
        vault, me, now = self._session.vault(), self._manager(), self._now()
        if now < period.end:
            raise UsageError("stats_not_over", period=period.name)
        refuse_overlap(period, self.made())
        least = max(LEAST, self._session.service.least_count if self._session.service else LEAST)
        number = vault.new_ref(now.year, "STA")
        given = StatisticsGiven(ref=None, at=now, by=me, number=number, duty_confirmed=duty_confirmed)
        check_given(given)
        entry = StatisticsMade(
            ref=None, at=now, by=me, number=number, period=period.name, tables=tables, least=least,
            figures=figures(tables, self._rows(period), least, self._chance),
        )  # fmt: skip
        vault.enter(entry)
        vault.enter(given)
        return entry

    def again(self, number: str, *, duty_confirmed: bool) -> StatisticsMade:
        """The same figures, unchanged; noted once more. Raises NotAllowed, NotFound, RecordIncomplete."""
        me = self._manager()
        entry = next((each for each in self.made() if each.number == number), None)
        if entry is None:
            raise NotFound("no_such_statistics")
        given = StatisticsGiven(ref=None, at=self._now(), by=me, number=number, duty_confirmed=duty_confirmed)
        check_given(given)
        self._session.vault().enter(given)
        return entry

    def made(self) -> tuple[StatisticsMade, ...]:
        """All that were fixed, oldest first. Raises NotAllowed; SealBroken where a line is damaged."""
        self._manager()
        kept = self._session.vault().book(StatisticsMade)
        if any(each.entry is None for each in kept):
            raise SealBroken("stats_book_broken")
        return tuple(each.entry for each in kept if each.entry)

    def given(self, number: str) -> tuple[StatisticsGiven, ...]:
        """When they were given out and who confirmed the duty, oldest first."""
        self._manager()
        kept = self._session.vault().book(StatisticsGiven)
        return tuple(each.entry for each in kept if each.entry and each.entry.number == number)

    def _rows(self, period: Period) -> list[dict[str, str]]:
        rows = []
        for kept in self._session.vault().records():
            if kept.erased:
                continue
            if kept.record is None or not kept.sealed:
                raise SealBroken("record_seal_broken", ref=kept.ref)
            record = kept.record
            is_counted = record.mode is Mode.LIVE and record.about_person is None
            if is_counted and period.holds(record.submitted_at):
                rows.append(categories_of(record, kept.decisions))
        return rows

    def _manager(self) -> Person:
        me = self._session.person()
        if me.role is not Role.MANAGER:
            raise NotAllowed("only_a_manager_counts")
        return me
