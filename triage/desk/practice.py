"""The induction path (policy 9): which sections of the policy somebody has practised, and what comes next.

It is a book of the service's vault, and holds that a practice call was played, never what was typed in it.
Every line is about one text of the policy: when the text changes, the path begins again.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from triage.content import message
from triage.desk.practice_room import scenarios
from triage.desk.session import Session
from triage.errors import NotAllowed, NotFound, RecordIncomplete
from triage.labels import label
from triage.model import Clock
from triage.policy.pack import Pack
from triage.practice.scenario import Scenario
from triage.records.people import Person, Role
from triage.records.practised import Practised
from triage.records.receipt import PolicyReceipt


@dataclass(frozen=True, slots=True)
class Induction:
    """How far somebody is on the path."""

    person: Person
    finished: tuple[str, ...]
    """Ids of the practice calls that came to an end, each once, in the order of the first time."""
    stopped: tuple[str, ...]
    """Those begun and never finished."""
    retries: int
    """How often a call was played again."""
    sections_open: tuple[str, ...]
    """Sections of the policy that no finished call has practised, and that some call could."""
    next: str | None
    """The call to play next: one that was stopped, or else one with most of what is open. None: all done."""
    receipt_on: date | None
    """When they confirmed a copy of the text in use; None where they have not."""
    practised_on: date | None
    """When the last section was practised; None while one is open."""

    @property
    def whole(self) -> bool:
        """Every section was practised and the copy of the policy is confirmed."""
        return self.receipt_on is not None and self.practised_on is not None


class Practice:
    """What can be done about it by who sits at the vault. Raises Locked without anybody."""

    def __init__(self, session: Session, now: Clock) -> None:
        self._session = session
        self._now = now

    def note(self, scenario_id: str, *, finished: bool) -> None:
        """My line: I played it. Raises NotSaved."""
        self._session.vault().enter(
            Practised(
                ref=None,
                at=self._now(),
                by=self._session.person(),
                policy_sha256=self._session.pack.sha256,
                scenario=scenario_id,
                finished=finished,
            )
        )

    def mine(self) -> Induction:
        """How far I am."""
        return self._path(self._session.person())

    def paths(self) -> tuple[Induction, ...]:
        """How far everybody is, by name. Raises NotAllowed for who is no manager."""
        if self._session.person().role is not Role.MANAGER:
            raise NotAllowed("only_a_manager_sees_practice")
        people = (entry.person for entry in self._session.vault().register.now().values())
        return tuple(map(self._path, sorted(people, key=lambda person: (person.name, person.id))))

    def certificate(self, person_id: str | None = None) -> Induction:
        """Mine, or for a manager somebody else's. Raises NotAllowed, NotFound; RecordIncomplete while the
        path is not whole."""
        me = self._session.person()
        known = (self._path(me),) if person_id in (None, me.id) else self.paths()
        path = next((each for each in known if each.person.id == (person_id or me.id)), None)
        if path is None:
            raise NotFound("nobody_with_id")
        if not path.whole:
            raise RecordIncomplete("practice_not_whole", field=path_words(path))
        return path

    def _path(self, person: Person) -> Induction:
        vault, pack = self._session.vault(), self._session.pack
        lines = [
            kept.entry
            for kept in vault.book(Practised)
            if kept.entry is not None
            and (kept.entry.by.id, kept.entry.policy_sha256) == (person.id, pack.sha256)
        ]
        known = {each.id: each for each in scenarios(pack)}
        finished = tuple(dict.fromkeys(line.scenario for line in lines if line.finished))
        stopped = tuple(dict.fromkeys(line.scenario for line in lines if line.scenario not in finished))
        practised = {section for each in finished if each in known for section in known[each].sections}
        can_be = {section for each in known.values() for section in each.sections}
        still_open = tuple(
            section.number
            for section in pack.policy.sections
            if section.number in can_be and section.number not in practised
        )
        receipts = [kept.entry for kept in vault.book(PolicyReceipt) if kept.entry is not None]
        mine = [each for each in receipts if (each.by.id, each.policy_sha256) == (person.id, pack.sha256)]
        return Induction(
            person,
            finished,
            stopped,
            sum(count - 1 for count in Counter(line.scenario for line in lines).values()),
            still_open,
            _next(known, finished, stopped, still_open),
            mine[-1].at.date() if mine else None,
            _day_of_last(lines, known, can_be),
        )


def path_words(path: Induction) -> str:
    """How far somebody is, in one line for their manager: completion and retries."""
    if not path.sections_open:
        sections = message("practice_sections_done")
    else:
        sections = message("practice_sections_open", sections=", ".join(path.sections_open))
    return message(
        "practice_path_row",
        name=path.person.name,
        role=label("role", path.person.role),
        finished=len(path.finished),
        retries=path.retries,
        sections=sections,
        receipt=message("practice_has_receipt" if path.receipt_on else "practice_no_receipt"),
    )


def certificate_lines(path: Induction, pack: Pack) -> tuple[str, ...]:
    """The page for the personnel file: what was covered and when, of which text. No result of any call."""
    assert path.receipt_on is not None
    assert path.practised_on is not None
    titles = {each.id: each.title for each in scenarios(pack)}
    return (
        message("certificate_title", title=pack.title),
        message("certificate_name", name=path.person.name, role=label("role", path.person.role)),
        message("certificate_receipt", on=f"{path.receipt_on:%d %B %Y}"),
        message("certificate_practised", on=f"{path.practised_on:%d %B %Y}"),
        *(f"  {section.number} {section.heading}" for section in pack.policy.sections),
        message("certificate_calls", count=len(path.finished)),
        *(f"  {titles[each]}" for each in path.finished if each in titles),
        message("certificate_text", sha256=pack.sha256),
        message("certificate_due"),
        message("certificate_signed"),
    )


def _day_of_last(lines: list[Practised], known: dict[str, Scenario], wanted: set[str]) -> date | None:
    still_open = set(wanted)
    for each in lines:
        if each.finished and each.scenario in known:
            still_open -= set(known[each.scenario].sections)
            if not still_open:
                return each.at.date()
    return None


def _next(
    known: dict[str, Scenario],
    finished: tuple[str, ...],
    stopped: tuple[str, ...],
    still_open: tuple[str, ...],
) -> str | None:
    for each in stopped:
        if each in known:
            return each
    fresh = [each for each in known.values() if each.id not in finished]
    if not fresh:
        return None
    return max(fresh, key=lambda each: len(set(each.sections) & set(still_open))).id
