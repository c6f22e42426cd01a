"""The practice calls as a whole: what they cover, that they are plain, and that none says what to share."""

from collections.abc import Iterator

import pytest
from test_messages_plain import BANNED, LONGEST_SENTENCE, PUSH, SENTENCE_END
from test_reading_age import HIGHEST, grade

from triage.desk.practice_room import scenarios
from triage.model import Category, Rung
from triage.policy.pack import load_pack
from triage.practice.scenario import Caller, Result, Scenario
from triage.practice.walk import walk

PACK = load_pack()
CALLS = scenarios(PACK)
every_call = pytest.mark.parametrize("call", CALLS, ids=[call.id for call in CALLS])


def ours(call: Scenario) -> Iterator[str]:
    """What the program says: not the caller's lines, nor what the learner may choose to say or do wrongly."""
    yield from call.content_note
    yield from (call.rung.why, call.rung.instead)
    for stage in call.stage:
        yield stage.asks
        for branch in stage.branch:
            yield from (branch.why, branch.instead)
            if branch.result is Result.GOOD:
                yield branch.option
    for ending in call.ending:
        yield from (*ending.text, ending.why)


def test_there_are_enough_and_all_of_them_can_be_played() -> None:
    assert len(CALLS) >= 24


@pytest.mark.obligation("P9.2", partly=True)
def test_every_section_of_the_policy_is_practised_by_some_call() -> None:
    practised = {section for call in CALLS for section in call.sections}

    assert practised == {section.number for section in PACK.policy.sections}


def test_every_kind_of_worry_and_every_caller_is_met() -> None:
    assert {category for call in CALLS for category in call.categories} == set(Category)
    assert {call.caller for call in CALLS} >= {
        Caller.CHILD, Caller.ADULT_WITH_LEARNING_DISABILITY, Caller.EX_PARTNER, Caller.NEIGHBOUR,
        Caller.HEAD_TEACHER, Caller.COUNCIL, Caller.POLICE, Caller.PARENT, Caller.YOUNG_PERSON,
        Caller.PRACTITIONER, Caller.ANONYMOUS,
    }  # fmt: skip


@pytest.mark.trap(25)
def test_every_rung_is_right_somewhere_and_often_there_is_no_risk() -> None:
    """Trap 25: practice must not teach that the answer is always 2."""
    right = [call.rung.right for call in CALLS]

    assert set(right) == set(Rung)
    assert right.count(Rung.NO_RISK_HEARD) >= 8
    assert sum(call.sounds_alarming for call in CALLS) >= 5
    assert max(right.count(rung) for rung in Rung) <= len(CALLS) / 2


def test_the_four_urgent_silences_of_the_policy_are_met() -> None:
    assert {silence for call in CALLS for silence in call.silences} >= {
        "call_999", "manager_away", "anonymous_in_danger", "manager_or_colleague_concern",
    }  # fmt: skip


@every_call
def test_a_call_reads_at_grade_six_or_below(call: Scenario) -> None:
    assert grade([words for words in ours(call) if words]) <= HIGHEST


@every_call
def test_our_sentences_in_a_call_are_short_and_plain(call: Scenario) -> None:
    sentences = [each for words in ours(call) for each in SENTENCE_END.split(words)]

    assert [each for each in sentences if len(each.split()) > LONGEST_SENTENCE] == []
    assert [each for each in sentences if BANNED.search(each)] == []


@every_call
def test_no_call_tells_to_share_or_not_to_share(call: Scenario) -> None:
    assert [words for words in ours(call) if PUSH.search(words)] == []


def test_the_note_before_an_alarming_call_does_not_give_its_answer_away() -> None:
    told = [
        call.id for call in CALLS if call.sounds_alarming and "harm" in " ".join(call.content_note).casefold()
    ]

    assert told == []


def good_endings_without(call: Scenario, *words: str) -> set[str]:
    """The good endings that can be come to by choosing no option with one of ``words`` in it."""
    known = {(stage.id, number): branch for stage in call.stage for number, branch in enumerate(stage.branch)}
    found = walk(call)
    reached = {found.standings[0]}
    waiting = list(reached)
    while waiting:
        here = waiting.pop()
        for edge in found.edges:
            option = known[edge.branch].option if edge.branch else ""
            if edge.before == here and not any(word in option for word in words):
                waiting += {edge.after} - reached
                reached.add(edge.after)
    ends = [call.ending_at(standing.place) for standing in reached]
    return {ending.id for ending in ends if ending and ending.result is Result.GOOD}


@every_call
def test_a_call_with_a_risk_ends_well_only_when_somebody_who_decides_was_told(call: Scenario) -> None:
    if call.rung.right is Rung.DANGER_NOW:
        assert good_endings_without(call, "999") == set()
    elif call.rung.right is not Rung.NO_RISK_HEARD:
        assert good_endings_without(call, "manager", "other person that our service has named") == set()
