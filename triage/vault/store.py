"""The vault: drafts that grow, records that never change, what is added to them, and the event of each.

A write is on the disk when its method returns; until then it has not happened. What does not match its seal
is never handed out as if it did.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from triage.errors import NotAllowed, NotFound, NotSaved, SealBroken
from triage.model import Clock
from triage.records.addition import Addition
from triage.records.decision import Decision, check_decision
from triage.records.draft import Draft, Mode
from triage.records.escalation import Escalation
from triage.records.people import Person
from triage.vault.audit import Action, Event, Verification, checkpoint, commitment
from triage.vault.connection import Connection, Row, connect, create_file
from triage.vault.durable import settle_folder
from triage.vault.ledger import append_event, events_about, verified
from triage.vault.refs import random_ref
from triage.vault.schema import migrations
from triage.vault.sealed_rows import addition_of, all_of, decision_of, record_of, sortable, value_of

FILE_NAME = "vault.db"
SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft on file."""

    ref: str
    saved_at: datetime
    draft: Draft | None
    """None when what is on file cannot be read."""


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """A record with all that was added to it, as far as it matches its seal."""

    ref: str
    record: Escalation | None
    """None when it does not match its seal."""
    additions: tuple[Addition, ...]
    """Oldest first."""
    decisions: tuple[Decision, ...]
    """Oldest first; the last is in force."""
    seen: bool
    """Somebody other than the author has opened it."""
    sealed: bool
    """All of it matches; what does not is left out above."""
    outcome_unread: bool
    """Its author has not opened it since the newest decision."""


class Vault:
    """An open vault, safe to call from several threads. Every method raises Locked after ``close``.

    A write raises NotSaved when the disk did not take it; then nothing of it has happened.
    """

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._now = clock
        settings = {row["name"]: row["value"] for row in connection.rows("select name, value from setting")}
        try:
            self.mode = Mode(settings["mode"])
            self.origin = str(settings["origin"])
            """Names this vault in checkpoints; random, says nothing about the service."""
        except (KeyError, ValueError):
            raise SealBroken("vault_damaged") from None

    @classmethod
    def create(cls, folder: Path, key: bytes, clock: Clock, *, mode: Mode = Mode.LIVE) -> Self:
        """Makes the vault and opens it; a crash on the way leaves none. NotAllowed when there is one."""
        file, fresh = folder / FILE_NAME, folder / f"{FILE_NAME}.new"
        if file.exists():
            raise NotAllowed("vault_exists")
        try:
            for left_over in folder.glob(f"{fresh.name}*"):
                left_over.unlink()
            create_file(fresh, key)
            connection = connect(fresh, key, migrations.apply)
            try:
                with connection.immediate():
                    _set(connection, "mode", mode.value)
                    _set(connection, "origin", f"safeguarding-triage/{secrets.token_hex(8)}")
                connection.checkpoint()
            finally:
                connection.close()
            fresh.replace(file)
            settle_folder(folder)
        except OSError:
            raise NotSaved("vault_read_only") from None
        return cls.open(folder, key, clock)

    @classmethod
    def open(cls, folder: Path, key: bytes, clock: Clock) -> Self:
        """Raises NotFound, SealBroken (damaged, or another key's), NotSaved (read-only, full disk), InUse."""
        connection = connect(folder / FILE_NAME, key, migrations.apply)
        try:
            return cls(connection, clock)
        except BaseException:  # whatever it was, nothing may stay open behind it
            connection.close()
            raise

    def close(self) -> None:
        """Empties the write-ahead log into the file and closes. Again is no error."""
        self._connection.close()

    def new_ref(self, year: int, prefix: str = "ESC") -> str:
        """A reference that no draft or record of this vault has."""
        while True:
            ref = random_ref(year, prefix)
            taken = "select 1 from draft where ref = :ref union all select 1 from record where ref = :ref"
            if not self._connection.rows(taken, ref=ref):
                return ref

    def keep_draft(self, draft: Draft) -> datetime:
        """Saves it in place of the last; gives when. NotAllowed for one submitted, or another author's."""
        self._check_mode(draft.mode)
        saved_at = self._now()
        with self._connection.immediate():
            self._refuse_submitted(draft.ref)  # a save that comes late must not bring a draft back
            kept = self._connection.execute(
                """
                insert into draft (ref, author_id, updated_at, body)
                values (:ref, :author_id, :updated_at, :body)
                on conflict (ref) do update set updated_at = :updated_at, body = :body
                where author_id = :author_id
                """,
                ref=draft.ref,
                author_id=draft.author.id,
                updated_at=sortable(saved_at),
                body=draft.canonical(),
            )
            if kept != 1:
                raise NotAllowed("not_your_draft")
        return saved_at

    def drafts(self, author_id: str) -> tuple[KeptDraft, ...]:
        """One author's, newest first."""
        rows = self._connection.rows(
            "select * from draft where author_id = :author_id order by updated_at desc, ref",
            author_id=author_id,
        )
        return tuple(
            KeptDraft(row["ref"], datetime.fromisoformat(row["updated_at"]), value_of(Draft, row["body"]))
            for row in rows
        )

    def draft(self, ref: str) -> Draft:
        """Raises NotFound; SealBroken when it cannot be read."""
        rows = self._connection.rows("select body from draft where ref = :ref", ref=ref)
        if not rows:
            raise NotFound("draft_not_found", ref=ref)
        draft = value_of(Draft, rows[0]["body"])
        if draft is None:
            raise SealBroken("draft_unreadable", ref=ref)
        return draft

    def submit(self, record: Escalation, by: Person) -> None:
        """The record and its event are kept and the draft is gone, all at once or not at all.

        Raises NotAllowed when ``by`` is not the author, or the record is there already or of the other mode.
        """
        self._check_mode(record.mode)
        if by.id != record.author.id:
            raise NotAllowed("not_your_draft")
        salt, body = secrets.token_bytes(SALT_BYTES), record.canonical()
        with self._connection.immediate():
            self._refuse_submitted(record.ref)
            event = self._event(Action.RECORD_SUBMITTED, record.ref, by, commitment(salt, body))
            self._connection.execute(
                """
                insert into record (ref, seq, author_id, mode, rung, submitted_at, salt, body)
                values (:ref, :seq, :author_id, :mode, :rung, :submitted_at, :salt, :body)
                """,
                ref=record.ref,
                seq=event.seq,
                author_id=record.author.id,
                mode=record.mode.value,
                rung=record.rung.value,
                submitted_at=sortable(record.submitted_at),
                salt=salt,
                body=body,
            )
            self._connection.execute("delete from draft where ref = :ref", ref=record.ref)

    def add(self, addition: Addition) -> None:
        """Adds to a submitted record, with the event of it. Raises NotFound."""
        salt, body = secrets.token_bytes(SALT_BYTES), addition.canonical()
        with self._connection.immediate():
            self._record_row(addition.ref)
            event = self._event(Action.ADDITION_MADE, addition.ref, addition.by, commitment(salt, body))
            self._connection.execute(
                "insert into addition (seq, ref, salt, body) values (:seq, :ref, :salt, :body)",
                seq=event.seq,
                ref=addition.ref,
                salt=salt,
                body=body,
            )

    def decide(self, decision: Decision) -> None:
        """Appends it, with the event of it. Raises as ``check_decision`` and ``record`` do."""
        salt, body = secrets.token_bytes(SALT_BYTES), decision.canonical()
        with self._connection.immediate():
            check_decision(decision, self.record(decision.ref))
            event = self._event(Action.DECISION_MADE, decision.ref, decision.by, commitment(salt, body))
            self._connection.execute(
                """
                insert into decision (seq, ref, choice, salt, body)
                values (:seq, :ref, :choice, :salt, :body)
                """,
                seq=event.seq,
                ref=decision.ref,
                choice=decision.choice.value,
                salt=salt,
                body=body,
            )

    def record(self, ref: str) -> Escalation:
        """Raises NotFound; SealBroken when it does not match its seal."""
        record = record_of(self._record_row(ref))
        if record is None:
            raise SealBroken("record_seal_broken", ref=ref)
        return record

    def additions(self, ref: str) -> tuple[Addition, ...]:
        """Oldest first. Raises SealBroken when one does not match its seal."""
        return all_of(ref, [addition_of(row) for row in self._addition_rows(ref)])

    def decisions(self, ref: str) -> tuple[Decision, ...]:
        """Oldest first; the last is in force. Raises SealBroken when one does not match its seal."""
        return all_of(ref, [decision_of(row) for row in self._decision_rows(ref)])

    def kept(self, ref: str) -> KeptRecord:
        """A record and all about it; what does not match its seal is left out and told. Raises NotFound."""
        with self._connection.reading():
            row = self._record_row(ref)
            record = record_of(row)
            additions = [addition_of(row) for row in self._addition_rows(ref)]
            decisions = [decision_of(row) for row in self._decision_rows(ref)]
        return KeptRecord(
            ref=ref,
            record=record,
            additions=tuple(addition for addition in additions if addition),
            decisions=tuple(decision for decision in decisions if decision),
            seen=bool(row["seen"]),
            sealed=all([record, *additions, *decisions]),
            outcome_unread=row["last_of_outcome"] == Action.DECISION_MADE.value,
        )

    def records(self, author_id: str | None = None) -> tuple[KeptRecord, ...]:
        """One author's, or everybody's for None; newest first."""
        rows = self._connection.rows(
            """
            select ref from record where :author_id is null or author_id = :author_id
            order by submitted_at desc, seq desc
            """,
            author_id=author_id,
        )
        return tuple(self.kept(row["ref"]) for row in rows)

    def inbox(self) -> tuple[KeptRecord, ...]:
        """What waits for a decision, or for more information. Most urgent first, then longest waiting."""
        rows = self._connection.rows(
            """
            select record.ref from record
            left join decision on decision.seq = (select max(seq) from decision where ref = record.ref)
            where decision.seq is null or decision.choice = 'more_information'
            order by record.rung, record.submitted_at, record.seq
            """
        )
        return tuple(self.kept(row["ref"]) for row in rows)

    def note(self, action: Action, ref: str | None, person: Person) -> Event:
        """An event that keeps nothing beside it: signed in, opened a record, read an outcome, locked."""
        with self._connection.immediate():
            return self._event(action, ref, person, None)

    def events(self, ref: str | None = None) -> tuple[Event, ...]:
        """About one record, or all for None, in order. Raises SealBroken for one that cannot be read."""
        return events_about(self._connection, ref)

    def verify(self) -> Verification:
        """Walks the chain against all that it covers. SealBroken only when the file itself is damaged."""
        return verified(self._connection)

    def check(self) -> None:
        """Reads every page of the file against its seal. Raises SealBroken."""
        self._connection.check()

    def checkpoint(self) -> str:
        """Three lines to keep elsewhere: a chain rewritten later does not match them. Raises SealBroken."""
        found = self.verify()
        if found.first_fault_seq is not None:
            raise SealBroken("chain_broken", seq=found.first_fault_seq)
        return checkpoint(self.origin, found.count, found.head)

    def _event(self, action: Action, ref: str | None, person: Person, covers: str | None) -> Event:
        return append_event(
            self._connection, at=self._now(), person_id=person.id, action=action, ref=ref, covers=covers
        )

    def _check_mode(self, mode: Mode) -> None:
        if mode is not self.mode:
            raise NotAllowed("practice_stays_apart")

    def _refuse_submitted(self, ref: str) -> None:
        if self._connection.rows("select 1 from record where ref = :ref", ref=ref):
            raise NotAllowed("already_submitted", ref=ref)

    def _record_row(self, ref: str) -> Row:
        rows = self._connection.rows(
            """
            select record.*, event.commitment, exists (
                select 1 from event as opened
                where opened.ref = record.ref and opened.action = 'record_opened'
                and opened.person_id <> record.author_id
            ) as seen, (
                select told.action from event as told
                where told.ref = record.ref and told.action in ('decision_made', 'outcome_read')
                order by told.seq desc limit 1
            ) as last_of_outcome
            from record left join event using (seq) where record.ref = :ref
            """,
            ref=ref,
        )
        if not rows:
            raise NotFound("record_not_found", ref=ref)
        return rows[0]

    def _addition_rows(self, ref: str) -> list[Row]:
        return self._connection.rows(
            """
            select addition.*, event.commitment
            from addition left join event using (seq) where addition.ref = :ref order by seq
            """,
            ref=ref,
        )

    def _decision_rows(self, ref: str) -> list[Row]:
        return self._connection.rows(
            """
            select decision.*, event.commitment
            from decision left join event using (seq) where decision.ref = :ref order by seq
            """,
            ref=ref,
        )


def _set(connection: Connection, name: str, value: str) -> None:
    connection.execute("insert into setting (name, value) values (:name, :value)", name=name, value=value)
