"""Keys change hands while the process is killed: nobody is ever locked out of the vault."""

import os
import random
import shutil
import signal
import time
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from vault_case import CASEY, DREW, MORGAN, ROBIN, Clock

from triage.desk.setting_up import set_up
from triage.errors import SealBroken, TriageError, WrongPassphrase
from triage.records.people import Service
from triage.vault import keys
from triage.vault.audit import Action
from triage.vault.identity import RECOVERY
from triage.vault.passphrase import LEAST_COST
from triage.vault.rekeying import fits, rekey_file
from triage.vault.store import Vault

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills as POSIX has them")

KILLS = int(os.environ.get("VAULT_KILLS", "12"))
"""More of them by hand: VAULT_KILLS=150 pytest tests/integration/test_keys_killed.py -k killed"""
WORDS = {MORGAN.id: "morgan has four words", ROBIN.id: "robin has four words"}

processes = get_context("forkserver")
processes.set_forkserver_preload(
    ["pytest", "triage.vault.store", "triage.vault.keys", "triage.vault.rekeying"]
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A vault of three people with a few events in it, once, and its recovery key."""
    folder = tmp_path_factory.mktemp("made") / "vault"
    people = ((CASEY, casey_words(0)), (MORGAN, WORDS[MORGAN.id]), (ROBIN, WORDS[ROBIN.id]))
    recovery = set_up(
        folder, Service(name="Invented", manager_chain=()), people, Clock(), LEAST_COST
    ).recovery
    seat = keys.open_slot(folder / "vault.keys", MORGAN.id, WORDS[MORGAN.id])
    vault = Vault.open(folder, seat.vault_key, Clock())
    vault.sit(seat)
    for _ in range(50):
        vault.note(Action.SIGNED_IN)
    vault.close()
    return folder, recovery


@pytest.fixture
def folder(made: tuple[Path, str], tmp_path: Path) -> Path:
    shutil.copytree(made[0], tmp_path / "vault")
    return tmp_path / "vault"


def casey_words(number: int) -> str:
    return f"casey has words number {number}"


def opens(folder: Path, person_id: str, *any_of: str) -> bool:
    """With one of these words this person gets into the vault, whose events are all there."""
    for words in any_of:
        try:
            if person_id == RECOVERY.id:
                seat = keys.open_recovery(folder / "vault.keys", words)
            else:
                seat = keys.open_slot(folder / "vault.keys", person_id, words)
        except WrongPassphrase:
            continue
        try:
            vault = Vault.open(folder, seat.vault_key, Clock())
        except TriageError:
            return False
        try:
            return vault.losses() == () and len(vault.events()) == 54
        finally:
            vault.close()
    return False


def locked_out(folder: Path, recovery: str, casey: tuple[str, ...]) -> set[str]:
    """Who does not get in any more."""
    way_in = {CASEY.id: casey, **{key: (words,) for key, words in WORDS.items()}, RECOVERY.id: (recovery,)}
    return {person for person, words in way_in.items() if not opens(folder, person, *words)}


def test_killed_at_any_moment_while_keys_change_nobody_is_locked_out(  # B40
    made: tuple[Path, str], folder: Path
) -> None:
    chance, number, acts, cut_off = random.Random(5), 0, 0, 0
    for round_number in range(KILLS):
        hears, says = processes.Pipe(duplex=False)
        act = (_change_everything, _only_rekey)[round_number % 2]
        child = processes.Process(target=act, args=(str(folder), number, says))
        child.start()
        says.close()
        assert hears.recv() == "begun"
        time.sleep(chance.uniform(0, 0.6))
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        tried = number
        for word, value in _all_from(hears):
            acts += 1
            if word == "trying":
                tried = value
            elif word == "changed":
                number = tried = value
        cut_off += keys.is_rekeying(folder / "vault.keys")
        out = locked_out(folder, made[1], (casey_words(number), casey_words(tried)))
        assert out == set(), f"round {round_number}"
        if opens(folder, CASEY.id, casey_words(tried)):
            number = tried

    print(f"\n{KILLS} kills, {acts} steps said, {cut_off} changes of the key cut off, 0 locked out")
    assert acts
    seat = keys.open_slot(folder / "vault.keys", MORGAN.id, WORDS[MORGAN.id])
    seat = keys.finish_rekey(
        folder / "vault.keys", seat, lambda old, new: rekey_file(folder / "vault.db", old, new)
    )
    assert not keys.is_rekeying(folder / "vault.keys")
    assert locked_out(folder, made[1], (casey_words(number),)) == set()


def test_the_harness_sees_who_is_locked_out_when_the_vault_gets_its_key_first(
    made: tuple[Path, str], folder: Path
) -> None:
    """The control: a change of keys in the wrong order, killed between its steps."""
    seat = keys.open_slot(folder / "vault.keys", MORGAN.id, WORDS[MORGAN.id])

    rekey_file(folder / "vault.db", seat.vault_key, os.urandom(32))

    assert locked_out(folder, made[1], (casey_words(0),)) == {CASEY.id, MORGAN.id, ROBIN.id, RECOVERY.id}


@pytest.mark.parametrize("moment", ["before", "after"])
def test_stopped_right_before_or_after_the_vault_gets_its_new_key_all_get_in_and_the_change_can_end(
    made: tuple[Path, str], folder: Path, moment: str
) -> None:
    path, file = folder / "vault.keys", folder / "vault.db"
    seat = keys.open_slot(path, MORGAN.id, WORDS[MORGAN.id])

    def stopped(old: bytes, new: bytes) -> None:
        if moment == "after":
            rekey_file(file, old, new)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keys.rekey(path, seat, stopped)

    assert keys.is_rekeying(path)
    assert locked_out(folder, made[1], (casey_words(0),)) == set()
    again = keys.open_slot(path, ROBIN.id, WORDS[ROBIN.id])
    assert (again.vault_key == seat.vault_key) is (moment == "before")
    keys.finish_rekey(path, again, lambda old, new: rekey_file(file, old, new))
    assert not keys.is_rekeying(path)
    assert not fits(file, seat.vault_key)
    assert locked_out(folder, made[1], (casey_words(0),)) == set()


def test_after_somebody_is_removed_neither_their_key_nor_a_stolen_key_file_opens_the_vault(  # B39
    made: tuple[Path, str], folder: Path, tmp_path: Path
) -> None:
    path, file = folder / "vault.keys", folder / "vault.db"
    stolen = tmp_path / "stolen"
    shutil.copytree(folder, stolen)
    leaver = keys.open_slot(path, CASEY.id, casey_words(0))
    manager = keys.open_slot(path, MORGAN.id, WORDS[MORGAN.id])

    keys.remove_person(path, manager, CASEY.id, lambda old, new: rekey_file(file, old, new))

    assert not fits(file, leaver.vault_key)
    with pytest.raises(SealBroken):
        Vault.open(folder, leaver.vault_key, Clock())
    shutil.copy(stolen / "vault.keys", path)  # the old file put back where the new one was
    shutil.copy(stolen / "vault.keys.bak", path.with_name("vault.keys.bak"))
    for person, words in ((CASEY.id, casey_words(0)), (MORGAN.id, WORDS[MORGAN.id])):
        with pytest.raises(SealBroken):
            Vault.open(folder, keys.open_slot(path, person, words).vault_key, Clock())
    assert fits(stolen / "vault.db", leaver.vault_key)  # the control: it was the key


def test_no_page_is_left_under_the_old_key(folder: Path) -> None:
    path, file = folder / "vault.keys", folder / "vault.db"
    seat = keys.open_slot(path, MORGAN.id, WORDS[MORGAN.id])
    size = file.stat().st_size
    before = {file.read_bytes()[at : at + 4096] for at in range(0, size, 4096)}

    keys.rekey(path, seat, lambda old, new: rekey_file(file, old, new))

    after = {file.read_bytes()[at : at + 4096] for at in range(0, file.stat().st_size, 4096)}
    assert not before & after
    log = file.with_name("vault.db-wal")
    assert not log.exists() or log.stat().st_size == 0


def test_a_vault_on_a_full_disk_keeps_its_old_key_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, made: tuple[Path, str]
) -> None:
    resource = pytest.importorskip("resource")
    path, file = folder / "vault.keys", folder / "vault.db"
    seat = keys.open_slot(path, MORGAN.id, WORDS[MORGAN.id])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handled = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, before[1]))
        with pytest.raises(TriageError) as refused:
            keys.rekey(path, seat, lambda old, new: rekey_file(file, old, new))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handled)

    assert refused.value.code in ("disk_refused", "disk_full")
    assert fits(file, seat.vault_key)
    assert locked_out(folder, made[1], (casey_words(0),)) == set()


def _all_from(hears: Connection) -> list[tuple[str, int]]:
    heard = []
    try:
        while True:
            heard.append(hears.recv())
    except EOFError:
        return heard


def _change_everything(folder: str, number: int, says: Connection) -> None:
    path, file = Path(folder) / "vault.keys", Path(folder) / "vault.db"

    def write_new(old: bytes, new: bytes) -> None:
        rekey_file(file, old, new)

    seat = keys.open_slot(path, MORGAN.id, WORDS[MORGAN.id])
    says.send("begun")
    for step in count(number + 1):
        says.send(("trying", step))
        keys.change_passphrase(path, CASEY.id, casey_words(step - 1), casey_words(step), LEAST_COST)
        says.send(("changed", step))
        if DREW in keys.people(path):
            seat = keys.remove_person(path, seat, DREW.id, write_new)
            says.send(("removed", step))
        keys.add_person(path, seat, DREW, "drew has words too", LEAST_COST)
        says.send(("added", step))
        seat = keys.remove_person(path, seat, DREW.id, write_new)
        says.send(("removed", step))


def _only_rekey(folder: str, number: int, says: Connection) -> None:
    path, file = Path(folder) / "vault.keys", Path(folder) / "vault.db"
    seat = keys.open_slot(path, MORGAN.id, WORDS[MORGAN.id])
    says.send("begun")
    while True:
        seat = keys.rekey(path, seat, lambda old, new: rekey_file(file, old, new))
        says.send(("rekeyed", number))
