"""Enquiries at the desk: kept by who was asked, read by managers. Nothing here looks anybody up (P3.7)."""

from dataclasses import dataclass
from functools import cached_property

from triage.desk.session import Session
from triage.errors import NotAllowed, NotFound, RecordIncomplete
from triage.interview.facts import Facts
from triage.interview.flow import Flow, load_flow
from triage.interview.interview import Step, replay
from triage.model import Clock
from triage.records.draft import Answer
from triage.records.enquiry import Enquiry, EnquiryAnswer, Follows
from triage.records.people import Role
from triage.text import clean


@dataclass(frozen=True, slots=True)
class EnquiryFile:
    """An enquiry, and what managers wrote to it, oldest first."""

    enquiry: Enquiry
    answers: tuple[EnquiryAnswer, ...]

    @property
    def waits(self) -> bool:
        """No manager has written to it."""
        return not self.answers


class Enquiries:
    """What can be done about them by who sits at the vault. Raises Locked without anybody."""

    def __init__(self, session: Session, now: Clock) -> None:
        self._session = session
        self._now = now

    @cached_property
    def flow(self) -> Flow:
        """The questions."""
        return load_flow(self._session.pack, name="enquiry")

    @cached_property
    def answer_flow(self) -> Flow:
        """A manager's questions."""
        return load_flow(self._session.pack, name="enquiry_answer")

    def keep(self, answers: tuple[Answer, ...]) -> Enquiry:
        """Raises RecordIncomplete while a question that must be answered is not; NotSaved."""
        progress = replay(self.flow, answers, Facts())
        if progress.gaps:
            raise RecordIncomplete("enquiry_incomplete", field=progress.gaps[0].question.title)
        entry = Enquiry(
            ref=None,
            at=self._now(),
            by=self._session.person(),
            enquiry=self._session.vault().new_ref(self._now().year, "ENQ"),
            policy_sha256=self._session.pack.sha256,
            answers=tuple(step.answer for step in progress.steps if step.answer),
        )
        self._session.vault().enter(entry)
        return entry

    def steps(self, enquiry: Enquiry) -> tuple[Step, ...]:
        """Its questions and answers, to be read."""
        return replay(self.flow, enquiry.answers, Facts()).steps

    def listed(self) -> tuple[EnquiryFile, ...]:
        """Newest first: all for a manager, their own for a caseworker."""
        vault, me = self._session.vault(), self._session.person()
        answers = [kept.entry for kept in vault.book(EnquiryAnswer) if kept.entry is not None]
        asked = [kept.entry for kept in vault.book(Enquiry) if kept.entry is not None]
        return tuple(
            EnquiryFile(each, tuple(answer for answer in answers if answer.enquiry == each.enquiry))
            for each in reversed(asked)
            if me.role is Role.MANAGER or each.by.id == me.id
        )

    def count_waiting(self) -> int:
        """How many of those I see wait for a manager."""
        return sum(file.waits for file in self.listed())

    def answer(self, enquiry: str, follows: Follows, words: str, ref: str | None = None) -> EnquiryAnswer:
        """A manager's line. With an order seen, the record it names is held against erasure.

        It gives nothing out: for that the record it names is decided on. Raises NotAllowed, NotFound,
        RecordIncomplete, NotSaved.
        """
        vault, me = self._session.vault(), self._session.person()
        if me.role is not Role.MANAGER:
            raise NotAllowed("not_a_manager")
        file = next((each for each in self.listed() if each.enquiry.enquiry == enquiry), None)
        if file is None:
            raise NotFound("no_such_enquiry")
        written = clean(words).text
        if not written.strip():
            raise RecordIncomplete("enquiry_answer_empty")
        if follows is Follows.DECISION and ref is None:
            raise RecordIncomplete("enquiry_needs_record")
        if ref is not None:
            if vault.kept(ref).closed:
                raise NotAllowed("another_manager_decides", ref=ref)
            if file.enquiry.order_seen:
                vault.hold(ref, on=True)
        line = EnquiryAnswer(
            ref=ref, at=self._now(), by=me, enquiry=enquiry, follows=follows, words=written
        )  # fmt: skip
        vault.enter(line)
        return line
