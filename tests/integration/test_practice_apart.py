"""Practice and real work share nothing: neither vault takes what belongs to the other."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from triage.desk.practice import certificate_lines, path_words
from triage.desk.practice_room import practice_desk, scenario_named, scenarios, shelf
from triage.errors import NotAllowed, NotFound, RecordIncomplete
from triage.interview.submission import build
from triage.model import Rung
from triage.records.draft import Answer, AnswerState, Draft, LineKind, Mode
from triage.records.people import Role
from triage.records.period import Period
from triage.records.practised import Practised

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CASEY, MORGAN = "demo-caseworker", "demo-manager"
CANARY = "Quentin Quillfeather packed a bag"


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = demo_desk(tmp_path_factory.mktemp("real"), clock=lambda: NOW, with_encoder=False)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def practice() -> Iterator[Desk]:
    with practice_desk(clock=lambda: NOW, with_encoder=False) as desk:
        yield desk


@pytest.fixture(autouse=True)
def at_the_desk(real: Desk, practice: Desk) -> None:
    real.change_person(CASEY)
    practice.change_person(CASEY)


def a_draft(desk: Desk) -> Draft:
    draft = desk.start_call().chose(desk.now(), Rung.SAFETY_WORRY)
    draft = draft.said(desk.now(), LineKind.CALLER_WORDS, CANARY, desk.reply_of(desk.hear(CANARY, rung=None)))
    given = {"danger_now": "no", "who_at_risk": "child", "consent": "not_safe", "who_told": "parent"}
    for question, choice in {**given, "line_manager": "not_yet"}.items():
        answer = Answer(question=question, state=AnswerState.GIVEN, choices=(choice,), at=desk.now())
        draft = draft.answered(answer)
    return draft


def test_a_practice_record_is_made_like_a_real_one_and_says_what_it_is(practice: Desk) -> None:
    record = practice.submit(a_draft(practice))

    assert record.ref.startswith("PRA-2026-")
    assert record.mode is Mode.PRACTICE
    assert practice.row(record.ref) is not None


@pytest.mark.trap(24)
def test_nothing_that_lists_real_records_ever_gives_a_practice_record(real: Desk, practice: Desk) -> None:
    practised = practice.submit(a_draft(practice)).ref
    own = real.submit(a_draft(real)).ref

    assert own.startswith("ESC-")
    assert practised not in {row.ref for row in real.records()}
    assert [row.ref for row in real.search("Quillfeather")] == [own]
    assert real.row(practised) is None
    with pytest.raises(NotFound):
        real.record(practised)
    real.change_person(MORGAN)
    assert [row.ref for row in real.inbox()] == [own]
    assert real.count_inbox() == 1
    assert [row.ref for row in real.records()] == [own]
    rows = real.statistics._rows(Period.named("2026-11"))
    assert len(rows) == 1
    assert not [
        kept for kept in real._session.vault().records() if kept.record and kept.record.mode is Mode.PRACTICE
    ]


def test_drafts_of_practice_are_not_among_real_drafts(real: Desk, practice: Desk) -> None:
    draft = a_draft(practice)
    practice.keep(draft)

    assert draft.ref in {each.ref for each in practice.drafts()}
    assert not [each for each in real.drafts() if each.mode is Mode.PRACTICE]


@pytest.mark.parametrize("way", ["keep", "submit"])
def test_the_real_vault_takes_no_practice_and_the_other_no_real_work(
    real: Desk, practice: Desk, way: str
) -> None:
    for here, other in ((real, practice), (practice, real)):
        draft = a_draft(other)
        record = build(draft, other.interview(draft), other.pack, NOW)
        vault = here._session.vault()
        ways = {"keep": lambda: vault.keep_draft(draft), "submit": lambda: vault.submit(record)}  # noqa: B023
        with pytest.raises(NotAllowed) as refused:
            ways[way]()
        assert refused.value.code == "practice_stays_apart"


def test_practice_leaves_nothing_on_the_device() -> None:
    with practice_desk(clock=lambda: NOW, with_encoder=False) as desk:
        folder = desk._session.folder
        desk.submit(a_draft(desk))
        assert folder.exists()

    assert not folder.parent.exists()


def test_the_book_of_practice_holds_no_typed_word() -> None:
    assert set(Practised.model_fields) == {
        "ref", "at", "by", "policy_sha256", "scenario", "finished",
    }  # fmt: skip


def test_each_practice_call_of_the_pack_can_be_played(real: Desk) -> None:
    assert {each.id for each in shelf(real.pack)} >= {"packed_bag", "kill_him_homework", "is_she_yours"}
    assert [each.faults for each in shelf(real.pack) if each.faults] == []
    with pytest.raises(NotFound):
        scenario_named(real.pack, "no_such_call")


def test_a_path_goes_on_where_it_was_left_and_counts_retries(real: Desk) -> None:
    before = real.practice.mine()
    real.practice.note("packed_bag", finished=False)
    stopped = real.practice.mine()
    real.practice.note("packed_bag", finished=True)
    done = real.practice.mine()

    assert (before.finished, before.next is not None) == ((), True)
    assert (stopped.stopped, stopped.next) == (("packed_bag",), "packed_bag")
    assert (done.finished, done.stopped, done.retries) == (("packed_bag",), (), 1)
    assert not {"2", "5", "7"} & set(done.sections_open)
    assert done.next != "packed_bag"


def test_the_path_is_whole_with_every_section_and_the_copy_of_the_policy(real: Desk) -> None:
    for each in scenarios(real.pack):
        real.practice.note(each.id, finished=True)
    assert not real.practice.mine().whole
    assert real.practice.mine().next is None
    with pytest.raises(RecordIncomplete):
        real.practice.certificate()

    real.policy_life.confirm()

    assert real.practice.mine().whole


def test_the_certificate_names_the_sections_the_text_and_the_day_and_no_result(real: Desk) -> None:
    for each in scenarios(real.pack):
        real.practice.note(each.id, finished=True)
    real.policy_life.confirm()
    real.change_person(MORGAN)

    page = "\n".join(certificate_lines(real.practice.certificate(CASEY), real.pack))

    assert "Casey Demo" in page
    assert "All sections practised by: 23 November 2026" in page
    assert all(f"  {section.number} {section.heading}" in page for section in real.pack.policy.sections)
    assert real.pack.sha256 in page
    assert "look at this again" not in page.casefold()
    with pytest.raises(RecordIncomplete):
        real.practice.certificate(MORGAN)
    with pytest.raises(NotFound):
        real.practice.certificate("nobody")


def test_practice_is_due_again_when_the_policy_changes(real: Desk) -> None:
    real.practice.note("packed_bag", finished=True)
    pack = real._guide.pack
    real._guide.pack = replace(pack, sha256="0" * 64)
    try:
        again = real.practice.mine()
    finally:
        real._guide.pack = pack

    assert again.finished == ()
    assert "7" in again.sections_open
    assert again.receipt_on is None


def test_a_manager_sees_completion_and_retries_of_everybody_and_others_do_not(real: Desk) -> None:
    real.practice.note("packed_bag", finished=True)
    with pytest.raises(NotAllowed):
        real.practice.paths()
    real.change_person(MORGAN)

    [casey] = [path for path in real.practice.paths() if path.person.id == CASEY]

    assert casey.person.role is Role.CASEWORKER
    assert "packed_bag" in casey.finished
    assert f"{len(casey.finished)} finished" in path_words(casey)
