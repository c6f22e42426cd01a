"""``triage people`` and ``triage setup`` as a person uses them: what they print, and how they say no."""

import json
import re
import shutil
import time
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from running import run_triage

PASSPHRASES = {
    "morgan": "meadow ribbon quartz saddle",
    "casey": "copper lantern violet harbour",
    "drew": "walnut copper river mitten",
}


class Office:
    """A service set up by command; everybody has their passphrase in a private file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ids(self) -> dict[str, str]:
        listed = json.loads(self.run("morgan", "people", "list", "--json").stdout)["people"]
        return {row["name"].split()[0].lower(): row["id"] for row in listed}

    def file(self, who: str) -> Path:
        return self.folder / f"{who}.txt"

    def run(self, who: str | None, *arguments: str, stdin: str = "") -> "CompletedProcess[str]":
        signed = (
            () if who is None else ("--person", self.number(who), "--passphrase-file", str(self.file(who)))
        )
        return run_triage(*arguments, "--data-dir", str(self.folder / "data"), *signed, stdin=stdin)

    def number(self, who: str) -> str:
        """In the list of names, which is by alphabet."""
        return {"casey": "1", "drew": "2"}.get(who, "2" if not (self.folder / "three").exists() else "3")

    def let_drew_in(self) -> str:
        """Their id."""
        plan = {"name": "Drew Invented", "role": "caseworker", "passphrase_file": str(self.file("drew"))}
        ran = self.run("morgan", "people", "add", "--json", stdin=json.dumps(plan))
        assert ran.returncode == 0, ran.stderr
        (self.folder / "three").touch()
        return json.loads(ran.stdout)["id"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    for who, passphrase in PASSPHRASES.items():
        (folder / f"{who}.txt").touch(mode=0o600)
        (folder / f"{who}.txt").write_text(passphrase + "\n", encoding="utf-8")
    people = [
        {"name": "Morgan Invented", "role": "manager", "passphrase_file": str(folder / "morgan.txt")},
        {"name": "Casey Invented", "role": "caseworker", "passphrase_file": str(folder / "casey.txt")},
    ]
    plan = {
        "service": "Invented", "people": people, "rules_adopted": {"call_999": "Morgan Invented"},
        "review_due": "2027-09-01",
    }  # fmt: skip
    ran = set_up(folder, plan, "--recovery-file", str(folder / "recovery.txt"))
    assert ran.returncode == 0, ran.stderr
    return folder


@pytest.fixture
def office(made: Path, tmp_path: Path) -> Office:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return Office(tmp_path)


def set_up(folder: Path, plan: dict[str, object], *more: str) -> "CompletedProcess[str]":
    return run_triage("setup", "--data-dir", str(folder / "data"), *more, stdin=json.dumps(plan))


def test_the_recovery_key_stands_in_the_file_named_for_it_and_nowhere_else(made: Path) -> None:
    file = made / "recovery.txt"
    code = file.read_text().strip()

    assert re.fullmatch(r"([0-9A-Z]{4}-){8}[0-9A-Z]{4}", code)
    assert file.stat().st_mode & 0o777 == 0o600
    others = [each for each in made.rglob("*") if each.is_file() and each != file]
    assert [each.name for each in others if code.encode() in each.read_bytes()] == []


@pytest.mark.parametrize("named", [False, True], ids=["no file named", "a file that is there"])
def test_where_nobody_would_see_the_recovery_key_nothing_is_set_up(tmp_path: Path, named: bool) -> None:
    taken = tmp_path / "taken.txt"
    taken.write_text("mine")
    people = [{"name": "M", "role": "manager", "passphrase": "a b c d e f g h"}]
    plan = {"service": "S", "people": people, "review_due": "2027-09-01"}

    ran = set_up(tmp_path, plan, *(("--recovery-file", str(taken)) if named else ()))

    assert ran.returncode == 2
    assert ran.stdout == ""
    assert taken.read_text() == "mine"
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [taken]


def test_a_rule_nobody_knows_is_named_and_nothing_is_set_up(tmp_path: Path) -> None:
    plan = {"service": "S", "people": [], "rules_adopted": {"no_such_rule": "M"}, "review_due": "2027-09-01"}

    ran = set_up(tmp_path, plan, "--recovery-file", str(tmp_path / "recovery.txt"))

    assert ran.returncode == 2
    assert "rules_adopted" in ran.stderr
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_the_rules_a_service_agreed_are_kept_with_who_agreed_them(made: Path) -> None:
    service = json.loads((made / "data" / "vault" / "service.json").read_bytes())

    assert service["rules_adopted"] == {"call_999": "Morgan Invented"}


def test_people_are_listed_with_fingerprints_to_read_aloud(office: Office) -> None:
    ran = office.run("morgan", "people", "list")

    assert ran.returncode == 0, ran.stderr
    assert "Casey Invented (caseworker)" in ran.stdout
    assert len(re.findall(r"^ +(?:[0-9A-Z]{4} ){5}[0-9A-Z]{4}$", ran.stdout, re.MULTILINE)) == 2


def test_somebody_let_in_signs_in_and_somebody_removed_does_not(office: Office) -> None:
    drew = office.let_drew_in()
    assert office.run("drew", "record", "list").returncode == 0

    ran = office.run("morgan", "people", "remove", drew, "--yes")

    assert ran.returncode == 0, ran.stderr
    assert "Drew Invented cannot sign in any more." in ran.stderr
    assert "Make a new copy." in ran.stderr
    (office.folder / "three").unlink()
    assert "drew" not in office.ids()
    verified = office.run("morgan", "audit", "verify", "--json")
    assert json.loads(verified.stdout)["intact"]


def test_without_a_yes_nobody_is_removed(office: Office) -> None:
    casey = office.ids()["casey"]

    ran = office.run("morgan", "people", "remove", casey)

    assert ran.returncode == 2
    assert "casey" in office.ids()


def test_a_caseworker_lets_nobody_in_and_removes_nobody(office: Office) -> None:
    plan = {"name": "Drew", "role": "manager", "passphrase_file": str(office.file("drew"))}

    assert office.run("casey", "people", "add", stdin=json.dumps(plan)).returncode == 7
    assert office.run("casey", "people", "remove", office.ids()["morgan"], "--yes").returncode == 7
    assert set(office.ids()) == {"casey", "morgan"}


def test_the_last_manager_cannot_be_removed(office: Office) -> None:
    ran = office.run("morgan", "people", "remove", office.ids()["morgan"], "--yes")

    assert ran.returncode == 7
    assert "You cannot remove yourself." in ran.stderr


def test_ones_own_passphrase_changes(office: Office) -> None:
    new = ("--new-passphrase-file", str(office.file("drew")))

    assert office.run("casey", "people", "passphrase", *new).returncode == 0

    assert office.run("casey", "record", "list").returncode == 5
    shutil.copy(office.file("drew"), office.file("casey"))
    time.sleep(1.1)  # a wrong passphrase brings a wait, also in the next process
    assert office.run("casey", "record", "list").returncode == 0


def test_a_manager_gives_a_new_passphrase_and_says_what_stays_closed(office: Office) -> None:
    casey = office.ids()["casey"]

    ran = office.run(
        "morgan", "people", "passphrase", casey, "--new-passphrase-file", str(office.file("drew"))
    )

    assert ran.returncode == 0, ran.stderr
    assert "Their drafts stay closed to them." in ran.stderr
    shutil.copy(office.file("drew"), office.file("casey"))
    assert office.run("casey", "record", "list").returncode == 0


def test_the_recovery_key_gives_a_manager_a_new_passphrase(office: Office) -> None:
    files = (
        "--recovery-file",
        str(office.file("recovery")),
        "--new-passphrase-file",
        str(office.file("drew")),
    )

    ran = office.run(None, "people", "recover", "--person", office.ids()["morgan"], *files)

    assert ran.returncode == 0, ran.stderr
    assert "Put the recovery key back in the cabinet." in ran.stderr
    shutil.copy(office.file("drew"), office.file("morgan"))
    assert office.run("morgan", "audit", "verify").returncode == 0


def test_a_recovery_key_with_a_slip_is_said_to_be_mistyped(office: Office) -> None:
    code = office.file("recovery").read_text()
    office.file("recovery").write_text(("7" if code[0] != "7" else "8") + code[1:])
    files = (
        "--recovery-file",
        str(office.file("recovery")),
        "--new-passphrase-file",
        str(office.file("drew")),
    )

    ran = office.run(None, "people", "recover", "--person", office.ids()["casey"], *files)

    assert ran.returncode == 2
    assert "Check each group of four" in ran.stderr


def test_another_recovery_key_is_made_and_the_first_opens_nothing(office: Office) -> None:
    second = office.folder / "second.txt"
    assert office.run("morgan", "people", "recovery-key", "--recovery-file", str(second)).returncode == 0
    new = ("--new-passphrase-file", str(office.file("drew")))
    casey = office.ids()["casey"]

    first = office.run(
        None, "people", "recover", "--person", casey, "--recovery-file", str(office.file("recovery")), *new
    )

    assert first.returncode == 5
    assert second.read_text() != office.file("recovery").read_text()
