"""The policy's own life at the desk: copies, training, reviews, new text; each about one text."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from running import PROJECT, run_triage

from triage.desk.demo import demo_desk, load_script
from triage.desk.desk import Desk
from triage.desk.policy_life import PolicyLife, is_agreed_text, review_due
from triage.errors import NotAllowed, NotFound, NotSaved, UsageError
from triage.model import Rung
from triage.policy.amendment import compare
from triage.policy.pack import load_pack
from triage.policy.reading import read_policy
from triage.records.agreed import HowAgreed, how_agreed
from triage.records.draft import Answer, LineKind
from triage.records.receipt import PolicyReceipt, SilenceAgreed, TrainingKind
from triage.text import one_line

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
TODAY = NOW.date()
CASEY, MORGAN = "demo-caseworker", "demo-manager"
ALL_NINE = tuple(str(number) for number in range(1, 10))
SOURCE = PROJECT / "tests" / "content" / "data" / "west-midlands-sendiass-confidentiality-policy.txt"
NEW_TEXT = "## 1. Introduction\n\nWords that nobody used before.\n"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = demo_desk(tmp_path_factory.mktemp("life"), clock=lambda: NOW, with_encoder=False)
    yield desk
    desk.close()


@pytest.fixture
def desk(opened: Desk) -> Iterator[Desk]:
    """One vault for all; each test leaves the text and the settings of the service as they were."""
    pack, service = opened.pack, opened.service
    opened.change_person(CASEY)
    yield opened
    opened._guide.pack = pack
    assert service is not None
    opened._session.keep_service(service)


def another_text(desk: Desk, sha256: str) -> None:
    """The program comes with another text of the policy."""
    desk._guide.pack = replace(desk._guide.pack, sha256=sha256)


def trained(desk: Desk, sections: tuple[str, ...], on: date = TODAY) -> None:
    desk.policy_life.trained(CASEY, TrainingKind.INDUCTION, on, sections, "Read together")


@pytest.mark.obligation("P9.1", "P9.3")
def test_a_copy_is_confirmed_by_each_person_for_each_text(desk: Desk) -> None:
    another_text(desk, "a" * 64)
    assert desk.policy_life.mine().receipt is None
    assert desk.policy_life.due() == "receipt_due"

    line = desk.policy_life.confirm()

    assert (line.policy_sha256, line.by.id, line.at) == ("a" * 64, CASEY, NOW)
    assert line.words == "I have a copy of this policy and I have read it."
    assert desk.policy_life.mine().receipt == line
    assert desk.policy_life.due() == "training_due"
    desk.change_person(MORGAN)
    assert desk.policy_life.mine().receipt is None
    desk.change_person(CASEY)
    another_text(desk, "b" * 64)
    assert desk.policy_life.mine().receipt is None
    assert desk.policy_life.due() == "receipt_due_again"
    assert desk.verify().intact


@pytest.mark.obligation("P9.1", partly=True)
def test_nobody_confirms_a_copy_for_somebody_else(desk: Desk) -> None:
    people = {person.id: person for person in desk.people()}
    line = PolicyReceipt(ref=None, at=NOW, by=people[MORGAN], policy_sha256="c" * 64, words="x")

    with pytest.raises(NotAllowed):
        desk._session.vault().enter(line)


@pytest.mark.obligation("P9.1", partly=True)
def test_a_manager_sees_who_has_a_copy_and_who_has_not(desk: Desk) -> None:
    another_text(desk, "d" * 64)
    desk.policy_life.confirm()
    desk.change_person(MORGAN)

    standings = {each.person.id: each for each in desk.policy_life.standings()}

    assert {person.id for person in desk.people()} == set(standings)
    assert standings[CASEY].receipt is not None
    assert standings[MORGAN].receipt is None
    desk.change_person(CASEY)
    with pytest.raises(NotAllowed):
        desk.policy_life.standings()


@pytest.mark.obligation("P9.2", "P9.3")
def test_induction_is_complete_when_every_section_was_covered_and_due_again_for_another_text(
    desk: Desk,
) -> None:
    another_text(desk, "e" * 64)
    desk.policy_life.confirm()
    desk.change_person(MORGAN)
    trained(desk, ALL_NINE[:7], TODAY - timedelta(days=2))
    of_casey = next(each for each in desk.policy_life.standings() if each.person.id == CASEY)
    assert (of_casey.sections_open, of_casey.trained_on) == (("8", "9"), None)

    trained(desk, ("8", "9"), TODAY)

    of_casey = next(each for each in desk.policy_life.standings() if each.person.id == CASEY)
    assert (of_casey.sections_open, of_casey.trained_on) == ((), TODAY)
    desk.change_person(CASEY)
    assert desk.policy_life.due() is None
    another_text(desk, "f" * 64)
    assert desk.policy_life.mine().sections_open == ALL_NINE
    assert desk.policy_life.due() == "receipt_due_again"


@pytest.mark.obligation("P9.2", partly=True)
def test_only_a_manager_notes_training_and_only_of_what_there_is(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        trained(desk, ALL_NINE)
    desk.change_person(MORGAN)
    with pytest.raises(UsageError):
        trained(desk, ("10",))
    with pytest.raises(UsageError):
        trained(desk, ALL_NINE, TODAY + timedelta(days=1))
    with pytest.raises(NotFound):
        desk.policy_life.trained("nobody", TrainingKind.TRAINING, TODAY, ALL_NINE, "x")


@pytest.mark.obligation("P9.4", partly=True)
def test_a_review_moves_the_day_of_the_next_also_while_locked(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.policy_life.reviewed(TODAY, date(2027, 11, 22), "No change")
    desk.change_person(MORGAN)
    with pytest.raises(UsageError):
        desk.policy_life.reviewed(TODAY, TODAY, "No change")

    desk.policy_life.reviewed(TODAY, date(2027, 11, 22), "No change")

    assert desk.policy_life.history().reviews[-1].outcome == "No change"
    desk.lock()
    assert review_due(desk.pack, desk.service) == date(2027, 11, 22)


@pytest.mark.obligation("P9.5", partly=True)
def test_new_text_needs_somebody_who_agreed_and_a_day(desk: Desk) -> None:
    amendment = compare(
        desk.pack.policy, read_policy(NEW_TEXT), desk.pack.sha256, NEW_TEXT.encode()
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        desk.policy_life.adopt(amendment, "Steering group", TODAY)
    desk.change_person(MORGAN)
    with pytest.raises(UsageError):
        desk.policy_life.adopt(amendment, "Steering group", TODAY + timedelta(days=1))
    with pytest.raises(UsageError):
        desk.policy_life.adopt(replace(amendment, new_sha256=desk.pack.sha256), "Steering group", TODAY)

    desk.policy_life.adopt(amendment, "Steering group", TODAY)

    line = desk.policy_life.history().adoptions[-1]
    assert (line.old_sha256, line.new_sha256) == (desk.pack.sha256, amendment.new_sha256)
    assert (line.agreed_by, line.agreed_on, line.by.id) == ("Steering group", TODAY, MORGAN)
    assert "7.consult_manager" in line.changed
    assert not is_agreed_text(desk.pack, desk.service)
    another_text(desk, amendment.new_sha256)
    assert is_agreed_text(desk.pack, desk.service)


@pytest.mark.obligation("P9.5", partly=True)
@pytest.mark.trap(29)
def test_a_record_keeps_the_text_it_was_judged_under(desk: Desk) -> None:
    draft = desk.start_call().chose(desk.now(), Rung.DANGER_NOW)
    heard = desk.hear("he said he would hurt us tonight", rung=Rung.DANGER_NOW)
    draft = draft.said(desk.now(), LineKind.CALLER_WORDS, "he would hurt us", desk.reply_of(heard))
    for answer in load_script().answer:
        draft = draft.answered(Answer(**answer.model_dump(), at=desk.now()))
    before = desk.submit(draft)
    another_text(desk, "9" * 64)

    after = desk.record(before.ref).record

    assert after is not None
    assert after == before
    assert after.policy_sha256 == load_pack().sha256
    assert after.cited
    policy = load_pack().policy
    assert all(clause.quote == policy.passage(clause.id).text for clause in after.cited)


def test_what_the_service_does_where_the_policy_is_silent_is_agreed_by_name_and_day(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.policy_life.agree("manager_away", "Team", TODAY, "We ring the deputy.")
    desk.change_person(MORGAN)
    with pytest.raises(NotFound):
        desk.policy_life.agree("no_such", "Team", TODAY, "x")

    desk.policy_life.agree("manager_away", "Team", TODAY, "We ring the deputy.")

    entry = next(entry for entry in desk.pack.silences if entry.id == "manager_away")
    assert desk.service is not None
    how, agreed = how_agreed(entry, desk.service.silences_agreed)
    assert how is HowAgreed.AGREED
    assert agreed is not None
    assert (agreed.by, agreed.on, agreed.does) == ("Team", TODAY, "We ring the deputy.")
    [kept] = desk._session.vault().book(SilenceAgreed)
    assert kept.entry is not None
    assert kept.entry.by.id == MORGAN


def test_a_line_that_does_not_reach_the_disk_changes_no_setting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.change_person(MORGAN)
    before = desk.service

    def full(_entry: object) -> int:
        raise NotSaved

    monkeypatch.setattr(desk._session.vault(), "enter", full)
    with pytest.raises(NotSaved):
        desk.policy_life.reviewed(TODAY, date(2027, 11, 22), "No change")
    with pytest.raises(NotSaved):
        desk.policy_life.agree("manager_away", "Team", TODAY, "x")

    assert desk.service == before


def test_nothing_is_due_while_records_are_closed(desk: Desk) -> None:
    desk.lock()

    assert PolicyLife(desk._session, desk.now).due() is None


def test_compare_shows_each_clause_word_by_word_and_changes_nothing(tmp_path: Path) -> None:
    text = SOURCE.read_text(encoding="utf-8").replace("must consult their line", "may consult their line")
    file = tmp_path / "new.txt"
    file.write_text(text, encoding="utf-8")

    ran = run_triage("policy", "compare", str(file))

    assert ran.returncode == 0, ran.stderr
    said = one_line(ran.stdout)
    assert "CHANGED in policy 7 (7.consult_manager)" in said
    assert "[-must-] [+may+]" in said
    assert "west_midlands_sendiass/clauses.toml: clause.7.consult_manager" in said
    assert said.endswith("Places that differ: 1.")
    assert "The program still shows the old text." in ran.stderr
    assert file.read_text(encoding="utf-8") == text


def test_a_file_that_is_no_policy_is_refused_and_says_what_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "letter.md"
    file.write_text("Dear all,\nhere is the new policy.\n", encoding="utf-8")

    ran = run_triage("policy", "compare", str(file))

    assert ran.returncode == 2
    assert "Each heading must look like this" in ran.stderr


@pytest.mark.obligation("P8.1", partly=True)
def test_policy_show_warns_of_a_note_that_is_a_year_old() -> None:
    later = (
        "import datetime, triage.desk.bootstrap as b\n"
        "b.utc_now = lambda: datetime.datetime(2027, 11, 23, tzinfo=datetime.UTC)"
    )

    now = run_triage("policy", "show", "1.standards", env={"COLUMNS": "400"})
    then = run_triage("policy", "show", "1.standards", env={"COLUMNS": "400"}, first=later)

    assert "more than a year old" not in now.stdout
    assert "! This note is more than a year old." in then.stdout


@pytest.mark.obligation("P2.4", "P2.5", partly=True)
def test_policy_show_names_where_the_policy_points_and_both_sides_of_a_tension() -> None:
    said = one_line(run_triage("policy", "show", "2.sharing").stdout)

    assert '"see breaches of confidentiality" means policy 7: Breaches of Confidentiality.' in said
    tension = said.partition("TENSION (not part of the policy): How wide the reasons to share are")[2]
    one, _, other = tension.partition("One side:")[2].partition("The other side:")
    assert "i.e. child protection" in one
    assert "a person’s safety" in other
    data = json.loads(run_triage("policy", "show", "2.sharing", "--json").stdout)
    assert data["see"] == ["7"]


def test_review_says_that_there_is_no_date_in_the_text(tmp_path: Path) -> None:
    ran = run_triage("policy", "review", "--data-dir", str(tmp_path))

    assert "There is no date in the text." in ran.stdout
    assert "No review date is set." in ran.stdout
