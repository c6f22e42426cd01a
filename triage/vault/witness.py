"""How far the vault had come, said outside the vault: so that saves that vanish from it are missed.

A bit that flips in the write-ahead log makes SQLite drop what follows, without a word; so does a log that is
deleted, and an old copy put back looks like any vault. After each commit its number, a random mark and the
head of the chain of events go into a small file beside the vault and into one outside its folder, under a
seal made with the vault's key. On opening the vault must be as far as the furthest of them, or further and
on the same way.

Each file has two slots, written in turn: a crash while one is written leaves the other. A crash between
commit and witness leaves the vault further than its witness, which is no alarm.
"""

import hashlib
import hmac
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pydantic import AwareDatetime, ValidationError

from triage.errors import NotSaved
from triage.records.stored import Stored
from triage.vault.durable import write_durably

FILE_NAME = "vault.witness"
SLOT = 512
"""Bytes: one sector, which a disk writes whole."""
_SLOTS = 2
_MAC_LENGTH = 64


class Head(Stored):
    """How far a vault has come."""

    commits: int
    """Counts from 0, when it is made; one more for each transaction that is kept."""
    mark: str
    """Random, of the last commit: two vaults that came as far on different ways differ in it."""
    at: AwareDatetime
    """When the last commit was made, by the device's clock."""
    events: int
    """Number of the last event; 0 for none."""
    head: str
    """Its hash; empty for none."""


class LossKind(StrEnum):
    """What was found; also the id of the message that says so."""

    WENT_BACK = "vault_went_back"
    """The vault is older than its witness."""
    OTHER_WAY = "vault_other_way"
    """It is as far, but not by the saves that the witness saw."""
    NO_WITNESS = "witness_gone"
    """A witness that should be there is missing or unreadable: whether saves are missing cannot be said."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Saves that are missing from the vault, or may be."""

    kind: LossKind
    commits: int
    """How many saves are missing at least; 0 where it is not known."""
    events: int
    """How many of them were events; 0 where it is not known."""
    since: datetime
    """When the last save was made that the vault still has."""


class Witness:
    """The witness of one vault. Writing never raises: what it stands for is on the disk already."""

    def __init__(self, folder: Path, key: bytes, outside: Path | None = None) -> None:
        """``folder`` is the vault's; ``outside`` is where the second one is kept, None for none."""
        self._key = _sealing_key(key)
        self._inside = folder / FILE_NAME
        self._outside = outside / FILE_NAME if outside is not None else None
        self.works = True
        """The last head was written to the file beside the vault."""

    def heads(self) -> tuple[Head | None, Head | None]:
        """What the files inside and outside say; None for one that is missing or does not hold its seal."""
        return self._newest(self._inside), self._newest(self._outside) if self._outside else None

    @property
    def has_outside(self) -> bool:
        """There is a place for a second one."""
        return self._outside is not None

    def say(self, head: Head) -> None:
        """Notes ``head`` in the slot that is due. The outside one is on the disk after ``rest``."""
        slot = self._slot(head)
        self.works = _write_slot(self._inside, head.commits % _SLOTS, slot, lasting=True)
        if not self.works:
            self.works = _write_whole(self._inside, slot)
        if self._outside and not _write_slot(self._outside, head.commits % _SLOTS, slot, lasting=False):
            _write_whole(self._outside, slot)

    def rest(self) -> None:
        """What was noted outside is on the disk."""
        if self._outside:
            with suppress(OSError), self._outside.open("rb+") as file:
                os.fsync(file.fileno())

    def settle(self, head: Head) -> None:
        """Both slots of both files say ``head``, durably: nothing of before is left in them."""
        slot = self._slot(head)
        self.works = _write_whole(self._inside, slot)
        if self._outside:
            _write_whole(self._outside, slot)

    def ready_for(self, new_key: bytes) -> None:
        """Before the vault's key is changed: one slot holds for the old key and one for the new, so that a
        crash on the way is no false alarm."""
        for file in (self._inside, self._outside):
            head = self._newest(file) if file else None
            if file and head:
                _write_pair(file, self._slot(head), _slot(head, _sealing_key(new_key)))

    def _newest(self, file: Path | None) -> Head | None:
        if file is None:
            return None
        try:
            with file.open("rb") as source:
                content = source.read(SLOT * _SLOTS)
        except OSError:
            return None
        heads = [self._read(content[at : at + SLOT]) for at in range(0, SLOT * _SLOTS, SLOT)]
        return max((head for head in heads if head), key=lambda head: head.commits, default=None)

    def _read(self, slot: bytes) -> Head | None:
        seal, body = slot[:_MAC_LENGTH], slot[_MAC_LENGTH:].rstrip()
        if not hmac.compare_digest(seal, hmac.new(self._key, body, "sha256").hexdigest().encode()):
            return None
        try:
            return Head.from_canonical(body)
        except ValidationError:
            return None

    def _slot(self, head: Head) -> bytes:
        return _slot(head, self._key)


def missing(
    vault: Head,
    marks: dict[int, str],
    hash_at: dict[int, str],
    inside: Head | None,
    outside: Head | None,
    *,
    expects_outside: bool,
) -> Loss | None:
    """What the vault lacks by its witnesses ``inside`` and ``outside``; None when all is there.

    ``marks``: of the vault's last commits by number. ``hash_at``: of its events at least those that the
    witnesses name. ``expects_outside``: there has been a second witness before, and there is a place for it.
    """
    seen = [head for head in (inside, outside) if head]
    furthest = max(seen, key=lambda head: head.commits, default=None)
    if furthest is not None and furthest.commits > vault.commits:
        return Loss(
            LossKind.WENT_BACK,
            furthest.commits - vault.commits,
            max(0, furthest.events - vault.events),
            vault.at,
        )
    if any(not _continues(head, marks, hash_at) for head in seen):
        return Loss(LossKind.OTHER_WAY, 0, 0, vault.at)
    if vault.commits and (inside is None or (expects_outside and outside is None)):
        return Loss(LossKind.NO_WITNESS, 0, 0, vault.at)
    return None


def _continues(head: Head, marks: dict[int, str], hash_at: dict[int, str]) -> bool:
    if head.commits in marks:
        return hmac.compare_digest(marks[head.commits], head.mark)
    # Too long ago for its mark: the witness could not be written for a while. The chain still tells.
    return head.events == 0 or hash_at.get(head.events) == head.head


def _sealing_key(key: bytes) -> bytes:
    return hmac.digest(key, b"triage-witness/1 seal of the witness", hashlib.sha256)


def _slot(head: Head, key: bytes) -> bytes:
    body = head.canonical()
    slot = (hmac.new(key, body, "sha256").hexdigest().encode() + body).ljust(SLOT)
    if len(slot) != SLOT:
        raise ValueError("a head is always shorter than its slot")
    return slot


def _write_slot(file: Path, number: int, slot: bytes, *, lasting: bool) -> bool:
    """In place: takes no new room, so that it works on a full disk. False when the file is not as it was
    made, or the disk refuses."""
    try:
        handle = os.open(file, os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0))
        try:
            if os.fstat(handle).st_size != SLOT * _SLOTS:
                return False
            os.lseek(handle, number * SLOT, os.SEEK_SET)
            if os.write(handle, slot) != SLOT:
                return False
            if lasting:
                getattr(os, "fdatasync", os.fsync)(handle)
        finally:
            os.close(handle)
    except OSError:
        return False
    return True


def _write_whole(file: Path, slot: bytes) -> bool:
    return _write_pair(file, slot, slot)


def _write_pair(file: Path, first: bytes, second: bytes) -> bool:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(file, first + second)
    except (OSError, NotSaved):
        return False
    return True
