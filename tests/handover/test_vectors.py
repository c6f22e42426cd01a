"""The vectors beside the written format: what each must give, and that every one of them is there."""

import hashlib
from pathlib import Path

import make_vectors
import pytest
from handover_case import START

from triage.errors import TriageError
from triage.handover.age_file import unseal
from triage.handover.card import read_card
from triage.handover.receiving import receive
from triage.records.draft import Mode
from triage.records.people import Person, Role
from triage.vault.identity import Enrolment, PublicKeys, age_identity

FILES = sorted(make_vectors.FOLDER.iterdir())
ONE = {"expect", "identity", "reader", "mode", "plain"}


def read(file: Path) -> tuple[dict[str, str], list[list[str]], bytes]:
    """The header, who is enrolled, and the file. An unknown key fails."""
    head, _, content = file.read_bytes().partition(b"\n\n")
    keys: dict[str, str] = {}
    enrolled = []
    for line in head.decode("ascii").splitlines():
        key, _, value = line.partition(": ")
        if key == "enrolled":
            enrolled.append(value.split(" "))
        else:
            assert key in ONE
            assert key not in keys
            keys[key] = value
    return keys, enrolled, content


def as_enrolled(parts: list[str]) -> Enrolment:
    person_id, role, recipient, signing, deciding = parts
    keys = PublicKeys(recipient=recipient, signing=signing, deciding=None if deciding == "-" else deciding)
    person = Person(id=person_id, name="Somebody Invented", role=Role(role))
    return Enrolment(person=person, keys=keys, at=START, by=person_id, signature="0" * 128)


@pytest.mark.parametrize("file", [file for file in FILES if file.name != "card"], ids=lambda file: file.name)
def test_a_sealed_file_gives_what_its_vector_expects(file: Path) -> None:
    keys, people, content = read(file)
    enrolled = {parts[0]: as_enrolled(parts) for parts in people}
    identity = age_identity(keys["identity"])
    try:
        receive(
            content,
            identity=identity,
            recipient=enrolled[keys["reader"]].keys.recipient,
            person_id=keys["reader"],
            enrolled=enrolled,
            mode=Mode(keys["mode"]),
        )
        found = "accepted"
    except TriageError as refused:
        found = refused.code

    assert found == keys["expect"]
    if "plain" in keys:
        assert hashlib.sha256(unseal(content, identity)).hexdigest() == keys["plain"]


def test_the_card_gives_the_fingerprint_that_its_vector_expects() -> None:
    head, _, content = (make_vectors.FOLDER / "card").read_bytes().partition(b"\n\n")
    keys = dict(line.split(": ", 1) for line in head.decode().splitlines())

    assert keys == {"expect": "accepted", "fingerprint": read_card(content).fingerprint}


def test_every_vector_is_there_and_no_other() -> None:
    assert {file.name for file in FILES} == {*make_vectors.files(), "card"}


def test_what_we_make_today_is_byte_for_byte_what_the_vectors_hold() -> None:
    for name, (_, plain) in make_vectors.PLAINS.items():
        keys, _, _ = read(make_vectors.FOLDER / name)
        assert hashlib.sha256(plain).hexdigest() == keys["plain"], name
