"""``triage practice`` as it is typed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from triage.cli import practice as door
from triage.cli.commands import triage
from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from triage.desk.practice_room import scenarios

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CASEY, MORGAN = "demo-caseworker", "demo-manager"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(triage, ["practice", *arguments], standalone_mode=False)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = demo_desk(tmp_path_factory.mktemp("cli"), clock=lambda: NOW, with_encoder=False)
    desk.practice.note("packed_bag", finished=False)
    desk.practice.note("packed_bag", finished=True)
    yield desk
    desk.close()


@pytest.fixture
def desk(opened: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    @contextmanager
    def signed_in() -> Iterator[Desk]:
        yield opened

    monkeypatch.setattr(door, "signed_in", signed_in)
    opened.change_person(CASEY)
    return opened


def test_the_list_says_what_each_call_talks_about() -> None:
    said = run("list")

    assert "packed_bag  The packed bag  (A child)" in said.stdout
    assert "This practice talks about harm to a child at home." in said.stdout


def test_the_list_as_json() -> None:
    calls = json.loads(run("list", "--json").stdout)["calls"]

    [bag] = [each for each in calls if each["id"] == "packed_bag"]
    assert (bag["caller"], bag["sections"]) == ("child", ["2", "5", "7"])


def test_a_new_call_can_be_played_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "my_call.toml"

    made, checked = run("new", str(file)), run("check", str(file))

    assert (made.stdout, checked.stdout) == ("", "")
    assert "my_call.toml can be played." in checked.stderr
    assert checked.return_value == 0
    assert 'id = "my_call"' in file.read_text(encoding="utf-8")


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "my_call.toml"
    file.write_text("mine", encoding="utf-8")

    refused = run("new", str(file))

    assert refused.exception is not None
    assert refused.exception.args == ("practice_not_written",)
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["My Call.toml", "my_call.txt", "1st.toml"])
def test_a_name_that_no_call_can_have_is_refused(tmp_path: Path, name: str) -> None:
    refused = run("new", str(tmp_path / name))

    assert refused.exception is not None
    assert refused.exception.args == ("practice_file_name",)
    assert list(tmp_path.iterdir()) == []


def test_each_fault_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "my_call.toml"
    run("new", str(file))
    text = file.read_text(encoding="utf-8").replace('source = "2.sharing"', 'source = "2.sharring"', 1)
    file.write_text(text, encoding="utf-8")
    line = next(at for at, each in enumerate(text.splitlines(), 1) if "sharring" in each)

    plain, told = run("check", str(file)), json.loads(run("check", str(file), "--json").stdout)

    assert plain.stdout.startswith(f"line {line}: The policy has no 2.sharring")
    assert plain.return_value == 1
    assert [(each["line"], each["code"]) for each in told["faults"]] == [(line, "practice_fault_source")]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    gone = run("check", str(tmp_path / "gone.toml"))

    assert gone.exception is not None
    assert gone.exception.args == ("practice_no_file",)


def test_i_see_how_far_i_am_and_what_comes_next(desk: Desk) -> None:
    said = " ".join(run("results").stdout.split())

    assert "1 finished, 1 tried again" in said
    assert f"triage practice run {desk.practice.mine().next}" in said


def test_a_manager_sees_everybody_and_nothing_that_was_typed(desk: Desk) -> None:
    desk.change_person(MORGAN)

    people = json.loads(run("results", "--json").stdout)["people"]

    [casey] = [each for each in people if each["person"] == CASEY]
    assert len(people) == len(desk.people())
    assert (casey["finished"], casey["retries"]) == (["packed_bag"], 1)
    assert set(casey) == {
        "person", "name", "finished", "retries", "sections_open", "has_receipt", "next",
    }  # fmt: skip


def test_a_certificate_waits_for_the_whole_path_and_then_is_a_page(desk: Desk) -> None:
    early = run("certificate")
    for each in scenarios(desk.pack):
        desk.practice.note(each.id, finished=True)
    desk.policy_life.confirm()

    page = run("certificate").stdout

    assert early.exception is not None
    assert early.exception.args == ("practice_not_whole",)
    assert "Name: Casey Demo (caseworker)" in page
    assert "Signed (line manager)" in page
