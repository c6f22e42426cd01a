"""Where SQLCipher's errors become ours, once. No message of SQLCipher goes further than this module."""

from collections.abc import Iterator
from contextlib import contextmanager

from triage.errors import InUse, NotAllowed, NotSaved, SealBroken, TriageError
from triage.vault.sqlcipher import dbapi2

_OURS: dict[int, tuple[type[TriageError], str]] = {
    dbapi2.SQLITE_FULL: (NotSaved, "disk_full"),
    dbapi2.SQLITE_IOERR: (NotSaved, "disk_refused"),
    dbapi2.SQLITE_READONLY: (NotSaved, "vault_read_only"),
    dbapi2.SQLITE_CANTOPEN: (NotSaved, "vault_read_only"),
    dbapi2.SQLITE_PERM: (NotSaved, "vault_read_only"),
    dbapi2.SQLITE_BUSY: (InUse, "vault_busy"),
    dbapi2.SQLITE_LOCKED: (InUse, "vault_busy"),
    dbapi2.SQLITE_NOTADB: (SealBroken, "vault_does_not_open"),
    dbapi2.SQLITE_CORRUPT: (SealBroken, "vault_damaged"),
    dbapi2.SQLITE_AUTH: (NotAllowed, "never_changed"),
    dbapi2.SQLITE_CONSTRAINT: (NotAllowed, "never_changed"),
}
"""By primary result code. https://www.sqlite.org/rescode.html"""


@contextmanager
def border() -> Iterator[None]:
    """What SQLCipher raises inside leaves as a TriageError with the id of its message."""
    try:
        yield
    except dbapi2.Error as wrong:
        kind, message = _OURS.get(getattr(wrong, "sqlite_errorcode", 0) & 0xFF, (NotSaved, "not_saved"))
        raise kind(message) from None
