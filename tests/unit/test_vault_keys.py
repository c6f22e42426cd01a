"""The key file: who opens it, who does not, and what happens when somebody changed it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from triage.errors import NotAllowed, NotFound, NotSaved, SealBroken, WrongPassphrase
from triage.records.people import Person, Role
from triage.vault import keys, passphrase
from triage.vault.keys import KeyFile

CASEY = Person(id="p-casey", name="Casey Invented", role=Role.CASEWORKER)
MORGAN = Person(id="p-morgan", name="Morgan Invented", role=Role.MANAGER)
CASEYS = "correct horse battery staple"
MORGANS = "four other plain words"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real Argon2id at the least cost the file may have, not the 0.2 s of the shipped one."""
    monkeypatch.setattr(
        keys, "wrap", lambda key, words, about, _cost=None: passphrase.wrap(key, words, about, CHEAPEST)
    )


CHEAPEST = passphrase.Cost(memory_kib=46 * 1024, passes=1, lanes=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault.keys"


@pytest.fixture
def key(path: Path) -> bytes:
    return keys.create_key_file(path, [(CASEY, CASEYS), (MORGAN, MORGANS)])


def edited(path: Path, change: Callable[[dict], None], *, checksum_made_anew: bool) -> None:
    """Both copies, changed by somebody who has no key but knows how the file is made."""
    for file in (path, path.with_name("vault.keys.bak")):
        plain = json.loads(file.read_bytes())
        change(plain)
        if checksum_made_anew:
            kept = KeyFile.from_canonical(json.dumps(plain))
            plain["checksum"] = keys._checksum(kept.slots, kept.seal)
        file.write_text(json.dumps(plain))


@pytest.mark.obligation("P4.1", partly=True)
def test_each_person_opens_the_same_vault_with_their_own_passphrase(path: Path, key: bytes) -> None:
    assert len(key) == 32
    assert keys.open_slot(path, CASEY.id, CASEYS) == (CASEY, key)
    assert keys.open_slot(path, MORGAN.id, MORGANS) == (MORGAN, key)


def test_the_shipped_cost_is_64_mib_three_passes_one_lane() -> None:
    cost = passphrase.Cost()

    assert (cost.memory_kib, cost.passes, cost.lanes) == (65536, 3, 1)


def test_two_vaults_never_share_a_key_or_a_salt(tmp_path: Path) -> None:
    first, second = tmp_path / "a.keys", tmp_path / "b.keys"

    assert keys.create_key_file(first, [(CASEY, CASEYS)]) != keys.create_key_file(second, [(CASEY, CASEYS)])
    salts = {json.loads(file.read_bytes())["slots"][0]["key"]["salt"] for file in (first, second)}
    assert len(salts) == 2


def test_neither_key_nor_passphrase_stands_in_the_file(path: Path, key: bytes) -> None:
    content = path.read_bytes()

    assert CASEYS.encode() not in content
    assert key not in content
    assert key.hex().encode() not in content


def test_a_passphrase_typed_on_another_keyboard_is_the_same(path: Path) -> None:
    composed, apart, wide = "caf\u00e9 one", "cafe\u0301 one", "caf\u00e9 \uff4fne"
    key = keys.create_key_file(path, [(CASEY, composed)])

    assert keys.open_slot(path, CASEY.id, apart) == (CASEY, key)
    assert keys.open_slot(path, CASEY.id, wide) == (CASEY, key)


@pytest.mark.parametrize(
    ("person", "words"),
    [
        pytest.param(CASEY.id, MORGANS, id="somebody else's passphrase"),
        pytest.param(CASEY.id, CASEYS + " ", id="one space more"),
        pytest.param(CASEY.id, "", id="nothing"),
        pytest.param(CASEY.id, "\ud800", id="half a character"),
        pytest.param("p-nobody", CASEYS, id="a person nobody knows"),
    ],
)
def test_a_wrong_passphrase_and_an_unknown_person_get_the_same_answer(
    path: Path, key: bytes, person: str, words: str
) -> None:
    with pytest.raises(WrongPassphrase) as refused:
        keys.open_slot(path, person, words)

    assert (refused.value.code, refused.value.facts) == ("wrong_passphrase", {})


@pytest.mark.parametrize("person", [CASEY.id, "p-nobody"])
def test_an_unknown_person_costs_a_guesser_one_argon2id_as_a_known_one_does(
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
    assert keys.people(path) == (CASEY, MORGAN)


def test_where_there_is_no_key_file_nobody_is_listed_and_nothing_opens(path: Path) -> None:
    with pytest.raises(NotFound):
        keys.people(path)
    with pytest.raises(NotFound):
        keys.open_slot(path, CASEY.id, CASEYS)


def test_a_key_file_is_never_made_over_another(path: Path, key: bytes) -> None:
    with pytest.raises(NotAllowed):
        keys.create_key_file(path, [(MORGAN, MORGANS)])

    assert keys.open_slot(path, CASEY.id, CASEYS)[1] == key


def test_a_person_added_opens_the_vault_and_the_others_still_do(path: Path, key: bytes) -> None:
    drew = Person(id="p-drew", name="Drew Invented", role=Role.CASEWORKER)

    keys.add_person(path, key, drew, "drew has words too")

    assert keys.open_slot(path, drew.id, "drew has words too") == (drew, key)
    assert keys.open_slot(path, CASEY.id, CASEYS) == (CASEY, key)


def test_nobody_is_added_twice_or_without_the_key(path: Path, key: bytes) -> None:
    with pytest.raises(NotAllowed):
        keys.add_person(path, key, CASEY, "again")
    with pytest.raises(SealBroken):
        keys.add_person(path, bytes(32), Person(id="p-x", name="X", role=Role.MANAGER), "words")


def test_after_a_change_only_the_new_passphrase_opens_in_either_copy(path: Path, key: bytes) -> None:
    keys.change_passphrase(path, CASEY.id, CASEYS, "a new one of four words")

    for copies_left in (2, 1):
        if copies_left == 1:
            path.unlink()
        with pytest.raises(WrongPassphrase):
            keys.open_slot(path, CASEY.id, CASEYS)
        assert keys.open_slot(path, CASEY.id, "a new one of four words") == (CASEY, key)
    assert keys.open_slot(path, MORGAN.id, MORGANS) == (MORGAN, key)


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

    assert keys.open_slot(path, CASEY.id, CASEYS) == (CASEY, key)
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


def test_a_caseworker_who_writes_manager_into_the_file_is_not_let_in(path: Path, key: bytes) -> None:
    edited(path, lambda plain: plain["slots"][0]["person"].update(role="manager"), checksum_made_anew=True)

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
    ],
)
def test_a_change_made_without_the_key_is_seen_when_anybody_opens(
    path: Path, key: bytes, change: Callable[[dict], None]
) -> None:
    edited(path, change, checksum_made_anew=True)

    with pytest.raises(SealBroken) as broken:
        keys.open_slot(path, CASEY.id, CASEYS)

    assert broken.value.code == "keys_changed"


@pytest.mark.parametrize(
    "cost",
    [
        pytest.param({"memory_kib": 1024}, id="weakened memory"),
        pytest.param({"memory_kib": 4 * 1024 * 1024}, id="a memory bomb"),
        pytest.param({"passes": 0}, id="no pass"),
        pytest.param({"passes": 100_000}, id="a time bomb"),
        pytest.param({"lanes": 64}, id="too many lanes"),
        pytest.param({"memory_kib": True}, id="not a number"),
        pytest.param({"more": 1}, id="a key nobody knows"),
    ],
)
def test_a_cost_out_of_bounds_is_refused_before_it_is_paid(
    path: Path, key: bytes, cost: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    edited(path, lambda plain: plain["slots"][0]["key"]["cost"].update(cost), checksum_made_anew=False)
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
        pytest.param(b'{"format":"triage-keys/2"}', id="a later format"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    with pytest.raises(SealBroken):
        keys.people(path)


def test_the_key_file_is_private_whatever_the_umask(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

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
