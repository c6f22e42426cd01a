"""The answers of a short form, by question: what was chosen, what was typed, which moment or day is meant."""

from datetime import date, datetime

from triage.errors import RecordIncomplete
from triage.records.draft import Answer
from triage.records.typed_day import typed_day
from triage.records.typed_time import HERE, typed_time

NOW, TODAY = "now", "today"
"""Ids of the options that need no typing."""


class FilledIn:
    """What it does not find is empty: a form refuses a gap before anybody reads its answers."""

    def __init__(self, answers: tuple[Answer, ...]) -> None:
        self._by_question = {answer.question: answer for answer in answers}

    def chosen(self, question: str) -> str:
        """Id of the one option that was taken; empty for none."""
        return next(iter(self.all_chosen(question)), "")

    def all_chosen(self, question: str) -> tuple[str, ...]:
        """Ids of all options that were taken."""
        answer = self._by_question.get(question)
        return answer.choices if answer else ()

    def words(self, question: str) -> str:
        """What was typed."""
        answer = self._by_question.get(question)
        return answer.words.strip() if answer else ""

    def who(self, question: str, me: str) -> str:
        """``me`` for the option of that name, else the name that was typed."""
        return me if self.chosen(question) == "me" else self.words(question)

    def moment(self, question: str, now: datetime) -> datetime:
        """``now``, or the time that was typed. Raises RecordIncomplete: it cannot be read."""
        if self.chosen(question) == NOW:
            return now
        at = typed_time(self.words(question), now)
        if at is None:
            raise RecordIncomplete("decide_time_not_read", field=question)
        return at

    def day(self, question: str, now: datetime) -> date | None:
        """Today, or the day that was typed; None where none is known. Raises RecordIncomplete."""
        chosen = self.chosen(question)
        if not chosen:
            return None
        meant = now.astimezone(HERE).date() if chosen == TODAY else typed_day(self.words(question))
        if meant is None:
            raise RecordIncomplete("day_not_read", field=question)
        return meant
