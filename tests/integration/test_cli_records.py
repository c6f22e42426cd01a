"""From an empty device to a signed decision, by the commands alone; and each way in which they say no."""

import json
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from running import run_triage

from triage.desk.bootstrap import open_desk
from triage.desk.demo import load_script
from triage.model import Rung
from triage.records.draft import Answer, LineKind

CANARY = "Tamsin Quillfeather"
PASSPHRASES = {"caseworker": "copper lantern violet harbour", "manager": "meadow ribbon quartz saddle"}
DECISION = {
    "choice": "share_without_consent",
    "reasons": "A child may be hurt tonight. It was not safe to ask.",
    "exceptions": ["7.exceptions.safety"],
    "facts": [{"exception": "7.exceptions.safety", "fact": "He said that he would, tonight."}],
    "recipients": ["police"],
    "what_shared": "The threat\nWhere they live",
    "parent_told": "not_yet",
    "discussion": {"view": "agrees"},
}


@dataclass
class Office:
    """A service set up by ``triage setup``, with one record that waits."""

    folder: Path
    people: dict[str, str]
    """Id of the caseworker and of the manager."""
    ref: str = ""

    def run(self, who: str, *arguments: str, stdin: str = "") -> "CompletedProcess[str]":
        """A command with this person signed in through their passphrase file."""
        return run_triage(
            *arguments, "--data-dir", str(self.folder), "--person", self.people[who],
            "--passphrase-file", str(self.file(who)), stdin=stdin,
        )  # fmt: skip

    def file(self, who: str) -> Path:
        """Where their passphrase is."""
        return self.folder.parent / f"{who}.txt"

    def decide(self, **changes: object) -> "CompletedProcess[str]":
        """The manager's decision, with these parts of it changed."""
        return self.run(
            "manager", "inbox", "decide", self.ref, "--json", stdin=json.dumps({**DECISION, **changes})
        )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder of an office as it was set up, once; every test works in a copy."""
    folder = tmp_path_factory.mktemp("made")
    for who, passphrase in PASSPHRASES.items():
        (folder / f"{who}.txt").touch(mode=0o600)
        (folder / f"{who}.txt").write_text(passphrase + "\n", encoding="utf-8")
    people = [
        {"name": f"{who.title()} Invented", "role": who, "passphrase_file": str(folder / f"{who}.txt")}
        for who in PASSPHRASES
    ]
    plan = json.dumps({"service": "Invented SENDIASS", "people": people, "review_due": "2027-09-01"})
    ran = run_triage(
        "setup", "--json", "--data-dir", str(folder / "data"),
        "--recovery-file", str(folder / "recovery.txt"),
        stdin=plan,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return folder, {person["role"]: person["id"] for person in json.loads(ran.stdout)["people"]}


@pytest.fixture(scope="module")
def made_with_a_record(
    made: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, str], str]:
    """The same with a record that the caseworker has submitted."""
    source, people = made
    folder = tmp_path_factory.mktemp("escalated")
    shutil.copytree(source, folder, dirs_exist_ok=True)
    desk = open_desk(folder / "data", with_encoder=False)
    desk.sign_in(people["caseworker"], PASSPHRASES["caseworker"])
    draft = desk.start_call().chose(desk.now(), Rung.DANGER_NOW)
    heard = desk.hear("he said he would hurt us tonight", rung=Rung.DANGER_NOW)
    draft = draft.said(desk.now(), LineKind.CALLER_WORDS, f"I am {CANARY}", desk.reply_of(heard))
    for answer in load_script().answer:
        draft = draft.answered(Answer(**answer.model_dump(), at=desk.now()))
    ref = desk.submit(draft).ref
    desk.close()
    return folder, people, ref


@pytest.fixture
def office(made: tuple[Path, dict[str, str]], tmp_path: Path) -> Office:
    source, people = made
    shutil.copytree(source, tmp_path, dirs_exist_ok=True)
    return Office(tmp_path / "data", people)


@pytest.fixture
def escalated(made_with_a_record: tuple[Path, dict[str, str], str], tmp_path: Path) -> Office:
    source, people, ref = made_with_a_record
    shutil.copytree(source, tmp_path, dirs_exist_ok=True)
    return Office(tmp_path / "data", people, ref)


def test_a_new_office_has_an_empty_inbox(office: Office) -> None:
    ran = office.run("manager", "inbox", "list", "--json")

    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {"schema": "triage.inbox/1", "records": []}


def test_setting_up_twice_changes_nothing(office: Office) -> None:
    before = (office.folder / "vault" / "vault.keys").read_bytes()

    ran = run_triage("setup", "--data-dir", str(office.folder), stdin="{}")

    assert ran.returncode == 7
    assert (office.folder / "vault" / "vault.keys").read_bytes() == before


@pytest.mark.obligation("P7.11", "P7.12", partly=True)
def test_a_record_goes_from_the_list_through_the_inbox_to_a_decision(escalated: Office) -> None:
    [row] = json.loads(escalated.run("caseworker", "record", "list", "--json").stdout)["records"]
    [waiting] = json.loads(escalated.run("manager", "inbox", "list", "--json").stdout)["records"]
    decided = escalated.decide()
    [done] = json.loads(escalated.run("manager", "record", "list", "--json").stdout)["records"]
    file = json.loads(escalated.run("caseworker", "record", "show", escalated.ref, "--json").stdout)

    assert (row["ref"], row["rung"], row["decision"]) == (escalated.ref, 1, None)
    assert waiting["ref"] == escalated.ref
    assert decided.returncode == 0, decided.stderr
    assert (done["decision"], done["sealed"]) == ("share_without_consent", True)
    assert file["record"]["account"][0]["text"] == f"I am {CANARY}"
    assert file["decisions"][0]["reasons"] == DECISION["reasons"]
    assert json.loads(escalated.run("manager", "inbox", "list", "--json").stdout)["records"] == []


def test_a_record_reads_as_the_manager_reads_it(escalated: Office) -> None:
    ran = escalated.run("manager", "inbox", "show", escalated.ref)

    assert ran.returncode == 0, ran.stderr
    assert f'"I am {CANARY}"' in ran.stdout
    assert "1 DANGER NOW" in ran.stdout
    assert CANARY not in ran.stderr


@pytest.mark.obligation("P3.1", partly=True)
def test_lists_hold_no_name(escalated: Office) -> None:
    shown = (
        escalated.run("manager", "inbox", "list").stdout + escalated.run("manager", "record", "list").stdout
    )

    assert shown.count(escalated.ref) == 2
    assert CANARY.split(maxsplit=1)[0] not in shown


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        pytest.param({"choice": "share"}, 2, "choice", id="no such choice"),
        pytest.param({"colour": "red"}, 2, "colour", id="an unknown part"),
        pytest.param({"reasons": "because"}, 4, "reasons", id="reasons too short"),
        pytest.param({"recipients": []}, 4, "recipients", id="shared with nobody"),
        pytest.param({"exceptions": []}, 4, "exceptions", id="no exception relied on"),
        pytest.param({"parent_told": None}, 4, "parent_told", id="the parent left out"),
        pytest.param({"facts": []}, 4, "fact_safety", id="no fact relied on"),
        pytest.param({"discussion": None}, 4, "discussion", id="nobody was consulted"),
        pytest.param({"choice": "do_not_share"}, 4, "confirmed", id="not sharing on rung 1, no second look"),
    ],
)
def test_a_decision_with_a_part_missing_is_refused_and_names_it(
    escalated: Office, changes: dict[str, object], code: int, field: str
) -> None:
    ran = escalated.decide(**changes)

    assert ran.returncode == code, ran.stderr
    assert json.loads(ran.stderr.splitlines()[-1])["error"]["field"] == field
    assert escalated.run("manager", "inbox", "list", "--json").stdout.count(escalated.ref) == 1


@pytest.mark.obligation("P7.12", partly=True)
def test_not_sharing_is_an_equal_choice_after_a_second_look(escalated: Office) -> None:
    ran = escalated.decide(
        choice="do_not_share", confirmed=True, exceptions=[], recipients=[], parent_told=None
    )

    assert ran.returncode == 0, ran.stderr


@pytest.mark.obligation("P7.15", partly=True)
@pytest.mark.parametrize("arguments", ["inbox list", "inbox show {ref}", "inbox decide {ref}"])
def test_a_caseworker_has_no_inbox(escalated: Office, arguments: str) -> None:
    ran = escalated.run(
        "caseworker", *arguments.format(ref=escalated.ref).split(), stdin=json.dumps(DECISION)
    )

    assert ran.returncode == 7
    assert ran.stdout == ""


@pytest.mark.obligation("P4.1", partly=True)
def test_a_wrong_passphrase_opens_nothing(office: Office) -> None:
    office.file("manager").write_text("copper lantern violet saddle\n", encoding="utf-8")

    ran = office.run("manager", "record", "list")

    assert ran.returncode == 5
    assert ran.stdout == ""
    assert "Check Caps Lock" in ran.stderr
    assert "saddle" not in ran.stderr


def test_a_passphrase_file_that_others_can_read_is_not_used(office: Office) -> None:
    office.file("manager").chmod(0o644)

    ran = office.run("manager", "record", "list")

    assert ran.returncode == 2
    assert "Others on this device can read" in ran.stderr


def test_a_device_without_records_says_so(tmp_path: Path) -> None:
    ran = run_triage("record", "list", "--data-dir", str(tmp_path))

    assert ran.returncode == 3
    assert "triage setup" in ran.stderr


def test_a_record_nobody_knows_is_not_found(office: Office) -> None:
    assert office.run("manager", "record", "show", "ESC-2026-0000").returncode == 3


def test_a_damaged_vault_is_named_and_guidance_goes_on(escalated: Office) -> None:
    database = escalated.folder / "vault" / "vault.db"
    body = bytearray(database.read_bytes())
    for place in range(0, len(body), 97):
        body[place] ^= 0x55
    database.write_bytes(body)

    ran = escalated.run("manager", "inbox", "list")
    found = run_triage("find", "anonymous", "--data-dir", str(escalated.folder))

    assert ran.returncode == 6
    assert "Traceback" not in ran.stderr
    assert "Guidance still works" in ran.stderr
    assert found.returncode == 0


def test_a_second_window_reads_and_says_so(office: Office) -> None:
    desk = open_desk(office.folder, with_encoder=False)
    desk.sign_in(office.people["caseworker"], PASSPHRASES["caseworker"])

    ran = office.run("manager", "record", "list")
    desk.close()

    assert ran.returncode == 0, ran.stderr
    assert "Another window has the records" in ran.stderr


@pytest.mark.obligation("P5.2", "P4.1", partly=True)
def test_nothing_readable_is_left_on_the_disk(escalated: Office) -> None:
    holding = [
        file.name
        for file in escalated.folder.rglob("*")
        if file.is_file() and any(word.encode() in file.read_bytes() for word in CANARY.split())
    ]

    assert holding == []
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(escalated.folder / "vault" / "vault.db").execute("select * from sqlite_master")


def told(**fields: object) -> str:
    """What was told to the police, as it comes in on standard input."""
    given: dict[str, object] = {
        "agency": "police",
        "name": "Sampleton police",
        "what": ["The threat"],
        "how": "By phone",
        "shared_by": "Morgan",
        "shared_at": "2026-01-01T00:00:00Z",
        "ground": "section_7",
    }
    return json.dumps({**given, **fields})


@pytest.mark.obligation("P2.3", partly=True)
def test_what_was_shared_is_refused_with_the_clause_until_it_was_decided(escalated: Office) -> None:
    before = escalated.run("manager", "record", "share", escalated.ref, "--json", stdin=told())
    assert before.returncode == 7, before.stderr
    assert "2.sharing" in before.stderr
    assert "is not shared with anyone outside of" in before.stderr

    assert escalated.decide().returncode == 0
    now = json.loads(escalated.run("manager", "record", "show", escalated.ref, "--json").stdout)
    when = now["decisions"][0]["written_at"]
    kept = escalated.run("manager", "record", "share", escalated.ref, stdin=told(shared_at=when))
    assert kept.returncode == 0, kept.stderr
    shown = escalated.run("manager", "record", "show", escalated.ref).stdout
    assert "SHARED AND DONE" in shown
    assert "Sampleton police" in shown


@pytest.mark.obligation("P6.2", partly=True)
def test_ringing_the_school_by_command_needs_a_consent_line(escalated: Office) -> None:
    done = {
        "kind": "ring", "agency": "other", "name": "Hill School", "what": ["Ask for a meeting"],
        "done_at": "2026-01-02T00:00:00Z",
    }  # fmt: skip
    ran = escalated.run(
        "caseworker", "record", "act", escalated.ref, stdin=json.dumps({**done, "ground": None})
    )
    assert ran.returncode == 7, ran.stderr
    assert "6.no_action_without_consent" in ran.stderr

    agreed = {
        "given_by": "The parent", "how": "spoken", "given_at": "2026-01-01T00:00:00Z", "agency": "other",
        "name": "Hill School", "what": ["Ask for a meeting"], "words": "Yes, ring them.",
    }  # fmt: skip
    mark = escalated.run("caseworker", "record", "consent", escalated.ref, stdin=json.dumps(agreed))
    linked = json.dumps({**done, "ground": "consent", "relies_on": mark.stdout.strip()})
    ran = escalated.run("caseworker", "record", "act", escalated.ref, stdin=linked)
    assert ran.returncode == 0, ran.stderr
