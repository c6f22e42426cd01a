"""The shipped flow: every question is reached, every way ends, every citation resolves."""

from pathlib import Path

import pytest

from triage.errors import ContentError
from triage.interview.facts import Facts
from triage.interview.flow import Flow, Outcome, Question, load_flow
from triage.interview.interview import follow
from triage.interview.predicates import PREDICATES
from triage.labels import labels
from triage.policy.pack import Pack
from triage.records.consultation import ASKED, SPOKEN
from triage.records.draft import AnswerState

FLOW_FILE = Path(__file__).parents[2] / "policy_corpus/west_midlands_sendiass/flows/disclosure.toml"


@pytest.fixture(scope="module")
def flow(pack: Pack) -> Flow:
    return load_flow(pack)


def spoilt(tmp_path: Path, old: str, new: str) -> Path:
    """The shipped flow with one thing changed."""
    text = FLOW_FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "disclosure.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def reached_from(flow: Flow) -> set[str]:
    """Every question and outcome that some answers and rules lead to."""
    reached = {flow.question[0].id}
    for question in flow.question:
        if question.id in reached:
            reached |= {route.to for route in question.route}
    return reached


def test_every_way_through_the_flow_ends_in_an_outcome_and_together_they_reach_every_question(
    flow: Flow,
) -> None:
    order = [node.id for node in flow.nodes]
    for question in flow.question:
        here = order.index(question.id)
        assert all(order.index(route.to) > here for route in question.route), question.id
        assert (question.route[-1].when, question.route[-1].predicate) == ((), None), question.id

    assert reached_from(flow) == set(order)
    assert isinstance(flow.nodes[-1], Outcome)


def test_an_outcome_refuses_to_move(flow: Flow) -> None:
    with pytest.raises(ValueError, match="leads nowhere"):
        follow(flow, flow.outcome[0], {}, Facts())


def test_every_clause_that_is_cited_is_in_the_policy(flow: Flow, pack: Pack) -> None:
    cited = {address for node in flow.nodes for address in node.cites}
    cited |= {
        address for question in flow.question for option in question.options for address in option.cites
    }

    assert len(cited) > 15
    assert all(address in pack.policy for address in cited)


def test_a_policy_source_cites_a_clause_of_that_section(flow: Flow, pack: Pack) -> None:
    for node in flow.nodes:
        if node.source.startswith("policy "):
            sections = {pack.policy.passage(address).section for address in node.cites}
            assert node.source.removeprefix("policy ") in sections, node.id


def test_every_page_but_a_prefilled_one_can_be_left_without_an_answer_or_is_required(flow: Flow) -> None:
    for question in flow.question:
        assert question.also or question.required or question.id in ASKED, question.id


def test_not_known_not_asked_and_declined_are_kept_apart_wherever_they_are_offered(flow: Flow) -> None:
    offered = {state for question in flow.question for state in question.also}

    assert offered == {AnswerState.NOT_KNOWN, AnswerState.NOT_ASKED, AnswerState.DECLINED}


def test_only_the_risk_the_teller_their_consent_and_the_manager_are_required(flow: Flow) -> None:
    assert {question.id for question in flow.question if question.required} == {
        "rung",
        "who_told",
        "third_party_consent",
        "line_manager",
    }


def test_the_nine_questions_come_in_their_order_and_branches_share_the_number(flow: Flow) -> None:
    numbers = [question.number for question in flow.question]

    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, 10))


@pytest.mark.obligation("P5.3", partly=True)
def test_no_identity_is_required(flow: Flow) -> None:
    name = flow.node("caller_name")

    assert isinstance(name, Question)
    assert not name.required
    assert name.options[0].id == "no_name"


@pytest.mark.obligation("P1.2", partly=True)
def test_parents_children_young_people_and_others_can_all_be_the_one_who_told(flow: Flow) -> None:
    told = flow.node("who_told")

    assert isinstance(told, Question)
    assert [option.id for option in told.options] == ["parent", "child", "young_person", "third_party"]
    assert [option.words for option in told.options] == [False, False, False, True]


@pytest.mark.obligation("P7.7", "P7.9")
def test_a_child_an_adult_the_caller_and_anybody_else_may_be_at_risk_and_more_than_one(flow: Flow) -> None:
    who = flow.node("who_at_risk")

    assert isinstance(who, Question)
    assert who.kind == "choices"
    assert [option.id for option in who.options] == ["child", "adult", "caller", "other"]


def test_every_rule_named_in_the_flow_is_in_the_closed_list_and_every_rule_is_used(flow: Flow) -> None:
    named = {route.predicate for question in flow.question for route in question.route if route.predicate}

    assert named == set(PREDICATES)


def test_every_question_and_option_has_its_words_on_a_record(flow: Flow) -> None:
    asked, answered = labels()["asked"], labels()["answered"]
    options = {f"{question.id}.{option.id}" for question in flow.question for option in question.options}

    assert {question.id for question in flow.question} <= set(asked)
    assert options <= set(answered)


def test_wherever_a_manager_may_have_been_spoken_to_the_answer_has_the_same_name(flow: Flow) -> None:
    assert tuple(question.id for question in flow.question if question.option(SPOKEN)) == ASKED


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param('to = "who_at_risk"', 'to = "nowhere"', "not further down", id="no such question"),
        pytest.param('to = "their_words"', 'to = "rung"', "not further down", id="a way back"),
        pytest.param('to = "order_law"', 'to = "danger_now"', "nothing leads here", id="never reached"),
        pytest.param('cites = ["5.anonymous"]', 'cites = ["5.nothing"]', "no clause", id="no such clause"),
        pytest.param('id = "adult"', 'id = "child"', "same id", id="two options alike"),
        pytest.param('source = "policy 6"', 'source = ""', "is no source", id="a question without a source"),
        pytest.param('when = ["legal_order"]', 'when = ["court"]', "no option", id="no such option"),
        pytest.param("no_deputy_set", "full_moon", "no rule full_moon", id="no such rule"),
        pytest.param('missing = "Select who told you"\n', "", "do not fit", id="required, no words"),
        pytest.param('id = "no_time"', 'id = "not_asked"', "of a state", id="named like a state"),
        pytest.param('id = "where_now"\nnumber', 'id = "background"\nnumber', "twice", id="two alike"),
        pytest.param('title = "999"', 'title = "999"\nred = 1', "Extra inputs", id="an unknown key"),
    ],
)  # fmt: skip
def test_a_broken_flow_does_not_open(tmp_path: Path, pack: Pack, old: str, new: str, problem: str) -> None:
    with pytest.raises(ContentError) as broken:
        load_flow(pack, spoilt(tmp_path, old, new))

    assert problem in str(broken.value.facts["problem"])


def test_a_question_whose_last_way_on_has_a_condition_does_not_open(tmp_path: Path, pack: Pack) -> None:
    with pytest.raises(ContentError) as broken:
        load_flow(
            pack,
            spoilt(tmp_path, 'to = "who_told"', 'when = ["yes"]\nto = "who_told"'),
        )

    assert (broken.value.facts["key"], broken.value.facts["problem"]) == (
        "limits_told",
        "the last way on must have no condition",
    )
