"""``triage policy``: the text word for word, and the truth about whether it is the text that was checked."""

import json
import shutil
from pathlib import Path

import pytest
from running import PROJECT, run_triage

SOURCE = PROJECT / "tests" / "content" / "data" / "west-midlands-sendiass-confidentiality-policy.txt"


def words_of(text: str) -> list[str]:
    """The words alone: line breaks and bullet marks are the page's, not the policy's."""
    return [word for word in text.split() if word not in ("-", "•", "*", "\u2022", "\uf0b7")]


@pytest.fixture
def edited(tmp_path: Path) -> str:
    """Python that makes the program read a corpus in which one word of the policy is another."""
    corpus = tmp_path / "corpus"
    shutil.copytree(PROJECT / "policy_corpus", corpus)
    policy = corpus / "west_midlands_sendiass" / "policy.md"
    text = policy.read_text(encoding="utf-8").replace("must consult their line", "may consult their line")
    policy.write_text(text, encoding="utf-8")
    return f"import pathlib, policy_corpus\npolicy_corpus.root = lambda: pathlib.Path({str(corpus)!r})"


@pytest.mark.obligation("P9.6")
@pytest.mark.obligation("P1.1", partly=True)
def test_the_whole_policy_is_printed_word_for_word(tmp_path: Path) -> None:
    ran = run_triage("policy", "show", env={"COLUMNS": "80"})

    assert ran.returncode == 0
    assert ran.stderr == ""
    assert words_of(ran.stdout) == words_of(SOURCE.read_text(encoding="utf-8"))
    assert max(len(line) for line in ran.stdout.splitlines()) < 80


def test_a_section_and_a_clause_can_be_asked_for() -> None:
    section = run_triage("policy", "show", "7").stdout
    clause = run_triage("policy", "show", "7.consult_manager").stdout

    assert section.strip().startswith("7. Breaches of Confidentiality")
    assert clause.split("\n   policy 7 ")[0].replace("\n", " ") == (
        '"In any of these situations SENDIASS staff must consult their line manager. '
        'A decision on whether or not to breach confidentiality should then be made."'
    )
    assert "(7.consult_manager, lines 98 to 99)" in clause


def test_every_clause_is_listed_by_the_id_that_show_takes() -> None:
    listed = json.loads(run_triage("policy", "list", "--json").stdout)

    ids = [clause["id"] for clause in listed["clauses"]]
    assert {"3.confirm_use", "7.consult_manager", "9.on_request"} <= set(ids)
    assert run_triage("policy", "show", ids[-1]).returncode == 0


@pytest.mark.obligation("P8.1", partly=True)
def test_a_note_on_the_law_is_never_taken_for_the_policy() -> None:
    ran = run_triage("policy", "show", "7.terrorism", env={"COLUMNS": "4000"})

    notes = [line for line in ran.stdout.splitlines() if line.startswith("NOTE")]
    assert notes
    assert all(line.startswith("NOTE (not part of the policy): ") for line in notes)


def test_the_shipped_text_is_the_one_that_was_checked() -> None:
    ran = run_triage("policy", "verify", "--json")

    assert ran.returncode == 0
    said = json.loads(ran.stdout)
    assert said["checked"] is True
    assert said["sha256"] == said["stated_sha256"]


@pytest.mark.trap(28)
def test_an_edited_policy_is_named_and_ends_with_six(edited: str) -> None:
    ran = run_triage("policy", "verify", "--json", first=edited)

    assert ran.returncode == 6
    assert json.loads(ran.stdout)["checked"] is False
    assert json.loads(ran.stderr)["error"]["code"] == "policy_changed"


@pytest.mark.parametrize("command", ["policy show 7", "policy list", "find anonymous"])
def test_an_edited_policy_opens_with_a_warning(edited: str, command: str, tmp_path: Path) -> None:
    ran = run_triage(*command.split(), "--quiet", "--data-dir", str(tmp_path), first=edited)

    assert ran.returncode == 0
    assert "The policy text has changed. Ask your manager before you rely on it." in ran.stderr
    assert ran.stdout
