"""An enquiry by the commands: kept by who was asked, listed, answered by a manager; and what is refused."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from running import run_triage

from triage.desk.demo import demo_desk
from triage.errors import ExitCode
from triage.text import one_line

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
CASEY, MORGAN = "demo-caseworker", "demo-manager"
CANARY = "Quillfeather"
ANSWERS = {
    "who": "police", "parent_asked": "no", "said": "neither", "order": "said_so",
}  # fmt: skip
Run = Callable[..., "CompletedProcess[str]"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """``triage enquiry`` with somebody signed in, in a service with keys at the least cost."""
    folder: Path = tmp_path_factory.mktemp("service")
    desk = demo_desk(folder, clock=lambda: NOW, with_encoder=False)
    passphrase = folder / "passphrase.txt"
    passphrase.touch(mode=0o600)
    passphrase.write_text(desk._session.demo_passphrase or "", encoding="utf-8")
    desk.close()

    def signed(person: str, *arguments: str, given: object = None) -> "CompletedProcess[str]":
        signing = ("--data-dir", str(folder), "--person", person, "--passphrase-file", str(passphrase))
        return run_triage("enquiry", *arguments, *signing, stdin=json.dumps(given))

    return signed


def new(run: Run, **changes: str) -> "CompletedProcess[str]":
    chosen = {**ANSWERS, **changes}
    answers = [{"question": question, "choices": [choice]} for question, choice in chosen.items() if choice]
    return run(CASEY, "new", "--json", given={"answers": answers})


@pytest.fixture(scope="module")
def enquiry(run: Run) -> str:
    """One that waits."""
    made = new(run)
    assert made.returncode == 0, made.stderr
    [listed] = json.loads(run(CASEY, "list", "--json").stdout)["enquiries"]
    assert json.loads(made.stdout)["enquiry"] == listed["enquiry"]
    assert (listed["who"], listed["order_seen"], listed["manager"]) == ("police", False, [])
    return str(listed["enquiry"])


def test_an_enquiry_without_what_must_be_known_is_refused(run: Run, enquiry: str) -> None:
    refused = new(run, said="")

    assert refused.returncode == ExitCode.NOT_COMPLETE, refused.stderr
    assert len(json.loads(run(CASEY, "list", "--json").stdout)["enquiries"]) == 1


def test_only_a_manager_answers_and_then_it_waits_no_more(run: Run, enquiry: str) -> None:
    line = {"follows": "nothing_given", "words": f"No order, so nothing is given to {CANARY}."}
    refused = run(CASEY, "answer", enquiry, given=line)
    assert refused.returncode == ExitCode.NOT_ALLOWED, refused.stderr
    assert CANARY not in refused.stderr
    waiting = one_line(run(MORGAN, "list").stdout)
    assert enquiry in waiting

    assert run(MORGAN, "answer", enquiry, given=line).returncode == 0

    answered = run(CASEY, "list", "--json").stdout
    assert json.loads(answered)["enquiries"][0]["manager"][0]["words"] == line["words"]
    assert one_line(run(MORGAN, "list").stdout) != waiting


@pytest.mark.parametrize("field", ["name", "parent", "client"])
def test_an_enquiry_has_no_place_for_the_name_of_a_parent(run: Run, field: str) -> None:
    refused = run(
        CASEY, "new", given={"answers": [{"question": "who", "choices": ["police"]}], field: CANARY}
    )

    assert refused.returncode == ExitCode.USAGE
    assert CANARY not in refused.stdout + refused.stderr
