"""Drafts: replaced as they grow, sealed to their author and the recovery key, gone once submitted."""

from dataclasses import dataclass
from datetime import datetime

from triage.errors import Locked, NotAllowed, NotFound, SealBroken
from triage.records.draft import Draft
from triage.records.people import Person
from triage.records.place import Place
from triage.vault.case_file import sortable, value_of
from triage.vault.identity import PublicKeys
from triage.vault.places import keep_place, take_place
from triage.vault.refs import random_ref
from triage.vault.sealing import sealed_to
from triage.vault.seated import Seated


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft on file."""

    ref: str
    saved_at: datetime
    draft: Draft | None
    """None when what is on file cannot be read, or is not the reader's."""


class Drafts(Seated):
    """The part of the vault that keeps drafts, and where people were when the screen locked."""

    def new_ref(self, year: int, prefix: str = "ESC") -> str:
        """A reference that no draft or record of this vault has."""
        while True:
            ref = random_ref(year, prefix)
            taken = "select 1 from draft where ref = :ref union all select 1 from record where ref = :ref"
            if not self._connection.rows(taken, ref=ref):
                return ref

    def keep_draft(self, draft: Draft) -> datetime:
        """Saves it in place of the last, sealed to its author and the recovery key; gives when.

        NotAllowed for one submitted, or another author's.
        """
        self._check_mode(draft.mode)
        saved_at, seat = self._now(), self._seated()
        if seat.person.id != draft.author.id:
            raise NotAllowed("not_your_draft")
        recovery = self._register.recovery()
        readers = [seat.keys.recipient, *([recovery.keys.recipient] if recovery else [])]
        body = sealed_to(readers, draft.canonical())
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
                body=body,
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
            KeptDraft(row["ref"], datetime.fromisoformat(row["updated_at"]), self._draft_in(row["body"]))
            for row in rows
        )

    def has_draft(self, ref: str) -> bool:
        """A draft of that reference is on file, whosesoever."""
        return bool(self._connection.rows("select 1 from draft where ref = :ref", ref=ref))

    def draft(self, ref: str) -> Draft:
        """Raises NotFound; SealBroken when it cannot be read."""
        rows = self._connection.rows("select body from draft where ref = :ref", ref=ref)
        if not rows:
            raise NotFound("draft_not_found", ref=ref)
        draft = self._draft_in(rows[0]["body"])
        if draft is None:
            raise SealBroken("draft_unreadable", ref=ref)
        return draft

    def hand_on_drafts(self, author_id: str, keys: PublicKeys) -> int:
        """Seals the drafts that are open to who sits here to their author's new keys; gives how many.

        For the recovery key, when an author has lost their passphrase.
        """
        recovery = self._register.recovery()
        readers = [keys.recipient, *([recovery.keys.recipient] if recovery else [])]
        with self._connection.immediate():
            rows = self._connection.rows("select ref, body from draft where author_id = :id", id=author_id)
            readable = {row["ref"]: self._opened(row["body"]) for row in rows}
            for ref, plain in readable.items():
                if plain is not None:
                    body = sealed_to(readers, plain)
                    self._connection.execute(
                        "update draft set body = :body where ref = :ref", body=body, ref=ref
                    )
        return sum(plain is not None for plain in readable.values())

    def keep_place(self, person: Person, place: Place) -> None:
        """Where they were when the screen locked. Raises Locked unless they sit here."""
        seat = self._seated()
        if seat.person.id != person.id:
            raise Locked
        keep_place(self._connection, seat, place)

    def take_place(self, person: Person) -> Place | None:
        """The same, once; None when there is none. Raises Locked unless they sit here."""
        seat = self._seated()
        if seat.person.id != person.id:
            raise Locked
        return take_place(self._connection, seat)

    def _draft_in(self, body: bytes) -> Draft | None:
        plain = self._opened(body)
        return value_of(Draft, plain) if plain is not None else None
