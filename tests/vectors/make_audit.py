"""Makes the vectors of docs/AUDIT.md. Keys and salts are invented: they protect nothing."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from triage.records.people import Person, Role
from triage.vault.audit import Action, Event, checkpoint, commitment, event_hash, sealed_event
from triage.vault.identity import Enrolment, PrivateKeys, enrolment, signing_key

FOLDER = Path(__file__).parent / "audit"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MORGAN = Person(id="p-morgan", name="Morgan Invented", role=Role.MANAGER)
CASEY = Person(id="p-casey", name="Casey Invented", role=Role.CASEWORKER)


def fixed(name: str) -> str:
    return hashlib.sha256(f"an invented key: {name}".encode()).hexdigest()


def keys_of(person: Person) -> PrivateKeys:
    identity = {
        "p-morgan": "AGE-SECRET-KEY-1WURZT2ATYN325VY5JNY9NGDSZY6YV6LZ5TVTDGFU3PRV94SDN5UQ9KVRQL",
        "p-casey": "AGE-SECRET-KEY-1MXP758073F6PHNKTNEWQKZLQ0NX25RVTRMUXCK7Y8M4SCWDX925SQGF8PE",
    }[person.id]
    return PrivateKeys(
        identity=identity,
        signing=fixed(f"{person.id} signing"),
        deciding=fixed(f"{person.id} deciding") if person is MORGAN else None,
    )


def a_list() -> tuple[list[Event], dict[int, tuple[bytes, bytes]]]:
    """Two people let in, one signs in, submits a record, locks."""
    deciding = signing_key(keys_of(MORGAN).deciding or "")
    enrolments: list[Enrolment] = [
        enrolment(person, keys_of(person).public(), START, MORGAN.id, deciding) for person in (MORGAN, CASEY)
    ]
    acts: list[tuple[Person, Action, str | None, bytes | None]] = [
        (MORGAN, Action.PERSON_ENROLLED, None, enrolments[0].canonical()),
        (MORGAN, Action.PERSON_ENROLLED, None, enrolments[1].canonical()),
        (CASEY, Action.SIGNED_IN, None, None),
        (CASEY, Action.RECORD_SUBMITTED, "ESC-2026-7K4M", b'{"invented":"record"}'),
        (CASEY, Action.LOCKED, None, None),
    ]
    events: list[Event] = []
    words: dict[int, tuple[bytes, bytes]] = {}
    for number, (person, action, ref, body) in enumerate(acts, 1):
        salt = hashlib.sha256(f"salt {number}".encode()).digest()
        events.append(
            sealed_event(
                events[-1] if events else None,
                at=START + timedelta(minutes=number),
                offset_minutes=0,
                person_id=person.id,
                action=action,
                ref=ref,
                covers=commitment(salt, body) if body is not None else None,
                signing=signing_key(keys_of(person).signing),
            )
        )
        if body is not None:
            words[number] = (salt, body)
    return events, words


def vectors() -> dict[str, dict[str, Any]]:
    events, words = a_list()
    edited = [*events]
    edited[2] = edited[2].model_copy(update={"person_id": MORGAN.id})
    resealed = [*edited]
    resealed[2] = resealed[2].model_copy(update={"hash": event_hash(resealed[2])})
    other_words = {**words, 4: (words[4][0], b'{"invented":"other words"}')}
    return {
        "whole": as_json(events, words, "intact"),
        "edited": as_json(edited, words, "event_edited at 3"),
        "edited_and_sealed_anew": as_json(resealed, words, "event_not_signed at 3"),
        "deleted": as_json([*events[:2], *events[3:]], words, "event_missing at 3"),
        "words_changed": as_json(events, other_words, "body_changed at 4"),
        "end_cut_off": as_json(events[:4], words, "intact"),
    }


def as_json(events: list[Event], words: dict[int, tuple[bytes, bytes]], expect: str) -> dict[str, Any]:
    return {
        "expect": expect,
        "format": "triage-event/1",
        "events": [event.model_dump(mode="json") for event in events],
        "words": [
            {"seq": seq, "salt": salt.hex(), "body": base64.b64encode(body).decode()}
            for seq, (salt, body) in words.items()
        ],
        "checkpoint": checkpoint("safeguarding-triage/invented", len(events), events[-1].hash),
    }


def spelled(vector: dict[str, Any]) -> str:
    return json.dumps(vector, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, vector in vectors().items():
        (FOLDER / f"{name}.json").write_text(spelled(vector), "utf-8")
