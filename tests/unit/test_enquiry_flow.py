"""The questions for when somebody asks about a parent: what we say, what is asked, what never is."""

import ast
import re
from pathlib import Path

import pytest

from triage.content import messages
from triage.interview.facts import Facts
from triage.interview.flow import Flow, Outcome, Question, load_flow
from triage.interview.interview import Progress, replay
from triage.labels import labels
from triage.policy.pack import Pack
from triage.records.draft import Answer, AnswerState
from triage.records.enquiry import Enquiry, EnquiryAnswer, Follows
from triage.text import one_line

ROOT = Path(__file__).parents[2]
CODE = (
    "triage/records/enquiry.py",
    "triage/desk/enquiries.py",
    "triage/cli/enquiry.py",
    "tui/screens/enquiry.py",
    "tui/screens/form.py",
    "tui/screens/books.py",
)
NEITHER = "I cannot say whether anyone uses our service"
ASKERS = ("council", "school", "police", "court", "relative", "journalist", "other")
PUSH = re.compile(r"\b(?:should|must|may|do not|never|always) (?:share|disclose|breach)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def flow(pack: Pack) -> Flow:
    return load_flow(pack, name="enquiry")


@pytest.fixture(scope="module")
def answer_flow(pack: Pack) -> Flow:
    return load_flow(pack, name="enquiry_answer")


def given(flow: Flow, **answers: str) -> Progress:
    """By question: the id of an option."""
    from datetime import UTC, datetime

    at = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
    each = tuple(
        Answer(question=question, state=AnswerState.GIVEN, choices=(choice,), at=at)
        for question, choice in answers.items()
    )
    return replay(flow, each, Facts())


def asked(progress: Progress) -> list[str]:
    return [step.question.id for step in progress.steps]


def said_by(flow: Flow) -> list[str]:
    """All of its words that a person reads."""
    texts: list[str] = []
    for node in flow.nodes:
        if isinstance(node, Outcome):
            texts.append(node.text)
            continue
        texts += [node.title, node.prompt, node.say or "", node.missing or "", *node.help]
        for option in node.options:
            texts += [option.label, option.words_title or "", option.words_missing or ""]
    return texts


@pytest.mark.obligation("P3.7")
@pytest.mark.parametrize("who", ASKERS)
def test_whoever_asks_the_words_to_say_are_neither_yes_nor_no(flow: Flow, pack: Pack, who: str) -> None:
    steps = given(flow, who=who).steps
    first, wants = steps[0].question, steps[1].question

    assert {option.id for option in first.options} == set(ASKERS)
    for question in (first, wants):
        assert NEITHER in (question.say or ""), question.id
        assert "3.confirm_use" in question.cites, question.id
    assert "not confirm the parents’ use of the service" in one_line(pack.quote("3.confirm_use").text)


@pytest.mark.obligation("P3.8", "P1.4")
def test_a_colleague_in_the_councils_sen_team_is_a_third_party_with_section_3_behind_it(flow: Flow) -> None:
    council = given(flow, who="council").steps[1].question

    assert "3.local_authority" in council.cites
    assert any("third party" in line and "SEN team" in line for line in council.help)
    assert "Nothing is given from here." in messages()["enquiry_kept_council"]
    assert "(policy 3)" in messages()["enquiry_kept_council"]


@pytest.mark.obligation("P4.7", partly=True)
def test_written_files_need_the_parents_own_request_and_the_councils_alone_is_refused(flow: Flow) -> None:
    progress = given(flow, who="council", council_wants="file")
    request = progress.step("parent_asked")

    assert request is not None
    assert request.question.required
    assert request.question.cites[0] == "4.paper_files.local_authority"
    assert [option.id for option in request.question.options] == ["seen", "said_so", "no"]
    assert "parent_asked" in [step.question.id for step in progress.gaps]


@pytest.mark.obligation("P7.18", partly=True)
@pytest.mark.parametrize("order", ["said_so", "no"])
def test_an_officer_who_asks_for_the_file_brings_no_order(flow: Flow, order: str) -> None:
    progress = given(flow, who="police", police_wants="file", order=order)

    assert progress.outcome.id == "no_order"
    assert not any(question.startswith("order_") for question in asked(progress))
    assert "You have seen no order of a judge" in messages()["enquiry_kept_police"]
    assert "line manager" in messages()["enquiry_kept_police"]


@pytest.mark.obligation("P7.18", partly=True)
@pytest.mark.parametrize("who", ASKERS)
def test_an_order_that_was_seen_is_copied_whole_whoever_brings_it(flow: Flow, who: str) -> None:
    progress = given(flow, who=who, order="seen")

    assert [each for each in asked(progress) if each.startswith("order_")] == [
        "order_reference", "order_court", "order_judge", "order_date", "order_documents", "order_scope",
    ]  # fmt: skip
    assert "deadline" in asked(progress)
    assert progress.outcome.id == "order_seen"
    assert "at once" in progress.outcome.text
    assert "Throw nothing away" in progress.outcome.text


def test_what_they_tell_us_goes_to_a_record_with_the_question_of_the_parents_agreement(flow: Flow) -> None:
    tells = given(flow, who="school", wants="tells").step("tells_us")

    assert tells is not None
    assert tells.question.cites[0] == "5.third_party_consent"
    assert any("press C" in line for line in tells.question.help)


@pytest.mark.obligation("P3.7", partly=True)
def test_no_question_asks_for_the_name_of_the_parent_and_no_line_has_a_place_for_it(flow: Flow) -> None:
    names = [question.id for question in flow.question if re.search(r"name", question.prompt, re.I)]

    assert names == ["order_documents"]
    for kind in (Enquiry, EnquiryAnswer):
        assert not {field for field in kind.model_fields if "name" in field or "parent" in field}


@pytest.mark.obligation("P3.7", partly=True)
@pytest.mark.parametrize("file", CODE)
def test_the_code_of_an_enquiry_looks_nobody_up(file: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}

    assert not {name for name in imported if "retrieval" in name or "search" in name or "vault" in name}
    assert not used & {"search", "records", "record", "row", "drafts", "draft", "inbox", "look_up", "find"}


def test_its_words_are_short_plain_sourced_and_advise_nothing(flow: Flow, answer_flow: Flow) -> None:
    words = [*said_by(flow), *said_by(answer_flow)]
    ours = [re.sub(r'"[^"]*"', "", text) for text in words]
    sentences = [each for text in ours for each in re.split(r"(?<=[.?!])\"?\s+", text)]

    assert [each for each in sentences if len(each.split()) > 15] == []
    assert [each for each in words if PUSH.search(each)] == []


def test_every_quotation_in_it_stands_in_the_policy(flow: Flow, answer_flow: Flow, pack: Pack) -> None:
    policy = one_line((ROOT / "policy_corpus" / pack.name / "policy.md").read_text(encoding="utf-8"))
    policy = " ".join(re.sub(r"<!--.*?-->", " ", policy).split())
    quoted = [
        each for text in (*said_by(flow), *said_by(answer_flow)) for each in re.findall(r'"([^"]+)"', text)
    ]

    assert len(quoted) >= 3
    assert [each for each in quoted if each not in policy] == []


def test_who_asks_and_what_follows_have_words(flow: Flow, answer_flow: Flow) -> None:
    who, follows = flow.node("who"), answer_flow.node("follows")
    assert isinstance(who, Question)
    assert isinstance(follows, Question)

    assert set(labels()["enquirer"]) == {option.id for option in who.options}
    assert set(labels()["follows"]) == set(Follows) == {option.id for option in follows.options}
