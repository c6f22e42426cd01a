"""Whatever stops the vault has words for whoever sits in front of it."""

import re
from pathlib import Path

import pytest

import triage.vault
from triage.content import message, messages
from triage.vault.audit import Fault

FACTS = {
    "name": "triage-copy-20260302T090000Z",
    "ref": "ESC-2026-7K4M",
    "seq": 3,
    "file": "vault.keys",
    "most": 200,
}
SOURCE = "\n".join(file.read_text("utf-8") for file in Path(triage.vault.__file__).parent.glob("*.py"))
ERRORS = "InUse|NotAllowed|NotFound|NotSaved|SealBroken"
RAISED = set(re.findall(rf"(?:{ERRORS})(?:\(|, )\"(\w+)\"", SOURCE)) | {fault.value for fault in Fault}


def test_the_codes_are_read_from_the_code() -> None:
    assert {"disk_full", "vault_in_use", "keys_damaged", "record_seal_broken", "event_edited"} <= RAISED


@pytest.mark.parametrize("code", sorted(RAISED))
def test_every_code_of_the_vault_has_a_message_in_short_sentences(code: str) -> None:
    text = message(code, **{name: FACTS[name] for name in re.findall(r"{(\w+)}", messages()[code])})

    assert "{" not in text
    assert [sentence for sentence in re.split(r"(?<=[.?!]) ", text) if len(sentence.split()) > 15] == []
