"""The lexicon proves itself: each rule hears its examples, none of its counter-examples, and leads to real
clauses."""

import json
import re
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from triage.listening.lexicon import Rule, load_lexicon
from triage.listening.links import load_listening
from triage.model import Category, Rung
from triage.policy.pack import Pack

RULES = tuple(load_lexicon().rules.values())
MATERIAL = Path(__file__).parents[2] / "material"
EVERYDAY = (
    "it's only the form I rang about",
    "he was laughing",
    "she was joking at the time",
    "they were watching football",
    "the nappy was dirty",
    "I was meant to be on holiday",
    "there's an exam and maths homework on Friday",
    "I'm waiting for a taxi",
    "the car keys are safe",
    "we had training about it in assembly",
    "it was in the school lesson this morning",
    "the dog and the cat are fine",
    "I've had a letter from the council",
    "she went swimming and took her ipad",
    "it used to be worse",
    "that was half an hour ago",
    "my auntie and my nan were there",
    "he's never any thought of hurting anyone",
    "we had a cup of tea and a film on",
    "it was on the website about the food bank",
)
"""Each holds words that once made some rule keep quiet."""
WITH_AN_IDIOM = (
    "this maths is gonna finish me off",
    "my husband hit the roof",
    "he beat me at chess",
    "the cat's been missing since May",
    "there's an assault course at the park",
)
"""Harmless phrases that some rule knows."""
SAID = re.compile(r"\w+(?:'\w+)*")
EACH_RULE = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])


def heard(text: str) -> set[str | None]:
    return {signal.rule for signal in load_lexicon().hear(text)}


@cache
def measured_words() -> tuple[str, ...]:
    """The words of each development text, one space between."""
    lines = (MATERIAL / "labelled" / "dev_vignettes.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(" ".join(words(json.loads(line)["text"])) for line in lines)


@cache
def measured_runs() -> frozenset[tuple[str, ...]]:
    return frozenset(run for text in measured_words() for run in runs_of_six(text.split()))


def words(text: str) -> list[str]:
    return SAID.findall(text.lower().replace("’", "'"))


def runs_of_six(said: list[str]) -> set[tuple[str, ...]]:
    return {tuple(said[at : at + 6]) for at in range(len(said) - 5)}


@EACH_RULE
@pytest.mark.obligation("P7.2")
def test_a_rule_hears_its_examples(rule: Rule) -> None:
    assert [text for text in rule.hears if rule.id not in heard(text)] == []


@EACH_RULE
def test_a_rule_is_quiet_on_its_counter_examples(rule: Rule) -> None:
    assert [text for text in rule.hears_not if rule.id in heard(text)] == []


@EACH_RULE
def test_a_rule_hears_its_examples_in_capitals_and_with_curly_apostrophes(rule: Rule) -> None:
    changed = [text.upper().replace("'", "’") for text in rule.hears]

    assert [text for text in changed if rule.id not in heard(text)] == []


@EACH_RULE
@pytest.mark.obligation("P7.10")
def test_adding_words_never_takes_a_signal_away(rule: Rule) -> None:
    lost = []
    for text, more, joint in product(rule.hears, (*EVERYDAY, *WITH_AN_IDIOM), (". ", ", ", " - ")):
        body = text.rstrip(".!?")
        for whole in (f"{more}{joint}{text}", f"{body}{joint}{more}", f"{more}{joint}{body}{joint}{more}"):
            if rule.id not in heard(whole):
                lost.append(whole)

    assert lost == []


@EACH_RULE
@pytest.mark.obligation("P7.10")
def test_a_reason_or_a_circumstance_in_the_same_breath_takes_nothing_away(rule: Rule) -> None:
    joined = product(rule.hears, EVERYDAY, ("because", "and", "while", "but"))
    whole = [f"{text.rstrip('.!?')} {link} {more}" for text, more, link in joined]

    assert [text for text in whole if rule.id not in heard(text)] == []


@EACH_RULE
def test_no_example_repeats_a_text_that_figures_are_measured_on(rule: Rule) -> None:
    runs, whole = measured_runs(), measured_words()

    for example in (*rule.hears, *rule.hears_not):
        said = words(example)
        assert not runs & runs_of_six(said), example
        assert not any(f" {' '.join(said)} " in f" {text} " for text in whole), example


@EACH_RULE
def test_a_title_is_short_and_plain(rule: Rule) -> None:
    assert len(rule.title.split()) <= 8
    assert rule.title[0].isupper()
    assert not rule.title.endswith(".")


def test_every_category_has_rules_and_so_has_danger_without_one() -> None:
    assert {rule.category for rule in RULES} == {*Category, None}


def test_there_is_phrasing_enough() -> None:
    assert sum(len(rule.patterns) for rule in RULES) >= 150


def test_every_clause_a_signal_leads_to_is_in_the_policy_and_the_manager_comes_first(pack: Pack) -> None:
    listening = load_listening()
    lists = [rule.clauses for rule in RULES if rule.clauses]
    lists += [listening.clauses(category, rung) for category in (*Category, None) for rung in Rung]

    assert {clause for clauses in lists for clause in clauses} <= set(pack.notes)
    assert {clauses[0] for clauses in lists} == {"7.consult_manager"}
    assert all("7.record" in clauses for clauses in lists)


def test_each_category_has_a_title_and_a_rung() -> None:
    assert set(load_listening().category) == {category.value for category in Category}


@pytest.mark.parametrize(
    "when", ["tonight", "when he gets in", "this weekend", "before Friday", "in the morning"]
)
@pytest.mark.parametrize(
    ("threat", "rules"),
    [
        pytest.param("He said he would hurt us", {"threat_soon"}, id="a threat"),
        pytest.param("They've threatened to stab him", {"threat_soon"}, id="a weapon"),
        pytest.param("My ex says he'll kill me", {"threat_soon", "partner_threat_soon"}, id="an ex"),
        pytest.param(
            "Her husband is going to hit her", {"threat_soon", "partner_threat_soon"}, id="a husband"
        ),
    ],
)
@pytest.mark.obligation("P7.8")
def test_a_threat_with_a_near_time_is_danger_now(threat: str, when: str, rules: set[str]) -> None:
    signals = load_lexicon().hear(f"{threat} {when}.")

    assert rules <= {signal.rule for signal in signals if signal.rung is Rung.DANGER_NOW}
    assert ("partner_threat_soon" in rules) is (Category.DOMESTIC_ABUSE in {s.category for s in signals})


def test_a_threat_without_a_time_is_a_worry_for_safety_and_a_crime() -> None:
    signals = load_lexicon().hear("He said he'd kill me next time.")

    assert {signal.rung for signal in signals} == {Rung.SAFETY_WORRY}
    assert Category.CRIMINAL_OFFENCE in {signal.category for signal in signals}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Nobody's hurt him, but there's fingertip marks on both arms.", id="denial"),
        pytest.param("She only gets a tap, wooden spoon across the legs.", id="playing down"),
        pytest.param("I'm not suicidal before you start.", id="not suicidal"),
        pytest.param("My neighbour says his dad hits him. I can't give my name.", id="hearsay, anonymous"),
    ],
)
@pytest.mark.obligation("P7.10")
def test_denying_or_playing_down_does_not_cancel_a_concern(text: str) -> None:
    assert load_lexicon().hear(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("He's at the end of his tether with these forms.", id="idiom"),
        pytest.param("He prays at the mosque with his uncle on Fridays.", id="faith"),
        pytest.param("We are going to Pakistan for my brother's wedding.", id="travel and a wedding"),
        pytest.param("I'm crying and swearing, it's only the form, I'm exhausted.", id="tears and anger"),
        pytest.param("She loves cutting paper and card.", id="equipment"),
        pytest.param("", id="nothing"),
        pytest.param("He is he and him is his.", id="he alone"),
    ],
)
def test_what_is_never_a_signal_by_itself(text: str) -> None:
    assert load_lexicon().hear(text) == ()
