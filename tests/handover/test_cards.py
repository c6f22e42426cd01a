"""A card lets somebody in only after a phone call, only by a manager, and never in another's place."""

import json
from pathlib import Path
from typing import Any

import pytest
from handover_case import ALEX, BAILEY, CASEY, ROWAN, START, STRANGER, Device, private, public, seat_of

from triage.errors import NotAllowed, SealBroken, TriageError
from triage.handover.card import (
    DOMAIN,
    Card,
    card_of,
    groups_to_hear,
    is_heard,
    read_card,
    refuse_known,
    without,
)
from triage.handover.plain import framed
from triage.records.people import Person, Role
from triage.vault.identity import RECOVERY, PublicKeys, sign, signing_key


def card_text(person: Person, **changes: Any) -> bytes:
    """A card with parts changed, truly signed by the person's own key."""
    keys = changes.pop("keys", public(person))
    card = Card(format="sendiass-card/1", created_utc=START, person=person, keys=keys)
    plain = json.loads(card.canonical())
    for key, value in changes.items():
        plain["person" if key in plain["person"] else key] = (
            {**plain["person"], key: value} if key in plain["person"] else value
        )
    return signed(
        person, json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    )


def signed(person: Person, body: bytes) -> bytes:
    signature = bytes.fromhex(sign(signing_key(private(person).signing), DOMAIN, body))
    return framed(body, signature).replace(b"sendiass-sealed/1", b"sendiass-card/1").rstrip(b"\0")


def test_a_card_says_who_somebody_is_and_what_to_hear() -> None:
    card = read_card(card_of(seat_of(BAILEY), START))

    assert (card.person, card.keys) == (BAILEY, public(BAILEY))
    assert len(card.fingerprint.split()) == 6
    assert card_text(BAILEY) == card_of(seat_of(BAILEY), START)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(card_text(BAILEY, id="recovery"), id="the recovery key's name"),
        pytest.param(card_text(RECOVERY), id="the recovery key itself"),
        pytest.param(card_text(BAILEY, role="caseworker"), id="a caseworker who could decide"),
        pytest.param(card_text(CASEY, role="manager"), id="a manager who could not"),
        pytest.param(card_text(BAILEY, role="owner"), id="a role that is none"),
        pytest.param(card_text(BAILEY, name=""), id="no name"),
        pytest.param(card_text(BAILEY, name="x" * 201), id="a long name"),
        pytest.param(card_text(BAILEY, name="Bailey\nInvented"), id="a name of two lines"),
        pytest.param(card_text(BAILEY, name="Bailey\x1b[2J"), id="a name that steers the screen"),
        pytest.param(card_text(BAILEY, name="\u202eyeliaB"), id="a name written backwards"),
        pytest.param(card_text(BAILEY, id="../../x"), id="an id that is a path"),
        pytest.param(card_text(BAILEY, id=7), id="an id that is a number"),
        pytest.param(card_text(BAILEY, extra=1), id="a key too many"),
        pytest.param(
            card_of(seat_of(BAILEY), START).replace(b"Bailey", b"Barley"), id="another name after signing"
        ),
        pytest.param(card_of(seat_of(BAILEY), START)[:-1], id="a line end too few"),
        pytest.param(card_of(seat_of(BAILEY), START) + b"\n", id="a line too many"),
        pytest.param(
            card_of(seat_of(BAILEY), START).replace(b"\n", b"\r\n"), id="line ends of another system"
        ),
        pytest.param(b"", id="nothing"),
        pytest.param(b"x" * 4097, id="too long"),
        pytest.param(
            card_text(BAILEY, keys=public(BAILEY).model_copy(update={"deciding": public(BAILEY).signing})),
            id="one key for two things",
        ),
    ],
)
def test_a_card_that_is_not_exactly_so_is_refused(text: bytes) -> None:
    with pytest.raises(SealBroken) as refused:
        read_card(text)

    assert refused.value.code == "card_unreadable"


def test_a_card_of_a_later_version_is_named_as_such() -> None:
    with pytest.raises(SealBroken) as refused:
        read_card(card_of(seat_of(BAILEY), START).replace(b"card/1", b"card/2"))

    assert refused.value.code == "card_newer"


def test_a_card_is_no_sealed_letter_and_a_letter_no_card() -> None:
    body = card_of(seat_of(BAILEY), START).split(b"\n")[2]
    as_a_letter = sign(signing_key(private(BAILEY).signing), b"sendiass-sealed/1", body)
    text = framed(body, bytes.fromhex(as_a_letter)).rstrip(b"\0").replace(b"sealed/1", b"card/1", 1)

    with pytest.raises(SealBroken):
        read_card(text)


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        pytest.param(public(BAILEY), "card_known", id="nothing new"),
        pytest.param(public(ROWAN), "card_other_keys", id="their id, other keys"),
    ],
)
def test_a_card_never_puts_other_keys_in_a_known_persons_place(keys: PublicKeys, code: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        refuse_known(read_card(card_of(seat_of(BAILEY), START)), {BAILEY.id: keys})

    assert refused.value.code == code


@pytest.mark.parametrize("key", ["recipient", "signing", "deciding"])
def test_a_card_with_a_key_of_somebody_else_is_refused(key: str) -> None:
    theirs = public(ROWAN).model_copy(update={key: getattr(public(BAILEY), key)})

    with pytest.raises(NotAllowed) as refused:
        refuse_known(read_card(card_of(seat_of(BAILEY), START)), {ROWAN.id: theirs})

    assert refused.value.code == "card_keys_taken"


def test_two_groups_of_the_letters_are_left_off_the_screen() -> None:
    letters = "AAAA BBBB CCCC DDDD EEEE FFFF"

    shown = {without(letters, groups_to_hear()) for _ in range(200)}

    assert all(each.count("....") == 2 and len(each) == len(letters) for each in shown)
    assert len(shown) > 10


@pytest.mark.parametrize("typed", ["0A1B 2C3D", "0a1b2c3d", "OAIB-2C3D", " oalb 2c3d "])
def test_what_is_heard_may_be_typed_loosely(typed: str) -> None:
    assert is_heard(typed, "0A1B 2C3D")


@pytest.mark.parametrize("typed", ["", "0A1B", "0A1B 2C3E", "0A1B 2C3D 2C3D", "²"])
def test_anything_else_was_not_heard(typed: str) -> None:
    assert not is_heard(typed, "0A1B 2C3D")


def refused_to_trust(device: Device, file: Path) -> str:
    with pytest.raises(TriageError) as refused:
        device.cards.trust(device.cards.look_at(file), None)
    return refused.value.code


def test_only_a_manager_of_this_device_trusts_a_card(devices: tuple[Device, Device], tmp_path: Path) -> None:
    here, _ = devices
    file = tmp_path / "stranger.card"
    file.write_bytes(card_of(seat_of(STRANGER), START))

    assert refused_to_trust(here.sit(CASEY), file) == "only_a_manager_trusts"
    here.sit(ALEX).cards.trust(here.cards.look_at(file), None)

    entry = here.vault().register.now()[STRANGER.id]
    assert (entry.here, entry.by, entry.keys) == (False, ALEX.id, public(STRANGER))
    assert refused_to_trust(here, file) == "card_known"
    assert here.vault().verify().intact


def test_a_card_never_takes_the_place_of_the_recovery_key_or_its_keys(
    devices: tuple[Device, Device], tmp_path: Path
) -> None:
    here, _ = devices
    here.sit(ALEX)
    file = tmp_path / "thief.card"
    keys = public(STRANGER).model_copy(update={"recipient": public(RECOVERY).recipient})
    file.write_bytes(card_text(STRANGER, keys=keys))

    assert refused_to_trust(here, file) == "card_keys_taken"


def test_whoever_is_trusted_by_card_may_decide_only_in_their_own_name_and_role(
    devices: tuple[Device, Device],
) -> None:
    _, there = devices

    entry = there.vault().register.now()[CASEY.id]

    assert (entry.person.role, entry.keys.deciding) == (Role.CASEWORKER, None)
