"""The shipped guidance: every line names whose rule it is, and what it claims of the policy is there."""

import re
from pathlib import Path

import pytest

from triage.errors import ContentError
from triage.guidance import GuidanceContent, Line, load_guidance
from triage.model import Rung
from triage.policy.pack import Pack

GUIDANCE_FILE = Path(__file__).parents[2] / "policy_corpus/west_midlands_sendiass/guidance.toml"


@pytest.fixture(scope="module")
def words(pack: Pack) -> GuidanceContent:
    return load_guidance(pack)


def lines(words: GuidanceContent, source: str) -> dict[str, Line]:
    return {line_id: line for line_id, line in words.line.items() if line.source.startswith(source)}


def spoilt(tmp_path: Path, old: str, new: str) -> Path:
    """The shipped guidance with one thing changed."""
    text = GUIDANCE_FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "guidance.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def test_a_line_that_says_policy_cites_clauses_of_that_section_and_no_other(
    words: GuidanceContent, pack: Pack
) -> None:
    claimed = lines(words, "policy ")

    assert len(claimed) > 10
    for line_id, line in claimed.items():
        assert line.cites, line_id
        sections = {pack.policy.passage(address).section for address in line.cites}
        assert sections == set(line.source.removeprefix("policy ").split(" and ")), line_id


@pytest.mark.obligation("P1.1", partly=True)
def test_every_policy_word_that_is_quoted_in_a_line_stands_in_the_policy(
    words: GuidanceContent, pack: Pack
) -> None:
    quoted = [(line, quote) for line in words.line.values() for quote in line.quotes]

    assert len(quoted) >= 4
    for line, quote in quoted:
        assert quote in line.text
        assert any(quote in pack.policy.passage(address).text for address in line.cites)


def test_what_is_never_said_is_said_nowhere(words: GuidanceContent) -> None:
    never = {line.text for line_id, line in words.line.items() if line_id.startswith("never_")}
    moments = (words.idle, *words.rung.values())

    assert {words.line[each.never].text for each in (*moments, *words.extra) if each.never} == never
    assert not never & {line.text for line_id, line in words.line.items() if not line_id.startswith("never_")}


@pytest.mark.trap(27)
def test_quotation_marks_hold_words_to_say_or_words_of_the_policy(words: GuidanceContent) -> None:
    for line_id, line in words.line.items():
        for quote in re.findall(r'"([^"]*)"', line.text):
            said = line_id.endswith("_say") or line_id.startswith("never_")
            assert said or quote in line.quotes, line_id


def test_a_service_rule_in_do_next_has_the_very_words_that_the_service_approves(
    words: GuidanceContent, pack: Pack
) -> None:
    steps = {step for moment in (words.idle, *words.rung.values()) for step in moment.steps}
    rules = {line_id: line for line_id, line in lines(words, "service rule").items() if line_id in steps}

    assert len(rules) >= 5
    for line_id, line in rules.items():
        assert line.rule is not None
        assert line.text == pack.service_rules[line.rule].text, line_id


@pytest.mark.obligation("P7.21")
def test_the_999_line_is_first_on_rung_1_and_is_not_called_policy(words: GuidanceContent, pack: Pack) -> None:
    first = words.line[words.rung["danger_now"].steps[0]]

    assert "999" in first.text
    assert (first.source, first.rule) == ("service rule", "call_999")
    assert not any("999" in passage.text for passage in pack.policy.passages)


@pytest.mark.obligation("P7.21", "P7.22", partly=True)
@pytest.mark.parametrize("line_id", ["cannot_reach_manager", "keep_trying"])
def test_a_manager_who_is_not_reached_never_delays_999(words: GuidanceContent, line_id: str) -> None:
    line = words.line[line_id]

    assert line.text.startswith("Life at risk? Call 999 now. Do not wait for a manager.")
    assert line.source == "service rule"


@pytest.mark.trap(30)
def test_not_telling_the_parent_yet_is_ours_and_quotes_the_policy(words: GuidanceContent) -> None:
    line = words.line["worry_about_parent"]

    assert (line.source, line.quotes) == ("practice", ("if possible and appropriate",))
    assert "worry_about_parent" in words.rung["danger_now"].steps


def test_the_limits_of_privacy_name_safety_crime_and_the_law(words: GuidanceContent) -> None:
    line = words.guidance_line("no_risk_say")

    assert line.text.endswith("That may change for someone's safety, for a crime, or if the law says so.\"")
    assert line.source == "policy 2 and 7"


@pytest.mark.obligation("P7.10", partly=True)
@pytest.mark.parametrize("rung", [rung for rung in Rung if rung is not Rung.NO_RISK_HEARD])
def test_every_rung_with_a_worry_sends_to_the_line_manager_within_the_first_three_steps(
    words: GuidanceContent, rung: Rung
) -> None:
    moment = words.rung[rung.name.lower()]

    assert any("line manager" in words.line[step].text for step in moment.steps[:3])
    assert "7.consult_manager" in moment.clauses


@pytest.mark.obligation("P7.19", partly=True)
@pytest.mark.parametrize("rung", [rung for rung in Rung if rung is not Rung.NO_RISK_HEARD])
def test_every_rung_with_a_worry_says_to_record_it(words: GuidanceContent, rung: Rung) -> None:
    assert "record" in words.rung[rung.name.lower()].steps


@pytest.mark.obligation("P7.15", partly=True)
def test_on_the_crime_rung_the_police_are_for_the_manager_to_decide(words: GuidanceContent) -> None:
    steps = words.rung["crime"].steps

    assert words.line["manager_decides_police"].text == "Your manager decides about the police."
    assert "manager_decides_police" in steps[:3]


@pytest.mark.obligation("P3.7", partly=True)
def test_on_the_legal_rung_the_first_step_is_not_to_confirm_the_parent(words: GuidanceContent) -> None:
    first = words.line[words.rung["legal_order"].steps[0]]

    assert first.text == "Do not confirm that the parent uses us."
    assert first.cites == ("3.confirm_use",)


@pytest.mark.obligation("P7.17", partly=True)
def test_the_terrorism_lines_are_marked_as_no_part_of_the_policy(words: GuidanceContent) -> None:
    terrorism = {line_id: line for line_id, line in words.line.items() if line_id.startswith("terrorism")}

    assert {line.source for line in terrorism.values()} == {"practice"}
    assert words.line["terrorism_law"].text.startswith("Not part of the policy")


@pytest.mark.parametrize(
    "line_id",
    [
        "worry_about_parent", "cannot_reach_manager", "no_deputy_set", "call_dropped", "third_party_agreed",
        "no_secret", "terrorism_tell_nobody", "request_is_no_order", "council_asks", "someone_at_risk",
    ],
)  # fmt: skip
def test_there_is_a_line_for_each_hard_moment(words: GuidanceContent, line_id: str) -> None:
    assert words.line[line_id].text


@pytest.mark.obligation("P7.10", partly=True)
def test_the_line_of_every_screen_of_a_call_sends_to_the_line_manager(words: GuidanceContent) -> None:
    line = words.guidance_line("someone_at_risk")

    assert f"{line.text} ({line.source})" == "Someone at risk? Consult your line manager (policy 7)"


CITES = 'cites = ["7.record"]'
QUOTES = 'quotes = ["production order"]'


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param('source = "policy 3"', 'source = "policy 9"', "no clause of section", id="section"),
        pytest.param(CITES, 'cites = ["7.nothing"]', "no clause", id="clause"),
        pytest.param('source = "practice"', 'source = "law"', "is no source", id="an unknown source"),
        pytest.param('rule = "call_999"', 'rule = "call_101"', "no service rule", id="no such rule"),
        pytest.param(QUOTES, 'quotes = ["A judge makes"]', "the words", id="quote"),
        pytest.param("[rung.crime]", "[rung.theft]", "no guidance", id="a rung without guidance"),
        pytest.param('instead_of = ["idle_say"', 'instead_of = ["hm"', "no line hm", id="left out"),
        pytest.param("policy 2 and 7", "policy 2 and 6", "of section 6", id="the second of two sections"),
        pytest.param('say = "idle_say"', 'say = "hello"', "no line hello", id="no such line"),
    ],
)  # fmt: skip
def test_broken_guidance_does_not_open(tmp_path: Path, pack: Pack, old: str, new: str, problem: str) -> None:
    with pytest.raises(ContentError) as broken:
        load_guidance(pack, spoilt(tmp_path, old, new))

    assert problem in str(broken.value.facts["problem"])
