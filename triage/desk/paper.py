"""Print-outs and what is off-site, at the desk: each written down before it happens (policy 4)."""

from datetime import date, datetime, time, timedelta
from functools import cached_property

from triage.content import message
from triage.desk.session import Session
from triage.errors import NotAllowed, NotFound, RecordIncomplete
from triage.interview.flow import Flow, load_flow
from triage.model import Clock
from triage.records.draft import Answer
from triage.records.filled_in import FilledIn
from triage.records.paper import (
    BroughtBack,
    PrintDestroyed,
    PrintOut,
    TakenOut,
    check_print,
    check_taken_out,
    pages,
)
from triage.records.people import Role
from triage.records.summary import summary
from triage.records.typed_time import HERE

_ENDS = timedelta(days=1) - timedelta(seconds=1)


def ends(day: date) -> datetime:
    """The last second of a day here: what is due on it is not late before."""
    return datetime.combine(day, time(), tzinfo=HERE) + _ENDS


class Paper:
    """What can be done about them by who sits at the vault. Raises Locked without anybody."""

    def __init__(self, session: Session, now: Clock) -> None:
        self._session = session
        self._now = now

    def print_out(self, ref: str, kept_where: str, *, duty_confirmed: bool) -> tuple[PrintOut, str]:
        """Its line in the book, and its numbered pages. Raises RecordIncomplete, NotFound, NotAllowed."""
        vault, me, now = self._session.vault(), self._session.person(), self._now()
        record, kept = vault.record(ref), vault.kept(ref)
        if me.role is not Role.MANAGER and record.author.id != me.id:
            raise NotAllowed("not_your_record")
        entry = PrintOut(
            ref=ref, at=now, by=me, number=vault.new_ref(now.year, "PRN"), kept_where=kept_where,
            duty_confirmed=duty_confirmed,
        )  # fmt: skip
        check_print(entry)
        vault.enter(entry)
        sections = summary(record, kept.additions, kept.decisions, now, on_paper=True)
        return entry, pages(sections, entry.number, ref, message("print_banner"))

    def destroyed(self, number: str) -> None:
        """That a print is no more. Raises NotFound."""
        if number not in {entry.number for entry in self.prints()}:
            raise NotFound("no_such_print")
        self._session.vault().enter(
            PrintDestroyed(ref=None, at=self._now(), by=self._session.person(), number=number)
        )

    def prints(self) -> tuple[PrintOut, ...]:
        """Those that are still there, oldest first. One whose record was erased is in the events alone."""
        vault = self._session.vault()
        gone = {kept.entry.number for kept in vault.book(PrintDestroyed) if kept.entry}
        return tuple(
            kept.entry for kept in vault.book(PrintOut) if kept.entry and kept.entry.number not in gone
        )

    def take_out(
        self,
        item: str,
        taken_by: str,
        assessed_by: str,
        assessed_at: datetime,
        due_back: datetime | None = None,
    ) -> TakenOut:
        """Written down before it leaves. Raises RecordIncomplete without a risk assessment made before."""
        vault, now = self._session.vault(), self._now()
        entry = TakenOut(
            ref=None, at=now, by=self._session.person(), number=vault.new_ref(now.year, "OUT"),
            item=item, taken_by=taken_by, assessed_by=assessed_by, assessed_at=assessed_at,
            out_at=now, due_back=due_back,
        )  # fmt: skip
        check_taken_out(entry)
        vault.enter(entry)
        return entry

    @cached_property
    def out_flow(self) -> Flow:
        """The questions before something leaves."""
        return load_flow(self._session.pack, name="off_site")

    def take_out_as(self, answers: tuple[Answer, ...]) -> TakenOut:
        """The same, from the answers to ``out_flow``. Raises NotFound for a print that is not here.

        A risk assessed «today» was assessed before now, or nobody would be asked when.
        """
        given, now, me = FilledIn(answers), self._now(), self._session.person().name
        item = given.words("item") or message("out_this_laptop")
        if given.chosen("item") == "print":
            item = item.upper()
            if item not in {entry.number for entry in self.prints()}:
                raise NotFound("no_such_print")
        assessed_on, due = given.day("assessed_on", now), given.day("due_back", now)
        if assessed_on is None:
            raise RecordIncomplete("out_before_assessment", field="assessed_on")
        return self.take_out(
            item,
            given.who("taken_by", me),
            given.who("assessed_by", me),
            datetime.combine(assessed_on, time(), tzinfo=HERE).astimezone(now.tzinfo),
            ends(due).astimezone(now.tzinfo) if due else None,
        )

    def bring_back(self, number: str) -> None:
        """It is in its place again. Raises NotFound for one that is not out."""
        if number not in {entry.number for entry in self.out()}:
            raise NotFound("nothing_out")
        self._session.vault().enter(
            BroughtBack(ref=None, at=self._now(), by=self._session.person(), number=number)
        )

    def out(self) -> tuple[TakenOut, ...]:
        """What is off-site now, oldest first."""
        vault = self._session.vault()
        back = {kept.entry.number for kept in vault.book(BroughtBack) if kept.entry}
        return tuple(
            kept.entry for kept in vault.book(TakenOut) if kept.entry and kept.entry.number not in back
        )

    def overdue(self) -> tuple[TakenOut, ...]:
        """Of those, what should be back by now."""
        return tuple(each for each in self.out() if each.due_back is not None and each.due_back < self._now())
