"""The words side: an FTS5 index in memory over what is public, the policy and our notes on it.

Plain ``sqlite3`` serves: nothing of a caller is ever stored here, only asked with. Porter stems, an OR of the
words that carry meaning; the default AND of all words finds nothing for a spoken sentence.
"""

import json
import re
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

MOST_TERMS = 64
"""A longer text is asked with its first distinct words: enough to find, bounded in time."""

_WORD = re.compile(r"[^\W_]+")
_TABLE = """
create virtual table entry using fts5(
    key unindexed, heading, body, gist, names, examples, tokenize = "porter unicode61 remove_diacritics 2"
)
"""
_INSERT = "insert into entry values (:key, :heading, :body, :gist, :names, :examples)"
_FIND = """
select key, -bm25(entry, 0, 0.5, 1, 1, 1, 1) as score
from entry where entry match :terms order by score desc, rowid limit :limit
"""
_MARK = """
select key, highlight(entry, 1, char(2), char(3)) || ' ' || highlight(entry, 2, char(2), char(3))
       || ' ' || highlight(entry, 3, char(2), char(3)) || ' ' || highlight(entry, 4, char(2), char(3))
       || ' ' || highlight(entry, 5, char(2), char(3)) as marked
from entry where entry match :terms and key in (select value from json_each(:keys))
"""
_MARKED = re.compile("\x02([^\x03]*)\x03")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found by its words."""

    key: str
    heading: str
    """Counts half: it stands over many clauses."""
    body: str
    gist: str
    names: str
    examples: str


class WordHit(NamedTuple):
    """One entry that shares words with the text."""

    key: str
    score: float
    """BM25, more is better; always above 0."""


class WordIndex:
    """Entries by the words they share with a text. Safe from any thread."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._turn = threading.Lock()
        self._db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._db.execute(_TABLE)
        self._db.executemany(
            _INSERT,
            [{name: getattr(entry, name) for name in Entry.__slots__} for entry in entries],
        )

    def find(self, terms: Iterable[str], limit: int) -> list[WordHit]:
        """Best first; empty when no entry has any of ``terms``, whatever they hold."""
        rows = self._ask(_FIND, terms, limit=limit)
        return [WordHit(key, score) for key, score in rows if score > 0]

    def matched(self, terms: Iterable[str], keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """For those of ``keys`` that match, the entry's words that did, in the entry's order."""
        rows = self._ask(_MARK, terms, keys=json.dumps(list(keys)))
        return {key: _matched(marked) for key, marked in rows}

    def _ask(self, query: str, terms: Iterable[str], **given: str | int) -> list[tuple[str, Any]]:
        asked = " OR ".join(f'"{term}"' for term in terms)
        if not asked:
            return []
        with self._turn:
            return self._db.execute(query, {"terms": asked, **given}).fetchall()


def terms_of(text: str, stop_words: frozenset[str]) -> tuple[str, ...]:
    """The distinct words of ``text`` that carry meaning: letters and digits only, so none is query syntax."""
    found = dict.fromkeys(_WORD.findall(text.casefold()))
    kept = [word for word in found if word not in stop_words and (len(word) > 1 or word.isdigit())]
    return tuple(kept[:MOST_TERMS])


def _matched(marked: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.casefold() for word in _MARKED.findall(marked)))
