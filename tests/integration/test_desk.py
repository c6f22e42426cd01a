"""The use-cases of the desk, on a real vault, by words only."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from triage.desk.bootstrap import open_desk
from triage.desk.demo import demo_desk, play
from triage.desk.desk import Desk
from triage.desk.views import Access
from triage.errors import InUse, Locked, NotAllowed, RecordIncomplete, WrongPassphrase
from triage.model import Rung
from triage.paths import vault_dir
from triage.records.decision import Choice, Decision
from triage.records.decision_parts import AuthorView, Discussion
from triage.records.draft import Answer, AnswerState, Draft, LineKind

DISCLOSED = "he said he would hurt us tonight"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The demo's desk with the caseworker signed in and no encoder."""
    desk = demo_desk(tmp_path, with_encoder=False)
    yield desk
    desk.close()


def test_guidance_answers_while_locked(desk: Desk) -> None:
    desk.lock()

    assert desk.access is Access.LOCKED
    assert desk.hear(DISCLOSED, rung=None).detection.concern
    assert desk.guidance(Rung.SAFETY_WORRY).clauses
    assert desk.look_up("can a parent stay anonymous").hits


@pytest.mark.parametrize("use", ["drafts", "records", "start_call", "inbox"])
def test_records_do_not_answer_while_locked(desk: Desk, use: str) -> None:
    desk.lock()

    with pytest.raises(Locked):
        getattr(desk, use)()


def test_a_call_is_kept_from_its_first_moment(desk: Desk) -> None:
    draft = desk.start_call()

    assert [kept.ref for kept in desk.drafts()] == [draft.ref]


@pytest.mark.obligation("P7.19")
def test_a_kept_line_comes_back_word_for_word_with_its_reply(desk: Desk) -> None:
    draft = _heard(desk, desk.start_call())
    desk.keep(draft)

    [line] = desk.draft(draft.ref).thread
    assert line.text == DISCLOSED
    assert line.reply.signals
    assert "7.consult_manager" in line.reply.clauses


def test_a_record_with_gaps_is_refused_and_the_draft_stays(desk: Desk) -> None:
    draft = _heard(desk, desk.start_call())
    desk.keep(draft)

    with pytest.raises(RecordIncomplete):
        desk.submit(draft)
    assert desk.drafts()


@pytest.mark.obligation("P5.3", "P3.4")
def test_a_record_goes_to_the_manager_with_no_identity_at_all(desk: Desk) -> None:
    record = desk.submit(_answered(desk, _heard(desk, desk.start_call())))
    desk.change_person("demo-manager")

    [row] = desk.inbox()
    assert row.ref == record.ref
    assert row.record is not None
    assert row.record.answer_to("caller_name") == _answer(desk, record.answers, "caller_name")


@pytest.mark.trap(13)
def test_two_callers_of_the_same_name_stay_two_and_a_record_holds_the_words_of_one(desk: Desk) -> None:
    first = _heard(desk, desk.start_call(), "Jane Quill. He hits.")
    second = _heard(desk, desk.start_call(), "Jane Quill. School.")
    desk.keep(first)
    desk.keep(second)

    record = desk.submit(_answered(desk, first))

    assert first.ref != second.ref
    assert [line.text for line in record.account] == ["Jane Quill. He hits."]
    [left] = [draft for draft in desk.drafts() if draft.ref == second.ref]
    assert [line.text for line in left.thread] == ["Jane Quill. School."]
    assert "Jane" not in repr(desk.records())


@pytest.mark.trap(12)
def test_submitting_is_not_telling(desk: Desk) -> None:
    record = desk.submit(_answered(desk, _heard(desk, desk.start_call())))

    assert [row.manager_told_at for row in desk.records()] == [None]
    desk.told_manager(record.ref, "Morgan Demo")
    assert desk.records()[0].manager_told_at is not None


@pytest.mark.obligation("P7.11")
def test_a_caseworker_has_no_inbox_and_decides_nothing(desk: Desk) -> None:
    record = desk.submit(_answered(desk, _heard(desk, desk.start_call())))

    with pytest.raises(NotAllowed):
        desk.inbox()
    with pytest.raises(NotAllowed):
        desk.decide(_decision(desk, record.ref), None)


@pytest.mark.obligation("P7.11")
def test_the_author_never_decides(desk: Desk) -> None:
    desk.change_person("demo-manager")
    record = desk.submit(_answered(desk, _heard(desk, desk.start_call())))

    with pytest.raises(NotAllowed):
        desk.decide(_decision(desk, record.ref), None)
    desk.change_person("demo-deputy")
    assert desk.decide(_decision(desk, record.ref), None).ref == record.ref


@pytest.mark.obligation("P7.23", partly=True)
def test_the_manager_whom_a_worry_is_about_neither_sees_opens_nor_decides_it(desk: Desk) -> None:
    draft = _answered(desk, _heard(desk, desk.start_call()))
    about = Answer(
        question="line_manager", state=AnswerState.GIVEN, choices=("about_manager",), at=desk.now()
    )  # fmt: skip
    record = desk.submit(draft.answered(about))
    assert [row.ref for row in desk.records()] == [record.ref]

    desk.change_person("demo-manager")
    assert desk.inbox() == desk.records() == ()
    with pytest.raises(NotAllowed):
        desk.record(record.ref)
    with pytest.raises(NotAllowed):
        desk.decide(_decision(desk, record.ref), None)
    desk.change_person("demo-deputy")

    assert [row.ref for row in desk.inbox()] == [record.ref]
    assert desk.decide(_decision(desk, record.ref), None).ref == record.ref


def test_nobody_decides_in_another_persons_name(desk: Desk) -> None:
    record = desk.submit(_answered(desk, _heard(desk, desk.start_call())))
    desk.change_person("demo-manager")
    mine = _decision(desk, record.ref)
    desk.change_person("demo-deputy")

    with pytest.raises(NotAllowed):
        desk.decide(mine, None)


def test_a_caseworker_does_not_open_another_persons_record(desk: Desk) -> None:
    desk.change_person("demo-manager")
    record = desk.submit(_answered(desk, _heard(desk, desk.start_call())))
    desk.change_person("demo-caseworker")

    with pytest.raises(NotAllowed):
        desk.record(record.ref)


def test_a_wrong_passphrase_opens_nothing(desk: Desk) -> None:
    desk.lock()

    with pytest.raises(WrongPassphrase):
        desk.sign_in("demo-caseworker", "not it")
    assert desk.access is Access.LOCKED


def test_a_second_window_reads_and_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    draft = desk.start_call()
    second = Desk(
        guide=desk._guide,
        flow=desk._flow,
        folder=tmp_path / "vault",
        clock=desk.now,
        demo_passphrase=desk._session.demo_passphrase,
    )

    second.change_person("demo-caseworker")

    assert [kept.ref for kept in second.drafts()] == [draft.ref]
    for write in (second.start_call, lambda: second.keep(draft)):
        with pytest.raises(InUse):
            write()
    second.lock()
    assert desk.drafts()


@pytest.mark.obligation("P6.8", partly=True)
def test_erasing_names_the_copies_that_still_hold_the_words(desk: Desk, tmp_path: Path) -> None:
    record = desk.submit(_answered(desk, _heard(desk, desk.start_call())))
    desk.change_person("demo-manager")
    desk.decide(_decision(desk, record.ref), None)
    desk.hold(record.ref, on=True)
    copy = desk.copies.make(tmp_path / "elsewhere")
    with pytest.raises(NotAllowed):
        desk.erase(record.ref, "person_asked")
    desk.hold(record.ref, on=False)

    assert desk.erase(record.ref, "person_asked") == (copy.name,)

    assert desk.verify().intact
    assert desk.search("hurt") == ()


def test_the_invented_call_is_played_to_a_verified_end(tmp_path: Path) -> None:
    played = play(tmp_path, with_encoder=False)

    assert played.verified.intact
    assert played.file.sealed
    assert [decision.by.name for decision in played.file.decisions] == ["Morgan Demo"]
    assert [what for _, _, what in played.file.history] == [
        "record_submitted",
        "addition_made",
        "record_opened",
        "decision_made",
        "outcome_read",
    ]
    assert len(played.checkpoint.splitlines()) == 3


def _heard(desk: Desk, draft: Draft, words: str = DISCLOSED) -> Draft:
    heard = desk.hear(words, rung=None)
    return draft.said(desk.now(), LineKind.CALLER_WORDS, words, desk.reply_of(heard)).chose(
        desk.now(), Rung.SAFETY_WORRY
    )


def _answered(desk: Desk, draft: Draft) -> Draft:
    for question, choice in (("who_told", "parent"), ("caller_name", "no_name"), ("line_manager", "not_yet")):
        draft = draft.answered(
            Answer(question=question, state=AnswerState.GIVEN, choices=(choice,), at=desk.now())
        )
    return draft


def _answer(desk: Desk, answers: tuple[Answer, ...], question: str) -> Answer:
    [answer] = [answer for answer in answers if answer.question == question]
    return answer


def _decision(desk: Desk, ref: str) -> Decision:
    me = desk.me
    assert me is not None
    return Decision(
        ref=ref,
        by=me,
        choice=Choice.DO_NOT_SHARE,
        reasons="Nothing here says that anybody is unsafe.",
        discussion=Discussion(view=AuthorView.AGREES),
        parent_told=None,
        decided_at=desk.now(),
        written_at=desk.now(),
    )


def test_damaged_settings_of_the_service_close_the_records_and_not_the_guidance(tmp_path: Path) -> None:
    demo_desk(tmp_path, with_encoder=False).close()
    (vault_dir(tmp_path) / "service.json").write_text("{")
    desk = open_desk(tmp_path, with_encoder=False)

    assert desk.access is Access.FAULT
    assert desk.guidance(Rung.SAFETY_WORRY).clauses
    desk.close()
