"""Requests to see or to remove what is kept: anybody writes one down, a manager decides (policy 4, 6)."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from triage.content import message
from triage.desk.session import Session
from triage.errors import NotAllowed, NotFound, RecordIncomplete, TriageError
from triage.interview.facts import Facts
from triage.interview.flow import Flow, load_flow
from triage.interview.interview import replay
from triage.model import Clock
from triage.records.data_request import (
    DataRequest,
    Outcome,
    Passage,
    RequestAnswer,
    Wanted,
    passages,
    redacted,
)
from triage.records.draft import Answer
from triage.records.people import Role
from triage.records.summary import summary
from triage.text import clean

_REASON = "their_request"


@dataclass(frozen=True, slots=True)
class RequestFile:
    """A request and the manager's decisions on it, oldest first."""

    request: str
    entry: DataRequest | None
    """None: its words went with the record that was removed."""
    answers: tuple[RequestAnswer, ...]

    @property
    def waits(self) -> bool:
        """No manager has decided on it."""
        return not self.answers


class DataRequests:
    """What can be done about them by who sits at the vault. Raises Locked without anybody."""

    def __init__(self, session: Session, now: Clock) -> None:
        self._session = session
        self._now = now

    @cached_property
    def flow(self) -> Flow:
        """The questions."""
        return load_flow(self._session.pack, name="data_request")

    def decision_flow(self, what: Literal["release", "refusal", "removal"]) -> Flow:
        """The questions to a manager before one of the three ways to decide."""
        return load_flow(self._session.pack, name=f"request_{what}")

    def keep(self, answers: tuple[Answer, ...]) -> DataRequest:
        """Raises RecordIncomplete for an open question; NotFound for a record that is not here; NotSaved."""
        progress = replay(self.flow, answers, Facts())
        if progress.gaps:
            raise RecordIncomplete("enquiry_incomplete", field=progress.gaps[0].question.title)
        vault = self._session.vault()
        named = progress.step("record")
        ref = named.answer.words.strip().upper() if named and named.answer else ""
        if ref:
            vault.kept(ref)
        entry = DataRequest(
            ref=ref or None,
            at=self._now(),
            by=self._session.person(),
            request=vault.new_ref(self._now().year, "REQ"),
            policy_sha256=self._session.pack.sha256,
            answers=tuple(step.answer for step in progress.steps if step.answer),
        )
        vault.enter(entry)
        return entry

    def listed(self) -> tuple[RequestFile, ...]:
        """Newest first: all for a manager, their own for a caseworker."""
        vault, me = self._session.vault(), self._session.person()
        answers = [kept.entry for kept in vault.book(RequestAnswer) if kept.entry is not None]
        asked = {kept.entry.request: kept.entry for kept in vault.book(DataRequest) if kept.entry is not None}
        names = [*asked, *(each.request for each in answers if each.request not in asked)]
        return tuple(
            RequestFile(name, asked.get(name), tuple(each for each in answers if each.request == name))
            for name in reversed(dict.fromkeys(names))
            if me.role is Role.MANAGER or (name in asked and asked[name].by.id == me.id)
        )

    def passages(self, request: str) -> tuple[Passage, ...]:
        """What the record that a request names holds, line by line, for a manager to go through."""
        from triage.vault.audit import Action

        entry, _ = self._of(request, None)
        ref = _named(entry)
        vault = self._session.vault()
        record, kept = vault.record(ref), vault.kept(ref)
        vault.note(Action.RECORD_OPENED, ref)
        named = next((each.words for each in entry.answers if each.question == "who"), "")
        return passages(summary(record, kept.additions, kept.decisions, self._now(), on_paper=True), named)

    def release(
        self, request: str, keep: frozenset[int], leave_out: frozenset[int], reasons: str, placeholder: str
    ) -> str:
        """The copy that may be given out, once it is written down that it was.

        Raises RecordIncomplete while a passage that may name somebody else is undecided, or without reasons.
        """
        _, ref = self._of(request, Wanted.ACCESS)
        text = redacted(self.passages(request), keep, leave_out, placeholder)
        self._answer(request, Outcome.RELEASED, reasons, ref, tuple(sorted(leave_out)))
        return text

    def release_to(
        self, request: str, folder: Path, keep: frozenset[int], leave_out: frozenset[int], reasons: str
    ) -> Path:
        """The same, written into a new file of a neutral name in ``folder``; the file.

        Raises what ``release`` raises, and NotSaved: then there is no file, and nothing was written down.
        """
        from triage.desk.private_file import write_private

        file = folder / f"{request}.txt"
        placeholder = message("passage_left_out")
        write_private(file, lambda: self.release(request, keep, leave_out, reasons, placeholder))
        return file

    def refuse(self, request: str, reasons: str) -> None:
        """Nothing is given out, or nothing is removed, and why."""
        entry, _ = self._of(request, None)
        refused = Outcome.REFUSED if entry.wanted is Wanted.ACCESS else Outcome.NOT_REMOVED
        self._answer(request, refused, reasons, entry.ref)

    def remove(self, request: str) -> tuple[str, ...]:
        """Takes the record's words out of the vault for good; names the copies that still hold them.

        Raises NotAllowed, with the reason, while its decision is open, an order holds it, or an order waits
        for an answer (P6.8).
        """
        from triage.desk.removing import remove

        _, ref = self._of(request, Wanted.REMOVAL)
        left = remove(self._session, ref, _REASON)
        self._answer(request, Outcome.REMOVED, "", None)
        return left

    def why_not_removed(self, request: str) -> TriageError | None:
        """What stands in the way of ``remove`` now, to be read before it is tried (P6.8); None: nothing."""
        from triage.desk.removing import why_not_removed

        try:
            _, ref = self._of(request, Wanted.REMOVAL)
        except TriageError as reason:
            return reason
        return why_not_removed(self._session, ref)

    def _of(self, request: str, wanted: Wanted | None) -> tuple[DataRequest, str]:
        if self._session.person().role is not Role.MANAGER:
            raise NotAllowed("not_a_manager")
        file = next((each for each in self.listed() if each.request == request), None)
        if file is None or file.entry is None:
            raise NotFound("no_such_request")
        if wanted is not None and file.entry.wanted is not wanted:
            raise RecordIncomplete("request_asks_for_other")
        return file.entry, _named(file.entry) if wanted is not None else ""

    def _answer(
        self, request: str, outcome: Outcome, reasons: str, ref: str | None, left_out: tuple[int, ...] = ()
    ) -> None:
        written = clean(reasons).text.strip()
        if not written and outcome is not Outcome.REMOVED:
            raise RecordIncomplete("enquiry_answer_empty")
        self._session.vault().enter(
            RequestAnswer(
                ref=ref,
                at=self._now(),
                by=self._session.person(),
                request=request,
                outcome=outcome,
                reasons=written,
                left_out=left_out,
            )
        )


def _named(entry: DataRequest) -> str:
    """Raises RecordIncomplete."""
    if entry.ref is None:
        raise RecordIncomplete("request_names_no_record")
    return entry.ref
