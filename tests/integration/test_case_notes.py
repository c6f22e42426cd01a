"""Text for the case notes, for every consideration however it ended; and calls that go no further."""

from collections.abc import Iterator
from itertools import product

import pytest
from test_data_requests import CANARY, CASEY, LEAST, MORGAN, NOW, a_record, decided

from triage.desk.case_notes import case_note_of
from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from triage.errors import NotAllowed, NotFound, RecordIncomplete
from triage.model import Rung
from triage.records.case_note import as_text
from triage.records.decision import Choice
from triage.records.draft import Answer, AnswerState, Draft, LineKind
from triage.records.left_off import breach_considered

WHY = "The caller rang back and had read the wrong letter."


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = demo_desk(tmp_path_factory.mktemp("notes"), clock=lambda: NOW, with_encoder=False)
    yield desk
    desk.close()


@pytest.fixture
def desk(opened: Desk) -> Desk:
    opened.change_person(CASEY)
    return opened


def a_call(desk: Desk, rung: Rung | None = Rung.SAFETY_WORRY, words: str = CANARY) -> Draft:
    draft = desk.start_call()
    draft = draft.said(NOW, LineKind.CALLER_WORDS, words, desk.reply_of(desk.hear(words, rung=None)))
    draft = draft.chose(NOW, rung) if rung else draft
    desk.keep(draft)
    return draft


def given(question: str, *choices: str, words: str = "") -> Answer:
    return Answer(question=question, state=AnswerState.GIVEN, choices=choices, words=words, at=NOW)


def left_off(desk: Desk, draft: Draft, consulted: str = "spoken", *, about_manager: bool = False) -> None:
    answers = (given("why", words=WHY), given("consulted", consulted, words="Morgan, 14:10, by phone"))
    desk.case_notes.leave_off(draft, answers, about_manager=about_manager)


@pytest.mark.obligation("P7.19")
@pytest.mark.parametrize(
    ("choice", "says"),
    [
        (None, "being considered. There is no decision yet"),
        (Choice.DO_NOT_SHARE, "was considered. Decided: nothing is shared"),
        (Choice.MORE_INFORMATION, "being considered. There is no decision yet"),
    ],
)
def test_every_consideration_has_its_text_however_it_was_decided(
    desk: Desk, choice: Choice | None, says: str
) -> None:
    ref = a_record(desk)
    if choice:
        decided(desk, ref, choice)

    text = as_text(case_note_of(desk.record(ref), desk.now()))

    joined = " ".join(text.split())
    assert ref in text
    assert says in joined
    assert f'"{CANARY}"' in joined
    assert max(map(len, text.splitlines())) <= 78
    if choice:
        assert "The child is safe with her aunt tonight." in joined


@pytest.mark.obligation("P7.19")
def test_a_consideration_that_goes_no_further_stays_on_file_with_its_text(desk: Desk) -> None:
    draft = a_call(desk)

    left_off(desk, draft)

    assert draft.ref not in {each.ref for each in desk.drafts()}
    joined = " ".join(as_text(desk.case_notes.of_draft(draft.ref)).split())
    assert "was considered. It was not taken further." in joined
    assert CANARY in joined
    assert f"Why: {WHY}" in joined
    assert "Line manager: Yes. Morgan, 14:10, by phone" in joined
    assert "Submitted" not in joined
    desk.change_person(MORGAN)
    assert draft.ref in {entry.ref for entry in desk.case_notes.left_off()}


@pytest.mark.obligation("P7.10")
def test_what_touched_section_7_goes_no_further_only_after_a_manager_was_spoken_to_or_tried(
    desk: Desk,
) -> None:
    draft = a_call(desk)

    with pytest.raises(RecordIncomplete, match="left_off_needs_manager"):
        left_off(desk, draft, "nothing_heard")

    assert draft.ref in {each.ref for each in desk.drafts()}
    left_off(desk, draft, "tried")
    assert draft.ref not in {each.ref for each in desk.drafts()}


@pytest.mark.obligation("P7.23", partly=True)
def test_a_worry_about_the_manager_is_never_left_off(desk: Desk) -> None:
    with pytest.raises(RecordIncomplete, match="left_off_about_manager"):
        left_off(desk, a_call(desk), about_manager=True)


def test_a_call_where_nothing_was_heard_leaves_the_list_without_a_manager(desk: Desk) -> None:
    draft = desk.start_call().chose(NOW, Rung.NO_RISK_HEARD)
    desk.keep(draft)

    left_off(desk, draft, "nothing_heard")

    assert draft.ref not in {each.ref for each in desk.drafts()}


def test_its_author_takes_it_up_again_and_nobody_else(desk: Desk) -> None:
    draft = a_call(desk)
    left_off(desk, draft)
    desk.change_person(MORGAN)
    with pytest.raises(NotFound):
        desk.case_notes.take_up(draft.ref)
    with pytest.raises(NotAllowed):
        desk.case_notes.of_draft(draft.ref)

    desk.change_person(CASEY)
    assert desk.case_notes.take_up(draft.ref) == draft

    assert draft.ref in {each.ref for each in desk.drafts()}
    assert draft.ref not in {entry.ref for entry in desk.case_notes.left_off()}
    left_off(desk, draft)
    assert draft.ref in {entry.ref for entry in desk.case_notes.left_off()}


def test_the_list_holds_none_of_the_callers_words(desk: Desk) -> None:
    left_off(desk, a_call(desk))

    assert not any(CANARY in entry.canonical().decode() for entry in desk.case_notes.left_off())


@pytest.mark.obligation("P7.19", partly=True)
@pytest.mark.parametrize("later", [None, Rung.NO_RISK_HEARD])
def test_a_breach_was_considered_once_a_rung_an_answer_or_a_signal_touched_section_7(
    desk: Desk, later: Rung | None
) -> None:
    fresh = desk.start_call()
    assert not breach_considered(fresh.chose(NOW, Rung.NO_RISK_HEARD))
    for rung, answer in product((Rung.DANGER_NOW, Rung.LEGAL_ORDER), (None, given("who_at_risk", "child"))):
        draft = fresh.chose(NOW, rung) if answer is None else fresh.answered(answer)
        assert breach_considered(draft.chose(NOW, later) if later else draft)
    assert breach_considered(a_call(desk, later, "he said he will kill the children tonight"))


def test_no_name_or_address_stands_in_the_text(desk: Desk) -> None:
    draft = a_call(desk)
    for question, choice in {**LEAST, "line_manager": "not_yet"}.items():
        draft = draft.answered(given(question, choice))
    draft = draft.answered(given("caller_name", "named", words="Quentina Quill"))
    ref = desk.submit(draft).ref

    assert "Quentina" not in as_text(case_note_of(desk.record(ref), desk.now()))
