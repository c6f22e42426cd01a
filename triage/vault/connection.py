"""One keyed connection to the encrypted file: opened in the one safe order, guarded for use by threads."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any

from triage.errors import Locked, NotAllowed, NotFound, NotSaved, SealBroken, TriageError
from triage.vault.append_only import authorize
from triage.vault.border import border
from triage.vault.sqlcipher import Database, dbapi2

Row = dict[str, Any]

PLAIN_HEADER = b"SQLite format 3\0"
"""How a database begins that is not encrypted."""
APPLICATION_ID = 0x54524941
"""``TRIA``. Writing it makes a new file's first page, whose header is looked at before anything is kept."""

_SETTINGS = (
    "synchronous=full",
    "foreign_keys=on",
    "recursive_triggers=on",  # without it INSERT OR REPLACE passes by the delete triggers
    "secure_delete=on",
    "trusted_schema=off",
    "cell_size_check=on",
    "mmap_size=0",
    "busy_timeout=5000",
    "wal_autocheckpoint=100",
)


class Connection:
    """Statements for the store. Raises what ``border`` makes of SQLCipher's errors; Locked once closed."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._guard = RLock()
        self._is_open = True

    def rows(self, sql: str, /, **facts: str | int | bytes | None) -> list[Row]:
        """All rows of a query."""
        with self._in_use():
            cursor = self._db.execute(sql, facts)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def execute(self, sql: str, /, **facts: str | int | bytes | None) -> int:
        """Runs one change, inside ``immediate``; gives how many rows it touched."""
        with self._in_use():
            return int(self._db.execute(sql, facts).rowcount)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """The queries inside see one moment of the vault, whatever other threads write."""
        with self._in_use():
            yield

    @contextmanager
    def immediate(self) -> Iterator[None]:
        """One transaction that is on the disk when the block ends, or has left no trace when it raises.

        ``begin immediate``: a deferred one that reads and then writes fails at once beside another writer.
        """
        with self._in_use():
            self._db.execute("begin immediate")
            try:
                yield
                self._db.execute("commit")
            except BaseException:  # also a key press that interrupts: half a transaction must not stay open
                if self._db.conn.in_transaction:
                    self._db.execute("rollback")
                raise

    def checkpoint(self) -> None:
        """Moves all that is in the write-ahead log into the file, and empties the log."""
        self.rows("pragma wal_checkpoint(truncate)")

    def check(self) -> None:
        """Reads every page against its seal, the log's too once it is checkpointed. Raises SealBroken."""
        self.checkpoint()
        broken = self.rows("pragma cipher_integrity_check")
        if broken or self.rows("pragma integrity_check") != [{"integrity_check": "ok"}]:
            raise SealBroken("vault_damaged")

    def close(self) -> None:
        """Checkpoints and closes; never raises, and again is no error."""
        with self._guard:
            if not self._is_open:
                return
            # On a full or failing disk what is in the log stays in the log, and is read from there next time.
            with suppress(TriageError):
                self.checkpoint()
            self._is_open = False
            self._db.close()

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        with self._guard, border():
            if not self._is_open:
                raise Locked
            yield


def create_file(file: Path, key: bytes) -> None:
    """Makes an empty encrypted database, mode 0600. Raises NotAllowed when something is there already."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise NotAllowed("vault_exists") from None
    except OSError:
        raise NotSaved("vault_read_only") from None
    with border():
        raw = _keyed(file, key)
        raw.execute(f"pragma application_id={APPLICATION_ID}")
        raw.close()
    _refuse_plain(file)


def connect(file: Path, key: bytes, prepare: Callable[[Database], None]) -> Connection:
    """Opens what ``create_file`` made. ``prepare`` runs the migrations, before the append-only lock shuts.

    Raises NotFound, SealBroken (damaged, or another key's), NotSaved (the folder is read-only), InUse.
    """
    if not file.exists():
        raise NotFound("vault_missing")
    _refuse_plain(file)
    with border():
        raw = _keyed(file, key)
        try:
            if raw.execute("pragma journal_mode=wal").fetchone() != ("wal",):
                raise NotSaved("vault_read_only")
            for setting in _SETTINGS:
                raw.execute(f"pragma {setting}")
            db = Database(raw, execute_plugins=False)
            prepare(db)
            raw.set_authorizer(authorize)
        except BaseException:  # whatever it was, a half-opened file must not stay open
            raw.close()
            raise
    return Connection(db)


def _keyed(file: Path, key: bytes) -> Any:
    key_text = key.hex()
    if not re.fullmatch(r"[0-9a-f]{64}", key_text):
        raise ValueError("a vault key has 32 bytes: SQLCipher would take any other as a passphrase")
    address = file.absolute().as_uri() + "?mode=rw"
    raw = dbapi2.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    try:
        raw.execute("pragma cipher_log_level=NONE")  # it writes to stderr, where the screen is drawn
        raw.execute("pragma cipher_memory_security=on")
        raw.set_key(f"x'{key_text}'")
        raw.execute("select count(*) from sqlite_master").fetchone()
    except BaseException:  # the same
        raw.close()
        raise
    return raw


def _refuse_plain(file: Path) -> None:
    """An emptied file would open as a new vault, and one that was never encrypted must not be written to."""
    try:
        with file.open("rb") as source:
            header = source.read(len(PLAIN_HEADER))
    except OSError:
        raise NotSaved("vault_read_only") from None
    if len(header) < len(PLAIN_HEADER) or header == PLAIN_HEADER:
        raise SealBroken("vault_damaged")
