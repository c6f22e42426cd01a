"""Requests to see or to remove what is kept: at any time, decided by a manager, each behind its gate."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from triage.errors import NotAllowed, NotFound, RecordIncomplete
from triage.model import Rung
from triage.records.data_request import DataRequest, Outcome, passages, redacted
from triage.records.decision import Choice, Decision
from triage.records.decision_parts import AuthorView, Discussion
from triage.records.document import Kind, Section, TextLine
from triage.records.draft import Answer, AnswerState, LineKind

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
CASEY, MORGAN = "demo-caseworker", "demo-manager"
CANARY = "my brother Quentin Quillfeather hit the wall"
LEAST = {"danger_now": "no", "who_at_risk": "child", "consent": "not_safe", "who_told": "parent"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = demo_desk(tmp_path_factory.mktemp("requests"), clock=lambda: NOW, with_encoder=False)
    yield desk
    desk.close()


@pytest.fixture
def desk(opened: Desk) -> Desk:
    opened.change_person(CASEY)
    return opened


def a_record(desk: Desk) -> str:
    draft = desk.start_call().chose(NOW, Rung.SAFETY_WORRY)
    draft = draft.said(NOW, LineKind.CALLER_WORDS, CANARY, desk.reply_of(desk.hear(CANARY, rung=None)))
    for question, choice in {**LEAST, "line_manager": "not_yet"}.items():
        draft = draft.answered(Answer(question=question, state=AnswerState.GIVEN, choices=(choice,), at=NOW))
    return desk.submit(draft).ref


def decided(desk: Desk, ref: str, choice: Choice = Choice.DO_NOT_SHARE) -> None:
    desk.change_person(MORGAN)
    assert desk.me is not None
    desk.decide(
        Decision(
            ref=ref, by=desk.me, choice=choice, reasons="The child is safe with her aunt tonight.",
            parent_told=None, decided_at=NOW, written_at=NOW, discussion=Discussion(view=AuthorView.AGREES),
        ),
        None,
    )  # fmt: skip


def asked(desk: Desk, wanted: str, ref: str = "", who: str = "") -> DataRequest:
    answers = [Answer(question="wanted", state=AnswerState.GIVEN, choices=(wanted,), at=NOW)]
    for question, words in (("record", ref), ("who", who)):
        if words:
            answers.append(Answer(question=question, state=AnswerState.GIVEN, words=words, at=NOW))
    return desk.data_requests.keep(tuple(answers))


def numbers(desk: Desk, request: str) -> frozenset[int]:
    return frozenset(each.number for each in desk.data_requests.passages(request) if each.may_name_others)


@pytest.mark.parametrize("wanted", ["access", "removal"])
@pytest.mark.obligation("P4.6", "P6.7", partly=True)
def test_one_answer_is_enough_to_write_a_request_down_and_it_waits_for_a_manager(
    desk: Desk, wanted: str
) -> None:
    entry = asked(desk, wanted)

    desk.change_person(MORGAN)
    [file] = [each for each in desk.data_requests.listed() if each.request == entry.request]
    assert file.waits
    assert file.entry == entry


def test_a_request_for_a_record_that_is_not_here_is_refused_and_nothing_is_written(desk: Desk) -> None:
    before = desk.data_requests.listed()

    with pytest.raises(NotFound):
        asked(desk, "access", "ESC-2026-0000")

    assert desk.data_requests.listed() == before


@pytest.mark.obligation("P4.6", "P4.12")
def test_a_copy_is_released_by_a_manager_alone_and_only_when_every_other_person_was_looked_at(
    desk: Desk,
) -> None:
    ref = a_record(desk)
    request = asked(desk, "access", ref, "Tamsin Invented").request
    with pytest.raises(NotAllowed):
        desk.data_requests.release(request, frozenset(), frozenset(), "She asked.", "[...]")
    desk.change_person(MORGAN)
    marked = numbers(desk, request)
    words = next(each.number for each in desk.data_requests.passages(request) if CANARY in each.text)
    assert words in marked

    with pytest.raises(RecordIncomplete) as refused:
        desk.data_requests.release(request, marked - {words}, frozenset(), "She asked.", "[...]")
    assert refused.value.facts["numbers"] == str(words)
    assert next(each for each in desk.data_requests.listed() if each.request == request).waits
    said = {each.number for each in desk.data_requests.passages(request) if "Quillfeather" in each.text}
    text = desk.data_requests.release(request, marked - said, frozenset(said), "She asked.", "[...]")

    assert "Quillfeather" not in text
    assert "[...]" in text
    file = next(each for each in desk.data_requests.listed() if each.request == request)
    assert (file.answers[0].outcome, file.answers[0].left_out) == (Outcome.RELEASED, tuple(sorted(said)))


@pytest.mark.parametrize("choice", [None, Choice.MORE_INFORMATION])
@pytest.mark.obligation("P6.8")
def test_nothing_is_removed_while_the_consideration_is_open_and_the_manager_reads_why(
    desk: Desk, choice: Choice | None
) -> None:
    ref = a_record(desk)
    request = asked(desk, "removal", ref).request
    desk.change_person(MORGAN)
    if choice is not None:
        decided(desk, ref, choice)

    with pytest.raises(NotAllowed) as refused:
        desk.data_requests.remove(request)

    assert refused.value.code == "erase_waits_for_decision"
    assert desk.record(ref).record is not None
    assert next(each for each in desk.data_requests.listed() if each.request == request).waits


@pytest.mark.obligation("P6.8", "P7.18")
def test_nothing_is_removed_while_an_order_holds_it(desk: Desk) -> None:
    ref = a_record(desk)
    request = asked(desk, "removal", ref).request
    decided(desk, ref)
    desk.hold(ref, on=True)

    with pytest.raises(NotAllowed) as refused:
        desk.data_requests.remove(request)
    assert refused.value.code == "erase_held"
    desk.hold(ref, on=False)

    desk.data_requests.remove(request)
    with pytest.raises(NotFound):
        desk._session.vault().record(ref)


@pytest.mark.obligation("P6.7")
def test_after_a_removal_its_outcome_stays_and_no_word_of_the_person_does(desk: Desk) -> None:
    ref = a_record(desk)
    request = asked(desk, "removal", ref, "Tamsin Nightingale").request
    decided(desk, ref)

    desk.data_requests.remove(request)

    file = next(each for each in desk.data_requests.listed() if each.request == request)
    assert file.entry is None
    assert [(answer.outcome, answer.reasons) for answer in file.answers] == [(Outcome.REMOVED, "")]
    assert desk.verify().intact
    bodies = desk._session.vault().connection.rows("select body from words")
    assert not any(b"Nightingale" in bytes(row["body"]) for row in bodies)


def test_a_refusal_needs_reasons_and_is_kept_with_them(desk: Desk) -> None:
    request = asked(desk, "removal", a_record(desk)).request
    desk.change_person(MORGAN)

    with pytest.raises(RecordIncomplete):
        desk.data_requests.refuse(request, "  ")
    desk.data_requests.refuse(request, "An order is expected. We take advice.")

    file = next(each for each in desk.data_requests.listed() if each.request == request)
    assert file.answers[0].outcome is Outcome.NOT_REMOVED


def test_a_caseworker_sees_their_own_requests_only(desk: Desk) -> None:
    desk.change_person(MORGAN)
    request = asked(desk, "access").request
    desk.change_person(CASEY)

    assert request not in {each.request for each in desk.data_requests.listed()}


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("my brother Quentin hit the wall", True),
        ("ring 01632 960001 after six", True),
        ("write to q@invented.example", True),
        ("she was crying and the dog barked", False),
        ("Tamsin said it was fine", False),
    ],
)
def test_what_may_tell_of_somebody_else_is_marked(text: str, marked: bool) -> None:
    part = Section("their_words", "Words", (TextLine("Said", text, Kind.THEIR_WORDS),))

    [found] = passages((part,), "Tamsin Invented")

    assert found.may_name_others is marked


def test_a_passage_that_is_kept_and_left_out_at_once_is_not_decided() -> None:
    part = Section("their_words", "Words", (TextLine("", "a dog", Kind.THEIR_WORDS),))

    with pytest.raises(RecordIncomplete):
        redacted(passages((part,), ""), frozenset({1}), frozenset({1}), "-")
    with pytest.raises(RecordIncomplete):
        redacted(passages((part,), ""), frozenset({7}), frozenset(), "-")


def test_the_flow_asks_for_nothing_that_must_be_known_but_what_is_wanted(desk: Desk) -> None:
    assert [question.id for question in desk.data_requests.flow.question if question.required] == ["wanted"]
