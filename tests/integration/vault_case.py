"""An invented service's vault: its people, a call, a record, and a way past the locks for who has the key."""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from triage.errors import TriageError
from triage.model import Rung
from triage.records.addition import Addition, AdditionKind
from triage.records.decision import Choice, Decision
from triage.records.draft import Draft, LineKind, Mode, Reply
from triage.records.escalation import Escalation
from triage.records.people import Person, Role
from triage.vault.audit import Action
from triage.vault.identity import (
    RECOVERY,
    Enrolment,
    PrivateKeys,
    Seat,
    SigningKey,
    age_identity,
    enrolment,
    signing_key,
)
from triage.vault.sqlcipher import dbapi2
from triage.vault.store import Vault

KEY = bytes(range(32))
CASEY = Person(id="p-casey", name="Casey Invented", role=Role.CASEWORKER)
DREW = Person(id="p-drew", name="Drew Invented", role=Role.CASEWORKER)
MORGAN = Person(id="p-morgan", name="Morgan Invented", role=Role.MANAGER)
ROBIN = Person(id="p-robin", name="Robin Invented", role=Role.MANAGER)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CANARY = "Tamsin Quillfeather"
REASONS = "The children are safe with their aunt tonight."


_IDENTITIES = {
    MORGAN.id: "AGE-SECRET-KEY-13A5DMAN2DDTLE49S2PJ4JHG3K77K08H5VQK3T8PYFJZX3F6KCXLQV5LRSJ",
    ROBIN.id: "AGE-SECRET-KEY-1AWFYRARGWFELNV34JHHCJMUZ9FHRPZKSX85S0DF6THP4A6ACVEGSSESG08",
    CASEY.id: "AGE-SECRET-KEY-1PWZSXKAL0GL4RUR8WMA9W4UXSYAUPZM0DFSP5Q0MQ5NXMWYMRZASQZCSD9",
    DREW.id: "AGE-SECRET-KEY-1LX5QLL42SD507KUK303RUMUFTSGYVUM4JGUG0CGFYU3FJSY9QQASNXJ784",
    RECOVERY.id: "AGE-SECRET-KEY-1ZXECRLFUMEP7MFFT4JN6UTLEEGZSAKTY7KE53EJ3ZLR5G0T8Q4ES2253KF",
}
"""Invented, and the same in every process: what one signs another can check."""


def _private(person: Person) -> PrivateKeys:
    signing, deciding = (
        hashlib.sha256(f"{kind} of {person.id}".encode()).hexdigest() for kind in ("signing", "deciding")
    )
    may_decide = person.role is Role.MANAGER or person is RECOVERY
    return PrivateKeys(
        identity=_IDENTITIES[person.id], signing=signing, deciding=deciding if may_decide else None
    )


PRIVATE = {person.id: _private(person) for person in (MORGAN, ROBIN, CASEY, DREW, RECOVERY)}


def seat_of(person: Person) -> Seat:
    private = PRIVATE[person.id]
    return Seat(
        person=person,
        vault_key=KEY,
        signing=signing_key(private.signing),
        identity=age_identity(private.identity),
        keys=private.public(),
    )


def deciding_key_of(person: Person) -> SigningKey:
    seed = PRIVATE[person.id].deciding
    assert seed
    return signing_key(seed)


def enrolments(*people: Person) -> tuple[Enrolment, ...]:
    """Morgan founds the vault and lets everybody in."""
    everybody = people or (MORGAN, ROBIN, CASEY, DREW, RECOVERY)
    return tuple(
        enrolment(person, PRIVATE[person.id].public(), START, MORGAN.id, deciding_key_of(MORGAN))
        for person in everybody
    )


def a_vault(folder: Path, person: Person = CASEY, *, mode: Mode = Mode.LIVE) -> Vault:
    """New, with everybody enrolled (events 1 to 5) and ``person`` at it."""
    return at_it(Vault.create(folder, seat_of(MORGAN), enrolments(), Clock(), mode=mode), person)


def the_vault(folder: Path, person: Person = CASEY) -> Vault:
    """The one in ``folder``, opened, with ``person`` at it."""
    return at_it(Vault.open(folder, KEY, Clock()), person)


def at_it(vault: Vault, person: Person) -> Vault:
    """``vault`` with this person at it from now on."""
    vault.sit(seat_of(person))
    return vault


class Clock:
    """Moves on by one second each time it is looked at."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


def a_draft(ref: str = "ESC-2026-7K4M", author: Person = CASEY, mode: Mode = Mode.LIVE) -> Draft:
    draft = Draft(ref=ref, mode=mode, policy_sha256="0" * 64, author=author, opened_at=START)
    return draft.said(START, LineKind.CALLER_WORDS, f"I am {CANARY}, he said he would hurt us", Reply())


def a_record(
    ref: str = "ESC-2026-7K4M",
    *,
    author: Person = CASEY,
    mode: Mode = Mode.LIVE,
    rung: Rung = Rung.SAFETY_WORRY,
    minute: int = 10,
) -> Escalation:
    draft = a_draft(ref, author, mode)
    return Escalation(
        ref=ref,
        mode=mode,
        policy_sha256=draft.policy_sha256,
        author=author,
        opened_at=START,
        submitted_at=START + timedelta(minutes=minute),
        rung=rung,
        rungs=(),
        account=draft.account,
        look_ups=0,
        answers=(),
        contacts=(),
        ended_at=None,
        dropped=False,
        cited=(),
    )


def an_addition(ref: str = "ESC-2026-7K4M", text: str = "Spoke to my manager.") -> Addition:
    return Addition(ref=ref, at=START, by=CASEY, kind=AdditionKind.NOTE, text=text)


def a_decision(
    ref: str = "ESC-2026-7K4M",
    *,
    by: Person = MORGAN,
    choice: Choice = Choice.DO_NOT_SHARE,
    reasons: str = REASONS,
) -> Decision:
    return Decision(
        ref=ref, by=by, choice=choice, reasons=reasons, parent_told=None, decided_at=START, written_at=START
    )


def with_the_key(folder: Path, *statements: str) -> None:
    """What somebody can do who has the key and not our program: no authorizer, no triggers."""
    raw = dbapi2.connect(str(folder / "vault.db"), isolation_level=None)
    raw.set_key(f"x'{KEY.hex()}'")
    for table in ("event", "record", "addition", "decision", "register", "words"):
        for verb in ("update", "delete"):
            raw.execute(f"drop trigger if exists {table}_no_{verb}")
    for statement in statements:
        raw.execute(statement)
    raw.close()


def submit_until_killed(folder: str, acknowledgements: int, round_number: int) -> None:
    """A writer in a process of its own: says each reference down the pipe once the vault has kept it."""
    vault = the_vault(Path(folder))
    number = 0
    while True:
        ref = f"ESC-{round_number}-{number}"
        for typed in range(2):
            vault.keep_draft(a_draft(ref).with_typing("x" * typed * 400))
        vault.submit(a_record(ref))
        os.write(acknowledgements, f"{ref}\n".encode())
        number += 1


def note_many_times(folder: str, person_id: str, times: int, faults: int) -> None:
    """One writer among several: the name of any error goes down the pipe."""
    try:
        person = next(each for each in (CASEY, DREW, MORGAN, ROBIN) if each.id == person_id)
        vault = the_vault(Path(folder), person)
        for _ in range(times):
            vault.note(Action.SIGNED_IN)
        vault.close()
    except TriageError as fault:
        os.write(faults, f"{fault!r}\n".encode())
