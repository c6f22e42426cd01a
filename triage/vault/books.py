"""Books beside the records: dated lines, each covered by an event, so that none is changed or taken away."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from triage.errors import NotAllowed, NotFound
from triage.records.book import BookEntry
from triage.vault.case_file import value_of
from triage.vault.cases import Cases
from triage.vault.words import vouched

E = TypeVar("E", bound=BookEntry)


@dataclass(frozen=True, slots=True)
class KeptEntry(Generic[E]):
    """One line of a book as it stands in the vault."""

    seq: int
    """Of its event: lines have the order in which they were written."""
    ref: str | None
    entry: E | None
    """None when it does not match its seal, is closed to the reader, or was erased with its record."""


class Books(Cases):
    """The part of the vault that keeps books."""

    def enter(self, entry: BookEntry) -> int:
        """Writes a line, with the event of it; its number. Raises NotAllowed, NotFound, SealBroken, NotSaved.

        A line about a record whose words are sealed is sealed to the same readers.
        """
        if self._seated().person.id != entry.by.id:
            raise NotAllowed("not_your_draft")
        with self._connection.immediate():
            body = entry.canonical()
            if entry.ref is not None and self._has_record(entry.ref):
                body = self._for_its_readers(self.record(entry.ref), body)
            return self._write_line(entry, body)

    def book(self, kind: type[E], ref: str | None = None) -> tuple[KeptEntry[E], ...]:
        """The lines of a book, oldest first; those about one record, or all for None."""
        rows = self._connection.rows(
            """
            select book.seq, book.ref, event.commitment, words.salt, words.body
            from book left join event using (seq) left join words on words.seq = book.seq
            where book.book = :book and (:ref is null or book.ref = :ref) order by book.seq
            """,
            book=kind.BOOK,
            ref=ref,
        )
        found = []
        for row in rows:
            body = vouched(row)
            plain = self._opened(body) if body is not None else None
            entry = value_of(kind, plain) if plain is not None else None
            found.append(KeptEntry(int(row["seq"]), row["ref"], entry))
        return tuple(found)

    def _has_record(self, ref: str) -> bool:
        try:
            self.kept(ref)
        except NotFound:
            return False
        return True
