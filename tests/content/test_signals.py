"""The lexicon proves itself: each rule hears its examples, none of its counter-examples, and leads to real
clauses."""

import pytest

from triage.listening.lexicon import Rule, load_lexicon
from triage.listening.links import load_listening
from triage.model import Category, Rung
from triage.policy.pack import Pack

RULES = tuple(load_lexicon().rules.values())
EACH_RULE = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])


def heard(text: str) -> set[str | None]:
    return {signal.rule for signal in load_lexicon().hear(text)}


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
