"""The shelf's list: which policy says what, found by its words, and which text has which row of numbers.

A text that stands in many policies is kept once, so it is encoded once and found once. The words side is
bounded: a word that stands nearly everywhere costs most to score and tells least, so rare words are asked
first, until what they would touch is enough.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from triage.shelf.entry import Entry, Pending, Place, Shelved, State, meant
from triage.shelf.faults import ShelfDamaged, list_in_our_words
from triage.shelf.schema import FORM, TABLES

LIST_NAME = "shelf.db"
MOST_TERMS = 32
"""A longer text is asked with its first distinct words."""
MOST_SCORED = 10_000
"""Texts that one look-up may score by words: 10 ms, where all words of a question touch 90 ms worth."""
MOST_FOUND = 500
COMMON_SCORE = 1.0
"""Stands in for BM25 where all words are too common for a score to be worth its time."""

_SET = "insert into meta values (:name, :value) on conflict (name) do update set value = excluded.value"
_ADD_POLICY = "insert into policy (file, title, sha256) values (:file, :title, :sha256) returning id"
_ADD_TEXT = """
insert into clause_text (key, heading, lead_in, said) values (:key, :heading, :lead_in, :said)
on conflict (key) do nothing
"""
_ADD_ENTRY = """
insert into entry (policy_id, clause, heading, first_line, last_line, text_id)
select :policy_id, :clause, :heading, :first_line, :last_line, id from clause_text where key = :key
"""
_DROP_TEXTS = "delete from clause_text where not exists (select 1 from entry where text_id = clause_text.id)"
_PENDING = """
select id, key, lead_in, said from clause_text
where id > :after and key not in (select key from kept) order by id limit :limit
"""
_COUNT_PENDING = "select count(*) from clause_text where key not in (select key from kept)"
_ORPHANS = "select row from kept where key not in (select key from clause_text) order by row"
_LIVE = "select row from kept where key in (select key from clause_text) order by row"
_RENUMBER = """
update kept set row = fresh.place
from (select key, row_number() over (order by row) - 1 as place from kept) as fresh where kept.key = fresh.key
"""
_SPREAD = "select count(*) from (select 1 from word where word match :term limit :limit)"
_FIND = """
select rowid, -bm25(word, 0.5, 1, 1) as score from word where word match :terms
order by score desc, rowid limit :limit
"""
_FIND_ANY = "select rowid from word where word match :terms limit :limit"
_ROWS = """
select id, row from clause_text join kept using (key) where id in (select value from json_each(:ids))
"""
_TEXTS = """
select id, row from kept join clause_text using (key) where row in (select value from json_each(:rows))
"""
_PLACES = """
select text_id, file, title, clause, entry.heading, lead_in, said, first_line, last_line, policies
from (
    select text_id, min(id) as first_id, count(distinct policy_id) as policies from entry
    where text_id in (select value from json_each(:ids)) group by text_id
)
join entry using (text_id) join policy on policy.id = policy_id join clause_text on clause_text.id = text_id
where entry.id = first_id
"""


class ShelfStore:
    """The list in one folder. One thread at a time; every method may raise ShelfDamaged."""

    def __init__(self, folder: Path, *, is_made: bool) -> None:
        """``is_made``: there must be one; otherwise an empty one is made. Raises ShelfDamaged, NotSaved."""
        with list_in_our_words():
            self._db = sqlite3.connect(folder / LIST_NAME, isolation_level=None, check_same_thread=False)
            try:
                self._prepare(is_made=is_made)
            except BaseException:
                self._db.close()
                raise

    def _prepare(self, *, is_made: bool) -> None:
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma foreign_keys = on")
        self._db.execute("pragma temp_store = memory")
        if not is_made and not self._db.execute("select count(*) from sqlite_schema").fetchone()[0]:
            self._db.executescript(f"begin; {TABLES} commit;")
            self.note(form=FORM, encoder="", generation=0, rows=0, edition=0)
        if self._meta().get("form") != FORM:
            raise ShelfDamaged

    def close(self) -> None:
        """Harmless twice."""
        self._db.close()

    @contextmanager
    def reading(self) -> Iterator[State]:
        """One look at the list: what another process commits meanwhile is not seen."""
        with list_in_our_words():
            self._db.execute("begin")
            try:
                yield self.state()
            finally:
                self._db.rollback()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """All of a change or nothing of it. Raises NotSaved."""
        with list_in_our_words():
            self._db.execute("begin immediate")
            try:
                yield
                self.note(edition=self.state().edition + 1)
                self._db.commit()
            except BaseException:
                self._db.rollback()
                raise

    def check(self) -> None:
        """Reads every page: half a second for 100,000 clauses. Raises ShelfDamaged."""
        with list_in_our_words():
            if self._db.execute("pragma quick_check(1)").fetchone()[0] != "ok":
                raise ShelfDamaged

    def state(self) -> State:
        """As committed, or as far as the open change has come."""
        meta = self._meta()
        try:
            numbers = (int(meta[name]) for name in State._fields[1:])
            return State(meta["encoder"], *numbers)
        except (KeyError, ValueError):
            raise ShelfDamaged from None

    def note(self, **values: str | int) -> None:
        """Sets fields of the state."""
        self._db.executemany(_SET, [{"name": name, "value": str(value)} for name, value in values.items()])

    def policies(self) -> dict[str, str]:
        """From file to SHA-256."""
        return dict(self._ask("select file, sha256 from policy"))

    def put(self, policy: Shelved, keys: Sequence[bytes]) -> None:
        """In place of the one from the same file. ``keys`` are those of its entries' texts."""
        self.drop([policy.file])
        facts = {"file": policy.file, "title": policy.title, "sha256": policy.sha256}
        [(policy_id,)] = self._ask(_ADD_POLICY, **facts)
        rows = [
            {
                "policy_id": policy_id, "key": key, "clause": entry.clause, "heading": entry.heading,
                "lead_in": entry.lead_in or "", "said": entry.text,
                "first_line": entry.lines[0], "last_line": entry.lines[1],
            }
            for entry, key in zip(policy.entries, keys, strict=True)
        ]  # fmt: skip
        self._db.executemany(_ADD_TEXT, rows)
        self._db.executemany(_ADD_ENTRY, rows)

    def drop(self, files: Iterable[str]) -> None:
        """These policies leave; their texts stay until ``drop_texts``, for another policy may say them."""
        self._db.executemany("delete from policy where file = ?", [(file,) for file in files])

    def drop_texts(self) -> None:
        """Texts that no policy says any more can no longer be found."""
        self._db.execute(_DROP_TEXTS)

    def counts(self) -> tuple[int, int]:
        """Policies and passages."""
        [found] = self._ask("select (select count(*) from policy), (select count(*) from entry)")
        return found[0], found[1]

    def pending(self, after: int, limit: int) -> list[Pending]:
        """What has no row yet, in the order it came, beyond the text with the id ``after``."""
        return [
            Pending(text_id, key, meant(lead_in, said))
            for text_id, key, lead_in, said in self._ask(_PENDING, after=after, limit=limit)
        ]

    def pending_count(self) -> int:
        """How many texts have no row yet."""
        return int(self._ask(_COUNT_PENDING)[0][0])

    def keep(self, keys: Sequence[bytes], first_row: int) -> None:
        """These keys have the rows from ``first_row`` on."""
        rows = [{"key": key, "row": row} for row, key in enumerate(keys, first_row)]
        self._db.executemany("insert into kept values (:key, :row)", rows)

    def forget_rows(self) -> None:
        """Every text is pending again."""
        self._db.execute("delete from kept")

    def orphans(self) -> list[int]:
        """Rows of texts that have left."""
        return [row for (row,) in self._ask(_ORPHANS)]

    def live(self) -> list[int]:
        """Rows of texts that are here, in order."""
        return [row for (row,) in self._ask(_LIVE)]

    def renumber(self) -> None:
        """Orphans are forgotten; live rows are numbered from 0 in the order they had."""
        self._db.execute("delete from kept where key not in (select key from clause_text)")
        self._db.execute(_RENUMBER)

    def by_words(self, terms: Sequence[str]) -> dict[int, float]:
        """BM25 by text id, best first. Common words count only as far as they can be afforded."""
        spread = {term: self._spread(term) for term in terms[:MOST_TERMS]}
        there = sorted((term for term in spread if spread[term]), key=lambda term: spread[term])
        afforded, scored = [], 0
        for term in there:
            scored += spread[term]
            if scored > MOST_SCORED:
                break
            afforded.append(_quoted(term))
        if afforded:
            return dict(self._ask(_FIND, terms=" OR ".join(afforded), limit=MOST_FOUND))
        if not there:
            return {}
        together = " AND ".join(map(_quoted, there))
        return {text: COMMON_SCORE for (text,) in self._ask(_FIND_ANY, terms=together, limit=MOST_FOUND)}

    def _spread(self, term: str) -> int:
        """How many texts hold it, counted no further than tells."""
        return int(self._ask(_SPREAD, term=_quoted(term), limit=MOST_SCORED + 1)[0][0])

    def rows_of(self, text_ids: Iterable[int]) -> dict[int, int]:
        """From text id to row, for those that have one."""
        return dict(self._ask(_ROWS, ids=_as_json(text_ids)))

    def texts_of(self, rows: Iterable[int]) -> dict[int, int]:
        """From text id to row, for rows that are no orphans."""
        return dict(self._ask(_TEXTS, rows=_as_json(rows)))

    def places(self, text_ids: Iterable[int]) -> dict[int, Place]:
        """Where each of these texts stands."""
        return {
            text_id: Place(
                file, title, Entry(clause, heading, said, lead_in or None, (first, last)), policies
            )
            for text_id, file, title, clause, heading, lead_in, said, first, last, policies in self._ask(
                _PLACES, ids=_as_json(text_ids)
            )
        }

    def _meta(self) -> dict[str, str]:
        return dict(self._ask("select name, value from meta"))

    def _ask(self, query: str, **given: object) -> list[tuple[Any, ...]]:
        with list_in_our_words():
            return self._db.execute(query, given).fetchall()


def _quoted(term: str) -> str:
    return f'"{term}"'


def _as_json(numbers: Iterable[int]) -> str:
    return f"[{','.join(map(str, numbers))}]"
