"""vault.keys as it stands on the disk: read strictly, sealed, written twice.

Three marks guard it. A person's slot is bound to their id, role, public keys and cost. The seal, made with
the vault's key, covers the whole file: no slot is dropped and no key swapped unseen. The checksum tells a
damaged file from a wrong passphrase. A second copy, vault.keys.bak, stands in when the first is damaged.
"""

import hashlib
import hmac
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from triage.errors import NotFound, NotSaved, SealBroken
from triage.records.people import Person
from triage.records.stored import Stored
from triage.vault.durable import write_durably
from triage.vault.identity import PublicKeys
from triage.vault.passphrase import Wrap

LARGEST_FILE = 512 * 1024
"""Bytes; a bigger file is none of ours."""
MOST_PEOPLE = 200

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
SealedKey = Annotated[str, StringConstraints(pattern=r"^(?:[0-9a-f]{2})+$", max_length=64 * 1024)]


class Slot(Stored):
    """A person, their public keys, and their private ones under their passphrase."""

    person: Person
    keys: PublicKeys
    private: Wrap

    def about(self) -> bytes:
        """What the private keys are bound to. The name is not in it: people may change theirs."""
        return about(self.person, self.keys)


class Holding(Stored):
    """One key of the vault, sealed with age to everybody who has a slot."""

    sealed: SealedKey
    """In hexadecimal."""
    seal: Digest
    """Over all slots and all sealed keys, with a key made from this one."""


class KeyFile(Stored):
    """The whole of it."""

    format: Literal["triage-keys/2"] = "triage-keys/2"
    slots: tuple[Slot, ...] = Field(min_length=1, max_length=MOST_PEOPLE + 1)
    holdings: tuple[Holding, ...] = Field(min_length=1, max_length=2)
    """One; while the vault's key is being changed the old one and then the new one."""
    checksum: Digest
    """Over all the rest, without a key."""

    def is_sealed_with(self, vault_key: bytes, number: int) -> bool:
        """Whether ``vault_key``, the one of that holding, sealed what stands here."""
        sealed = [holding.sealed for holding in self.holdings]
        return hmac.compare_digest(_seal(self.slots, sealed, vault_key), self.holdings[number].seal)

    def slot_of(self, person_id: str) -> Slot | None:
        """None: nobody of that id."""
        return next((slot for slot in self.slots if slot.person.id == person_id), None)


def about(person: Person, keys: PublicKeys) -> bytes:
    """What somebody's private keys are bound to, besides the cost of a guess."""
    return f"triage-keys/2 {person.id} {person.role.value} ".encode() + keys.canonical()


def read(path: Path) -> KeyFile:
    """The first copy that is whole. Raises NotFound, SealBroken."""
    copies = [file for file in (path, backup(path)) if file.exists()]
    if not copies:
        raise NotFound("vault_missing")
    for file in copies:
        try:
            with file.open("rb") as source:
                kept = KeyFile.from_canonical(source.read(LARGEST_FILE))
        except (OSError, ValidationError):
            continue
        if hmac.compare_digest(_checksum(kept.slots, kept.holdings), kept.checksum):
            return kept
    raise SealBroken("keys_damaged")


def write(path: Path, slots: tuple[Slot, ...], holdings: tuple[tuple[str, bytes], ...]) -> None:
    """Both copies. ``holdings``: each sealed key beside the key itself, which makes its seal.

    Raises NotSaved; then the file from before stays.
    """
    sealed = [each for each, _ in holdings]
    kept = tuple(Holding(sealed=each, seal=_seal(slots, sealed, vault_key)) for each, vault_key in holdings)
    content = KeyFile(slots=slots, holdings=kept, checksum=_checksum(slots, kept)).canonical()
    write_durably(path, content)
    # The same content, never the one before: an old passphrase must not live on in the copy.
    write_durably(backup(path), content)


def mend(path: Path, kept: KeyFile) -> None:
    """Makes both copies say what ``kept`` says, where one is missing or damaged."""
    content = kept.canonical()
    for file in (path, backup(path)):
        # A repair, not a save: one whole copy is there, and a full disk must not keep anybody out.
        with suppress(NotSaved, OSError):
            if not file.exists() or file.read_bytes() != content:
                write_durably(file, content)


def backup(path: Path) -> Path:
    """Where the second copy is."""
    return path.with_name(path.name + ".bak")


def _slots_as_bytes(slots: tuple[Slot, ...]) -> bytes:
    return b"\n".join(slot.canonical() for slot in slots)


def _checksum(slots: tuple[Slot, ...], holdings: tuple[Holding, ...]) -> str:
    whole = (_slots_as_bytes(slots), *(holding.canonical() for holding in holdings))
    return hashlib.sha256(b"\n".join(whole)).hexdigest()


def _seal(slots: tuple[Slot, ...], sealed: list[str], vault_key: bytes) -> str:
    sealing = hmac.digest(vault_key, b"triage-keys/2 seal of the key file", "sha256")
    whole = (_slots_as_bytes(slots), *(each.encode() for each in sealed))
    return hmac.new(sealing, b"\n".join(whole), "sha256").hexdigest()
