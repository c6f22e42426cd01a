"""Setting up, one question after another: where the talk stands, what an answer makes of it, the way back.

A value: each answer gives a new one and leaves the one before as it was. Nothing is made before the end.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Self

from triage.desk.setting_up import refuse_short
from triage.desk.setup_plan import Joining, SetupPlan
from triage.errors import UsageError
from triage.records.people import Role
from triage.records.typed_day import typed_day
from triage.text import one_line


class Ask(StrEnum):
    """What is asked; also the ending of the message that asks it."""

    SERVICE = "service"
    MANAGER = "manager"
    """The line manager first, then each deputy; nothing for no more."""
    PHONE = "phone"
    PASSPHRASE = "passphrase"  # noqa: S105 - what is asked, not the words
    AGAIN = "again"
    CASEWORKER = "caseworker"
    """Each; nothing for no more."""
    RULES = "rules"
    RULES_BY = "rules_by"
    REVIEW = "review"
    """The day of the policy's next yearly review (policy 9)."""
    CHECK = "check"


HIDDEN = (Ask.PASSPHRASE, Ask.AGAIN)
"""What is typed here is not shown."""


@dataclass(frozen=True, slots=True)
class SetupTalk:
    """Begins with ``SetupTalk()``; at ``Ask.CHECK`` there is a ``plan``."""

    ask: Ask = Ask.SERVICE
    service: str = ""
    people: tuple[Joining, ...] = ()
    """Those who are complete."""
    coming: Joining | None = None
    """Whoever is asked about now."""
    rules: tuple[str, ...] = ()
    """Ids of those adopted."""
    rules_by: str = ""
    review_due: date | None = None
    """None until it is answered: there is no way past the question."""
    before: "SetupTalk | None" = field(default=None, repr=False)
    """As it stood before the last answer; None at the beginning."""

    def answered(self, typed: str) -> Self:
        """After this answer. Raises UsageError for one that will not do: its code says why."""
        line = typed if self.ask in HIDDEN else one_line(typed)
        match self.ask:
            case Ask.SERVICE:
                then = self._next(Ask.MANAGER, service=_needed(line))
            case Ask.MANAGER:
                then = self._named(line, Role.MANAGER)
            case Ask.PHONE:
                then = self._next(Ask.PASSPHRASE, coming=replace(self._coming, phone=line))
            case Ask.PASSPHRASE:
                refuse_short(line)
                then = self._next(Ask.AGAIN, coming=replace(self._coming, passphrase=line))
            case Ask.AGAIN:
                then = self._joined(line)
            case Ask.CASEWORKER:
                then = self._named(line, Role.CASEWORKER)
            case Ask.RULES_BY:
                then = self._next(Ask.REVIEW, rules_by=_needed(line))
            case Ask.REVIEW:
                then = self._next(Ask.CHECK, review_due=_day(line))
            case _:
                raise UsageError("setup_answer_needed")
        return then

    def adopted(self, rules: Iterable[str]) -> Self:
        """After the rules that the service has agreed, by id; none of them is an answer too."""
        taken = tuple(rules)
        return self._next(Ask.RULES_BY if taken else Ask.REVIEW, rules=taken, rules_by="")

    @property
    def managers(self) -> tuple[Joining, ...]:
        """In the order in which they are rung."""
        return tuple(each for each in self.people if each.role is Role.MANAGER)

    @property
    def caseworkers(self) -> tuple[Joining, ...]:
        """In the order given."""
        return tuple(each for each in self.people if each.role is Role.CASEWORKER)

    @property
    def plan(self) -> SetupPlan:
        """What was answered."""
        rules = dict.fromkeys(self.rules, self.rules_by)
        return SetupPlan(self.service, self.people, rules, self.review_due)

    def _named(self, name: str, role: Role) -> Self:
        if not name:
            if role is Role.MANAGER and not self.managers:
                raise UsageError("setup_manager_needed")
            return self._next(Ask.CASEWORKER if role is Role.MANAGER else Ask.RULES, coming=None)
        if any(each.name.casefold() == name.casefold() for each in self.people):
            raise UsageError("setup_same_name")
        coming = Joining(name, role, "")
        return self._next(Ask.PHONE if role is Role.MANAGER else Ask.PASSPHRASE, coming=coming)

    def _joined(self, again: str) -> Self:
        if again != self._coming.passphrase:
            raise UsageError("setup_not_the_same")
        more = Ask.MANAGER if self._coming.role is Role.MANAGER else Ask.CASEWORKER
        return self._next(more, people=(*self.people, self._coming), coming=None)

    @property
    def _coming(self) -> Joining:
        assert self.coming is not None
        return self.coming

    def _next(self, ask: Ask, **changed: object) -> Self:
        return replace(self, ask=ask, before=self, **changed)  # type: ignore[arg-type]


def _day(line: str) -> date:
    day = typed_day(_needed(line))
    if day is None:
        raise UsageError("day_not_read")
    return day


def _needed(line: str) -> str:
    if not line:
        raise UsageError("setup_answer_needed")
    return line
