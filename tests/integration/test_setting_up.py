"""First use: who is enrolled by whom, and that all of it is made or none."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from triage.desk import setting_up
from triage.desk.setting_up import ends_with, set_up
from triage.desk.setup_plan import Joining, SetupPlan, carry_out
from triage.errors import NotAllowed, NotSaved, UsageError
from triage.records.people import Person, Role, Service
from triage.vault import keys
from triage.vault.identity import RECOVERY
from triage.vault.passphrase import LEAST_COST
from triage.vault.store import Vault

CASEY = Person(id="p-casey", name="Casey Invented", role=Role.CASEWORKER)
MORGAN = Person(id="p-morgan", name="Morgan Invented", role=Role.MANAGER)
ROBIN = Person(id="p-robin", name="Robin Invented", role=Role.MANAGER)
WORDS = "four words picked by chance"
SERVICE = Service(name="Invented", manager_chain=())


def clock() -> datetime:
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def made(folder: Path, *people: Person) -> str:
    return set_up(folder, SERVICE, tuple((person, WORDS) for person in people), clock, LEAST_COST).recovery


def test_the_first_manager_founds_the_vault_and_lets_in_all_others_and_the_recovery_key(
    tmp_path: Path,
) -> None:
    recovery = made(tmp_path / "vault", CASEY, MORGAN, ROBIN)

    seat = keys.open_recovery(tmp_path / "vault" / "vault.keys", recovery)
    vault = Vault.open(tmp_path / "vault", seat.vault_key, clock)
    register, events = vault.register, vault.events()
    assert vault.verify().intact
    vault.close()
    assert {person.id: entry.by for person, entry in ((e.person, e) for e in register.now().values())} == {
        CASEY.id: MORGAN.id, MORGAN.id: MORGAN.id, ROBIN.id: MORGAN.id,
    }  # fmt: skip
    assert register.recovery().keys == seat.keys
    assert register.faults == ()
    assert {event.person_id for event in events} == {MORGAN.id}
    assert {key: entry.keys for key, entry in register.now().items()} | {RECOVERY.id: seat.keys} == (
        keys.enrolled(tmp_path / "vault" / "vault.keys")
    )


def test_without_a_manager_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        made(tmp_path / "vault", CASEY)

    assert list(tmp_path.iterdir()) == []


def test_where_something_stands_already_it_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / "theirs").write_text("as it was")

    with pytest.raises(NotAllowed):
        made(tmp_path / "vault", MORGAN)

    assert [file.name for file in (tmp_path / "vault").iterdir()] == ["theirs"]


@pytest.mark.parametrize("step", ["Vault", "write_service"])
def test_stopped_on_the_way_there_is_no_vault_and_the_next_try_makes_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise NotSaved("disk_full")

    with monkeypatch.context() as broken:
        if step == "Vault":
            broken.setattr(setting_up.Vault, "create", stop)
        else:
            broken.setattr(setting_up, step, stop)
        with pytest.raises(NotSaved):
            made(tmp_path / "vault", MORGAN, CASEY)
    assert not (tmp_path / "vault").exists()

    made(tmp_path / "vault", MORGAN, CASEY)

    assert keys.open_slot(tmp_path / "vault" / "vault.keys", CASEY.id, WORDS).person == CASEY
    assert [file.name for file in tmp_path.iterdir()] == ["vault"]


def test_a_short_passphrase_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    people = (Joining("Morgan", Role.MANAGER, WORDS), Joining("Casey", Role.CASEWORKER, "eleven char"))

    with pytest.raises(UsageError) as refused:
        carry_out(SetupPlan("Invented", people), tmp_path / "vault", clock, LEAST_COST)

    assert (refused.value.code, refused.value.facts) == ("passphrase_too_short", {"least": 12})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("typed", "right"),
    [("1WW0", True), (" 1ww0 ", True), ("lwwo", True), ("IWWO", True), ("1WW", False), ("", False)],
)
def test_the_last_group_of_the_recovery_key_is_taken_as_it_is_read(typed: str, right: bool) -> None:
    assert ends_with("ZAFA-Q589-1WW0", typed) is right
