"""A practice record is marked by what the caller said: exact, changed, in other words, judged, missing."""

from types import SimpleNamespace
from typing import Any

import pytest

from triage.practice.marking import MarkKind, marks
from triage.records.draft import LineKind

SAID = (
    "I packed a bag. I don't want to be here when my stepdad gets back.",
    "He hurt my arm last night.",
    "He says I'm a wind up merchant, innit.",
)
KEEP = ("I don't want to be here when my stepdad gets back", "He hurt my arm last night")


def a_record(*lines: tuple[LineKind, str], **answers: str) -> Any:
    account = [SimpleNamespace(kind=LineKind.CALLER_WORDS, text=text) for text in SAID]
    account += [SimpleNamespace(kind=kind, text=text) for kind, text in lines]
    told = [SimpleNamespace(question=name, words=words) for name, words in answers.items()]
    return SimpleNamespace(account=tuple(account), answers=tuple(told))


def kinds(record: Any, keep: tuple[str, ...] = ()) -> list[MarkKind]:
    return [mark.kind for mark in marks(record, SAID, keep)]


WORDS, NOTE = LineKind.CALLER_WORDS, LineKind.NOTE


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ((WORDS, "He hurt my arm last night."), MarkKind.VERBATIM),
        ((WORDS, "he hurt my arm last night"), MarkKind.VERBATIM),
        ((WORDS, "hurt  my ARM, last night"), MarkKind.VERBATIM),
        ((WORDS, "I don\u2019t want to be here"), MarkKind.VERBATIM),
        ((WORDS, "He hurt my arm yesterday evening."), MarkKind.TIDIED),
        ((WORDS, "I do not want to be here when my stepfather gets back."), MarkKind.TIDIED),
        ((WORDS, "He says I am a wind-up merchant, isn't it."), MarkKind.TIDIED),
        ((WORDS, "My arm was injured by him last night."), MarkKind.PARAPHRASED),
        ((WORDS, "My mother shouted at the neighbour on Sunday."), MarkKind.NOT_SAID),
        ((NOTE, "Caller said he hurt my arm last night"), MarkKind.VERBATIM),
        ((NOTE, "The stepdad is clearly violent."), MarkKind.OPINION_AS_FACT),
        ((NOTE, "She was very upset and lying."), MarkKind.OPINION_AS_FACT),
        ((NOTE, 'They said "He hurt my arm last night."'), MarkKind.VERBATIM),
        ((NOTE, 'They said "He bruised my arm last night."'), MarkKind.TIDIED),
    ],
)
def test_what_the_learner_wrote_is_marked_by_how_near_it_is_to_what_was_said(
    line: tuple[LineKind, str], kind: MarkKind
) -> None:
    assert kinds(a_record(line)) == [kind]


@pytest.mark.parametrize(
    "line",
    [
        (NOTE, "I think the stepdad is violent."),
        (NOTE, "She said he is violent."),
        (NOTE, "Rang from a mobile at ten past two."),
        (NOTE, "ok"),
        (LineKind.QUESTION, "Is he violent?"),
    ],
)
def test_a_view_with_its_owner_a_fact_of_the_call_and_a_question_are_not_marked(
    line: tuple[LineKind, str],
) -> None:
    assert kinds(a_record(line)) == []


def test_a_judgement_belongs_in_the_answer_for_opinions_and_nowhere_else() -> None:
    assert kinds(a_record(opinion="He is a dangerous man.")) == []
    assert kinds(a_record(fact_safety="He is a dangerous man.")) == [MarkKind.OPINION_AS_FACT]


def test_a_word_the_caller_used_is_no_judgement_of_the_learner() -> None:
    said = ("My dad is dangerous when he drinks.",)
    record = SimpleNamespace(
        account=(SimpleNamespace(kind=NOTE, text="Dad can be dangerous after pub visits."),), answers=()
    )

    assert MarkKind.OPINION_AS_FACT not in [mark.kind for mark in marks(record, said, ())]


def test_what_the_script_put_into_the_thread_was_not_written_by_the_learner() -> None:
    found = marks(a_record(), SAID, KEEP)

    assert [(mark.kind, mark.words) for mark in found] == [(MarkKind.MISSING, words) for words in KEEP]


def test_words_kept_in_any_answer_are_not_missing_and_changed_ones_are_marked_once() -> None:
    record = a_record(
        (WORDS, "He hurt my arm last night"),
        fact_safety='She said "I do not want to be here when my stepdad gets back".',
    )

    assert kinds(record, KEEP) == [MarkKind.VERBATIM, MarkKind.TIDIED]


def test_a_change_comes_with_what_they_really_said() -> None:
    (mark,) = marks(a_record((WORDS, "He hurt my leg last night.")), SAID, ())

    assert mark.theirs == "He hurt my arm last night."
    assert "hurt" not in repr(mark)
