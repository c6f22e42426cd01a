"""The question coach: what kind a learner's line is, and the words that made it so."""

import re
import time
from pathlib import Path

import pytest

from triage.content import as_json
from triage.desk.practice_room import scenarios
from triage.errors import ContentError
from triage.listening.pattern import levelled
from triage.policy.pack import load_pack
from triage.practice.coach import LEANING, LONGEST, by_rules, coached, kind_of
from triage.practice.coach_model import KINDS, CoachModel, coach_model, grams, leaning_words, leanings
from triage.practice.coach_rules import (
    CoachRule,
    CoachRules,
    CoachWords,
    ReadRule,
    Where,
    coach_rules,
    coach_words,
)
from triage.practice.kinds import QuestionKind
from triage.training.coach import as_text, learned
from triage.training.questions import labelled_lines

MATERIAL = Path(__file__).parents[2] / "material" / "coach"
RULES = coach_words().rule


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_hears_its_own_lines_and_gives_them_its_kind(rule: CoachRule) -> None:
    alone = CoachRules(coach_words().model_copy(update={"rule": (rule,)}))
    for line in rule.is_so:
        if rule.where is Where.FOLLOWS:
            assert kind_of(line) is QuestionKind.MULTIPLE, line
            continue
        assert kind_of(line) is rule.kind, line
        if rule.kind is not QuestionKind.STATEMENT:
            assert by_rules(levelled(line), alone).rule == rule.id, line
    for line in rule.is_not:
        assert kind_of(line) is not rule.kind, line


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        pytest.param("Can you tell me what happened?", "open", id="an invitation in the form of yes or no"),
        pytest.param("and then?", "open", id="a fragment"),
        pytest.param("so what happend", "open", id="typed in a hurry"),
        pytest.param("Can you tell me his name?", "closed", id="one fact in the form of an invitation"),
        pytest.param("Has anyone hurt you?", "closed", id="whether anyone at all did anything"),
        pytest.param("Are you thinking of suicide?", "closed", id="suicide asked plainly"),
        pytest.param("He hit you, didn\u2019t he?", "leading", id="a tag, with the apostrophe of a phone"),
        pytest.param("Was it your dad or your uncle?", "leading", id="a choice of two people"),
        pytest.param("Was it before or after tea?", "closed", id="a choice that names nobody"),
        pytest.param("Where did he touch you?", "leading", id="takes it for told"),
        pytest.param("What did he say, and who was there?", "multiple", id="two questions"),
        pytest.param("Tell me, what happened?", "open", id="words that only lead in"),
        pytest.param("What made you go back?", "why", id="why in other words"),
        pytest.param("That's why I'm asking.", "statement", id="why in a statement"),
        pytest.param("I won't tell anyone.", "promise", id="secrecy"),
        pytest.param("What happened? I won't tell anyone.", "promise", id="the worst counts"),
        pytest.param("He'll never hurt you again.", "promise", id="a result"),
        pytest.param("I can't promise to keep it secret.", "statement", id="no promise"),
        pytest.param("I promise to ring you back.", "statement", id="a promise of one's own doing"),
        pytest.param("I need to tell my manager.", "statement", id="what comes next"),
        pytest.param("", "statement", id="nothing"),
        pytest.param("...", "statement", id="stops alone"),
        pytest.param("?", "statement", id="a mark alone"),
    ],
)
def test_a_line_has_the_kind_that_its_words_show(line: str, kind: str) -> None:
    assert kind_of(line).value == kind


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("Well, tell me what happened.", ["tell me"], id="open"),
        pytest.param("Okay, why didn't you ring?", ["why"], id="why"),
        pytest.param("Where are you? Is he there?", ["Where are", "Is he"], id="multiple"),
        pytest.param("It's fine, just between us.", ["between us"], id="promise"),
        pytest.param("He hit you, didn't he?", ["didn't he"], id="leading"),
        pytest.param("I am here.", [], id="statement"),
    ],
)
def test_the_words_that_made_it_so_are_shown(line: str, words: list[str]) -> None:
    assert [line[start:end] for start, end in coached(line).places] == words


def test_words_shown_stand_in_the_line_whatever_was_typed() -> None:
    for line in labelled_lines(MATERIAL / "dev.jsonl")[::9]:
        found = coached(line.text)
        assert all(0 <= start < end <= len(line.text) for start, end in found.places), line.id
        assert bool(found.places) is (found.kind is not QuestionKind.STATEMENT), line.id


def test_where_no_rule_is_sure_the_sum_of_words_decides_and_shows_words() -> None:
    line = "Sorry, did Dean and his mates hold you down?"

    found = coached(line)

    assert by_rules(line, coach_rules()).kind is QuestionKind.CLOSED
    assert (found.kind, found.rule) == (QuestionKind.LEADING, LEANING)
    [(start, end)] = found.places
    assert "his mates" in line[start:end]
    assert "Sorry" not in line[start:end]


def test_the_words_that_weigh_most_stand_together() -> None:
    none = (0,) * len(KINDS)
    towards = tuple(50 if kind is QuestionKind.WHY else 0 for kind in KINDS)
    model = CoachModel(offset=none, weights={"whatever": towards, "for": towards, "now": none})

    start, end = leaning_words("now whatever for now", QuestionKind.WHY, model)

    assert "now whatever for now"[start:end] == "whatever for"


def test_leanings_are_chances_that_come_to_one() -> None:
    said = leanings("did he hit you?", coach_model())

    assert sum(2.718281828**each for each in said.values()) == pytest.approx(1)
    assert max(said, key=lambda kind: said[kind]) is QuestionKind.LEADING


def test_the_weights_that_ship_are_those_that_the_material_gives() -> None:
    shipped = coach_model()
    again = learned(labelled_lines(MATERIAL / "dev.jsonl"))

    known = shipped.weights.keys() & again.weights.keys()
    assert len(known) > 0.97 * max(len(shipped.weights), len(again.weights))
    assert all(
        abs(one - other) <= 1
        for gram in known
        for one, other in zip(shipped.weights[gram], again.weights[gram], strict=True)
    )
    assert len(as_text(shipped).encode()) < 100_000


def test_grams_know_the_beginning_the_end_and_text_speak() -> None:
    assert grams("u ok?") == ["^", "you", "ok", "?", "$", "^ you", "you ok", "ok ?", "? $"]


def test_a_line_costs_less_than_five_milliseconds() -> None:
    lines = [line.text for line in labelled_lines(MATERIAL / "dev.jsonl")[::5]]
    coached(lines[0])
    begun = time.process_time()
    for line in lines:
        coached(line)

    assert (time.process_time() - begun) / len(lines) < 0.005


def test_a_whole_page_in_the_box_does_not_hang() -> None:
    begun = time.process_time()
    coached("did he and when you, or what then " * 3000)

    assert time.process_time() - begun < 1
    assert LONGEST < 10_000


def test_a_rule_that_cannot_be_read_names_its_place() -> None:
    broken = RULES[0].model_copy(update={"patterns": ("(open",)})

    with pytest.raises(ContentError) as caught:
        ReadRule(broken, {})
    assert caught.value.facts["key"] == f"rule.{broken.id}"


def test_a_key_too_many_in_the_file_is_refused() -> None:
    rule = {"id": "x", "kind": "open", "where": "begins", "patterns": ["tell me"], "is_so": ["Tell me."]}
    whole = {"lead_ins": [], "group": {}, "rule": [rule]}
    CoachWords.model_validate_json(as_json(whole))

    with pytest.raises(ValueError, match="extra"):
        CoachWords.model_validate_json(as_json({**whole, "rule": [{**rule, "sure": 1}]}))


def test_better_words_that_the_pack_gives_are_none_of_the_poor_kinds() -> None:
    better = {
        branch.instead
        for scenario in scenarios(load_pack())
        for stage in scenario.stage
        if not stage.chooses
        for branch in stage.branch
        if branch.instead
    }
    poor = {QuestionKind.PROMISE, QuestionKind.LEADING, QuestionKind.WHY}

    assert len(better) > 40
    assert [line for line in better if kind_of(line) in poor] == []


def test_rules_have_names_of_their_own() -> None:
    names = [rule.id for rule in RULES]

    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names)
