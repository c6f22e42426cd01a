"""Event, heard, written and told: the gaps come from stored times, and a long wait asks for its reason."""

from datetime import timedelta

import pytest
from pydantic import ValidationError
from written_case import AUTHOR, CALL, CHAIN, FLOW, asked, at, path, read, said, written

from triage.interview.facts import facts_of
from triage.interview.interview import replay
from triage.records.addition import Addition, AdditionKind
from triage.records.draft import Answer

CRIME = (said("rung", "crime", minute=2),)
TOLD = said("line_manager", "spoken", words="J. Okoro", minute=12)


def told_later(record_ref: str) -> Addition:
    return Addition(ref=record_ref, at=at(95), by=AUTHOR, kind=AdditionKind.MANAGER_TOLD, text="J. Okoro")


@pytest.mark.obligation("P7.20")
def test_event_heard_written_and_told_stand_together_with_what_lies_between() -> None:
    record = written(said("when_happened", words="last Friday"), TOLD)

    assert read(record, "times") == [
        ("When it happened", "last Friday"),
        ("Heard", "14:01 on 22 Nov 2026"),
        ("Submitted", "14:21 on 22 Nov 2026"),
        ("Heard to submitted", "20 min"),
        ("Line manager told", "14:13 on 22 Nov 2026"),
        ("Heard to told", "12 min"),
    ]


@pytest.mark.obligation("P7.20", partly=True)
def test_the_timeline_shows_the_same_gaps() -> None:
    lines = read(written(TOLD), "timeline")

    assert ("Today 14:13", "Line manager told, 12 min after it was heard") in lines
    assert ("Today 14:21", "Submitted by A. Khan, 20 min after it was heard") in lines


@pytest.mark.obligation("P7.20", partly=True)
def test_no_stored_time_can_be_changed_and_no_answer_changes_one() -> None:
    record = written(said("when_happened", words="14:00"), said("delay_reason", words="it was 13:00"))

    for name in ("opened_at", "submitted_at"):
        with pytest.raises(ValidationError):
            setattr(record, name, at(-60))
    assert (record.opened_at, record.submitted_at) == (at(0), at(20))
    assert ("Heard", "14:01 on 22 Nov 2026") in read(record, "times")


@pytest.mark.obligation("P7.14")
def test_a_crime_shows_at_the_top_how_long_the_manager_has_not_known() -> None:
    record = written(*CRIME)

    assert ("Heard to told", "Not told yet. Waiting 1 h 20") in read(record, "box", minute=80)
    assert ("Heard to told", "1 h 35") in read(record, "box", told_later(record.ref), minute=99)
    assert "Heard to told" not in dict(read(written(), "box"))


@pytest.mark.obligation("P7.14")
@pytest.mark.parametrize(
    ("answers", "is_asked"),
    [
        pytest.param((said("line_manager", "not_yet"),), True, id="not told yet"),
        pytest.param(
            (said("line_manager", "spoken", words="O", minute=61),), True, id="told after the limit"
        ),
        pytest.param((said("line_manager", "spoken", words="O", minute=59),), False, id="told in time"),
        pytest.param((), False, id="not asked yet"),
        pytest.param(
            (said("rung", "no_risk_heard"), said("line_manager", "not_yet")),
            False,
            id="section 7 not touched",
        ),
    ],
)
def test_the_reason_for_a_wait_is_asked_when_there_was_one(
    answers: tuple[Answer, ...], is_asked: bool
) -> None:
    assert ("delay_reason" in path(*CRIME, *answers)) is is_asked


@pytest.mark.obligation("P7.14", partly=True)
def test_the_reason_may_be_left_out_and_stands_with_the_times_when_it_is_given() -> None:
    late = (*CRIME, said("who_told", "parent"), said("line_manager", "not_yet"))
    record = written(*CRIME, said("delay_reason", words="She was on leave"))

    assert asked(*late).complete
    assert ("Why the wait", "She was on leave") in read(record, "times")


def test_the_service_sets_after_how_long_it_is_asked() -> None:
    call = CALL
    for answer in (*CRIME, said("line_manager", "spoken", words="O", minute=59)):
        call = call.answered(answer)

    short = replay(FLOW, call.answers, facts_of(call, CHAIN, 30))
    usual = replay(FLOW, call.answers, facts_of(call, CHAIN))

    assert short.step("delay_reason") is not None
    assert usual.step("delay_reason") is None
    assert facts_of(call, CHAIN, 30).told_within == timedelta(minutes=30)
