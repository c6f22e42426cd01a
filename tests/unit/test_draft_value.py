"""A draft is a value: each step gives the next, nothing said is edited, words stay out of tracebacks."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from triage.model import AnswerKind, Rung
from triage.records.draft import Answer, AnswerState, Draft, LineKind, Mode, Reply
from triage.records.people import Person, Role

START = datetime(2026, 11, 22, 14, 1, tzinfo=UTC)
EMPTY = Draft(
    ref="ESC-2026-7K4M",
    mode=Mode.LIVE,
    policy_sha256="0" * 64,
    author=Person(id="khan", name="A. Khan", role=Role.CASEWORKER),
    opened_at=START,
)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def test_a_line_is_added_and_the_draft_before_it_stays_as_it_was() -> None:
    after = EMPTY.with_typing("he hit").said(at(1), LineKind.CALLER_WORDS, "he hit me", Reply())

    assert EMPTY.thread == ()
    assert [line.text for line in after.thread] == ["he hit me"]
    assert after.typing == ""


def test_lines_are_numbered_through_the_whole_thread_and_look_ups_are_no_account() -> None:
    draft = EMPTY.said(at(1), LineKind.NOTE, "a", Reply()).said(at(2), LineKind.LOOK_UP, "b", Reply())
    draft = draft.said(at(3), LineKind.CALLER_WORDS, "c", Reply())

    assert [line.number for line in draft.thread] == [1, 2, 3]
    assert [line.text for line in draft.account] == ["a", "c"]


def test_a_fuller_reply_changes_the_reply_and_not_the_line() -> None:
    draft = EMPTY.said(at(1), LineKind.NOTE, "a", Reply()).said(at(2), LineKind.NOTE, "b", Reply())

    after = draft.replied(1, Reply(clauses=("7.record",), answer=AnswerKind.SAYS))

    assert [line.reply.clauses for line in after.thread] == [("7.record",), ()]
    assert [line.text for line in after.thread] == ["a", "b"]


def test_every_change_of_rung_is_kept_and_the_same_rung_again_is_none() -> None:
    draft = (
        EMPTY.chose(at(1), Rung.SAFETY_WORRY).chose(at(2), Rung.SAFETY_WORRY).chose(at(3), Rung.DANGER_NOW)
    )

    assert [(chosen.rung, chosen.at) for chosen in draft.rungs] == [
        (Rung.SAFETY_WORRY, at(1)),
        (Rung.DANGER_NOW, at(3)),
    ]
    assert draft.rung is Rung.DANGER_NOW
    assert EMPTY.rung is None


def test_the_last_answer_counts_and_the_earlier_stays_on_file() -> None:
    first = Answer(question="consent", state=AnswerState.NOT_ASKED, at=at(1))
    second = Answer(question="consent", state=AnswerState.GIVEN, choices=("agreed",), at=at(2))

    draft = EMPTY.answered(first).answered(second)

    assert draft.answer_to("consent") == second
    assert draft.answers == (first, second)
    assert draft.answer_to("rung") is None


def test_every_try_to_reach_a_manager_is_kept_with_its_time() -> None:
    draft = EMPTY.contacted(at(1), "J. Okoro", reached=False).contacted(at(4), "D. Lee", reached=True)

    assert [(attempt.name, attempt.at, attempt.reached) for attempt in draft.contacts] == [
        ("J. Okoro", at(1), False),
        ("D. Lee", at(4), True),
    ]


def test_a_call_that_dropped_is_told_from_one_that_ended() -> None:
    assert EMPTY.ended(at(9), dropped=True).dropped
    assert EMPTY.ended(at(9), dropped=False).ended_at == at(9)


def test_what_was_said_cannot_be_edited() -> None:
    line = EMPTY.said(at(1), LineKind.NOTE, "a", Reply()).thread[0]

    with pytest.raises(ValidationError):
        line.text = "b"  # type: ignore[misc]


def test_no_word_of_anyone_shows_in_what_a_traceback_prints() -> None:
    draft = EMPTY.said(at(1), LineKind.CALLER_WORDS, "canary-thread", Reply()).with_typing("canary-typing")
    draft = draft.answered(
        Answer(question="done_so_far", state=AnswerState.GIVEN, words="canary-answer", at=at(2))
    )

    assert "canary" not in repr(draft)


def test_a_draft_reads_back_as_it_was_written_and_an_unknown_key_refuses_the_row() -> None:
    draft = EMPTY.said(at(1), LineKind.CALLER_WORDS, "naïve “quotes” 😟 [/b]", Reply()).chose(
        at(2), Rung.CRIME
    )
    body = draft.canonical()

    assert Draft.from_canonical(body) == draft
    with pytest.raises(ValidationError):
        Draft.from_canonical(body.replace(b'"typing"', b'"typed"'))
