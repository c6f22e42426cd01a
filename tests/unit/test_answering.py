"""An answer while it is given, and which question comes next."""

from datetime import UTC, datetime

import pytest

from triage.interview.answering import with_answer
from triage.records.draft import Answer, AnswerState, Draft, Mode
from triage.records.people import Person, Role

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 14, 9, tzinfo=UTC)


@pytest.fixture
def draft() -> Draft:
    author = Person(id="a", name="A. Khan", role=Role.CASEWORKER)
    return Draft(ref="ESC-2026-0001", mode=Mode.LIVE, policy_sha256="0" * 64, author=author, opened_at=NOW)


def said(words: str, at: datetime = NOW) -> Answer:
    return Answer(question="done_so_far", state=AnswerState.GIVEN, words=words, at=at)


def test_each_version_of_the_words_replaces_the_one_before(draft: Draft) -> None:
    first = with_answer(draft, None, said("R"))
    second = with_answer(draft, None, said("Rang 999"))

    assert [answer.words for answer in first.answers] == ["R"]
    assert [answer.words for answer in second.answers] == ["Rang 999"]


def test_the_same_answer_again_is_no_new_answer_whenever_it_was_given(draft: Draft) -> None:
    counted = said("Rang 999")
    before = draft.answered(counted)

    assert with_answer(before, counted, said("Rang 999", LATER)) is before
