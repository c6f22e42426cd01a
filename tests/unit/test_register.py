"""Who may sign what: an entry counts only when a manager with the right to it signed it."""

from datetime import UTC, datetime, timedelta

import pytest

from triage.records.people import Person, Role
from triage.vault.identity import (
    RECOVERY,
    Enrolment,
    PrivateKeys,
    PublicKeys,
    SigningKey,
    enrolment,
    fingerprint,
    is_signed,
    sign,
    signing_key,
)
from triage.vault.register import Register, departure

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MORGAN = Person(id="p-morgan", name="Morgan Invented", role=Role.MANAGER)
ROBIN = Person(id="p-robin", name="Robin Invented", role=Role.MANAGER)
CASEY = Person(id="p-casey", name="Casey Invented", role=Role.CASEWORKER)
BOSS = Person(id=CASEY.id, name=CASEY.name, role=Role.MANAGER)
PRIVATE = {
    person.id: PrivateKeys.new(may_decide=person is not CASEY) for person in (MORGAN, ROBIN, CASEY, RECOVERY)
}


def public(person: Person) -> PublicKeys:
    return PRIVATE[person.id].public()


def deciding(person: Person) -> SigningKey:
    seed = PRIVATE[person.id].deciding
    assert seed
    return signing_key(seed)


def let_in(person: Person, by: Person, keys: PublicKeys | None = None) -> Enrolment:
    return enrolment(person, keys or public(person), START, by.id, deciding(by))


FOUNDED = (1, let_in(MORGAN, MORGAN))


def test_the_first_manager_founds_the_register_and_lets_the_others_in() -> None:
    register = Register([FOUNDED, (2, let_in(CASEY, MORGAN)), (3, let_in(ROBIN, MORGAN))])

    assert register.faults == ()
    assert set(register.now()) == {MORGAN.id, CASEY.id, ROBIN.id}
    assert {each.person for each in register.managers()} == {MORGAN, ROBIN}
    assert register.keys_of(CASEY.id) == public(CASEY)


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(let_in(ROBIN, ROBIN), id="a manager nobody let in"),
        pytest.param(
            enrolment(ROBIN, public(ROBIN), START, MORGAN.id, deciding(ROBIN)), id="signed by another"
        ),
        pytest.param(
            enrolment(ROBIN, public(ROBIN), START, MORGAN.id, signing_key(PRIVATE[MORGAN.id].signing)),
            id="with the key of every day",
        ),
        pytest.param(
            let_in(ROBIN, MORGAN).model_copy(update={"keys": public(CASEY)}), id="other keys put in"
        ),
        pytest.param(
            let_in(CASEY, MORGAN).model_copy(
                update={"person": CASEY.model_copy(update={"role": Role.MANAGER})}
            ),
            id="role raised",
        ),
        pytest.param(let_in(CASEY, MORGAN, public(ROBIN)), id="a deciding key for a caseworker"),
    ],
)
def test_an_entry_nobody_with_the_right_to_signed_counts_for_nothing(entry: Enrolment) -> None:
    register = Register([FOUNDED, (2, entry)])

    assert register.faults == (2,)
    assert set(register.now()) == {MORGAN.id}
    assert Register([FOUNDED]).refuses(entry)


def test_a_caseworker_founds_nothing() -> None:
    keys = PrivateKeys.new(may_decide=True)
    assert keys.deciding
    alone = enrolment(CASEY, keys.public(), START, CASEY.id, signing_key(keys.deciding))

    assert Register([(1, alone)]).now() == {}


def test_who_has_left_signs_nothing_more_and_stays_in_what_was() -> None:
    register = Register([
        FOUNDED, (2, let_in(ROBIN, MORGAN)), (5, departure(ROBIN.id, START, MORGAN.id, deciding(MORGAN))),
        (6, let_in(CASEY, ROBIN)),
    ])  # fmt: skip

    assert register.faults == (6,)
    assert register.at(ROBIN.id, 4) is not None
    assert register.at(ROBIN.id, 5) is None
    assert ROBIN in register.people()


def test_nobody_is_sent_away_without_a_managers_signature() -> None:
    forged = departure(MORGAN.id, START, MORGAN.id, deciding(ROBIN))

    assert Register([FOUNDED, (2, forged)]).faults == (2,)


def test_the_recovery_key_lets_people_in_and_is_nobody_itself() -> None:
    new = PrivateKeys.new(may_decide=True).public()
    register = Register([FOUNDED, (2, let_in(RECOVERY, MORGAN)), (3, let_in(MORGAN, RECOVERY, new))])

    assert register.faults == ()
    assert RECOVERY.id not in register.now()
    assert register.keys_of(MORGAN.id) == new
    assert register.at(MORGAN.id, 2) == FOUNDED[1]


def test_a_signature_of_one_kind_is_none_of_another() -> None:
    key = deciding(MORGAN)
    verify = public(MORGAN).deciding or ""

    signature = sign(key, b"one", b"body")

    assert is_signed(verify, b"one", b"body", signature)
    assert not is_signed(verify, b"two", b"body", signature)
    assert not is_signed(verify, b"one", b"other", signature)
    assert not is_signed("0" * 64, b"one", b"body", signature)


def test_a_fingerprint_is_read_aloud_and_another_for_any_other_key() -> None:
    read = fingerprint(public(MORGAN))

    assert [len(group) for group in read.split()] == [4] * 6
    assert not set("ILOU") & set(read)
    assert read != fingerprint(public(MORGAN).model_copy(update={"signing": public(CASEY).signing}))
    assert read == fingerprint(public(MORGAN))
    assert FOUNDED[1].at + timedelta(0) == START
