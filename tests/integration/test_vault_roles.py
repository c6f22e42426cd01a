"""Roles that are cryptographic: what somebody with the vault's key and no manager's passphrase can not do."""

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pyrage
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from vault_case import (
    CANARY,
    CASEY,
    DREW,
    KEY,
    MORGAN,
    PRIVATE,
    REASONS,
    RECOVERY,
    ROBIN,
    START,
    a_decision,
    a_draft,
    a_record,
    a_vault,
    an_addition,
    at_it,
    deciding_key_of,
    seat_of,
    the_vault,
    with_the_key,
)

from triage.errors import Locked, NotAllowed, NotFound
from triage.records.decision import Choice
from triage.records.people import Person, Role
from triage.vault.audit import Action, Fault, commitment
from triage.vault.deciding import signed_decision
from triage.vault.identity import PrivateKeys, enrolment, signing_key
from triage.vault.ledger import append_event
from triage.vault.register import departure
from triage.vault.sqlcipher import dbapi2
from triage.vault.store import Vault
from triage.vault.words import keep_words

REF = "ESC-2026-7K4M"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    vault = a_vault(tmp_path)
    vault.submit(a_record())
    yield vault
    vault.close()


def forged(vault: Vault, by: Person, signed_with: str, at_the_desk: Person) -> None:
    """B28: a process with the vault's key writes a decision past our checks, as well as it can."""
    decision = a_decision(by=by)
    salt, body = secrets.token_bytes(32), decision.canonical()
    record = vault.record(REF).canonical()
    connection = vault._connection
    with connection.immediate():
        event = append_event(
            connection,
            at=START,
            seat=seat_of(at_the_desk),
            action=Action.DECISION_MADE,
            ref=REF,
            covers=commitment(salt, body),
        )
        keep_words(connection, event.seq, REF, salt, body)
        connection.execute(
            "insert into decision (seq, ref, choice, signature) values (:seq, :ref, :choice, :signature)",
            seq=event.seq,
            ref=REF,
            choice=decision.choice.value,
            signature=signed_decision(body, record, signing_key(signed_with)),
        )


@pytest.mark.obligation("P7.11", partly=True)
@pytest.mark.parametrize(
    ("by", "key_of", "at_the_desk"),
    [
        pytest.param(MORGAN, CASEY, CASEY, id="a worker in a manager's name"),
        pytest.param(CASEY, CASEY, CASEY, id="a worker in their own name"),
        pytest.param(MORGAN, CASEY, MORGAN, id="at a manager's open screen, without the passphrase"),
        pytest.param(MORGAN, ROBIN, MORGAN, id="one manager for another"),
        pytest.param(RECOVERY, RECOVERY, RECOVERY, id="with the recovery key"),
    ],
)
def test_a_decision_without_the_managers_own_signature_counts_for_nothing(
    vault: Vault, by: Person, key_of: Person, at_the_desk: Person
) -> None:
    private = PRIVATE[key_of.id]
    forged(vault, by, private.deciding or private.signing, at_the_desk)

    kept = vault.kept(REF)
    found = vault.verify()

    assert (kept.decisions, kept.sealed) == ((), False)
    assert (found.intact, found.reason) == (False, Fault.DECISION_INVALID)


def test_the_same_way_in_with_the_managers_own_key_is_a_decision(vault: Vault) -> None:
    forged(vault, MORGAN, PRIVATE[MORGAN.id].deciding or "", MORGAN)

    assert len(vault.kept(REF).decisions) == 1
    assert vault.verify().intact


def test_a_signature_does_not_carry_over_to_another_record(vault: Vault, tmp_path: Path) -> None:
    vault.submit(a_record("ESC-2026-0002"))
    at_it(vault, MORGAN).decide(a_decision("ESC-2026-0002"), deciding_key_of(MORGAN))
    signature = vault._connection.rows("select signature from decision")[0]["signature"]
    forged(vault, MORGAN, PRIVATE[CASEY.id].signing, MORGAN)
    vault.close()
    raw = dbapi2.connect(str(tmp_path / "vault.db"), isolation_level=None)
    raw.set_key(f"x'{KEY.hex()}'")
    raw.execute("drop trigger decision_no_update")
    raw.execute("update decision set signature = ? where ref = ?", (signature, REF))
    raw.close()

    again = the_vault(tmp_path, MORGAN)

    assert again.kept(REF).decisions == ()
    again.close()


def test_a_worker_with_the_vaults_key_cannot_make_themselves_a_manager(vault: Vault, tmp_path: Path) -> None:
    mine = PrivateKeys.new(may_decide=True)
    assert mine.deciding
    boss = Person(id=CASEY.id, name=CASEY.name, role=Role.MANAGER)
    promoted = enrolment(boss, mine.public(), START, CASEY.id, signing_key(mine.deciding))

    with pytest.raises(NotAllowed):
        vault.enrol(promoted)

    body, salt = promoted.canonical(), bytes(32)
    with vault._connection.immediate():
        event = append_event(
            vault._connection,
            at=START,
            seat=seat_of(CASEY),
            action=Action.PERSON_ENROLLED,
            ref=None,
            covers=commitment(salt, body),
        )
        keep_words(vault._connection, event.seq, None, salt, body)
        vault._connection.execute("insert into register (seq, kind) values (:seq, 'enrolled')", seq=event.seq)
    found = vault.verify()

    assert (found.first_fault_seq, found.reason) == (event.seq, Fault.ENROLMENT_INVALID)
    again = the_vault(tmp_path)
    assert again.register.now()[CASEY.id].person.role is Role.CASEWORKER
    again.close()


@pytest.mark.parametrize(
    "statement",
    ["delete from waiting", "update waiting set rung = 5", "update waiting set submitted_at = '9'"],
)
def test_a_record_taken_out_of_the_inbox_is_named(vault: Vault, tmp_path: Path, statement: str) -> None:
    with_the_key(tmp_path, statement)

    found = vault.verify()

    assert (found.first_fault_seq, found.reason, found.broken_refs) == (6, Fault.HIDDEN, (REF,))


def test_who_left_is_refused_and_what_they_decided_stands(vault: Vault) -> None:
    at_it(vault, ROBIN).decide(a_decision(by=ROBIN, choice=Choice.MORE_INFORMATION), deciding_key_of(ROBIN))
    at_it(vault, MORGAN).depart(departure(ROBIN.id, START, MORGAN.id, deciding_key_of(MORGAN)))

    with pytest.raises(NotAllowed):
        at_it(vault, ROBIN).decide(a_decision(by=ROBIN), deciding_key_of(ROBIN))
    assert len(vault.kept(REF).decisions) == 1
    assert at_it(vault, MORGAN).verify().intact


def test_nothing_is_written_while_nobody_sits_at_the_vault(vault: Vault) -> None:
    vault.sit(None)

    for write in (
        lambda: vault.note(Action.LOCKED),
        lambda: vault.keep_draft(a_draft("ESC-2026-0003")),
        lambda: vault.submit(a_record("ESC-2026-0003")),
        lambda: vault.add(an_addition()),
    ):
        with pytest.raises(Locked):
            write()


def about(person: Person, ref: str = REF):
    return a_record(ref).model_copy(update={"about_person": person.id})


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Vault]:
    """One record of Casey's, about Morgan."""
    vault = a_vault(tmp_path)
    vault.submit(about(MORGAN))
    yield vault
    vault.close()


@pytest.mark.obligation("P7.23")
def test_a_worry_about_a_manager_is_closed_to_them_and_open_to_the_others(told: Vault) -> None:
    morgan = at_it(told, MORGAN)
    assert (morgan.records(), morgan.inbox()) == ((), ())
    assert (morgan.kept(REF).record, morgan.kept(REF).closed) == (None, True)
    with pytest.raises(NotAllowed) as refused:
        morgan.record(REF)
    assert refused.value.code == "another_manager_decides"
    with pytest.raises(NotAllowed):
        morgan.decide(a_decision(by=MORGAN), deciding_key_of(MORGAN))
    assert morgan.search("hurt", 10) == ()

    robin = at_it(told, ROBIN)
    assert robin.record(REF).about_person == MORGAN.id
    robin.decide(a_decision(by=ROBIN), deciding_key_of(ROBIN))

    assert len(at_it(told, CASEY).kept(REF).decisions) == 1
    assert told.verify().intact


@pytest.mark.obligation("P7.23")
def test_their_own_key_and_the_vaults_open_no_word_of_it(told: Vault, tmp_path: Path) -> None:
    at_it(told, CASEY).add(an_addition(text=f"{CANARY} rang again."))
    at_it(told, ROBIN).decide(a_decision(by=ROBIN), deciding_key_of(ROBIN))
    told.close()
    raw = dbapi2.connect(str(tmp_path / "vault.db"))
    raw.set_key(f"x'{KEY.hex()}'")
    tables = [name for (name,) in raw.execute("select name from sqlite_master where type = 'table'")]
    everything = b"".join(
        str(cell).encode() if not isinstance(cell, bytes) else cell
        for table in tables
        for row in raw.execute(f"select * from {table}")
        for cell in row
    )
    bodies = [body for (body,) in raw.execute("select body from words where ref = ?", (REF,))]
    raw.close()

    assert CANARY.encode() not in everything
    assert len(bodies) == 3
    for body in bodies:
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(body, [seat_of(MORGAN).identity])
        assert pyrage.decrypt(body, [seat_of(ROBIN).identity])


def test_who_cannot_open_a_decision_is_told_that_it_was_not_checked(told: Vault) -> None:
    at_it(told, ROBIN).decide(a_decision(by=ROBIN), deciding_key_of(ROBIN))

    found = at_it(told, MORGAN).verify()

    assert (found.intact, len(found.unchecked_decisions)) == (True, 1)
    assert at_it(told, ROBIN).verify().unchecked_decisions == ()


def test_a_draft_opens_for_its_author_and_the_recovery_key_alone(vault: Vault) -> None:
    vault.keep_draft(a_draft("ESC-2026-0003"))

    [kept] = at_it(vault, DREW).drafts(CASEY.id)
    assert kept.draft is None
    assert at_it(vault, MORGAN).drafts(CASEY.id)[0].draft is None
    assert at_it(vault, RECOVERY).drafts(CASEY.id)[0].draft == a_draft("ESC-2026-0003")


def test_a_lost_passphrase_loses_no_draft(vault: Vault) -> None:
    vault.keep_draft(a_draft("ESC-2026-0003"))
    fresh = PrivateKeys.new(may_decide=False)
    at_it(vault, RECOVERY)

    assert vault.hand_on_drafts(CASEY.id, fresh.public()) == 1

    body = vault._connection.rows("select body from draft")[0]["body"]
    assert CANARY.encode() in pyrage.decrypt(body, [pyrage.x25519.Identity.from_str(fresh.identity)])
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(body, [seat_of(CASEY).identity])


def pages_of(folder: Path) -> bytes:
    """B38: every page of the file as it lies on the disk, decrypted by hand, and the log."""
    return b"".join(decrypted_pages(folder / "vault.db", KEY)) + (folder / "vault.db-wal").read_bytes()


def decrypted_pages(file: Path, key: bytes) -> Iterator[bytes]:
    """SQLCipher 4: 4,096 bytes a page, salt first, 16 bytes of IV and 64 of HMAC at the end of each."""
    content = file.read_bytes()
    for at in range(0, len(content), 4096):
        page = content[at : at + 4096]
        body, iv = page[16 if at == 0 else 0 : -80], page[-80:-64]
        yield Cipher(AES(key), CBC(iv)).decryptor().update(body)


@pytest.mark.obligation("P6.8", partly=True)
def test_erased_words_are_gone_and_the_chain_still_holds(vault: Vault, tmp_path: Path) -> None:
    vault.add(an_addition(text=f"{CANARY} rang again."))
    vault.submit(a_record("ESC-2026-0002"))
    at_it(vault, MORGAN).decide(a_decision(), deciding_key_of(MORGAN))
    vault._connection.checkpoint()
    assert b"rang again" in pages_of(tmp_path)
    assert [kept.ref for kept in vault.search("again", 10)] == [REF]

    vault.erase(REF, "person_asked")

    assert b"rang again" not in pages_of(tmp_path)
    assert REASONS.encode() not in pages_of(tmp_path)
    assert CANARY.encode() in pages_of(tmp_path)  # of the other record: the search does see words
    assert [kept.ref for kept in vault.search("quillfea", 10)] == ["ESC-2026-0002"]
    assert vault.search("again", 10) == ()
    assert vault.kept(REF).erased
    assert vault.verify().intact
    with pytest.raises(NotFound):
        vault.record(REF)
    with pytest.raises(NotFound):
        at_it(vault, CASEY).add(an_addition())


@pytest.mark.obligation("P6.8", partly=True)
@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        pytest.param(lambda vault: None, "erase_waits_for_decision", id="no decision yet"),
        pytest.param(
            lambda vault: vault.decide(a_decision(choice=Choice.MORE_INFORMATION), deciding_key_of(MORGAN)),
            "erase_waits_for_decision",
            id="more information asked for",
        ),
        pytest.param(
            lambda vault: (vault.decide(a_decision(), deciding_key_of(MORGAN)), vault.hold(REF, on=True)),
            "erase_held",
            id="held for a court",
        ),
        pytest.param(
            lambda vault: (vault.decide(a_decision(), deciding_key_of(MORGAN)), at_it(vault, CASEY)),
            "only_a_manager_erases",
            id="a caseworker",
        ),
    ],
)
def test_words_are_not_erased_before_their_time_nor_by_anybody(
    vault: Vault, prepare: Callable[[Vault], object], code: str
) -> None:
    prepare(at_it(vault, MORGAN))

    with pytest.raises(NotAllowed) as refused:
        vault.erase(REF, "person_asked")

    assert refused.value.code == code
    assert at_it(vault, MORGAN).record(REF) == a_record()


def test_a_hold_that_was_lifted_holds_no_more(vault: Vault) -> None:
    at_it(vault, MORGAN).decide(a_decision(), deciding_key_of(MORGAN))
    vault.hold(REF, on=True)
    vault.hold(REF, on=False)

    assert vault.erase(REF, "person_asked").action is Action.RECORD_ERASED


def test_words_go_by_erasure_alone(vault: Vault) -> None:
    with pytest.raises(NotAllowed), vault._connection.immediate():
        vault._connection.execute("delete from words")

    assert vault.record(REF) == a_record()


def test_an_erasure_by_somebody_who_is_no_manager_is_named(vault: Vault) -> None:
    salt = bytes(32)
    with vault._connection.immediate():
        event = append_event(
            vault._connection,
            at=START,
            seat=seat_of(CASEY),
            action=Action.RECORD_ERASED,
            ref=REF,
            covers=commitment(salt, b"x"),
        )
        keep_words(vault._connection, event.seq, REF, salt, b"x")
        vault._connection.execute("delete from words where ref = :ref and seq < :seq", ref=REF, seq=event.seq)

    found = vault.verify()

    assert (found.first_fault_seq, found.reason) == (event.seq, Fault.ERASURE_INVALID)
