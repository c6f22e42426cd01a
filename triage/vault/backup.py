"""Copies of the vault that are opened and read through before they count, and a vault put back from one.

A copy is a folder: vault.db, vault.keys, service.json, and copy.json, which says what it holds under a seal
made with the vault's key. It opens with the same passphrases, also those that are changed later in the
vault. It is made under another name and renamed last: a crash leaves nothing that looks like a copy.
Making one is an event, so that what is erased later can be said to be in it still.
"""

import hashlib
import hmac
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import AwareDatetime, ValidationError

from triage.errors import NotAllowed, NotFound, NotSaved, SealBroken, TriageError
from triage.paths import private_folder
from triage.records.stored import Stored
from triage.vault.audit import Action
from triage.vault.border import border
from triage.vault.connection import Connection, connect_still, keyed
from triage.vault.durable import settle_folder, write_durably
from triage.vault.full_check import still_check
from triage.vault.store import FILE_NAME, Vault
from triage.vault.whereabouts import refuse_far, refuse_synced

LABEL = "copy.json"
BESIDE = ("vault.keys", "service.json")
"""What a copy holds beside the vault itself; a vault made without them is copied without them."""
PREFIX = "triage-copy-"
LARGEST_LABEL = 64 * 1024
"""Bytes; a longer one is none of ours."""
_UNFINISHED = ".triage-copy-unfinished"


class CopyLabel(Stored):
    """What a copy says of itself. No name of anybody, and none of the service."""

    format: str = "triage-copy/1"
    at: AwareDatetime
    origin: str
    """Names the vault, as its checkpoints do."""
    events: int
    head: str
    """Hash of its last event."""
    rows: dict[str, int]
    """Of each table."""
    files: dict[str, str]
    """SHA-256 of each file in it but this one."""
    seal: str
    """Over all the rest."""

    def sealed(self, key: bytes) -> "CopyLabel":
        """With the seal that this key makes."""
        body = self.model_copy(update={"seal": ""}).canonical()
        seal = hmac.new(hmac.digest(key, b"triage-copy/1 seal of the label", "sha256"), body, "sha256")
        return self.model_copy(update={"seal": seal.hexdigest()})


@dataclass(frozen=True, slots=True)
class ListedCopy:
    """A copy as the vault has it on its list."""

    seq: int
    """The event of it: what was written before stands in the copy, erased since or not."""
    at: datetime
    name: str
    """Of its folder; where that is now nobody knows."""
    gone: bool
    """Somebody has said that it was destroyed."""


@dataclass(frozen=True, slots=True)
class Newer:
    """What a vault holds and a copy of it does not."""

    readable: bool
    """False: the vault could not be read, so nobody can tell."""
    records: int = 0
    additions: int = 0
    decisions: int = 0
    drafts: int = 0
    """That were saved since."""
    copies: tuple[str, ...] = ()
    """On its list, and not on that of the copy."""


def make_copy(vault: Vault, folder: Path, into: Path, key: bytes, at: datetime) -> Path:
    """A checked copy of the vault in ``folder``, in a new folder in ``into``; gives that.

    Raises NotSaved (no room, read-only; then nothing is left), NotAllowed where ``into`` is copied elsewhere,
    SealBroken when the copy does not hold: then the vault itself is damaged.
    """
    refuse_synced(into)
    name = f"{PREFIX}{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    unfinished = into / _UNFINISHED
    if (into / name).exists():
        raise NotAllowed("copy_exists", name=name)
    try:
        if not into.exists():
            private_folder(into)
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        try:
            with vault.connection.untouched():
                rows, events, head = _counted(vault.connection)
                _write_database(folder / FILE_NAME, unfinished / FILE_NAME, key)
            for beside in BESIDE:
                if (folder / beside).exists():
                    write_durably(unfinished / beside, (folder / beside).read_bytes())
            label = CopyLabel(
                at=at.astimezone(UTC), origin=vault.origin, events=events, head=head, rows=rows,
                files=_sums(unfinished), seal="",
            ).sealed(key)  # fmt: skip
            write_durably(unfinished / LABEL, label.canonical())
            check_copy(unfinished, key)
            # On the list first: a copy that a crash keeps off it would be forgotten when something is erased.
            vault.note(Action.COPY_MADE, name)
            unfinished.rename(into / name)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        settle_folder(into)
    except OSError:
        raise NotSaved("copy_not_saved") from None
    return into / name


def listed_copies(vault: Vault) -> tuple[ListedCopy, ...]:
    """All that were ever made, newest first."""
    events = [
        each for each in vault.events() if each.ref and each.action in (Action.COPY_MADE, Action.COPY_GONE)
    ]
    gone = {each.ref for each in events if each.action is Action.COPY_GONE}
    made = {each.ref or "": each for each in events if each.action is Action.COPY_MADE}
    return tuple(
        ListedCopy(each.seq, each.at, name, name in gone)
        for name, each in sorted(made.items(), key=lambda named: -named[1].seq)
    )


def copies_with(vault: Vault, seq: int) -> tuple[ListedCopy, ...]:
    """Copies that hold what event ``seq`` wrote, and of which nobody has said that they are gone."""
    return tuple(copy for copy in listed_copies(vault) if copy.seq > seq and not copy.gone)


def note_put_back(vault: Vault, copy: Path, aside: Path | None, newer: Newer | None) -> None:
    """Keeps that ``copy`` stands here now, and puts all that holds the same words on the list anew: the copy
    itself, the vault that was moved aside, and the copies that only that one knew of."""
    names = {copy.name, *((aside.name,) if aside else ()), *(newer.copies if newer else ())}
    for name in sorted(names):
        vault.note(Action.COPY_MADE, name)
    vault.note(Action.COPY_RESTORED, copy.name)


def note_gone(vault: Vault, name: str) -> None:
    """Keeps that somebody has destroyed a copy. Raises NotFound for one that was never made."""
    if all(copy.name != name for copy in listed_copies(vault)):
        raise NotFound("copy_not_listed", name=name)
    vault.note(Action.COPY_GONE, name)


def copies_in(folder: Path) -> tuple[Path, ...]:
    """The copies in a folder, oldest first; none is opened."""
    return tuple(sorted(each for each in folder.glob(f"{PREFIX}*") if (each / LABEL).is_file()))


def check_copy(copy: Path, key: bytes) -> CopyLabel:
    """Opens a copy and reads all of it. Raises NotFound; SealBroken naming the first thing that is wrong."""
    label = _label(copy)
    if not hmac.compare_digest(label.sealed(key).seal, label.seal):
        raise SealBroken("copy_changed", file=LABEL)
    found = _sums(copy)
    for name, expected in label.files.items():
        if found.get(name) != expected:
            raise SealBroken("copy_changed", file=name)
    connection = connect_still(copy / FILE_NAME, key, lambda: label.at)
    try:
        checked = still_check(connection, None)
        if not checked.holds:
            raise SealBroken(checked.wrong[0].value)
        if _counted(connection) != (label.rows, label.events, label.head):
            raise SealBroken("copy_changed", file=FILE_NAME)
    finally:
        connection.close()
    return label


def newer_in(folder: Path, key: bytes | None, copy: Path, key_of_copy: bytes) -> Newer:
    """What the vault in ``folder`` has and the copy of it lacks. ``key`` is None where nobody can open it."""
    try:
        if key is None:
            return Newer(readable=False)
        now, then = _seqs(folder / FILE_NAME, key), _seqs(copy / FILE_NAME, key_of_copy)
    except TriageError:
        return Newer(readable=False)
    more = {name: len(now[name] - then[name]) for name in now}
    return Newer(
        True, more["record"], more["addition"], more["decision"], more["draft"],
        copies=tuple(sorted(map(str, now["copy"] - then["copy"]))),
    )  # fmt: skip


def put_back(copy: Path, folder: Path, key: bytes, at: datetime) -> Path | None:
    """The vault in ``folder`` is as the copy has it; gives where the one before stands now, whole.

    None where there was none. Nothing is overwritten and nothing deleted. The caller holds the window lock,
    and opens the vault afterwards: it says by itself that it is older than its witness. Raises as
    ``check_copy``, NotSaved.
    """
    refuse_far(folder)
    label = check_copy(copy, key)
    ready = folder.with_name(f"{folder.name}.restored")
    aside = folder.with_name(f"{folder.name}-aside-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    unfinished = folder.with_name(f"{folder.name}.restoring")
    try:
        for left_over in (ready, unfinished):
            shutil.rmtree(left_over, ignore_errors=True)
        private_folder(unfinished)
        for name in label.files:
            write_durably(unfinished / name, (copy / name).read_bytes())
        if _sums(unfinished) != label.files:
            raise NotSaved("copy_not_restored")
        unfinished.rename(ready)
        settle_folder(folder.parent)
        moved = folder.exists() and any(folder.iterdir())
        if moved:
            folder.rename(aside)
        _take_place(ready, folder)
    except OSError:
        raise NotSaved("copy_not_restored") from None
    return aside if moved else None


def finish_put_back(folder: Path) -> bool:
    """After a crash between the two last steps of ``put_back``: the vault was moved aside and the copy, whole
    and checked, waits beside. True when it has taken its place now."""
    ready = folder.with_name(f"{folder.name}.restored")
    if (folder / FILE_NAME).exists() or not (ready / FILE_NAME).exists():
        return False
    try:
        _take_place(ready, folder)
    except OSError:
        return False
    return True


def _take_place(ready: Path, folder: Path) -> None:
    if folder.exists():
        folder.rmdir()  # an empty one, made by whoever looked for the vault
    ready.rename(folder)
    settle_folder(folder.parent)


def _label(copy: Path) -> CopyLabel:
    try:
        with (copy / LABEL).open("rb") as source:
            return CopyLabel.from_canonical(source.read(LARGEST_LABEL))
    except FileNotFoundError:
        raise NotFound("copy_missing") from None
    except (OSError, ValidationError):
        raise SealBroken("copy_changed", file=LABEL) from None


def _write_database(source: Path, target: Path, key: bytes) -> None:
    """VACUUM INTO keeps key and salt. A connection of its own: the vault's may not attach anything."""
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with border():
        raw = keyed(source, key, "mode=ro")
        try:
            raw.execute("vacuum into ?", (str(target),))
        finally:
            raw.close()
    with target.open("rb+") as written:
        os.fsync(written.fileno())


def _counted(connection: Connection) -> tuple[dict[str, int], int, str]:
    """Rows of each table, the last event's number and its hash."""
    tables = connection.rows("select name from sqlite_master where type = 'table' order by name")
    rows = {}
    for name in (str(row["name"]) for row in tables):
        count = connection.rows(f'select count(*) as rows from "{name}"')  # noqa: S608 - a table of ours
        rows[name] = int(count[0]["rows"])
    last = connection.rows("select seq, hash from event order by seq desc limit 1")
    return rows, int(last[0]["seq"]) if last else 0, str(last[0]["hash"]) if last else ""


def _seqs(file: Path, key: bytes) -> dict[str, set[object]]:
    """What tells one entry from another, by table. A vault that a crash left is read with its log."""
    has_log = file.with_name(f"{file.name}-wal").exists()
    with border():
        raw = keyed(file, key, "mode=rw" if has_log else "mode=ro&immutable=1")
        try:
            found = {
                name: {row[0] for row in raw.execute(f"select hash from event join {name} using (seq)")}  # noqa: S608 - ours
                for name in ("record", "addition", "decision")
            }
            found["draft"] = set(raw.execute("select ref, updated_at from draft"))
            found["copy"] = {
                row[0] for row in raw.execute("select ref from event where action = 'copy_made'")
            }
        finally:
            raw.close()
    return found


def _sums(folder: Path) -> dict[str, str]:
    names: Iterable[str] = (FILE_NAME, *BESIDE)
    return {name: _sum(folder / name) for name in names if (folder / name).is_file()}


def _sum(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
