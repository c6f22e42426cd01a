"""Who can sign in, and how that changes, at the real desk: each change is signed, and each leaves a trace."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from triage.desk.bootstrap import open_desk, utc_now
from triage.desk.desk import Desk
from triage.desk.setting_up import set_up
from triage.errors import NotAllowed, NotFound, NotSaved, SealBroken, TooSoon, UsageError, WrongPassphrase
from triage.model import Rung
from triage.paths import vault_dir
from triage.records.people import Contact, Person, Role, Service
from triage.vault import key_file, keys, passphrase, recovery_key, rekeying
from triage.vault.audit import Action
from triage.vault.passphrase import LEAST_COST
from triage.vault.store import Vault

CASEY = Person(id="p-casey", name="Casey Invented", role=Role.CASEWORKER)
MORGAN = Person(id="p-morgan", name="Morgan Invented", role=Role.MANAGER)
ROBIN = Person(id="p-robin", name="Robin Invented", role=Role.MANAGER)
WORDS = {
    CASEY.id: "casey has four words",
    MORGAN.id: "morgan has four words",
    ROBIN.id: "robin has four words",
}
NEW = "quite another four words"


class Office:
    """A vault of three people and its desk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._late = timedelta()
        chain = tuple(Contact(name=each.name, phone="01632", person_id=each.id) for each in (MORGAN, ROBIN))
        people = tuple((person, WORDS[person.id]) for person in (CASEY, MORGAN, ROBIN))
        service = Service(name="Invented", manager_chain=chain)
        self.recovery = set_up(vault_dir(folder), service, people, self.now, LEAST_COST).recovery
        self.desk = open_desk(folder, clock=self.now, with_encoder=False)

    def waits(self) -> None:
        """Longer than any wrong passphrase asks for."""
        self._late += timedelta(minutes=1)

    def now(self) -> datetime:
        return utc_now() + self._late

    @property
    def key_file(self) -> Path:
        return vault_dir(self.folder) / "vault.keys"

    def sits(self, person: Person, words: str | None = None) -> Desk:
        """The desk with this person signed in."""
        self.desk.sign_in(person.id, words or WORDS[person.id])
        return self.desk

    def actions(self) -> list[Action]:
        return [event.action for event in self.desk._session.vault().events()]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        keys, "wrap", lambda key, words, about, _cost=None: passphrase.wrap(key, words, about, LEAST_COST)
    )


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.desk.close()


def test_somebody_let_in_signs_in_and_what_they_do_counts(office: Office) -> None:
    drew = office.sits(MORGAN).staff.add("Drew Invented", Role.CASEWORKER, NEW, WORDS[MORGAN.id])

    desk = office.sits(drew, NEW)
    draft = desk.start_call()
    desk.keep(draft)

    assert desk.me == drew
    assert desk.verify().intact
    assert [each.ref for each in desk.drafts()] == [draft.ref]
    assert [contact.person_id for contact in desk.service.manager_chain] == [MORGAN.id, ROBIN.id]


def test_a_manager_let_in_is_rung_last_and_can_let_others_in(office: Office) -> None:
    alex = office.sits(MORGAN).staff.add(
        "Alex Invented", Role.MANAGER, NEW, WORDS[MORGAN.id], phone="01632 5"
    )

    desk = office.sits(alex, NEW)
    desk.staff.add("Drew Invented", Role.CASEWORKER, NEW, NEW)

    assert desk.service.manager_chain[-1] == Contact(name=alex.name, phone="01632 5", person_id=alex.id)
    assert desk.verify().intact


@pytest.mark.parametrize(
    ("who", "given", "refusal"),
    [
        pytest.param(CASEY, WORDS[CASEY.id], NotAllowed, id="a caseworker"),
        pytest.param(MORGAN, WORDS[CASEY.id], WrongPassphrase, id="a manager's open screen"),
        pytest.param(MORGAN, None, NotAllowed, id="no passphrase"),
    ],
)
def test_who_lets_nobody_in(office: Office, who: Person, given: str | None, refusal: type[Exception]) -> None:
    desk, before = office.sits(who), office.key_file.read_bytes()

    for act in (
        lambda: desk.staff.add("Drew Invented", Role.CASEWORKER, NEW, given),
        lambda: desk.staff.remove(ROBIN.id, given),
        lambda: desk.staff.renew(ROBIN.id, NEW, given),
        lambda: desk.staff.new_recovery(given),
    ):
        with pytest.raises(refusal):
            act()
        office.waits()

    assert office.key_file.read_bytes() == before
    assert Action.PERSON_LEFT not in office.actions()


def test_somebody_who_leaves_opens_nothing_and_the_records_get_another_key(office: Office) -> None:  # B39
    old = keys.open_slot(office.key_file, CASEY.id, WORDS[CASEY.id])
    stolen = office.key_file.read_bytes()
    desk = office.sits(MORGAN)

    desk.staff.remove(CASEY.id, WORDS[MORGAN.id])

    assert desk.me == MORGAN
    assert desk.verify().intact
    assert office.actions()[-2:] == [Action.PERSON_LEFT, Action.VAULT_REKEYED]
    desk.lock()
    with pytest.raises(WrongPassphrase):
        desk.sign_in(CASEY.id, WORDS[CASEY.id])
    office.waits()
    with pytest.raises(SealBroken):
        Vault.open(vault_dir(office.folder), old.vault_key, desk.now)
    assert not office.sits(ROBIN)._session.vault().losses()
    desk.lock()
    office.key_file.write_bytes(stolen)
    with pytest.raises(SealBroken):
        desk.sign_in(CASEY.id, WORDS[CASEY.id])


def test_a_manager_who_leaves_is_rung_no_more(office: Office) -> None:
    desk = office.sits(MORGAN)

    desk.staff.remove(ROBIN.id, WORDS[MORGAN.id])

    assert [contact.person_id for contact in desk.service.manager_chain] == [MORGAN.id]
    with pytest.raises(NotAllowed) as refused:
        desk.staff.remove(MORGAN.id, WORDS[MORGAN.id])
    assert refused.value.code == "not_yourself"
    with pytest.raises(NotFound):
        desk.staff.remove("p-nobody", WORDS[MORGAN.id])


def test_a_removal_that_was_cut_off_ends_when_anybody_next_signs_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, leaver = office.sits(MORGAN), keys.open_slot(office.key_file, CASEY.id, WORDS[CASEY.id])
    with monkeypatch.context() as broken:
        broken.setattr(rekeying, "rekey_file", lambda *_: (_ for _ in ()).throw(NotSaved("disk_full")))
        with pytest.raises(NotSaved):
            desk.staff.remove(CASEY.id, WORDS[MORGAN.id])
    assert keys.is_rekeying(office.key_file)
    assert desk.verify().intact  # the vault is open again, with the key from before
    desk.lock()

    office.sits(ROBIN)

    assert CASEY not in office.desk.people()
    assert not keys.is_rekeying(office.key_file)
    assert not rekeying.fits(vault_dir(office.folder) / "vault.db", leaver.vault_key)
    assert office.desk.verify().intact


def test_a_forgotten_passphrase_is_replaced_and_what_they_sign_then_counts(office: Office) -> None:
    office.sits(MORGAN).staff.renew(CASEY.id, NEW, WORDS[MORGAN.id])

    with pytest.raises(WrongPassphrase):
        office.sits(CASEY)
    office.waits()
    desk = open_desk(office.folder, clock=office.now, with_encoder=False)
    office.desk.lock()
    desk.sign_in(CASEY.id, NEW)
    assert desk.verify().intact
    desk.close()


def test_changing_ones_own_passphrase_needs_the_old_one(office: Office) -> None:
    desk = office.sits(CASEY)
    with pytest.raises(WrongPassphrase):
        desk.staff.change_mine("a guess", NEW)
    with pytest.raises(UsageError):
        desk.staff.change_mine(WORDS[CASEY.id], "short")

    desk.staff.change_mine(WORDS[CASEY.id], NEW)

    assert office.actions()[-1] is Action.PASSPHRASE_CHANGED
    desk.lock()
    assert office.sits(CASEY, NEW).me == CASEY


def test_the_recovery_key_gives_a_new_passphrase_and_opens_their_drafts_again(office: Office) -> None:  # B39
    desk = office.sits(CASEY)
    draft = desk.start_call().chose(desk.now(), Rung.SAFETY_WORRY)
    desk.keep(draft)
    desk.lock()

    assert desk.staff.recover(office.recovery.lower().replace("-", " "), CASEY.id, NEW) == 1

    assert desk.me is None
    assert office.sits(CASEY, NEW).draft(draft.ref) == draft
    assert Action.RECOVERY_USED in office.actions()
    assert desk.verify().intact


def test_with_the_recovery_key_a_manager_comes_back_when_nobody_knows_a_passphrase(office: Office) -> None:
    desk = office.desk
    desk.staff.recover(office.recovery, MORGAN.id, NEW)

    office.sits(MORGAN, NEW).staff.renew(ROBIN.id, NEW, NEW)

    assert office.sits(ROBIN, NEW).verify().intact


def test_wrong_recovery_keys_make_the_next_wait_and_a_mistyped_one_does_not(office: Office) -> None:
    staff = office.desk.staff
    for _ in range(3):
        with pytest.raises(UsageError):
            staff.recover(office.recovery[:-1], CASEY.id, NEW)
    with pytest.raises(WrongPassphrase):
        staff.recover(recovery_key.new_recovery_key(), CASEY.id, NEW)
    with pytest.raises(TooSoon):
        staff.recover(office.recovery, CASEY.id, NEW)


def test_another_recovery_key_puts_the_first_out_of_use(office: Office) -> None:
    desk = office.sits(MORGAN)
    code = desk.staff.new_recovery(WORDS[MORGAN.id])
    desk.lock()

    with pytest.raises(WrongPassphrase):
        keys.open_recovery(office.key_file, office.recovery)
    assert desk.staff.recover(code, CASEY.id, NEW) == 0
    assert office.sits(CASEY, NEW).verify().intact


def test_a_caseworker_who_makes_a_manager_of_themselves_in_the_key_file_is_not_let_in(office: Office) -> None:
    seat = keys.open_slot(office.key_file, CASEY.id, WORDS[CASEY.id])
    raised = CASEY.model_copy(update={"role": Role.MANAGER})
    # With the vault's key they can seal the file anew; a manager's signature they cannot make.
    keys.new_keys_for(office.key_file, seat, raised, NEW)
    assert keys.deciding_key(office.key_file, CASEY.id, NEW)

    with pytest.raises(NotAllowed) as refused:
        office.sits(CASEY, NEW)

    assert refused.value.code == "not_enrolled"
    assert office.desk.me is None
    assert office.sits(MORGAN).verify().intact


def test_who_has_a_slot_without_a_managers_signature_is_listed_as_such(office: Office) -> None:
    seat = keys.open_slot(office.key_file, MORGAN.id, WORDS[MORGAN.id])
    keys.add_person(office.key_file, seat, Person(id="p-x", name="Xan", role=Role.CASEWORKER), NEW)

    members = office.sits(MORGAN).staff.members()

    assert [(each.person.name, each.can_sign_in) for each in members] == [
        ("Casey Invented", True),
        ("Morgan Invented", True),
        ("Robin Invented", True),
        ("Xan", False),
    ]
    office.desk.staff.renew("p-x", NEW, WORDS[MORGAN.id])
    assert all(each.can_sign_in for each in office.desk.staff.members())


def test_no_name_stands_in_the_events_of_people(office: Office) -> None:
    office.sits(MORGAN).staff.add("Drew Quillfeather", Role.CASEWORKER, NEW, WORDS[MORGAN.id])

    events = "\n".join(event.model_dump_json() for event in office.desk._session.vault().events())

    assert "Quillfeather" not in events
    assert json.loads(key_file.read(office.key_file).canonical())["format"] == "triage-keys/2"
