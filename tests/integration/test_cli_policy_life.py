"""The policy's own life by the commands: a copy confirmed, training, a review, new text, an agreement."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from running import run_triage

from triage.desk.demo import demo_desk
from triage.errors import ExitCode
from triage.policy.pack import load_pack
from triage.text import one_line

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
CASEY, MORGAN = "demo-caseworker", "demo-manager"
DAY = "2026-11-22"


@dataclass
class Run:
    """A command in a service with keys at the least cost; what it reads is given as one JSON object."""

    folder: Path

    def __call__(self, person: str, *arguments: str, given: object = None) -> "CompletedProcess[str]":
        file = str(self.folder / "passphrase.txt")
        signing = ("--data-dir", str(self.folder), "--person", person, "--passphrase-file", file)
        return run_triage("policy", *arguments, *signing, stdin=json.dumps(given))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("service")
    desk = demo_desk(folder, clock=lambda: NOW, with_encoder=False)
    passphrase = folder / "passphrase.txt"
    passphrase.touch(mode=0o600)
    passphrase.write_text(desk._session.demo_passphrase or "", encoding="utf-8")
    desk.close()

    return Run(folder)


@pytest.mark.obligation("P9.1", partly=True)
def test_a_copy_is_confirmed_and_a_manager_sees_who_has_not(run: Run) -> None:
    confirmed = run(CASEY, "receipt", "--yes")
    assert confirmed.returncode == 0, confirmed.stderr
    assert load_pack().sha256 in confirmed.stdout

    listed = one_line(run(MORGAN, "receipts").stdout)

    assert "Casey Demo (caseworker): copy read on" in listed
    assert "Morgan Demo (manager): no copy confirmed. DUE." in listed


@pytest.mark.obligation("P9.2", partly=True)
def test_an_induction_is_noted_until_every_section_is_done(run: Run) -> None:
    training = {
        "person": CASEY, "kind": "induction", "on": DAY, "covered": "Read together",
        "sections": [str(number) for number in range(1, 9)],
    }  # fmt: skip
    said = run(MORGAN, "training", given=training)
    assert said.returncode == 0, said.stderr
    assert "Still to do for Casey Demo: policy 9." in said.stderr

    run(MORGAN, "training", given={**training, "sections": ["9"]})

    listed = json.loads(run(MORGAN, "receipts", "--json").stdout)
    people = {each["id"]: each for each in listed["people"]}
    assert (people[CASEY]["trained_on"], people[CASEY]["sections_open"]) == (DAY, [])


@pytest.mark.obligation("P9.4", "P9.5", partly=True)
def test_a_review_and_new_text_are_noted_with_who_and_when(run: Run, tmp_path: Path) -> None:
    new = tmp_path / "new.md"
    new.write_text("## 1. Introduction\n\nOther words.\n", encoding="utf-8")
    review = {"reviewed_on": DAY, "next_due": "2027-11-22", "outcome": "No change"}
    agreed = {"agreed_by": "Steering group", "agreed_on": DAY}
    assert run(MORGAN, "reviewed", given=review).returncode == 0
    said = run(MORGAN, "adopt", str(new), given=agreed)
    assert said.returncode == 0, said.stderr
    assert "The program still shows the text it has." in said.stderr

    noted = json.loads(run(CASEY, "history", "--json").stdout)

    assert [each["next_due"] for each in noted["reviews"]] == ["2027-11-22"]
    [adopted] = noted["adopted"]
    assert (adopted["agreed_by"], adopted["agreed_on"]) == ("Steering group", DAY)
    assert adopted["old_sha256"] == load_pack().sha256
    assert len(adopted["changed"]) > 30


def test_what_is_agreed_where_the_policy_is_silent_stands_in_the_register(run: Run) -> None:
    before = run(CASEY, "agree", "manager_away", given={"agreed_by": "Team"})
    assert before.returncode == ExitCode.USAGE
    assert "agreed_on" in before.stderr
    given = {"agreed_by": "Team", "agreed_on": DAY, "does": "We ring the deputy."}
    assert run(MORGAN, "agree", "manager_away", given=given).returncode == 0

    shown = run_triage("policy", "silences", "manager_away", "--data-dir", str(run.folder))
    assert "Your service: We ring the deputy. Agreed by Team on 22 November 2026." in one_line(shown.stdout)
