"""B43: words that may not stand in the code at all, not even in a comment: what they name is never used."""

import re

import pytest
from running import PROJECT

NEVER = re.compile(r"transform\(|Markdown\(|markup=True|subprocess|webbrowser|trust_remote_code")
ROOMS = ("triage", "tui", "policy_corpus")

NAMED_TO_BE_REFUSED = {
    # The hook's list of what it refuses.
    "triage/privacy/hook.py": {
        '"subprocess.Popen", "os.system", "os.startfile", "os.startfile/2", "webbrowser.open",',
    },
}
SELF_TEST = "triage/privacy/selftest.py"
"""Tries them, to see that they are refused."""


def hits(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    return [
        (str(file.relative_to(PROJECT)), line.strip())
        for room in ROOMS
        for file in sorted((PROJECT / room).rglob("*.py"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if pattern.search(line)
    ]


# B43
def test_no_line_of_the_program_names_what_is_never_used() -> None:
    found = [
        (file, line)
        for file, line in hits(NEVER)
        if file != SELF_TEST and line not in NAMED_TO_BE_REFUSED.get(file, ())
    ]

    assert found == []


def test_the_search_finds_them_where_they_are() -> None:
    """The control: in the self-test, and in what the hook refuses."""
    assert {file for file, _ in hits(NEVER)} == {SELF_TEST, *NAMED_TO_BE_REFUSED}


@pytest.mark.parametrize("room", ROOMS)
def test_only_the_proof_calls_the_self_test(room: str) -> None:
    """Elsewhere its results are read; only ``proof``, in a process of its own, makes the tries."""
    tries = re.compile(r"\btried\(|\bfrom triage\.privacy\.selftest import .*\b(?:tried|attempt|routes)\b")
    callers = {file for file, _ in hits(tries) if file.startswith(f"{room}/")}

    assert callers <= {SELF_TEST, "triage/privacy/proof.py"}
