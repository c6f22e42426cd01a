"""Handing a record to another device, taking one in, and the signed receipt that goes back: by files alone.

Who may be sent what is decided here; what a file must be is the handover room's business.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from triage.desk.letter_book import SENT, LetterBook, recipients
from triage.desk.passed import Passed, anchors, decisions_back, passed
from triage.desk.session import Session
from triage.desk.taking_in import Opened, take_in
from triage.errors import NotAllowed, NotFound, SealBroken
from triage.handover import files
from triage.handover.age_file import seal
from triage.handover.letter import FORMAT, Letter, Receipt, RecordLetter, moment, read_letter
from triage.handover.limits import RECIPIENTS
from triage.handover.plain import read_plain, signed_plain
from triage.handover.standing import Standing
from triage.model import Clock
from triage.paths import private_folder
from triage.records.decision import Decision
from triage.records.escalation import Escalation
from triage.records.people import Person, Role
from triage.vault.case_file import KeptRecord
from triage.vault.identity import Enrolment


@dataclass(frozen=True, slots=True)
class Made:
    """A sealed file that was made."""

    file: Path
    ref: str
    rev: int
    to: tuple[Person, ...]


class HandingOver:
    """For the person at the vault. Every method raises Locked without anybody."""

    def __init__(self, session: Session, now: Clock) -> None:
        self._data_dir = session.folder.parent
        self._book = LetterBook(session, now)

    def receivers(self, ref: str) -> tuple[Person, ...]:
        """Managers on other devices who may be handed this record, by name. Raises as ``make`` does."""
        record, _ = self._readable(ref)
        return tuple(each.person for each in self._receivers(record))

    def make(self, ref: str, to: Iterable[str] = (), folder: Path | None = None) -> Made:
        """A sealed file for managers on other devices, in ``folder`` or the outbox. ``to``: ids; or all.

        Raises NotFound; NotAllowed for a record that is not mine to hand over, or a person who may not have
        it; SealBroken; NotSaved.
        """
        book = self._book
        record, kept = self._readable(ref)
        people = self._chosen(record, frozenset(to))
        decisions = book.decisions(kept)
        letter = RecordLetter(
            format=FORMAT,
            kind="record",
            record_id=ref,
            rev=1 + len(kept.additions) + len(decisions),
            created_utc=moment(book.now()),
            sender=book.sender(),
            to=recipients(people),
            chain=book.chain(),
            record=record,
            additions=kept.additions,
            decisions=decisions,
        )
        file = self._send(letter, folder, record)
        return Made(file, ref, letter.rev, tuple(each.person for each in people))

    def receipt(self, ref: str, folder: Path | None = None) -> Made:
        """The signed receipt for the newest letter of a record that came in, with what was decided on it.

        Raises NotFound when none came in; NotAllowed for a caseworker, or when its sender has left.
        """
        book = self._book
        if book.seat.person.role is not Role.MANAGER:
            raise NotAllowed("not_a_manager")
        record, kept = self._readable(ref)
        came = [
            each.letter
            for each in book.entries(ref)
            if isinstance(each.letter, RecordLetter) and each.kept.standing not in (SENT, Standing.CONFLICT)
        ]
        if not came:
            raise NotFound("nothing_to_acknowledge", ref=ref)
        newest = max(came, key=lambda letter: letter.rev)
        sender = book.enrolled().get(newest.sender.person_id)
        if sender is None:
            raise NotAllowed("receiver_not_found")
        receipt = Receipt(
            format=FORMAT,
            kind="receipt",
            record_id=ref,
            rev=newest.rev,
            created_utc=moment(book.now()),
            sender=book.sender(),
            to=recipients((sender,)),
            chain=book.chain(),
            received_sha256=newest.sha256,
            seen=newest.chain,
            decisions=book.decisions(kept),
        )
        return Made(self._send(receipt, folder, record), ref, receipt.rev, (sender.person,))

    def inbox(self) -> tuple[Path, ...]:
        """The sealed files that lie in the inbox, by name."""
        return files.waiting_in(files.inbox(self._data_dir))

    def open(self, file: Path) -> Opened:
        """Opens one and keeps what is new in it. Raises as ``take_in``."""
        return take_in(self._book, file)

    def passed(self) -> tuple[Passed, ...]:
        """What went out and came in, oldest first. As much of it as is open to who sits here."""
        return passed(self._book)

    def decisions_back(self, ref: str) -> tuple[Decision, ...]:
        """What managers on other devices decided on a record of ours, oldest first. Raises SealBroken."""
        return decisions_back(self._book, ref)

    def anchors(self) -> tuple[str, ...]:
        """The newest checkpoint of each other vault that has sent something here: three lines each."""
        return anchors(self._book)

    def _readable(self, ref: str) -> tuple[Escalation, KeptRecord]:
        kept, me = self._book.vault.kept(ref), self._book.seat.person
        if kept.closed or (kept.record is not None and kept.record.about_person == me.id):
            raise NotAllowed("another_manager_decides", ref=ref)
        if kept.erased:
            raise NotFound("record_erased", ref=ref)
        if kept.record is None or not kept.sealed:
            raise SealBroken("record_seal_broken", ref=ref)
        if kept.record.author.id != me.id and me.role is not Role.MANAGER:
            raise NotAllowed("not_your_record")
        return kept.record, kept

    def _receivers(self, record: Escalation) -> tuple[Enrolment, ...]:
        """Never who it is about. Two devices may know a person by two ids: a name counts as well."""
        register, me = self._book.vault.register, self._book.seat.person
        about = next((each.name for each in register.people() if each.id == record.about_person), None)
        return tuple(
            each
            for each in sorted(register.managers(), key=lambda each: each.person.name)
            if not each.here
            and each.person.id not in (record.about_person, me.id)
            and (about is None or each.person.name.casefold() != about.casefold())
        )

    def _chosen(self, record: Escalation, to: frozenset[str]) -> tuple[Enrolment, ...]:
        if record.about_person is not None and not to:
            raise NotAllowed("name_who_gets_it", ref=record.ref)
        chosen = tuple(each for each in self._receivers(record) if not to or each.person.id in to)
        if not chosen or len(chosen) < len(to) or len(chosen) > RECIPIENTS:
            raise NotAllowed("receiver_not_found")
        return chosen

    def _send(self, letter: Letter, folder: Path | None, about: Escalation) -> Path:
        plain = signed_plain(letter, self._book.seat.signing)
        signed = read_plain(plain)
        read_letter(signed.body)  # what nobody would take is refused here, where it can still be put right
        where = files.outbox(self._data_dir) if folder is None else folder
        fresh = files.Fresh(where, seal(plain, letter.to), files.SUFFIX)
        try:
            with self._book.connection.immediate():
                self._book.keep(letter, signed, SENT, about)
        except BaseException:  # whatever it was, no file may go out that no event tells of
            fresh.drop()
            raise
        return fresh.name_it()


def into(folder: Path) -> Path:
    """A folder chosen for sealed files, made if it is not there; one that is there stays as it is."""
    return folder if folder.is_dir() else private_folder(folder)
