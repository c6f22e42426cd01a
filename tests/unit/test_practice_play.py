from policy_corpus import root
from triage.model import Rung
from triage.policy.pack import DEFAULT_PACK, load_pack
from triage.practice.kinds import QuestionKind
from triage.practice.load import load_scenario
from triage.practice.play import (
    ChoseRung,
    EndedCall,
    Move,
    Picked,
    Playing,
    Said,
    Waited,
    again_from,
    begin,
    can_talk,
    options,
    quiet_seconds,
    step,
)
from triage.practice.scenario import Result, Scenario

OPEN, CLOSED, LEADING, PROMISE = (
    Said("Tell me what is on your mind.", QuestionKind.OPEN),
    Said("Is it your dad?", QuestionKind.CLOSED),
    Said("Did he hit you?", QuestionKind.LEADING),
    Said("I won't tell anyone.", QuestionKind.PROMISE),
)
SAFETY = Said("Is it safe to talk?", QuestionKind.CLOSED, asks_safety=True)


def shipped(name: str) -> Scenario:
    file = root() / DEFAULT_PACK / "scenarios" / f"{name}.toml"
    return load_scenario(file.read_text(encoding="utf-8"), load_pack(), file.name)


BAG = shipped("packed_bag")


def played(*moves: Move, scenario: Scenario = BAG) -> Playing:
    playing = begin(scenario)
    for at, move in enumerate(moves):
        playing = step(playing, move, float(at))
    return playing


def said_last(playing: Playing) -> tuple[str, ...]:
    return tuple(line.words for line in playing.acts[-1].heard)


def test_the_caller_speaks_first() -> None:
    assert [line.words for line in begin(BAG).lines] == list(BAG.stage[0].says)


def test_an_open_and_a_leading_question_are_answered_otherwise() -> None:
    openly, leading = played(OPEN, OPEN), played(OPEN, LEADING)

    assert said_last(openly)[0] == "He pulled me off the stairs. It still hurts."
    assert said_last(leading)[0] == "I... I don't know. Maybe."
    assert [openly.acts[-1].branch.result, leading.acts[-1].branch.result] == [  # type: ignore[union-attr]
        Result.GOOD,
        Result.LOOK_AGAIN,
    ]


def test_asking_about_safety_goes_before_the_kind_of_question() -> None:
    assert said_last(played(SAFETY))[0] == "Yeah. They are out till six."
    assert said_last(played(CLOSED)) == ("I said I don't want to.",)


def test_a_question_at_the_same_stage_does_not_make_the_caller_begin_again() -> None:
    playing = played(CLOSED, CLOSED)

    assert [line.words for line in playing.lines].count(BAG.stage[0].says[0]) == 1
    assert playing.standing.place == "hello"


def test_whether_safety_was_asked_first_decides_what_follows_later() -> None:
    early = played(SAFETY, OPEN, Picked(1), SAFETY)
    late = played(OPEN, OPEN, Picked(1), SAFETY)

    assert (said_last(early)[0], said_last(late)[0]) == ("I've got to go.", "I don't know.")


def test_a_promise_is_remembered_from_words_and_from_an_option() -> None:
    assert played(PROMISE).standing.promised
    assert played(OPEN, OPEN, Picked(0)).standing.promised
    assert not played(OPEN, OPEN, Picked(1)).standing.promised


def test_the_caller_does_not_hear_the_rung() -> None:
    playing = played(ChoseRung(Rung.SAFETY_WORRY))

    assert (playing.standing.place, playing.standing.rung) == ("hello", Rung.SAFETY_WORRY)
    assert playing.lines == begin(BAG).lines


def test_the_same_rung_twice_is_one_act() -> None:
    assert len(played(ChoseRung(Rung.CRIME), ChoseRung(Rung.CRIME)).acts) == 1


def test_a_silence_counts_only_where_the_caller_goes_on_after_it() -> None:
    assert quiet_seconds(begin(BAG)) is None
    assert step(begin(BAG), Waited(), 0.0) == begin(BAG)
    assert quiet_seconds(played(OPEN)) == 15
    assert played(OPEN, Waited()).standing.place == "asks_secret"


def test_the_caller_is_silent_before_a_hard_thing() -> None:
    assert [line.pause_seconds for line in played(OPEN).acts[-1].heard] == [4, 0]


def test_nobody_hears_a_line_after_the_call_has_dropped() -> None:
    dropped = played(OPEN, OPEN, Picked(1), OPEN)

    assert dropped.standing.place == "dropped"
    assert dropped.standing.call_over
    assert not can_talk(dropped)
    assert step(dropped, OPEN, 9.0) is dropped
    assert step(dropped, EndedCall(), 9.0) is dropped


def test_a_call_the_learner_ends_comes_to_what_is_done_after_it() -> None:
    playing = played(OPEN, EndedCall())

    assert playing.standing.place == BAG.hang_up
    assert [branch.option for _, branch in options(playing)][0] == "Tell my line manager now."


def test_nothing_more_happens_after_the_ending() -> None:
    over = played(EndedCall(), Picked(0), Picked(0))

    assert over.ending is not None
    assert over.ending.id == "on_record"
    assert step(over, ChoseRung(Rung.CRIME), 9.0) is over


def test_it_can_be_tried_again_from_any_point() -> None:
    over = played(PROMISE, OPEN, EndedCall(), Picked(1))

    again = again_from(over, 1)

    assert again == played(PROMISE)
    assert again_from(over, 0) == begin(BAG)
    assert step(again, SAFETY, 5.0).standing.safety_asked


def test_an_option_that_is_not_on_offer_does_nothing() -> None:
    after = played(EndedCall())

    assert step(after, Picked(7), 9.0) is after
    assert step(begin(BAG), Picked(0), 0.0) == begin(BAG)


def test_what_was_typed_stays_out_of_a_traceback() -> None:
    assert "zebra" not in repr(played(Said("Tell me of the zebra.", QuestionKind.OPEN)))
