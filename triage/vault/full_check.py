"""Everything that can be checked in the vault, in the one order in which the checks do not mislead.

The log goes into the file first: SQLCipher's own check reads the file alone, and after a crash it would call
damaged what is merely not there yet. No check stands for another: random damage is seen by one or the other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from triage.errors import TriageError
from triage.vault.connection import Connection
from triage.vault.identity import Identity
from triage.vault.ledger import verified


class Check(StrEnum):
    """One of the checks; also the id of the message that says it failed."""

    LOG = "check_log_wrong"
    """All that was in the write-ahead log is in the file."""
    SEALS = "check_seals_wrong"
    """Each page holds SQLCipher's seal."""
    PAGES = "check_pages_wrong"
    """The pages make whole tables and indexes."""
    LINKS = "check_links_wrong"
    """No row points at one that is not there."""
    CHAIN = "check_chain_wrong"
    """The chain of events, and all that it covers."""
    SEARCH = "check_search_wrong"
    """The index of words holds the words."""
    WITNESS = "check_witness_wrong"
    """The last save is noted outside the vault too."""


@dataclass(frozen=True, slots=True)
class FullCheck:
    """What was found."""

    wrong: tuple[Check, ...]
    """In the order in which they were made; empty: all is well."""

    @property
    def holds(self) -> bool:
        """Nothing is wrong."""
        return not self.wrong


def full_check(connection: Connection, identity: Identity | None) -> FullCheck:
    """All of them, also after one that fails. Raises InUse in a window that only reads."""
    connection.refuse_reader()
    # The connection is not held from first to last: a call that runs saves its draft in between.
    return _made(
        (Check.LOG, connection.checkpoint),
        *_of_a_still_file(connection, identity),
        (Check.SEARCH, lambda: _index_holds(connection)),
        (Check.WITNESS, lambda: connection.is_witnessed),
    )


def still_check(connection: Connection, identity: Identity | None) -> FullCheck:
    """Those that write nothing, not even to the index of words: for a copy."""
    return _made(*_of_a_still_file(connection, identity))


_Named = tuple[Check, Callable[[], bool]]


def _of_a_still_file(connection: Connection, identity: Identity | None) -> tuple[_Named, ...]:
    return (
        (Check.SEALS, lambda: not connection.rows("pragma cipher_integrity_check")),
        (Check.PAGES, lambda: connection.rows("pragma integrity_check") == [{"integrity_check": "ok"}]),
        (Check.LINKS, lambda: not connection.rows("pragma foreign_key_check")),
        (Check.CHAIN, lambda: verified(connection, identity).intact),
    )


def _made(*checks: _Named) -> FullCheck:
    return FullCheck(tuple(check for check, holds in checks if not _holds(holds)))


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except TriageError:  # a damaged page stops a query: that is the finding
        return False


def _index_holds(connection: Connection) -> bool:
    """FTS5 raises when its index does not match its rows."""
    for row in connection.rows(
        "select name from sqlite_master where sql like 'create virtual table%using fts5%'"
    ):
        name = row["name"]
        connection.execute(f"insert into {name} ({name}, rank) values ('integrity-check', 1)")  # noqa: S608 - ours
    return True
