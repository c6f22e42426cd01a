"""An invented service's vault: its people, a call, a record, and a way past the locks for who has the key."""

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
from triage.vault.sqlcipher import dbapi2
from triage.vault.store import Vault

KEY = bytes(range(32))
CASEY = Person(id="p-casey", name="Casey Invented", role=Role.CASEWORKER)
DREW = Person(id="p-drew", name="Drew Invented", role=Role.CASEWORKER)
MORGAN = Person(id="p-morgan", name="Morgan Invented", role=Role.MANAGER)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CANARY = "Tamsin Quillfeather"
REASONS = "The children are safe with their aunt tonight."


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
    for table in ("event", "record", "addition", "decision"):
        for verb in ("update", "delete"):
            raw.execute(f"drop trigger if exists {table}_no_{verb}")
    for statement in statements:
        raw.execute(statement)
    raw.close()


def submit_until_killed(folder: str, acknowledgements: int, round_number: int) -> None:
    """A writer in a process of its own: says each reference down the pipe once the vault has kept it."""
    vault = Vault.open(Path(folder), KEY, Clock())
    number = 0
    while True:
        ref = f"ESC-{round_number}-{number}"
        for typed in range(2):
            vault.keep_draft(a_draft(ref).with_typing("x" * typed * 400))
        vault.submit(a_record(ref), CASEY)
        os.write(acknowledgements, f"{ref}\n".encode())
        number += 1


def note_many_times(folder: str, person_id: str, times: int, faults: int) -> None:
    """One writer among several: the name of any error goes down the pipe."""
    try:
        vault = Vault.open(Path(folder), KEY, Clock())
        person = Person(id=person_id, name=person_id, role=Role.CASEWORKER)
        for _ in range(times):
            vault.note(Action.SIGNED_IN, None, person)
        vault.close()
    except TriageError as fault:
        os.write(faults, f"{fault!r}\n".encode())
