"""What the desk tells an author of decisions they have not read yet, and of tries to reach a manager."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from triage.content import message
from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from triage.labels import label
from triage.model import Rung
from triage.records.addition import AdditionKind
from triage.records.decision import Choice, Decision
from triage.records.decision_parts import AuthorView, Discussion
from triage.records.draft import Answer, AnswerState
from triage.records.timeline import timeline

AUTHOR, MANAGER = "demo-caseworker", "demo-manager"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The demonstration's desk with the caseworker signed in and no encoder."""
    desk = demo_desk(tmp_path, with_encoder=False)
    yield desk
    desk.close()


@pytest.fixture
def ref(desk: Desk) -> str:
    """A record of the caseworker's that waits."""
    draft = desk.start_call().chose(desk.now(), Rung.SAFETY_WORRY)
    for question, choice in (("who_told", "parent"), ("caller_name", "no_name"), ("line_manager", "not_yet")):
        draft = draft.answered(
            Answer(question=question, state=AnswerState.GIVEN, choices=(choice,), at=desk.now())
        )
    return desk.submit(draft).ref


def decide(desk: Desk, ref: str, choice: Choice) -> None:
    """By the manager; then the author sits down again."""
    me = desk.change_person(MANAGER)
    now = desk.now()
    reasons = "Please ask the school what they saw."
    desk.decide(
        Decision(
            ref=ref,
            by=me,
            choice=choice,
            reasons=reasons,
            parent_told=None,
            decided_at=now,
            written_at=now,
            discussion=Discussion(view=AuthorView.AGREES),
        ),
        None,
    )
    desk.change_person(AUTHOR)


def unread(desk: Desk) -> list[bool]:
    return [row.outcome_unread for row in desk.records()]


def test_a_record_that_waits_has_nothing_to_read(desk: Desk, ref: str) -> None:
    assert unread(desk) == [False]


def test_a_decision_is_unread_until_its_author_opens_the_record(desk: Desk, ref: str) -> None:
    decide(desk, ref, Choice.DO_NOT_SHARE)

    assert unread(desk) == [True]
    desk.record(ref)
    assert unread(desk) == [False]


def test_a_manager_who_opens_it_does_not_read_it_for_the_author(desk: Desk, ref: str) -> None:
    decide(desk, ref, Choice.DO_NOT_SHARE)
    desk.change_person(MANAGER)
    desk.record(ref)

    assert unread(desk) == [True]


def test_a_second_decision_is_to_be_read_again(desk: Desk, ref: str) -> None:
    decide(desk, ref, Choice.MORE_INFORMATION)
    desk.record(ref)
    decide(desk, ref, Choice.DO_NOT_SHARE)

    assert unread(desk) == [True]


@pytest.mark.obligation("P7.10", partly=True)
def test_a_try_that_reached_nobody_is_kept_and_is_no_consultation(desk: Desk, ref: str) -> None:
    desk.tried_manager(ref, "Morgan Demo")

    file = desk.record(ref)
    assert file.record is not None
    [addition] = file.additions
    shown = [line.text for line in timeline(file.record, file.additions, (), (), desk.now())]
    assert message("timeline_tried", name="Morgan Demo", how=label("tried", "not_reached")) in shown
    assert (addition.kind, addition.text) == (AdditionKind.MANAGER_TRIED, "Morgan Demo")
    assert [row.manager_told_at for row in desk.records()] == [None]


def test_the_wait_after_wrong_passphrases_rises(desk: Desk) -> None:
    waits = [desk.wait_after(failures) for failures in range(5)]

    assert waits == [0, 1, 2, 4, 8]
