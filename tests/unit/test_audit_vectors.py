"""The vectors of docs/AUDIT.md: each list is found to be what its ``expect`` line says."""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from triage.vault.audit import Anchor, Body, Event, Held, commitment, held, read_checkpoint, verify
from triage.vault.identity import Enrolment
from triage.vault.register import Register

sys.path.insert(0, str(Path(__file__).parents[1] / "vectors"))
import make_audit

FILES = sorted(make_audit.FOLDER.glob("*.json"))


def read(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text("utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_list_is_what_it_says(file: Path) -> None:
    vector = read(file)
    events = [Event.model_validate_json(json.dumps(each)) for each in vector["events"]]
    words = {
        each["seq"]: (bytes.fromhex(each["salt"]), base64.b64decode(each["body"])) for each in vector["words"]
    }
    refs = {event.seq: event.ref for event in events}
    bodies = [Body(seq, refs.get(seq), commitment(salt, body)) for seq, (salt, body) in words.items()]
    register = Register([(seq, Enrolment.from_canonical(words[seq][1])) for seq in (1, 2)])

    found = verify(events, bodies, register, {})

    assert (f"{found.reason} at {found.first_fault_seq}" if found.reason else "intact") == vector["expect"]


def test_the_vectors_are_made_again_byte_for_byte() -> None:
    made = {f"{name}.json": make_audit.spelled(vector) for name, vector in make_audit.vectors().items()}

    assert made == {file.name: file.read_text("utf-8") for file in FILES}
    assert len(made) == 6


def test_a_checkpoint_kept_elsewhere_tells_that_the_end_was_cut_off() -> None:
    whole, cut = (read(make_audit.FOLDER / f"{name}.json") for name in ("whole", "end_cut_off"))
    anchor = read_checkpoint(whole["checkpoint"])
    assert anchor is not None

    origin, head = anchor.origin, cut["events"][-1]["hash"]
    assert held(anchor, origin, 5, whole["events"][-1]["hash"]) is Held.HOLDS
    assert held(anchor, origin, 4, None) is Held.CUT
    assert held(anchor, origin, 9, "0" * 64) is Held.REWRITTEN
    assert held(anchor, "safeguarding-triage/other", 9, anchor.head) is Held.OTHER_VAULT
    assert held(Anchor(origin, 4, head), origin, 5, head) is Held.HOLDS


@pytest.mark.parametrize(
    "text", ["", "one line", "a\n1\n???", "a\n-1\nAAAA\n", "a\n1\nAAAA\n", "a\nx\n" + "A" * 43 + "=\n"]
)
def test_what_is_no_checkpoint_is_told_apart(text: str) -> None:
    assert read_checkpoint(text) is None
