"""The whole way by the commands alone, on two data folders set up as a service sets them up."""

import json
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pexpect
import pytest
from handover_case import a_record
from running import PROJECT, run_triage

from triage.desk.bootstrap import open_desk
from triage.errors import ExitCode
from triage.records.people import Person

CANARY = "Tamsin Quillfeather"
PASSPHRASES = {"caseworker": "copper lantern violet harbour", "manager": "meadow ribbon quartz saddle"}
DECISION = {
    "choice": "share_without_consent",
    "reasons": "A child may be hurt tonight. It was not safe to ask.",
    "exceptions": ["7.exceptions.safety"],
    "facts": [{"exception": "7.exceptions.safety", "fact": "He said he would hurt her tonight."}],
    "recipients": ["police"],
    "what_shared": "What he said",
    "discussion": {"view": "agrees"},
    "parent_told": "not_yet",
}


@dataclass
class Office:
    """A device that ``triage setup`` made, with one caseworker and one manager."""

    folder: Path
    people: dict[str, str]

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def run(self, who: str, *arguments: str, stdin: str = "") -> "CompletedProcess[str]":
        return run_triage(
            *arguments, "--data-dir", str(self.data), "--person", self.people[who],
            "--passphrase-file", str(self.folder / f"{who}.txt"), stdin=stdin,
        )  # fmt: skip

    def answer(self, who: str, *arguments: str, stdin: str = "") -> Any:
        ran = self.run(who, *arguments, "--json", stdin=stdin)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    def trusts(self, other: "Office", who: str) -> None:
        """By the card that ``who`` made on the other device, and its letters as heard on the phone."""
        made = other.answer(who, "handover", "card", "--out", str(other.folder / "cards"))
        self.answer("manager", "handover", "trust", made["file"], "--fingerprint", made["fingerprint"])

    def receives(self, file: str) -> None:
        inbox = self.data / "handover" / "inbox"
        inbox.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, inbox)


def set_up(folder: Path, name: str) -> Office:
    folder.mkdir()
    for who, passphrase in PASSPHRASES.items():
        (folder / f"{who}.txt").touch(mode=0o600)
        (folder / f"{who}.txt").write_text(passphrase + "\n", encoding="utf-8")
    people = [
        {"name": f"{name} {who.title()}", "role": who, "passphrase_file": str(folder / f"{who}.txt")}
        for who in PASSPHRASES
    ]
    plan = json.dumps({"service": "Invented SENDIASS", "people": people, "review_due": "2027-09-01"})
    ran = run_triage(
        "setup", "--json", "--data-dir", str(folder / "data"),
        "--recovery-file", str(folder / "recovery.txt"), stdin=plan,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return Office(folder, {person["role"]: person["id"] for person in json.loads(ran.stdout)["people"]})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, dict[str, str]]]:
    """Two devices that know each other's people, made once; every test works in a copy."""
    folder = tmp_path_factory.mktemp("offices")
    here, there = set_up(folder / "here", "Here"), set_up(folder / "there", "There")
    here.trusts(there, "manager")
    there.trusts(here, "caseworker")
    return folder, {"here": here.people, "there": there.people}


@pytest.fixture
def offices(made: tuple[Path, dict[str, dict[str, str]]], tmp_path: Path) -> tuple[Office, Office]:
    source, people = made
    shutil.copytree(source, tmp_path / "offices")
    return tuple(  # type: ignore[return-value] # two of them
        Office(tmp_path / "offices" / name, people[name]) for name in ("here", "there")
    )


def submitted(office: Office) -> str:
    desk = open_desk(office.data, with_encoder=False)
    person: Person = desk.sign_in(office.people["caseworker"], PASSPHRASES["caseworker"])
    record = a_record(author=person, said=f"I am {CANARY}, he said he would hurt us")
    desk._session.vault().submit(record)
    desk.close()
    return record.ref


def test_a_record_goes_and_its_signed_decision_comes_back(offices: tuple[Office, Office]) -> None:
    here, there = offices
    ref = submitted(here)

    sent = here.answer("caseworker", "handover", "make", ref)
    there.receives(sent["file"])
    opened = there.answer("manager", "handover", "open")
    there.answer("manager", "inbox", "decide", ref, stdin=json.dumps(DECISION))
    receipt = there.answer("manager", "handover", "receipt", ref)
    here.receives(receipt["file"])
    back = here.answer("caseworker", "handover", "open")
    listed = here.answer("caseworker", "handover", "list")

    assert [(each["kind"], each["standing"]) for each in opened["files"]] == [("record", "new")]
    assert [(each["kind"], each["standing"]) for each in back["files"]] == [("receipt", "new")]
    assert back["files"][0]["decision"]["reasons"] == DECISION["reasons"]
    assert [(each["received"], each["decided"]) for each in listed["letters"] if each["outgoing"]] == [
        (True, True)
    ]
    assert len(listed["anchors"]) == 1
    assert [
        here.run("manager", "audit", "verify").returncode,
        there.run("manager", "audit", "verify").returncode,
    ] == [
        0,
        0,
    ]


def test_what_a_person_reads_at_each_step(offices: tuple[Office, Office]) -> None:
    here, there = offices
    ref = submitted(here)

    made = here.run("caseworker", "handover", "make", ref)
    there.receives(made.stdout.strip())
    opened = there.run("manager", "handover", "open")
    again = there.run("manager", "handover", "open")
    listed = there.run("manager", "handover", "list")

    assert f"The sealed file for {ref} is ready." in made.stderr
    assert "There Manager" in made.stderr
    assert (opened.returncode, opened.stdout) == (0, "")
    assert f"{ref} came from Here Caseworker. It waits in the inbox." in opened.stderr
    assert "is here already" in again.stderr
    assert re.search(rf"{ref}  from Here Caseworker\.", listed.stdout)


def test_a_bad_file_is_named_and_does_not_stop_the_rest(offices: tuple[Office, Office]) -> None:
    here, there = offices
    ref = submitted(here)
    there.receives(here.answer("caseworker", "handover", "make", ref)["file"])
    bad = there.data / "handover" / "inbox" / "0.sendiass"
    bad.write_bytes(b"nothing of ours")

    ran = there.run("manager", "handover", "open", "--json")

    files = json.loads(ran.stdout)["files"]
    assert ran.returncode == ExitCode.SEAL_BROKEN
    assert [each.get("error", {}).get("code", each.get("standing")) for each in files] == [
        "letter_not_sealed",
        "new",
    ]
    assert "File 0.sendiass:" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("who", "arguments", "code"),
    [
        pytest.param("caseworker", ("make", "ESC-2026-0000"), ExitCode.NOT_FOUND, id="no such record"),
        pytest.param(
            "caseworker", ("receipt", "ESC-2026-0000"), ExitCode.NOT_ALLOWED, id="a caseworker's receipt"
        ),
        pytest.param("manager", ("receipt", "ESC-2026-0000"), ExitCode.NOT_FOUND, id="a receipt for nothing"),
        pytest.param("manager", ("open", "no-such-file"), ExitCode.NOT_FOUND, id="no such file"),
        pytest.param("manager", ("open", "/"), ExitCode.SEAL_BROKEN, id="a folder"),
        pytest.param("manager", ("trust", "no-such-file"), ExitCode.NOT_FOUND, id="no such card"),
        pytest.param("manager", ("trust", "/dev/zero"), ExitCode.SEAL_BROKEN, id="no card"),
        pytest.param(
            "caseworker", ("trust", "no-such-file"), ExitCode.NOT_ALLOWED, id="a caseworker's trust"
        ),
    ],
)
def test_each_no_has_its_exit_code(
    offices: tuple[Office, Office], who: str, arguments: tuple[str, ...], code: ExitCode
) -> None:
    ran = offices[0].run(who, "handover", *arguments)

    assert (ran.returncode, ran.stdout) == (code, "")
    assert ran.stderr.strip()


def test_wrong_letters_let_nobody_in(offices: tuple[Office, Office]) -> None:
    here, there = offices
    card = there.answer("caseworker", "handover", "card", "--out", str(there.folder / "cards"))
    letters = card["fingerprint"]
    wrong = ("0" if letters[0] != "0" else "1") + letters[1:]

    ran = here.run("manager", "handover", "trust", card["file"], "--fingerprint", wrong)

    assert ran.returncode == ExitCode.USAGE
    assert "Nobody was let in" in ran.stderr
    assert here.run("manager", "handover", "trust", card["file"], "--fingerprint", letters).returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_at_a_terminal_two_groups_have_to_be_heard(offices: tuple[Office, Office]) -> None:
    here, there = offices
    card = there.answer("caseworker", "handover", "card", "--out", str(there.folder / "cards"))
    groups = card["fingerprint"].split()
    child = pexpect.spawn(
        sys.executable,
        [
            "-m", "triage", "handover", "trust", card["file"], "--data-dir", str(here.data),
            "--person", here.people["manager"], "--passphrase-file", str(here.folder / "manager.txt"),
        ],
        cwd=str(PROJECT), encoding="utf-8", timeout=60,
    )  # fmt: skip

    child.expect("This card says: There Caseworker, ")
    child.expect(r"card reads: ((?:[0-9A-Z.]{4} ?){6})")
    shown = child.match.group(1).split()
    heard = [group for group, seen in zip(groups, shown, strict=True) if seen == "...."]
    child.expect("as you hear them")
    child.sendline(" ".join(heard).lower())
    child.expect("is known on this device now")
    child.expect(pexpect.EOF)
    child.close()

    assert child.exitstatus == 0
    assert [seen for seen in shown if seen != "...."] == [group for group in groups if group not in heard]
    assert len(heard) == 2


def test_no_name_is_needed_on_any_command_line_and_no_path_holds_one(
    offices: tuple[Office, Office],
) -> None:  # B37
    here, there = offices
    ref = submitted(here)
    sent = here.answer("caseworker", "handover", "make", ref, "--to", there.people["manager"])
    there.receives(sent["file"])
    there.answer("manager", "handover", "open")
    there.answer("manager", "handover", "receipt", ref)

    paths = [str(path).lower() for office in offices for path in office.data.rglob("*")]

    assert sent["to"] == [there.people["manager"]]
    assert [
        path
        for path in paths
        if any(word in path for word in ("tamsin", "caseworker", "manager", ref.lower()))
    ] == []
