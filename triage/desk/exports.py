"""Papers in a file, at the desk: each numbered, and written down in the book of prints before it is made.

Who may print may export: a manager, or the author of the record. What is released to the person it is about
goes through ``data_requests``; the policy itself needs nobody signed in.
"""

from collections.abc import Callable
from dataclasses import dataclass

from triage.content import message
from triage.desk.exported import Sources, anchor, paper_of, record_paper, sealed_paper
from triage.desk.session import Session
from triage.desk.views import RecordFile
from triage.errors import NotAllowed, NotFound, SealBroken
from triage.model import Clock
from triage.papers.building import parts_of
from triage.papers.paper import About, Form, Paper
from triage.papers.redaction import redacted_parts
from triage.records.data_request import redacted
from triage.records.paper import PrintOut, check_print
from triage.records.people import Role


@dataclass(frozen=True, slots=True)
class How:
    """How a paper is wanted."""

    form: Form
    kept_where: str
    """The cabinet or system that the copy goes to."""
    duty_confirmed: bool
    redacted: bool = False
    sealed: bool = True
    """The file opens with a passphrase only."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A paper that can be written once its line is in the book."""

    entry: PrintOut
    paper: Paper
    also: Callable[[], object] = tuple
    """What else is written down with it: that a copy was released, that figures were given out."""

    @property
    def file_name(self) -> str:
        """Neutral: the number of the copy, the reference and the form."""
        parts = (self.entry.number, self.paper.reference)
        name = "-".join(dict.fromkeys(filter(None, parts))) + f".{self.entry.form}"
        return f"{name}.age" if self.entry.sealed else name


class Exports:
    """What can be made by who sits at the vault. Raises Locked without anybody."""

    def __init__(self, session: Session, now: Clock) -> None:
        self._session = session
        self._now = now

    def record(self, ref: str, how: How) -> Ready:
        """The whole record. Raises NotFound, NotAllowed, SealBroken, RecordIncomplete."""
        entry = self._entry(About.RECORD, ref, how)
        return Ready(entry, record_paper(About.RECORD, self._file(ref), self._sources(entry)))

    def decision(self, ref: str, how: How) -> Ready:
        """What was decided on it, what came of it, and the clauses. Raises NotFound where none was made."""
        entry, file = self._entry(About.DECISION, ref, how), self._file(ref)
        if not file.decisions:
            raise NotFound("export_no_decision", ref=ref)
        return Ready(entry, record_paper(About.DECISION, file, self._sources(entry)))

    def case_note(self, ref: str, how: How) -> Ready:
        """The text for the case notes, of a record or of a call of mine. Raises as ``CaseNotes.of_draft``."""
        from triage.desk.case_notes import CaseNotes, case_note_of

        entry = self._entry(About.CASE_NOTE, ref, how)
        notes, sources = CaseNotes(self._session, self._now), self._sources(entry)
        if not notes.is_call(ref):
            file = self._file(ref)
            return Ready(entry, sealed_paper(About.CASE_NOTE, file, case_note_of(file, entry.at), sources))
        found = notes.of_draft(ref)
        parts = redacted_parts(found, [entry.by.name]) if entry.redacted else parts_of(found)
        return Ready(entry, paper_of(About.CASE_NOTE, entry, sources.mode, parts, tuple(anchor(sources))))

    def request(
        self, request: str, how: How, keep: frozenset[int], leave_out: frozenset[int], reasons: str
    ) -> Ready:
        """The copy for the person it is about; with its line in the book it is released. A manager's.

        Raises as ``DataRequests.release``.
        """
        from triage.desk.data_requests import DataRequests
        from triage.desk.exported_others import copy_parts

        requests, gone = DataRequests(self._session, self._now), message("passage_left_out")
        passages = requests.passages(request)
        redacted(passages, keep, leave_out, gone)
        asked = next(each.entry for each in requests.listed() if each.request == request)
        entry = self._entry(About.REQUEST, asked.ref if asked else None, how)
        paper = paper_of(
            About.REQUEST, entry, self._session.vault().mode, copy_parts(passages, leave_out),
            reference=request, marking="paper_marking_request",
        )  # fmt: skip
        return Ready(entry, paper, lambda: requests.release(request, keep, leave_out, reasons, gone))

    def statistics(self, number: str, how: How) -> Ready:
        """Figures that were fixed, unchanged; with its line in the book they are given out once more.

        Raises NotAllowed for who is no manager, NotFound.
        """
        from triage.desk.exported_others import figures_parts
        from triage.desk.statistics import Statistics

        figures = Statistics(self._session, self._now)
        made = next((each for each in figures.made() if each.number == number), None)
        if made is None:
            raise NotFound("no_such_statistics")
        entry = self._entry(About.STATISTICS, None, how)
        paper = paper_of(
            About.STATISTICS, entry, self._session.vault().mode, figures_parts(made, figures.duty),
            reference=number, marking="paper_marking_statistics",
        )  # fmt: skip
        return Ready(entry, paper, lambda: figures.again(number, duty_confirmed=how.duty_confirmed))

    def certificate(self, person_id: str | None, how: How) -> Ready:
        """The page for the personnel file: mine, or for a manager somebody else's. Raises as ``Practice``."""
        from triage.desk.exported_others import certificate_parts
        from triage.desk.practice import Practice, certificate_lines

        path = Practice(self._session, self._now).certificate(person_id)
        parts = certificate_parts(certificate_lines(path, self._session.pack))
        entry = self._entry(About.CERTIFICATE, None, how)
        mode = self._session.vault().mode
        return Ready(
            entry, paper_of(About.CERTIFICATE, entry, mode, parts, marking="paper_marking_certificate")
        )

    def enter(self, ready: Ready) -> None:
        """Its line in the book, before the file holds a word. Raises NotSaved."""
        ready.also()
        self._session.vault().enter(ready.entry)

    def _entry(self, of: About, ref: str | None, how: How) -> PrintOut:
        now = self._now()
        entry = PrintOut(
            ref=ref, at=now, by=self._session.person(), number=self._session.vault().new_ref(now.year, "PRN"),
            kept_where=how.kept_where, duty_confirmed=how.duty_confirmed, of=of.value, form=how.form.value,
            redacted=how.redacted, sealed=how.sealed,
        )  # fmt: skip
        check_print(entry)
        return entry

    def _sources(self, entry: PrintOut) -> Sources:
        from triage.desk.letter_book import LetterBook

        return Sources(entry, self._session.vault().mode, LetterBook(self._session, self._now).chain())

    def _file(self, ref: str) -> RecordFile:
        """All of a record, as ``Desk.record`` gives it: the line in the book takes the place of its event."""
        from triage.desk.sharing import Sharing

        vault, me = self._session.vault(), self._session.person()
        kept = vault.kept(ref)
        mine = kept.record is not None and kept.record.author.id == me.id
        if not mine and me.role is not Role.MANAGER:
            raise NotAllowed("not_your_record")
        if kept.closed:
            raise NotAllowed("another_manager_decides", ref=ref)
        if kept.record is None or not kept.sealed:
            raise SealBroken("record_seal_broken", ref=ref)
        shared = Sharing(self._session, self._now).about(ref)
        if not shared.whole:
            raise SealBroken("record_seal_broken", ref=ref)
        names = {person.id: person.name for person in vault.register.people()}
        history = tuple(
            (event.at, names.get(event.person_id, event.person_id), event.action.value)
            for event in vault.events(ref)
        )
        return RecordFile(ref, kept.record, kept.additions, kept.decisions, history, True, shared.entries)
