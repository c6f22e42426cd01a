"""Case-note text for every consideration, and calls that are taken no further (policy 7; P7.19)."""

from datetime import datetime
from functools import cached_property

from triage.desk.session import Session
from triage.desk.views import RecordFile
from triage.errors import NotAllowed, NotFound, RecordIncomplete, SealBroken
from triage.interview.facts import Facts, facts_of
from triage.interview.flow import Flow, load_flow
from triage.interview.interview import Step, replay
from triage.interview.submission import as_it_stands
from triage.model import Clock
from triage.records.case_note import case_note
from triage.records.document import Kind, Section, TextLine
from triage.records.draft import Answer, Draft
from triage.records.left_off import LeftOff, TakenUp, breach_considered, check_left_off
from triage.records.people import Role


def case_note_of(file: RecordFile, now: datetime) -> tuple[Section, ...]:
    """The note of a record that was opened. Raises SealBroken when it is not as submitted."""
    if file.record is None or not file.sealed:
        raise SealBroken("record_seal_broken", ref=file.ref)
    return case_note(file.record, file.additions, file.decisions, file.shared, now)


def _said(step: Step) -> str:
    if step.answer is None:
        return ""
    chosen = (step.question.option(choice) for choice in step.answer.choices)
    return ". ".join([*(option.label for option in chosen if option), *filter(None, [step.answer.words])])


class CaseNotes:
    """What can be done about them by who sits at the vault. Raises Locked without anybody."""

    def __init__(self, session: Session, now: Clock) -> None:
        self._session = session
        self._now = now

    @cached_property
    def flow(self) -> Flow:
        """The questions before a call is taken no further."""
        return load_flow(self._session.pack, name="left_off")

    def is_call(self, ref: str) -> bool:
        """It is a call on file that never became a record, whosesoever."""
        return self._session.vault().has_draft(ref)

    def of_draft(self, ref: str) -> tuple[Section, ...]:
        """The note of a call that is no record yet, or never became one. Its author's.

        Raises RecordIncomplete before a rung was chosen: nothing is being considered yet.
        """
        draft = self._mine(ref)
        progress = replay(load_flow(self._session.pack), draft.answers, facts_of(draft, ()))
        record = as_it_stands(draft, progress, self._session.pack, self._now())
        left = next((entry for entry in self.left_off() if entry.ref == ref), None)
        standing = "case_note_left_off" if left else "case_note_not_submitted"
        why = [TextLine(title, words, Kind.NOTE) for title, words in self.answered(left)] if left else []
        return case_note(record, (), (), (), self._now(), standing=standing, left_off=why)

    def answered(self, entry: LeftOff) -> tuple[tuple[str, str], ...]:
        """Its questions and what was answered, to be read."""
        steps = replay(self.flow, entry.answers, Facts()).steps
        return tuple((step.question.title, _said(step)) for step in steps)

    def leave_off(self, draft: Draft, answers: tuple[Answer, ...], *, about_manager: bool) -> LeftOff:
        """The draft leaves the list of open calls; it stays on file. Raises RecordIncomplete, NotSaved."""
        if draft.author.id != self._session.person().id:
            raise NotAllowed("not_your_draft")
        progress = replay(self.flow, answers, Facts())
        if progress.gaps:
            raise RecordIncomplete("enquiry_incomplete", field=progress.gaps[0].question.title)
        entry = LeftOff(
            ref=draft.ref,
            at=self._now(),
            by=self._session.person(),
            rung=draft.rung,
            considered=breach_considered(draft),
            answers=tuple(step.answer for step in progress.steps if step.answer),
        )
        check_left_off(entry, about_manager)
        self._session.vault().enter(entry)
        return entry

    def left_off(self) -> tuple[LeftOff, ...]:
        """Newest first: all for a manager, their own for a caseworker. Not those taken up again."""
        me = self._session.person()
        return tuple(
            entry
            for entry in reversed(self._standing())
            if me.role is Role.MANAGER or entry.by.id == me.id
        )  # fmt: skip

    def take_up(self, ref: str) -> Draft:
        """Its author goes on with it. Raises NotFound for one that is not theirs or not left off."""
        me = self._session.person()
        if not any(entry.ref == ref and entry.by.id == me.id for entry in self._standing()):
            raise NotFound("draft_not_found", ref=ref)
        draft = self._session.vault().draft(ref)
        self._session.vault().enter(TakenUp(ref=ref, at=self._now(), by=me))
        return draft

    def _mine(self, ref: str) -> Draft:
        vault, me = self._session.vault(), self._session.person()
        if ref not in {kept.ref for kept in vault.drafts(me.id)}:
            raise NotAllowed("not_your_draft")
        return vault.draft(ref)

    def _standing(self) -> tuple[LeftOff, ...]:
        """Those whose last line says so, oldest first."""
        vault = self._session.vault()
        up = {kept.ref: kept.seq for kept in vault.book(TakenUp)}
        last = {kept.ref: kept for kept in vault.book(LeftOff)}
        return tuple(
            kept.entry
            for kept in last.values()
            if kept.entry is not None and kept.seq > up.get(kept.ref, -1)
        )  # fmt: skip
