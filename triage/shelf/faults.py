"""Where errors of sqlite and of the disk become the shelf's own, once."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from triage.errors import NotSaved, TriageError

_FULL = frozenset({sqlite3.SQLITE_FULL})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})
"""SQLITE_ERROR too: our statements are right, so a table that is not there was lost."""


class ShelfDamaged(TriageError):
    """A file of the shelf is not what was written; making it again loses nothing but time."""

    code = "shelf_damaged"


class OtherEncoder(TriageError):
    """The rows are those of another encoder: words still find, until the index is built again."""

    code = "shelf_other_encoder"


@contextmanager
def list_in_our_words() -> Iterator[None]:
    """Errors of sqlite as ours: ShelfDamaged, NotSaved."""
    try:
        yield
    except sqlite3.DatabaseError as wrong:
        number = getattr(wrong, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if number in _DAMAGED:
            raise ShelfDamaged from None
        raise NotSaved("shelf_disk_full" if number in _FULL else "shelf_not_saved") from None


@contextmanager
def disk_in_our_words() -> Iterator[None]:
    """Raises NotSaved for what the disk did not take."""
    try:
        yield
    except OSError as refusal:
        is_full = refusal.errno in (errno.ENOSPC, errno.EDQUOT)
        raise NotSaved("shelf_disk_full" if is_full else "shelf_not_saved") from None
