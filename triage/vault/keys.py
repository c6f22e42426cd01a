"""vault.keys: who can open the vault, each with a passphrase of their own, and how that changes.

A person's passphrase opens their private keys and nothing else. The vault's key is sealed once, to everybody
who has a slot: so somebody is let in or sent away, and the vault gets another key, without anybody else's
passphrase. Private keys and sealed vault key hold the same secret bond: who knows no passphrase cannot put a
vault of their own in the place of this one.
"""

import hmac
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyrage
from pydantic import Field

from triage.errors import NotAllowed, NotFound, SealBroken, WrongPassphrase
from triage.records.people import Person, Role
from triage.records.stored import Stored
from triage.vault import key_file
from triage.vault.identity import (
    RECOVERY,
    Identity,
    PrivateKeys,
    PublicKeys,
    Seat,
    Seed,
    SigningKey,
    age_identity,
    signing_key,
)
from triage.vault.key_file import MOST_PEOPLE, KeyFile, Slot
from triage.vault.passphrase import KEY_BYTES, LEAST_COST, Cost, decoy, unwrap, wrap
from triage.vault.recovery_key import new_recovery_key, typed_recovery_key
from triage.vault.sealing import sealed_to

VAULT_FILE = "vault.db"
"""Beside the key file: asked which key fits, after a crash while the key was changed."""

WriteNew = Callable[[bytes, bytes], None]
"""Gives the vault its new key in the place of the old one; again is no error: ``rekeying.rekey_file``."""


@dataclass(frozen=True, slots=True)
class Created:
    """What a new key file was made with. None of it is kept anywhere else."""

    vault_key: bytes = field(repr=False)
    seats: tuple[Seat, ...]
    """Of the people, in the order given; none for the recovery key."""
    deciding: dict[str, SigningKey] = field(repr=False)
    """By id, of managers and the recovery key."""
    keys: dict[str, PublicKeys]
    """By id, of everybody and the recovery key."""
    recovery: str = field(repr=False)
    """The recovery key as it is to be printed."""


class _Contents(Stored):
    """What a passphrase opens."""

    bond: Seed = Field(repr=False)
    keys: PrivateKeys


@dataclass(frozen=True, slots=True)
class _Opened:
    kept: KeyFile
    slot: Slot
    contents: _Contents
    vault_keys: tuple[bytes, ...]


def create_key_file(path: Path, people: Iterable[tuple[Person, str]], cost: Cost | None = None) -> Created:
    """Makes ``path`` with a slot for each person and their passphrase, and one for a new recovery key.

    ``cost`` is for passphrases that nobody chose, such as a demonstration's; people's own take the usual one.

    Raises NotAllowed when there is a key file already, NotSaved when it cannot be written.
    """
    if path.exists() or key_file.backup(path).exists():
        raise NotAllowed("vault_exists")
    vault_key, bond, recovery = os.urandom(KEY_BYTES), os.urandom(KEY_BYTES), new_recovery_key()
    # The recovery key is 160 random bits: there is no guessing it at any cost.
    everybody = [*((person, words, cost) for person, words in people), (RECOVERY, recovery, LEAST_COST)]
    made = [_new_slot(person, words, bond, price) for person, words, price in everybody]
    _write(path, tuple(slot for slot, _ in made), (vault_key,), bond)
    return Created(
        vault_key=vault_key,
        seats=tuple(_seat(slot, private, vault_key) for slot, private in made[:-1]),
        deciding={
            slot.person.id: signing_key(private.deciding) for slot, private in made if private.deciding
        },
        keys={slot.person.id: slot.keys for slot, _ in made},
        recovery=recovery,
    )


def people(path: Path) -> tuple[Person, ...]:
    """Who has a slot, by name. Roles are proven only when a slot is opened. Raises NotFound, SealBroken."""
    everybody = (slot.person for slot in key_file.read(path).slots if slot.person.id != RECOVERY.id)
    return tuple(sorted(everybody, key=lambda person: (person.name, person.id)))


def enrolled(path: Path) -> dict[str, PublicKeys]:
    """Public keys by id, the recovery key's too. Proven as ``people`` are. Raises NotFound, SealBroken."""
    return {slot.person.id: slot.keys for slot in key_file.read(path).slots}


def open_slot(path: Path, person_id: str, passphrase: str) -> Seat:
    """The person signed in. Takes the time of one Argon2id, whoever asks.

    Raises WrongPassphrase, the same for a person nobody knows; SealBroken when the file is damaged, or was
    changed without the key; NotFound when there is none.
    """
    return _seat_at(path, _opened(path, None if person_id == RECOVERY.id else person_id, passphrase))


def open_recovery(path: Path, code: str) -> Seat:
    """The same with the printed recovery key, however it was typed. UsageError for one that was mistyped."""
    return _seat_at(path, _opened(path, RECOVERY.id, typed_recovery_key(code)))


def deciding_key(path: Path, person_id: str, passphrase: str) -> SigningKey:
    """For one signature. Raises as ``open_slot``; NotAllowed for who has none, once they are proven."""
    return _deciding(_opened(path, None if person_id == RECOVERY.id else person_id, passphrase))


def recovery_deciding_key(path: Path, code: str) -> SigningKey:
    """The recovery key's own, to let somebody in. Raises as ``open_recovery``."""
    return _deciding(_opened(path, RECOVERY.id, typed_recovery_key(code)))


def add_person(
    path: Path, seat: Seat, person: Person, passphrase: str, cost: Cost | None = None
) -> PublicKeys:
    """A slot with new keys; they count for nothing until a manager enrols them.

    Raises NotAllowed when there is one already or no room, NotSaved, SealBroken.
    """
    kept = key_file.read(path)
    if kept.slot_of(person.id) or person.id == RECOVERY.id:
        raise NotAllowed("person_exists")
    if len(kept.slots) > MOST_PEOPLE:
        raise NotAllowed("too_many_people", most=MOST_PEOPLE)
    return new_keys_for(path, seat, person, passphrase, cost)


def new_keys_for(
    path: Path, seat: Seat, person: Person, passphrase: str, cost: Cost | None = None
) -> PublicKeys:
    """New keys under a new passphrase, in the place of what this person had: theirs is forgotten.

    What was sealed to their old keys stays closed to them. Raises as ``add_person``.
    """
    kept, vault_keys, bond = _read_sealed(path, seat)
    fresh, _ = _new_slot(person, passphrase, bond, cost)
    _write(path, _with(kept, fresh), vault_keys, bond)
    return fresh.keys


def new_recovery(path: Path, seat: Seat) -> tuple[str, PublicKeys]:
    """Another recovery key, to be printed, and what to enrol; the old one opens nothing from now on."""
    recovery = new_recovery_key()
    return recovery, new_keys_for(path, seat, RECOVERY, recovery, LEAST_COST)


def change_passphrase(path: Path, person_id: str, old: str, new: str, cost: Cost | None = None) -> None:
    """From now on only ``new`` opens this slot, in both copies; the keys in it stay. Raises as ``open_slot``;
    NotSaved."""
    found = _opened(path, None if person_id == RECOVERY.id else person_id, old)
    private = wrap(found.contents.canonical(), new, found.slot.about(), cost)
    slots = _with(found.kept, found.slot.model_copy(update={"private": private}))
    _write(path, slots, found.vault_keys, bytes.fromhex(found.contents.bond))


def remove_person(path: Path, seat: Seat, person_id: str, write_new: WriteNew) -> Seat:
    """Takes out their slot, and gives the vault another key, which they never had; gives ``seat`` with it.

    Raises NotFound; NotAllowed for oneself and the last manager; NotSaved, then ``is_rekeying`` tells whether
    the slot is out already and only the new key is missing.
    """
    seat = finish_rekey(path, seat, write_new)
    staying = _staying_without(_read_sealed(path, seat)[0].slots, seat, person_id)
    return _rekey(path, seat, staying, write_new)


def rekey(path: Path, seat: Seat, write_new: WriteNew) -> Seat:
    """Gives the vault another key; gives ``seat`` with it. Nobody's passphrase changes.

    The file holds both keys while ``write_new`` runs: at whatever moment it stops, everybody still gets in.
    The vault must be closed, and the window lock held.
    """
    seat = finish_rekey(path, seat, write_new)
    return _rekey(path, seat, _read_sealed(path, seat)[0].slots, write_new)


def is_rekeying(path: Path) -> bool:
    """A change of the vault's key began and has not ended. Raises NotFound, SealBroken."""
    return len(key_file.read(path).holdings) > 1


def finish_rekey(path: Path, seat: Seat, write_new: WriteNew) -> Seat:
    """Ends a change that was cut off; ``seat`` with the key that now counts. Nothing where there is none."""
    kept, vault_keys, bond = _read_sealed(path, seat)
    if len(vault_keys) == 1:
        return seat
    old, new = vault_keys
    write_new(old, new)
    _write(path, kept.slots, (new,), bond)
    return replace(seat, vault_key=new)


def seat_now(path: Path, seat: Seat) -> Seat:
    """``seat`` with the key that opens the vault now, which may have got another one since."""
    kept = key_file.read(path)
    return replace(seat, vault_key=_fitting(path, _vault_keys(kept, seat.identity)[0]))


def refuse_removal(path: Path, seat: Seat, person_id: str) -> None:
    """Raises as ``remove_person`` does, and changes nothing."""
    _staying_without(key_file.read(path).slots, seat, person_id)


def delay_after(failures: int) -> float:
    """Seconds to wait after wrong tries: 0, 1, 2, 4, 8, 16, 30. The caller waits; nothing is wiped."""
    return float(min(30, 2 ** min(failures - 1, 5))) if failures > 0 else 0.0


def _rekey(path: Path, seat: Seat, slots: tuple[Slot, ...], write_new: WriteNew) -> Seat:
    _, [old], bond = _read_sealed(path, seat)
    _write(path, slots, (old, os.urandom(KEY_BYTES)), bond)
    return finish_rekey(path, seat, write_new)


def _staying_without(slots: tuple[Slot, ...], seat: Seat, person_id: str) -> tuple[Slot, ...]:
    if person_id == RECOVERY.id or all(slot.person.id != person_id for slot in slots):
        raise NotFound("person_not_found")
    if person_id == seat.person.id:
        raise NotAllowed("not_yourself")
    staying = tuple(slot for slot in slots if slot.person.id != person_id)
    if not any(slot.person.role is Role.MANAGER for slot in staying):
        raise NotAllowed("last_manager")
    return staying


def _new_slot(person: Person, passphrase: str, bond: bytes, cost: Cost | None) -> tuple[Slot, PrivateKeys]:
    private = PrivateKeys.new(may_decide=person.role is Role.MANAGER or person.id == RECOVERY.id)
    public, contents = private.public(), _Contents(bond=bond.hex(), keys=private)
    sealed = wrap(contents.canonical(), passphrase, key_file.about(person, public), cost)
    return Slot(person=person, keys=public, private=sealed), private


def _with(kept: KeyFile, fresh: Slot) -> tuple[Slot, ...]:
    """Its slots with ``fresh`` in the place of that person's, or before the recovery key's."""
    if kept.slot_of(fresh.person.id):
        return tuple(fresh if slot.person.id == fresh.person.id else slot for slot in kept.slots)
    return (*kept.slots[:-1], fresh, kept.slots[-1])


def _opened(path: Path, person_id: str | None, passphrase: str) -> _Opened:
    """None: somebody whom nobody can be."""
    kept = key_file.read(path)
    slot = kept.slot_of(person_id) if person_id is not None else None
    if slot is None:
        unwrap(decoy(kept.slots[0].private.cost), passphrase, b"")
        raise WrongPassphrase
    plain = unwrap(slot.private, passphrase, slot.about())
    if plain is None:
        raise WrongPassphrase
    contents = _Contents.from_canonical(plain)
    vault_keys, bond = _vault_keys(kept, age_identity(contents.keys.identity))
    if not hmac.compare_digest(bond.hex(), contents.bond):
        raise SealBroken("keys_changed")
    key_file.mend(path, kept)
    return _Opened(kept, slot, contents, vault_keys)


def _read_sealed(path: Path, seat: Seat) -> tuple[KeyFile, tuple[bytes, ...], bytes]:
    """The file, the vault's keys in it and the bond, proven by the key that ``seat`` opened the vault by."""
    kept = key_file.read(path)
    vault_keys, bond = _vault_keys(kept, seat.identity)
    if seat.vault_key not in vault_keys:
        raise SealBroken("keys_changed")
    return kept, vault_keys, bond


def _vault_keys(kept: KeyFile, identity: Identity) -> tuple[tuple[bytes, ...], bytes]:
    plain = []
    for number, holding in enumerate(kept.holdings):
        try:
            held: bytes = pyrage.decrypt(bytes.fromhex(holding.sealed), [identity])
        except pyrage.DecryptError:
            raise SealBroken("keys_changed") from None
        if len(held) != 2 * KEY_BYTES or not kept.is_sealed_with(held[:KEY_BYTES], number):
            raise SealBroken("keys_changed")
        plain.append(held)
    bonds = {held[KEY_BYTES:] for held in plain}
    if len(bonds) != 1:
        raise SealBroken("keys_changed")
    return tuple(held[:KEY_BYTES] for held in plain), bonds.pop()


def _write(path: Path, slots: tuple[Slot, ...], vault_keys: tuple[bytes, ...], bond: bytes) -> None:
    recipients = [slot.keys.recipient for slot in slots]
    key_file.write(path, slots, tuple((sealed_to(recipients, key + bond).hex(), key) for key in vault_keys))


def _seat_at(path: Path, found: _Opened) -> Seat:
    return _seat(found.slot, found.contents.keys, _fitting(path, found.vault_keys))


def _fitting(path: Path, vault_keys: tuple[bytes, ...]) -> bytes:
    if len(vault_keys) == 1:
        return vault_keys[0]
    # Only after a crash; the vault's libraries take 0.1 s to import.
    from triage.vault.rekeying import which_fits

    return which_fits(path.with_name(VAULT_FILE), reversed(vault_keys)) or vault_keys[0]


def _seat(slot: Slot, private: PrivateKeys, vault_key: bytes) -> Seat:
    return Seat(
        person=slot.person,
        vault_key=vault_key,
        signing=signing_key(private.signing),
        identity=age_identity(private.identity),
        keys=slot.keys,
    )


def _deciding(found: _Opened) -> SigningKey:
    if found.contents.keys.deciding is None:
        raise NotAllowed("only_a_manager_decides")
    return signing_key(found.contents.keys.deciding)
