from policy_corpus import root
from triage.model import Rung
from triage.policy.pack import DEFAULT_PACK, load_pack
from triage.practice.debrief import Debrief, debrief, headline
from triage.practice.kinds import QuestionKind
from triage.practice.load import load_scenario
from triage.practice.play import ChoseRung, EndedCall, Move, Picked, Said, Waited, again_from, begin, step
from triage.practice.scenario import Result, Scenario

PACK = load_pack()
OPEN = Said("Tell me what is on your mind.", QuestionKind.OPEN)
LEADING = Said("Did he hit you?", QuestionKind.LEADING)
SAFETY = Said("Is it safe to talk?", QuestionKind.CLOSED, asks_safety=True)


def bag() -> Scenario:
    file = root() / DEFAULT_PACK / "scenarios" / "packed_bag.toml"
    return load_scenario(file.read_text(encoding="utf-8"), PACK, file.name)


def after(*moves: tuple[float, Move]) -> Debrief:
    playing = begin(bag())
    for at, move in moves:
        playing = step(playing, move, at)
    return debrief(playing, PACK)


def test_each_thing_done_stands_beside_the_policy_and_its_result() -> None:
    rows = after((5, SAFETY), (9, ChoseRung(Rung.SAFETY_WORRY)), (20, LEADING), (30, Picked(0))).rows

    assert [(row.did, row.backing.short, row.result_words) for row in rows] == [
        ("Asked: Is it safe to talk?", "-", "Good"),
        ("Chose 2 SAFETY WORRY", "7", "Good"),
        ("Asked: Did he hit you?", "rule", "Leading question"),
        ("I won't tell anyone.", "2", "Look at this again"),
    ]


def test_a_row_quotes_the_policy_and_says_what_to_try_instead() -> None:
    row = after((1, OPEN), (2, OPEN), (3, Picked(0))).rows[2]

    assert "public interest concerns, i.e. child protection" in row.backing.words
    assert row.backing.clause_id == "2.sharing"
    assert row.instead.startswith("I can't keep it a secret")


def test_what_was_good_has_nothing_to_try_instead() -> None:
    assert [row.instead for row in after((1, SAFETY), (2, OPEN)).rows if row.result is Result.GOOD] == [
        "",
        "",
    ]


def test_the_headline_tells_the_line_of_the_right_rung_and_the_first_safe_step() -> None:
    found = after((41.6, SAFETY), (50, ChoseRung(Rung.SAFETY_WORRY)), (60, OPEN))

    assert found.right_rung_at == 5
    assert headline(found) == (
        f"You reached the right rung at line 5 of {found.lines_heard}.",
        "First safe step: 0 min 41 s",
    )


def test_a_rung_left_again_and_found_again_counts_from_the_last_time() -> None:
    found = after(
        (1, ChoseRung(Rung.SAFETY_WORRY)),
        (2, ChoseRung(Rung.NO_RISK_HEARD)),
        (3, OPEN),
        (4, ChoseRung(Rung.DANGER_NOW)),
    )

    assert found.right_rung_at == 4


def test_no_rung_at_all_is_a_row_of_its_own() -> None:
    found = after((1, OPEN), (2, EndedCall()), (3, Picked(0)), (4, Picked(0)))

    assert found.rows[-1].did == "Chose no rung"
    assert found.rows[-1].number is None
    assert headline(found)[0] == "The rung that fits was not chosen. It is 2 SAFETY WORRY."


def test_a_call_without_a_safe_step_says_so() -> None:
    assert headline(after((1, OPEN), (2, OPEN)))[1] == "No safe step yet."


def test_every_row_can_be_tried_again_from() -> None:
    playing = begin(bag())
    for move in (OPEN, ChoseRung(Rung.CRIME), Waited(), Picked(1)):
        playing = step(playing, move, 0.0)

    for row in debrief(playing, PACK).rows:
        assert row.number is not None
        assert len(again_from(playing, row.number).acts) == row.number


def test_the_ending_is_told_with_its_rule() -> None:
    found = after((1, EndedCall()), (2, Picked(1)))

    assert found.ending is not None
    assert found.ending.id == "nobody_knew"
    assert found.ending_backing is not None
    assert found.ending_backing.short == "7"


def test_nothing_is_counted_up_into_a_score() -> None:
    assert not [name for name in (*Debrief.__slots__, *headline(after((1, OPEN)))) if "score" in name]
