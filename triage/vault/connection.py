"""One keyed connection to the encrypted file: opened in the one safe order, guarded for use by threads."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any

from triage.errors import InUse, Locked, NotAllowed, NotFound, NotSaved, SealBroken, TriageError
from triage.model import Clock
from triage.vault.append_only import authorize
from triage.vault.ballast import Ballast
from triage.vault.border import border
from triage.vault.how_far import begin_outside, count_commit, head_of, loss_in
from triage.vault.sqlcipher import Database, dbapi2
from triage.vault.whereabouts import refuse_far
from triage.vault.witness import Loss, Witness

Row = dict[str, Any]

PLAIN_HEADER = b"SQLite format 3\0"
"""How a database begins that is not encrypted."""
APPLICATION_ID = 0x54524941
"""``TRIA``. Writing it makes a new file's first page, whose header is looked at before anything is kept."""

_FULL = ("disk_full", dbapi2.SQLITE_FULL)
_REFUSED = ("disk_refused", dbapi2.SQLITE_IOERR)

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
    """Statements for the store. Raises what ``border`` makes of SQLCipher's errors; Locked once closed.

    A write through one that is ``read_only`` raises InUse: another window has the vault.
    """

    def __init__(
        self, db: Database, witness: Witness, ballast: Ballast, now: Clock, *, read_only: bool = False
    ) -> None:
        self._db = db
        self._witness = witness
        self._now = now
        self._guard = RLock()
        self._is_open = True
        self.ballast = ballast
        """Room for a full disk; it is given up on the way into ``immediate``."""
        self.read_only = read_only
        self.loss: Loss | None = None
        """Saves that the witness saw and that are not here; None after ``accept_loss``.
        Until then the witness keeps what it says."""
        with border():
            self.loss = loss_in(db, witness, now())

    @property
    def is_witnessed(self) -> bool:
        """The last commit is noted outside the vault too."""
        return self.loss is None and self._witness.works

    def rows(self, sql: str, /, **facts: str | int | bytes | None) -> list[Row]:
        """All rows of a query."""
        with self._in_use():
            cursor = self._db.execute(sql, facts)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def execute(self, sql: str, /, **facts: str | int | bytes | None) -> int:
        """Runs one change, inside ``immediate``; gives how many rows it touched."""
        with self._in_use():
            self.refuse_reader()
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
            self.refuse_reader()
            self.ballast.give_up_when_low()
            try:
                self._db.execute("begin immediate")
                yield
                head = count_commit(self._db, self._now())
                self._db.execute("commit")
            except BaseException as stopped:  # also a key press: half a transaction must not stay open
                if self._db.conn.in_transaction:
                    self._db.execute("rollback")
                if self._is_full(stopped) and self.ballast.give_up():
                    raise NotSaved("reserve_freed") from None
                raise
            if self.loss is None:
                self._witness.say(head)

    @contextmanager
    def untouched(self) -> Iterator[None]:
        """No other writer comes in while the block runs; nothing is changed."""
        with self._in_use():
            self.refuse_reader()
            self._db.execute("begin immediate")
            try:
                yield
            finally:
                self._db.execute("rollback")

    def accept_loss(self) -> None:
        """From here on the witness follows the vault as it is. The caller has put its loss on record."""
        with self._in_use():
            self.loss = None
            self._witness.settle(head_of(self._db, self._now()))

    def checkpoint(self) -> bool:
        """Moves all that is in the write-ahead log into the file, and empties the log. False: a reader is in
        the way."""
        self.refuse_reader()
        return all(row["busy"] == 0 for row in self.rows("pragma wal_checkpoint(truncate)"))

    def check(self) -> None:
        """Reads every page against its seal, the log's too once it is checkpointed. Raises SealBroken."""
        if not self.read_only:
            self.checkpoint()
        broken = self.rows("pragma cipher_integrity_check")
        if broken or self.rows("pragma integrity_check") != [{"integrity_check": "ok"}]:
            raise SealBroken("vault_damaged")

    def close(self) -> None:
        """Checkpoints and closes; never raises, and again is no error."""
        with self._guard:
            if not self._is_open:
                return
            if not self.read_only:
                # On a full or failing disk what is in the log stays there, and is read from there next time.
                with suppress(TriageError):
                    self.checkpoint()
                self._witness.rest()
                self.ballast.keep()
            self._is_open = False
            self._db.close()

    def _is_full(self, stopped: BaseException) -> bool:
        code = (
            stopped.code if isinstance(stopped, NotSaved) else getattr(stopped, "sqlite_errorcode", 0) & 0xFF
        )
        # SQLite says either of a disk without room: it depends on which of its files had to grow.
        return code in _FULL or (code in _REFUSED and self.ballast.is_low)

    def refuse_reader(self) -> None:
        """Raises InUse where another window has the vault, and this one only reads."""
        if self.read_only:
            raise InUse("vault_in_use_elsewhere")

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        with self._guard, border():
            if not self._is_open:
                raise Locked
            yield


def create_file(file: Path, key: bytes) -> None:
    """Makes an empty encrypted database, mode 0600. Raises NotAllowed when something is there already."""
    refuse_far(file.parent)
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise NotAllowed("vault_exists") from None
    except OSError:
        raise NotSaved("vault_read_only") from None
    with border():
        raw = keyed(file, key)
        raw.execute(f"pragma application_id={APPLICATION_ID}")
        raw.close()
    _refuse_plain(file)


def connect(
    file: Path,
    key: bytes,
    prepare: Callable[[Database], None],
    now: Clock,
    *,
    read_only: bool = False,
    outside: Path | None = None,
) -> Connection:
    """Opens what ``create_file`` made. ``prepare`` runs the migrations, before the append-only lock shuts.

    ``outside`` is a folder for the second witness. ``read_only`` is for a window beside another that has the
    vault: nothing is written, not even by SQLite. Raises NotFound, SealBroken (damaged, or another key's),
    NotSaved (the folder is read-only), NotAllowed (it is copied elsewhere, or on another computer), InUse.
    """
    refuse_far(file.parent)
    if not file.exists():
        raise NotFound("vault_missing")
    _refuse_plain(file)
    witness, ballast = Witness(file.parent, key, outside), Ballast(file.parent)
    if read_only:
        return _for_reading(file, key, "mode=ro", witness=witness, ballast=ballast, now=now)
    try:
        connection = _for_writing(file, key, prepare, witness=witness, ballast=ballast, now=now)
    except NotSaved:
        # With no byte free not even the index of the log can be made.
        if not ballast.give_up():
            raise
        connection = _for_writing(file, key, prepare, witness=witness, ballast=ballast, now=now)
    ballast.keep()
    return connection


def _for_writing(
    file: Path,
    key: bytes,
    prepare: Callable[[Database], None],
    *,
    witness: Witness,
    ballast: Ballast,
    now: Clock,
) -> Connection:
    with border():
        raw = keyed(file, key)
        try:
            if raw.execute("pragma journal_mode=wal").fetchone() != ("wal",):
                raise NotSaved("vault_read_only")
            for setting in _SETTINGS:
                raw.execute(f"pragma {setting}")
            db = Database(raw, execute_plugins=False)
            prepare(db)
            raw.set_authorizer(authorize)
            connection = Connection(db, witness, ballast, now)
            if connection.loss is None:
                begin_outside(db, witness, now())
        except BaseException:  # whatever it was, a half-opened file must not stay open
            raw.close()
            raise
    return connection


def connect_still(file: Path, key: bytes, now: Clock) -> Connection:
    """Opens a file that nobody writes to, such as a copy on a disk that may only be read: nothing is made
    beside it. Raises NotFound, SealBroken."""
    if not file.exists():
        raise NotFound("vault_missing")
    _refuse_plain(file)
    folder = file.parent
    return _for_reading(
        file, key, "mode=ro&immutable=1", witness=Witness(folder, key), ballast=Ballast(folder), now=now
    )


def _for_reading(
    file: Path, key: bytes, how: str, *, witness: Witness, ballast: Ballast, now: Clock
) -> Connection:
    with border():
        raw = keyed(file, key, how)
        try:
            raw.execute("pragma trusted_schema=off")
            raw.execute("pragma mmap_size=0")
            raw.execute("pragma busy_timeout=5000")
            db = Database(raw, execute_plugins=False)
            raw.set_authorizer(authorize)
            return Connection(db, witness, ballast, now, read_only=True)
        except BaseException:  # the same
            raw.close()
            raise


def keyed(file: Path, key: bytes, how: str = "mode=rw") -> Any:
    """SQLCipher's own connection, without our settings and without the append-only lock; the key fits.

    ``how``: SQLite's own words for it, https://www.sqlite.org/uri.html. Its errors are SQLCipher's: call it
    within ``border``.
    """
    key_text = key.hex()
    if not re.fullmatch(r"[0-9a-f]{64}", key_text):
        raise ValueError("a vault key has 32 bytes: SQLCipher would take any other as a passphrase")
    address = file.absolute().as_uri() + f"?{how}"
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
