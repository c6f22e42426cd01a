"""The key file: who opens it, who does not, and what happens when somebody changed it."""

import dataclasses
import json
import os
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from triage.errors import NotAllowed, NotFound, NotSaved, SealBroken, UsageError, WrongPassphrase
from triage.records.people import Person, Role
from triage.vault import key_file, keys, passphrase, recovery_key
from triage.vault.identity import RECOVERY, PrivateKeys, Seat
from triage.vault.key_file import KeyFile
from triage.vault.keys import Created

CASEY = Person(id="p-casey", name="Casey Invented", role=Role.CASEWORKER)
MORGAN = Person(id="p-morgan", name="Morgan Invented", role=Role.MANAGER)
CASEYS = "correct horse battery staple"
MORGANS = "four other plain words"
ROBIN = Person(id="p-robin", name="Robin Invented", role=Role.MANAGER)
ROBINS = "a third set of words"
CHEAPEST = passphrase.LEAST_COST


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real Argon2id at the least cost the file may have, not the 0.2 s of the shipped one."""
    monkeypatch.setattr(
        keys, "wrap", lambda key, words, about, _cost=None: passphrase.wrap(key, words, about, CHEAPEST)
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault.keys"


@pytest.fixture
def made(path: Path) -> Created:
    return keys.create_key_file(path, [(CASEY, CASEYS), (MORGAN, MORGANS), (ROBIN, ROBINS)])


@pytest.fixture
def key(made: Created) -> bytes:
    return made.vault_key


def _swap_public_keys(slot: dict) -> None:
    slot["keys"] = PrivateKeys.new(may_decide=True).public().model_dump(mode="json")


def opens(path: Path, person: Person, words: str, key: bytes) -> bool:
    """With these words this person gets this key of the vault."""
    seat = keys.open_slot(path, person.id, words)
    return (seat.person, seat.vault_key) == (person, key)


def edited(path: Path, change: Callable[[dict], None], *, checksum_made_anew: bool) -> None:
    """Both copies, changed by somebody who has no key but knows how the file is made."""
    for file in (path, path.with_name("vault.keys.bak")):
        plain = json.loads(file.read_bytes())
        change(plain)
        if checksum_made_anew:
            kept = KeyFile.from_canonical(json.dumps(plain))
            plain["checksum"] = key_file._checksum(kept.slots, kept.holdings)
        file.write_text(json.dumps(plain))


@pytest.mark.obligation("P4.1", partly=True)
def test_each_person_opens_the_same_vault_with_their_own_passphrase(path: Path, key: bytes) -> None:
    assert len(key) == 32
    assert opens(path, CASEY, CASEYS, key)
    assert opens(path, MORGAN, MORGANS, key)


def test_a_seat_holds_the_private_halves_of_the_public_keys_in_the_file(path: Path, made: Created) -> None:
    for seat in (keys.open_slot(path, MORGAN.id, MORGANS), made.seats[1]):
        sealed = pyrage.encrypt(b"words", [pyrage.x25519.Recipient.from_str(made.keys[MORGAN.id].recipient)])

        assert seat.keys == made.keys[MORGAN.id] == keys.enrolled(path)[MORGAN.id]
        assert pyrage.decrypt(sealed, [seat.identity]) == b"words"
        assert seat.signing.public_key().public_bytes_raw().hex() == seat.keys.signing


def test_a_manager_opens_their_deciding_key_by_passphrase_and_nobody_else_has_one(
    path: Path, made: Created
) -> None:
    found = keys.deciding_key(path, MORGAN.id, MORGANS)

    assert found.public_key().public_bytes_raw().hex() == made.keys[MORGAN.id].deciding
    assert set(made.deciding) == {MORGAN.id, ROBIN.id, RECOVERY.id}
    with pytest.raises(NotAllowed) as refused:
        keys.deciding_key(path, CASEY.id, CASEYS)
    assert refused.value.code == "only_a_manager_decides"
    for person, words in ((CASEY.id, "a guess"), (MORGAN.id, "a guess"), ("p-nobody", MORGANS)):
        with pytest.raises(WrongPassphrase):
            keys.deciding_key(path, person, words)


def test_the_shipped_cost_is_64_mib_three_passes_one_lane() -> None:  # B25
    cost = passphrase.Cost()

    assert (cost.memory_kib, cost.passes, cost.lanes) == (65536, 3, 1)


def test_two_vaults_never_share_a_key_a_salt_or_a_recovery_key(tmp_path: Path) -> None:
    first, second = tmp_path / "a.keys", tmp_path / "b.keys"
    one, other = (keys.create_key_file(path, [(CASEY, CASEYS)]) for path in (first, second))

    assert one.vault_key != other.vault_key
    assert one.recovery != other.recovery
    salts = {json.loads(file.read_bytes())["slots"][0]["private"]["salt"] for file in (first, second)}
    assert len(salts) == 2


def test_no_key_and_no_passphrase_stands_in_the_file(path: Path, made: Created) -> None:
    content = path.read_bytes()
    seeds = [seat.signing.private_bytes_raw() for seat in made.seats]
    seeds += [key.private_bytes_raw() for key in made.deciding.values()]

    for secret in (made.vault_key, *seeds):
        assert secret not in content
        assert secret.hex().encode() not in content
    for secret in (CASEYS, MORGANS, made.recovery, made.recovery.replace("-", ""), "AGE-SECRET-KEY"):
        assert secret.encode() not in content
    assert made.recovery not in repr(made)
    assert made.vault_key.hex() not in repr(made)


def test_a_passphrase_typed_on_another_keyboard_is_the_same(path: Path) -> None:
    composed, apart, wide = "caf\u00e9 one", "cafe\u0301 one", "caf\u00e9 \uff4fne"
    key = keys.create_key_file(path, [(CASEY, composed)]).vault_key

    assert opens(path, CASEY, apart, key)
    assert opens(path, CASEY, wide, key)


@pytest.mark.parametrize(
    ("person", "words"),
    [
        pytest.param(CASEY.id, MORGANS, id="somebody else's passphrase"),
        pytest.param(CASEY.id, CASEYS + " ", id="one space more"),
        pytest.param(CASEY.id, "", id="nothing"),
        pytest.param(CASEY.id, "\ud800", id="half a character"),
        pytest.param("p-nobody", CASEYS, id="a person nobody knows"),
        pytest.param(RECOVERY.id, CASEYS, id="the recovery key, as if it were a person"),
    ],
)
def test_a_wrong_passphrase_and_an_unknown_person_get_the_same_answer(  # B27
    path: Path, key: bytes, person: str, words: str
) -> None:
    with pytest.raises(WrongPassphrase) as refused:
        keys.open_slot(path, person, words)

    assert (refused.value.code, refused.value.facts) == ("wrong_passphrase", {})


@pytest.mark.parametrize("person", [CASEY.id, "p-nobody", RECOVERY.id])
def test_an_unknown_person_costs_a_guesser_one_argon2id_as_a_known_one_does(  # B27
    path: Path, key: bytes, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs = []
    stretched = passphrase._stretched
    monkeypatch.setattr(
        passphrase, "_stretched", lambda words, salt, cost: costs.append(cost) or stretched(words, salt, cost)
    )

    with pytest.raises(WrongPassphrase):
        keys.open_slot(path, person, "a guess")

    assert costs == [CHEAPEST]


def test_people_are_listed_by_name_without_a_passphrase(path: Path, key: bytes) -> None:
    assert keys.people(path) == (CASEY, MORGAN, ROBIN)


def test_where_there_is_no_key_file_nobody_is_listed_and_nothing_opens(path: Path) -> None:
    with pytest.raises(NotFound):
        keys.people(path)
    with pytest.raises(NotFound):
        keys.open_slot(path, CASEY.id, CASEYS)


def test_a_key_file_is_never_made_over_another(path: Path, key: bytes) -> None:
    with pytest.raises(NotAllowed):
        keys.create_key_file(path, [(MORGAN, MORGANS)])

    assert opens(path, CASEY, CASEYS, key)


def test_a_person_added_opens_the_vault_and_the_others_still_do(path: Path, made: Created) -> None:
    drew = Person(id="p-drew", name="Drew Invented", role=Role.CASEWORKER)

    public = keys.add_person(path, made.seats[1], drew, "drew has words too")

    assert opens(path, drew, "drew has words too", made.vault_key)
    assert opens(path, CASEY, CASEYS, made.vault_key)
    assert keys.open_recovery(path, made.recovery).vault_key == made.vault_key
    assert keys.enrolled(path)[drew.id] == public


def test_nobody_is_added_twice_or_without_the_key(path: Path, made: Created) -> None:
    manager = made.seats[1]
    stranger = Person(id="p-x", name="X", role=Role.MANAGER)
    with pytest.raises(NotAllowed):
        keys.add_person(path, manager, CASEY, "again")
    with pytest.raises(NotAllowed):
        keys.add_person(path, manager, RECOVERY.model_copy(update={"role": Role.MANAGER}), "words")
    with pytest.raises(SealBroken):
        keys.add_person(path, dataclasses.replace(manager, vault_key=bytes(32)), stranger, "words")
    outside = PrivateKeys.new(may_decide=True)
    with pytest.raises(SealBroken):
        keys.add_person(
            path,
            dataclasses.replace(manager, identity=keys.age_identity(outside.identity)),
            stranger,
            "words",
        )


def test_new_keys_for_a_forgotten_passphrase_put_the_old_ones_out_of_use(path: Path, made: Created) -> None:
    public = keys.new_keys_for(path, made.seats[1], CASEY, "words i will not forget")

    assert opens(path, CASEY, "words i will not forget", made.vault_key)
    assert keys.enrolled(path)[CASEY.id] == public != made.keys[CASEY.id]
    with pytest.raises(WrongPassphrase):
        keys.open_slot(path, CASEY.id, CASEYS)


def test_a_change_of_passphrase_leaves_the_keys_as_they_are(path: Path, made: Created) -> None:
    keys.change_passphrase(path, MORGAN.id, MORGANS, "a new one of four words")

    seat = keys.open_slot(path, MORGAN.id, "a new one of four words")
    assert seat.keys == made.keys[MORGAN.id]
    assert keys.enrolled(path) == made.keys
    assert keys.deciding_key(path, MORGAN.id, "a new one of four words")


def test_after_a_change_only_the_new_passphrase_opens_in_either_copy(path: Path, key: bytes) -> None:
    keys.change_passphrase(path, CASEY.id, CASEYS, "a new one of four words")

    for copies_left in (2, 1):
        if copies_left == 1:
            path.unlink()
        with pytest.raises(WrongPassphrase):
            keys.open_slot(path, CASEY.id, CASEYS)
        assert opens(path, CASEY, "a new one of four words", key)
    assert opens(path, MORGAN, MORGANS, key)


def test_a_change_with_the_wrong_old_passphrase_changes_nothing(path: Path, key: bytes) -> None:
    before = path.read_bytes()

    with pytest.raises(WrongPassphrase):
        keys.change_passphrase(path, CASEY.id, "a guess", "a new one")

    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["a flipped bit", "cut short", "emptied", "gone"])
def test_a_damaged_key_file_is_replaced_by_its_copy(path: Path, key: bytes, damage: str) -> None:
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        bad = {"a flipped bit": content.replace(b'"salt":"', b'"salt":"0', 1), "cut short": content[:200]}
        path.write_bytes(bad.get(damage, b""))

    assert opens(path, CASEY, CASEYS, key)
    assert path.read_bytes() == content


def test_every_single_changed_byte_is_seen(path: Path, key: bytes) -> None:
    path.with_name("vault.keys.bak").unlink()
    content = path.read_bytes()
    unseen = []
    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        try:
            keys.people(path)
        except SealBroken:
            continue
        unseen.append(place)

    assert unseen == []


def test_when_both_copies_are_damaged_that_is_said_and_not_wrong_passphrase(path: Path, key: bytes) -> None:
    edited(path, lambda plain: plain["slots"][0]["person"].update(name="Other"), checksum_made_anew=False)

    with pytest.raises(SealBroken) as broken:
        keys.open_slot(path, CASEY.id, CASEYS)

    assert broken.value.code == "keys_damaged"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda slot: slot["person"].update(role="manager"), id="manager instead of caseworker"),
        pytest.param(lambda slot: slot["person"].update(id="p-morgan"), id="somebody else's id"),
        pytest.param(_swap_public_keys, id="other public keys"),
        pytest.param(lambda slot: slot["keys"].update(deciding="ab" * 32), id="a deciding key"),
        pytest.param(lambda slot: slot["private"]["cost"].update(passes=2), id="another cost"),
    ],
)
def test_a_caseworker_who_changes_their_own_slot_is_not_let_in(
    path: Path, key: bytes, change: Callable[[dict], None]
) -> None:
    edited(path, lambda plain: change(plain["slots"][0]), checksum_made_anew=True)

    with pytest.raises(WrongPassphrase):
        keys.open_slot(path, CASEY.id, CASEYS)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda plain: plain["slots"].pop(), id="a slot dropped"),
        pytest.param(lambda plain: plain["slots"][1]["person"].update(name="Else"), id="another's name"),
        pytest.param(
            lambda plain: plain["slots"][1]["person"].update(role="caseworker"), id="another's role"
        ),
        pytest.param(lambda plain: plain["slots"].reverse(), id="another order"),
        pytest.param(lambda plain: plain["slots"].append(plain["slots"][1]), id="a slot twice"),
        pytest.param(lambda plain: _swap_public_keys(plain["slots"][1]), id="another's public keys"),
        pytest.param(
            lambda plain: plain["slots"][1]["keys"].update(deciding=None), id="another's deciding key"
        ),
        pytest.param(
            lambda plain: plain["slots"][1].update(private=plain["slots"][2]["private"]),
            id="another's private keys",
        ),
        pytest.param(lambda plain: plain["holdings"].append(plain["holdings"][0]), id="the sealed key twice"),
        pytest.param(lambda plain: plain["holdings"][0].update(seal="0" * 64), id="another seal"),
    ],
)
def test_a_change_made_without_the_key_is_seen_when_anybody_opens(
    path: Path, key: bytes, change: Callable[[dict], None]
) -> None:
    edited(path, change, checksum_made_anew=True)

    with pytest.raises(SealBroken) as broken:
        keys.open_slot(path, CASEY.id, CASEYS)

    assert broken.value.code == "keys_changed"


@pytest.mark.parametrize("bonded", [False, True])
def test_a_vault_key_of_a_thiefs_own_is_not_taken_for_the_vaults(
    path: Path, made: Created, bonded: bool
) -> None:
    """Whoever can write the file can seal a key of theirs to everybody; the bond they cannot know."""
    kept, theirs = key_file.read(path), os.urandom(32)
    bond = keys._read_sealed(path, made.seats[0])[2] if bonded else os.urandom(32)  # True is the control
    keys._write(path, kept.slots, (theirs,), bond)

    if bonded:
        assert opens(path, CASEY, CASEYS, theirs)
    else:
        with pytest.raises(SealBroken) as broken:
            keys.open_slot(path, CASEY.id, CASEYS)
        assert broken.value.code == "keys_changed"


@pytest.mark.parametrize(
    "cost",
    [
        pytest.param({"memory_kib": 46 * 1024 - 1}, id="weakened memory"),
        pytest.param({"memory_kib": 4 * 1024 * 1024}, id="a memory bomb"),
        pytest.param({"passes": 0}, id="no pass"),
        pytest.param({"passes": 100_000}, id="a time bomb"),
        pytest.param({"lanes": 64}, id="too many lanes"),
        pytest.param({"memory_kib": True}, id="not a number"),
        pytest.param({"more": 1}, id="a key nobody knows"),
    ],
)
def test_a_cost_out_of_bounds_is_refused_before_it_is_paid(  # B25, B26
    path: Path, key: bytes, cost: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    edited(path, lambda plain: plain["slots"][0]["private"]["cost"].update(cost), checksum_made_anew=False)
    monkeypatch.setattr(passphrase, "_stretched", lambda *_: pytest.fail("the cost was paid"))

    with pytest.raises(SealBroken):
        keys.open_slot(path, CASEY.id, CASEYS)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"[" * 100_000, id="depth"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param(b"{}", id="no slots"),
        pytest.param(b" " * 10_000_000, id="ten megabytes"),
        pytest.param(b'{"format":"triage-keys/3"}', id="a later format"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    with pytest.raises(SealBroken):
        keys.people(path)


def test_the_key_file_is_private_whatever_the_umask(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = os.umask(0o022)
    try:
        keys.create_key_file(path, [(CASEY, CASEYS)])
    finally:
        os.umask(before)

    assert {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {
        "vault.keys": 0o600,
        "vault.keys.bak": 0o600,
    }


def test_a_key_file_that_cannot_be_written_is_said_and_the_old_one_stays(path: Path, key: bytes) -> None:
    (path.with_name("vault.keys.new")).mkdir()  # in the way of the new file
    before = path.read_bytes()

    with pytest.raises(NotSaved):
        keys.change_passphrase(path, CASEY.id, CASEYS, "a new one")

    assert path.read_bytes() == before


def test_the_wait_after_wrong_tries_rises_to_half_a_minute_and_no_further() -> None:
    assert [keys.delay_after(failures) for failures in range(9)] == [0, 1, 2, 4, 8, 16, 30, 30, 30]


def vault_with(key: bytes) -> tuple[dict[str, bytes], keys.WriteNew]:
    """A stand-in for the vault: which key it has, and what gives it another."""
    vault = {"key": key}

    def write_new(old: bytes, new: bytes) -> None:
        assert vault["key"] in (old, new)
        vault["key"] = new

    return vault, write_new


def test_after_a_rekey_everybody_gets_the_new_key_with_their_old_passphrase(
    path: Path, made: Created
) -> None:
    vault, write_new = vault_with(made.vault_key)

    seat = keys.rekey(path, made.seats[1], write_new)

    assert vault["key"] == seat.vault_key != made.vault_key
    for person, words in ((CASEY, CASEYS), (MORGAN, MORGANS), (ROBIN, ROBINS)):
        assert opens(path, person, words, seat.vault_key)
    assert keys.open_recovery(path, made.recovery).vault_key == seat.vault_key
    assert not keys.is_rekeying(path)


def test_the_file_holds_both_keys_while_the_vault_gets_the_new_one(path: Path, made: Created) -> None:
    seen = []

    def write_new(old: bytes, new: bytes) -> None:
        seen.append([keys._vault_keys(key_file.read(file), made.seats[0].identity)[0] for file in copies])
        assert seen == [[(old, new)] * 2]

    copies = (path, key_file.backup(path))
    keys.rekey(path, made.seats[1], write_new)

    assert len(seen) == 1


def test_somebody_removed_opens_nothing_and_had_no_part_of_the_new_key(path: Path, made: Created) -> None:
    leaver, stolen = keys.open_slot(path, CASEY.id, CASEYS), path.read_bytes()
    vault, write_new = vault_with(made.vault_key)

    seat = keys.remove_person(path, made.seats[1], CASEY.id, write_new)

    assert CASEY not in keys.people(path)
    with pytest.raises(WrongPassphrase):
        keys.open_slot(path, CASEY.id, CASEYS)
    with pytest.raises(SealBroken):
        keys._vault_keys(key_file.read(path), leaver.identity)
    old_copy = path.with_name("stolen.keys")
    old_copy.write_bytes(stolen)
    assert keys.open_slot(old_copy, CASEY.id, CASEYS).vault_key != vault["key"]  # B39
    assert opens(path, ROBIN, ROBINS, seat.vault_key)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        pytest.param("p-nobody", "person_not_found", id="nobody"),
        pytest.param(RECOVERY.id, "person_not_found", id="the recovery key"),
        pytest.param(MORGAN.id, "not_yourself", id="oneself"),
    ],
)
def test_who_cannot_be_removed(path: Path, made: Created, who: str, refusal: str) -> None:
    before, (_, write_new) = path.read_bytes(), vault_with(made.vault_key)

    with pytest.raises((NotAllowed, NotFound)) as refused:
        keys.remove_person(path, made.seats[1], who, write_new)

    assert refused.value.code == refusal
    assert path.read_bytes() == before


def test_the_last_manager_is_not_removed(path: Path) -> None:
    made = keys.create_key_file(path, [(CASEY, CASEYS), (MORGAN, MORGANS)])

    with pytest.raises(NotAllowed) as refused:
        keys.remove_person(path, made.seats[0], MORGAN.id, vault_with(made.vault_key)[1])

    assert refused.value.code == "last_manager"


def test_a_removal_after_one_that_was_cut_off_gives_a_key_that_the_second_leaver_never_had(
    path: Path, made: Created
) -> None:
    vault, write_new = vault_with(made.vault_key)

    def stop(_old: bytes, _new: bytes) -> None:
        raise NotSaved("disk_full")

    with pytest.raises(NotSaved):
        keys.remove_person(path, made.seats[1], CASEY.id, stop)
    assert keys.is_rekeying(path)
    known_to_robin = keys._vault_keys(key_file.read(path), made.seats[2].identity)[0]

    keys.remove_person(path, keys.open_slot(path, MORGAN.id, MORGANS), ROBIN.id, write_new)

    assert vault["key"] not in known_to_robin
    assert opens(path, MORGAN, MORGANS, vault["key"])
    assert not keys.is_rekeying(path)


def test_the_recovery_key_opens_the_vault_and_can_let_somebody_in(path: Path, made: Created) -> None:  # B39
    seat = keys.open_recovery(path, made.recovery)

    assert (seat.person, seat.vault_key) == (RECOVERY, made.vault_key)
    assert seat.keys == made.keys[RECOVERY.id]
    deciding = keys.recovery_deciding_key(path, made.recovery)
    assert deciding.public_key().public_bytes_raw().hex() == seat.keys.deciding
    keys.new_keys_for(path, seat, MORGAN, "found again words")
    assert opens(path, MORGAN, "found again words", made.vault_key)


def test_a_new_recovery_key_puts_the_old_one_out_of_use(path: Path, made: Created) -> None:
    fresh, public = keys.new_recovery(path, made.seats[1])

    assert keys.open_recovery(path, fresh).keys == public
    with pytest.raises(WrongPassphrase):
        keys.open_recovery(path, made.recovery)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(lambda code: code.lower(), id="small letters"),
        pytest.param(lambda code: code.replace("-", ""), id="in one go"),
        pytest.param(lambda code: f"  {code.replace('-', ' ')} ", id="with spaces"),
        pytest.param(lambda code: code.replace("0", "O").replace("1", "l"), id="o for 0, l for 1"),
        pytest.param(lambda code: code.replace("0", "o").replace("1", "I"), id="o for 0, I for 1"),
        pytest.param(lambda code: code.replace("-", "\u2013"), id="long strokes"),
    ],
)
def test_the_recovery_key_is_taken_however_it_is_typed(typed: Callable[[str], str]) -> None:
    for _ in range(20):
        code = recovery_key.new_recovery_key()
        assert recovery_key.typed_recovery_key(typed(code)) == code


def test_a_recovery_key_has_160_bits_in_groups_of_four_without_letters_that_are_misread() -> None:
    codes = {recovery_key.new_recovery_key() for _ in range(200)}

    assert len(codes) == 200
    for code in codes:
        assert [len(group) for group in code.split("-")] == [4] * 9
        assert not set(code) & set("ILOU")
    # 32 letters of five bits; the last group only checks them.
    assert set("".join(codes)) - {"-"} == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_a_mistyped_recovery_key_is_said_to_be_mistyped_and_nothing_is_tried(
    path: Path, made: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrase, "_stretched", lambda *_: pytest.fail("it was tried"))
    code = made.recovery
    other = "7" if code[5] != "7" else "8"

    for typed in ("", code[:-1], code + "0", code[:5] + other + code[6:], code.replace("-", "U", 1)):
        with pytest.raises(UsageError) as wrong:
            keys.open_recovery(path, typed)
        assert wrong.value.code == "recovery_key_mistyped"


def test_a_recovery_key_of_another_vault_does_not_open_this_one(path: Path, made: Created) -> None:
    with pytest.raises(WrongPassphrase):
        keys.open_recovery(path, recovery_key.new_recovery_key())


def test_a_seat_shows_none_of_its_keys(made: Created) -> None:
    seat: Seat = made.seats[1]

    assert made.vault_key.hex() not in repr(seat)
    assert repr(made.vault_key) not in repr(seat)
