"""vault.keys: one slot a person, each holding the vault's key sealed under that person's passphrase.

A slot is bound to its person's id and role. A seal made with the vault's key covers the whole file: no slot
is dropped and no role raised unseen. A second copy, vault.keys.bak, stands in when the first is damaged.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from triage.errors import NotAllowed, NotFound, NotSaved, SealBroken, WrongPassphrase
from triage.records.people import Person
from triage.records.stored import Stored
from triage.vault.durable import write_durably
from triage.vault.passphrase import KEY_BYTES, Cost, Wrap, decoy, unwrap, wrap

LARGEST_FILE = 256 * 1024
"""Bytes; a bigger file is none of ours."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Slot(Stored):
    """A person and the vault's key under their passphrase."""

    person: Person
    key: Wrap


class KeyFile(Stored):
    """The file as it stands on the disk."""

    format: Literal["triage-keys/1"] = "triage-keys/1"
    slots: tuple[Slot, ...] = Field(min_length=1, max_length=200)
    seal: Digest
    """Over all slots, with a key made from the vault's: only who can open the vault can make or check it."""
    checksum: Digest
    """Over slots and seal, without a key: tells a damaged file from a wrong passphrase."""


def create_key_file(path: Path, people: Iterable[tuple[Person, str]], cost: Cost | None = None) -> bytes:
    """Makes ``path`` with a slot for each person and their passphrase; gives the new vault key.

    ``cost`` is for passphrases that nobody chose, such as a demonstration's; people's own take the usual one.

    Raises NotAllowed when there is a key file already, NotSaved when it cannot be written.
    """
    if path.exists() or _backup(path).exists():
        raise NotAllowed("vault_exists")
    key = os.urandom(KEY_BYTES)
    _write(path, tuple(_slot(person, key, passphrase, cost) for person, passphrase in people), key)
    return key


def people(path: Path) -> tuple[Person, ...]:
    """Who has a slot, by name. Roles are proven only when a slot is opened. Raises NotFound, SealBroken."""
    everybody = (slot.person for slot in _read(path).slots)
    return tuple(sorted(everybody, key=lambda person: (person.name, person.id)))


def open_slot(path: Path, person_id: str, passphrase: str) -> tuple[Person, bytes]:
    """The person and the vault's key. Takes the time of one Argon2id, whoever asks.

    Raises WrongPassphrase, the same for a person nobody knows; SealBroken when the file is damaged, or was
    changed without the key; NotFound when there is none.
    """
    kept = _read(path)
    slot = next((slot for slot in kept.slots if slot.person.id == person_id), None)
    if slot is None:
        unwrap(decoy(kept.slots[0].key.cost), passphrase, b"")
        raise WrongPassphrase
    key = unwrap(slot.key, passphrase, _about(slot.person))
    if key is None:
        raise WrongPassphrase
    _check_seal(kept, key)
    _mend(path, kept)
    return slot.person, key


def add_person(path: Path, key: bytes, person: Person, passphrase: str) -> None:
    """Adds a slot; ``key`` is the vault's. Raises NotAllowed when there is one, NotSaved, SealBroken."""
    slots = _read_sealed(path, key).slots
    if any(slot.person.id == person.id for slot in slots):
        raise NotAllowed("person_exists")
    _write(path, (*slots, _slot(person, key, passphrase)), key)


def change_passphrase(path: Path, person_id: str, old: str, new: str) -> None:
    """From now on only ``new`` opens this slot, in both copies. Raises as ``open_slot``; NotSaved."""
    person, key = open_slot(path, person_id, old)
    fresh = _slot(person, key, new)
    slots = (fresh if slot.person.id == person_id else slot for slot in _read_sealed(path, key).slots)
    _write(path, tuple(slots), key)


def delay_after(failures: int) -> float:
    """Seconds to wait after wrong tries: 0, 1, 2, 4, 8, 16, 30. The caller waits; nothing is wiped."""
    return float(min(30, 2 ** min(failures - 1, 5))) if failures > 0 else 0.0


def _slot(person: Person, key: bytes, passphrase: str, cost: Cost | None = None) -> Slot:
    return Slot(person=person, key=wrap(key, passphrase, _about(person), cost))


def _about(person: Person) -> bytes:
    """What the sealed key is bound to. The name is not in it: people may change theirs."""
    return f"triage-keys/1 {person.id} {person.role.value}".encode()


def _read_sealed(path: Path, key: bytes) -> KeyFile:
    kept = _read(path)
    _check_seal(kept, key)
    return kept


def _check_seal(kept: KeyFile, key: bytes) -> None:
    if not hmac.compare_digest(_seal(kept.slots, key), kept.seal):
        raise SealBroken("keys_changed")


def _read(path: Path) -> KeyFile:
    copies = [file for file in (path, _backup(path)) if file.exists()]
    if not copies:
        raise NotFound("vault_missing")
    for file in copies:
        try:
            with file.open("rb") as source:
                kept = KeyFile.from_canonical(source.read(LARGEST_FILE))
        except (OSError, ValidationError):
            continue
        if hmac.compare_digest(_checksum(kept.slots, kept.seal), kept.checksum):
            return kept
    raise SealBroken("keys_damaged")


def _write(path: Path, slots: tuple[Slot, ...], key: bytes) -> None:
    seal = _seal(slots, key)
    content = KeyFile(slots=slots, seal=seal, checksum=_checksum(slots, seal)).canonical()
    write_durably(path, content)
    # The same content, never the one before: an old passphrase must not live on in the copy.
    write_durably(_backup(path), content)


def _mend(path: Path, kept: KeyFile) -> None:
    content = kept.canonical()
    for file in (path, _backup(path)):
        if not file.exists() or file.read_bytes() != content:
            # A repair, not a save: one whole copy is there, and a full disk must not keep anybody out.
            with suppress(NotSaved, OSError):
                write_durably(file, content)


def _backup(path: Path) -> Path:
    return path.with_name(path.name + ".bak")


def _slots_as_bytes(slots: tuple[Slot, ...]) -> bytes:
    return b"\n".join(slot.canonical() for slot in slots)


def _checksum(slots: tuple[Slot, ...], seal: str) -> str:
    return hashlib.sha256(_slots_as_bytes(slots) + seal.encode()).hexdigest()


def _seal(slots: tuple[Slot, ...], key: bytes) -> str:
    sealing = hmac.digest(key, b"triage-keys/1 seal of the key file", "sha256")
    return hmac.new(sealing, _slots_as_bytes(slots), "sha256").hexdigest()
