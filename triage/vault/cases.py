"""Records and all about them: submitted once, added to, decided, found again, and erased when it is time."""

from itertools import count

from triage.errors import NotAllowed, NotFound, SealBroken
from triage.records.addition import Addition
from triage.records.book import BookEntry
from triage.records.decision import Choice, Decision, check_decision
from triage.records.escalation import Escalation
from triage.records.people import Role
from triage.vault.audit import (
    Action,
    Event,
)
from triage.vault.case_file import KeptRecord, read_case
from triage.vault.deciding import signed_decision
from triage.vault.erasing import erase_words
from triage.vault.identity import SigningKey
from triage.vault.placing import make_findable, place_record, wait_for_decision
from triage.vault.sealing import sealed_to
from triage.vault.seated import Seated

_PAGE = 500
"""Records read at a time where all are asked for."""
_MOST_PLACES = 10_000
"""Of a search: a word that stands everywhere must not hold it up."""


class Cases(Seated):
    """The part of the vault that keeps records."""

    def submit(self, record: Escalation, *lines: BookEntry) -> None:
        """The record and its event are kept and the draft is gone, all at once or not at all.

        So are ``lines`` of the books about it.

        A worry about a manager is sealed to the author and the other managers. Raises NotAllowed when who
        sits here is not the author, or the record is there already or of the other mode.
        """
        self._check_mode(record.mode)
        if self._seated().person.id != record.author.id:
            raise NotAllowed("not_your_draft")
        body = self._for_its_readers(record, record.canonical())
        with self._connection.immediate():
            self._refuse_submitted(record.ref)
            event = self._append(Action.RECORD_SUBMITTED, record.ref, body)
            place_record(self._connection, event.seq, record)
            self._connection.execute("delete from draft where ref = :ref", ref=record.ref)
            for line in lines:
                self._write_line(line, self._for_its_readers(record, line.canonical()))

    def add(self, addition: Addition) -> None:
        """Adds to a submitted record, with the event of it. Raises NotFound, SealBroken, NotAllowed."""
        if self._seated().person.id != addition.by.id:
            raise NotAllowed("not_your_draft")
        with self._connection.immediate():
            record = self.record(addition.ref)
            body = self._for_its_readers(record, addition.canonical())
            event = self._append(Action.ADDITION_MADE, addition.ref, body)
            self._connection.execute(
                "insert into addition (seq, ref) values (:seq, :ref)", seq=event.seq, ref=addition.ref
            )
            make_findable(self._connection, event.seq, addition, sealed=record.about_person is not None)

    def decide(self, decision: Decision, deciding: SigningKey) -> None:
        """Appends it, signed with the manager's deciding key, with the event of it.

        Raises as ``check_decision`` and ``record`` do; NotAllowed when the key is not that of an enrolled
        manager, or not of who sits here.
        """
        seat = self._seated()
        enrolled = self._register.now().get(seat.person.id)
        key = deciding.public_key().public_bytes_raw().hex()
        if (
            seat.person.id != decision.by.id
            or enrolled is None
            or enrolled.person.role is not Role.MANAGER
            or enrolled.keys.deciding != key
        ):
            raise NotAllowed("only_a_manager_decides")
        with self._connection.immediate():
            record = self.record(decision.ref)
            check_decision(decision, record)
            body = self._for_its_readers(record, decision.canonical())
            event = self._append(Action.DECISION_MADE, decision.ref, body)
            self._connection.execute(
                """
                insert into decision (seq, ref, choice, signature) values (:seq, :ref, :choice, :signature)
                """,
                seq=event.seq,
                ref=decision.ref,
                choice=decision.choice.value,
                signature=signed_decision(decision.canonical(), record.canonical(), deciding),
            )
            if decision.choice is Choice.MORE_INFORMATION:
                wait_for_decision(self._connection, record)
            else:
                self._connection.execute("delete from waiting where ref = :ref", ref=record.ref)
            make_findable(self._connection, event.seq, decision, sealed=record.about_person is not None)

    def record(self, ref: str) -> Escalation:
        """Raises NotFound, also when its words were erased; NotAllowed when it is closed to who sits here;
        SealBroken when it does not match its seal."""
        kept = self.kept(ref)
        if kept.record is not None:
            return kept.record
        if kept.erased:
            raise NotFound("record_erased", ref=ref)
        if kept.closed:
            raise NotAllowed("another_manager_decides", ref=ref)
        raise SealBroken("record_seal_broken", ref=ref)

    def kept(self, ref: str) -> KeptRecord:
        """A record and all about it; what does not match its seal is left out and told. Raises NotFound."""
        return read_case(self._connection, ref, self._register, self._seat.identity if self._seat else None)

    def records(self, author_id: str | None = None, most: int | None = None) -> tuple[KeptRecord, ...]:
        """One author's, or everybody's for None; newest first by their place in the list of events,
        which no clock moves; at most ``most``. None that is closed to who sits here."""
        whose = "author_id = :author_id" if author_id is not None else ":author_id is null"
        return self._readable(
            f"select ref from record where {whose} order by seq desc",  # noqa: S608 - ours
            most,
            author_id=author_id,
        )

    def inbox(self, most: int | None = None) -> tuple[KeptRecord, ...]:
        """What waits for a decision, or for more information. Most urgent first, then longest waiting; at
        most ``most``. None that is closed to who sits here."""
        return self._readable("select ref from waiting order by rung, submitted_at, ref", most)

    def count_waiting(self) -> int:
        """How many records wait, without those that are closed to who sits here."""
        [open_to_all] = self._connection.rows("select count(*) as many from waiting where sealed = 0")
        return int(open_to_all["many"]) + len(
            self._readable("select ref from waiting where sealed = 1", None)
        )

    def search(self, text: str, most: int, author_id: str | None = None) -> tuple[KeptRecord, ...]:
        """Records in which every word of ``text`` stands, or begins a word; the newest additions first. One
        author's, or everybody's for None, among the 10,000 newest places.

        Records sealed to some people only are never found: their words are in no index.
        """
        words = [word.replace('"', '""') for word in text.split()]
        if not words:
            return ()
        return self._readable(
            """
            select ref from words join record using (ref) where words.seq in (
                select -rowid from found where found match :query order by rowid limit :newest
            ) and (:author_id is null or author_id = :author_id) group by ref order by max(words.seq) desc
            """,
            most,
            author_id=author_id,
            query=" ".join(f'"{word}"*' for word in words),
            newest=_MOST_PLACES if author_id else 10 * most,
        )

    def erase(self, ref: str, reason: str) -> Event:
        """Takes the words of a record, and of all that was added to it, out of the file; its events stay.

        ``reason`` is an id, never words about a person. Raises NotFound; NotAllowed when who sits here is no
        manager, and while the record waits for a decision or is held.
        """
        with self._connection.immediate():
            self.refuse_erasing(ref)
            event = self._append(Action.RECORD_ERASED, ref, reason.encode())
            erase_words(self._connection, ref, event.seq)
        self._connection.checkpoint()  # or the pages that held them would stay in the log
        return event

    def refuse_erasing(self, ref: str) -> None:
        """Raises what ``erase`` would raise now, and nothing where it would erase."""
        seat = self._seated()
        enrolled = self._register.now().get(seat.person.id)
        if enrolled is None or enrolled.person.role is not Role.MANAGER:
            raise NotAllowed("only_a_manager_erases")
        kept = self.kept(ref)
        if kept.erased:
            raise NotFound("record_erased", ref=ref)
        if kept.closed:
            raise NotAllowed("another_manager_decides", ref=ref)
        if not kept.decisions or kept.decisions[-1].choice is Choice.MORE_INFORMATION:
            raise NotAllowed("erase_waits_for_decision", ref=ref)
        if self._is_held(ref):
            raise NotAllowed("erase_held", ref=ref)

    def hold(self, ref: str, *, on: bool) -> Event:
        """Holds a record against erasure, for a court, the police or an inquiry; or lets it go. NotFound."""
        with self._connection.immediate():
            self.kept(ref)
            return self._append(Action.HOLD_SET if on else Action.HOLD_LIFTED, ref, None)

    def _write_line(self, entry: BookEntry, body: bytes) -> int:
        """A line of a book and the event of it, in the caller's transaction; its number."""
        event = self._append(Action.BOOK_WRITTEN, entry.ref, body)
        self._connection.execute(
            "insert into book (seq, book, ref) values (:seq, :book, :ref)",
            seq=event.seq,
            book=entry.BOOK,
            ref=entry.ref,
        )
        return event.seq

    def _for_its_readers(self, record: Escalation, body: bytes) -> bytes:
        if record.about_person is None:
            return body
        readers = [each for each in self._register.managers() if each.person.id != record.about_person]
        author = self._register.now().get(record.author.id)
        readers += [author] if author else []
        return sealed_to([self._seated().keys.recipient, *(each.keys.recipient for each in readers)], body)

    def _readable(self, sql: str, most: int | None, **facts: str | int | None) -> tuple[KeptRecord, ...]:
        """Those of the query's records that are open to who sits here, read page by page."""
        found: list[KeptRecord] = []
        page = _PAGE if most is None else max(2 * most, 1)
        for start in count(0, page):
            rows = self._connection.rows(f"{sql} limit :page offset :start", page=page, start=start, **facts)
            for row in rows:
                kept = self.kept(row["ref"])
                if not kept.closed:
                    found.append(kept)
                    if len(found) == most:
                        return tuple(found)
            if len(rows) < page:
                break
        return tuple(found)

    def _is_held(self, ref: str) -> bool:
        rows = self._connection.rows(
            """
            select action from event where ref = :ref and action in ('hold_set', 'hold_lifted')
            order by seq desc limit 1
            """,
            ref=ref,
        )
        return bool(rows) and rows[0]["action"] == Action.HOLD_SET.value
