"""What of section 7 may apply stands on the record with its clause, its reason and the author's fact."""

import pytest
from written_case import CALL, PACK, asked, at, path, read, said, written

from triage.model import Category, HeardBy, Rung
from triage.records.draft import Answer, KeptSignal, LineKind, Reply
from triage.records.section7 import ABUSED, CHILD_OR_ADULT, CRIME, DANGER, LEGAL, OTHER, SAFETY, tags


def clauses(*answers: Answer) -> list[str]:
    return [tag.clause for tag in tags({answer.question: answer for answer in answers})]


@pytest.mark.parametrize(
    ("answer", "clause"),
    [
        pytest.param(said("rung", "danger_now"), DANGER, id="danger on the ladder"),
        pytest.param(said("danger_now", "not_sure"), DANGER, id="danger, not sure"),
        pytest.param(said("rung", "safety_worry"), SAFETY, id="a safety worry"),
        pytest.param(said("who_at_risk", "other", words="a cousin"), SAFETY, id="anyone's safety"),
        pytest.param(said("rung", "crime"), CRIME, id="crime on the ladder"),
        pytest.param(said("crime_told", "happened"), CRIME, id="a crime that happened"),
        pytest.param(said("crime_told", "may_happen"), CRIME, id="a crime to prevent"),
        pytest.param(said("order_kind", "yes"), LEGAL, id="an order that was seen"),
        pytest.param(said("order_kind", "other_demand"), LEGAL, id="another legal demand"),
        pytest.param(said("abused", "now"), ABUSED, id="abuse that goes on"),
        pytest.param(said("abused", "before"), ABUSED, id="abuse long ago"),
        pytest.param(said("who_at_risk", "child"), CHILD_OR_ADULT, id="a child"),
        pytest.param(said("who_at_risk", "adult"), CHILD_OR_ADULT, id="a vulnerable adult"),
        pytest.param(said("who_at_risk", "other"), OTHER, id="somebody else"),
    ],
)
@pytest.mark.obligation("P7.2", "P7.3", "P7.4", "P7.6", "P7.7", "P7.8", "P7.9", partly=True)
def test_an_answer_tags_its_clause(answer: Answer, clause: str) -> None:
    assert clause in clauses(answer)
    assert clauses(answer.model_copy(update={"choices": ("no",)})) == []


@pytest.mark.obligation("P7.3")
def test_a_crime_is_on_the_record_with_the_clause_the_reason_and_the_fact() -> None:
    lines = read(
        written(said("crime_told", "happened"), said("fact_crime", words="He broke her arm")), "assessment"
    )

    start = lines.index(("Possible exception", PACK.quote(CRIME).text))
    assert lines[start + 1 : start + 3] == [
        ("Because of", "Crime told (Yes, one that happened)"),
        ("Crime: the fact", "He broke her arm"),
    ]


@pytest.mark.obligation("P7.4")
def test_a_legal_demand_is_on_the_record_with_its_clause_and_its_form() -> None:
    demand = {
        "order_law": "PACE 1984, section 9",
        "order_reference": "A-17",
        "order_court": "Birmingham Crown Court",
        "order_date": "20 November 2026",
        "order_documents": "the log sheet of 3 May",
        "order_deadline": "produce to PC 1234",
        "order_due": "noon on 27 November",
    }
    record = written(
        said("rung", "legal_order"),
        said("order_kind", "yes"),
        *(said(question, words=words) for question, words in demand.items()),
        said("fact_legal", words="the order itself"),
    )

    assert ("Possible exception", PACK.quote(LEGAL).text) in read(record, "assessment")
    assert ("Law: the fact", "the order itself") in read(record, "assessment")
    assert set(demand.values()) <= {text for _, text in read(record, "situation")}


@pytest.mark.obligation("P7.16", partly=True)
def test_each_part_of_a_legal_demand_has_a_question_of_its_own() -> None:
    ids = path(said("rung", "legal_order"), said("order_kind", "yes"))

    parts = ("law", "reference", "court", "date", "documents", "deadline", "due")
    assert ids[1:9] == ["order_kind", *(f"order_{part}" for part in parts)]
    documents = asked(said("rung", "legal_order"), said("order_kind", "yes")).step("order_documents")
    assert documents is not None
    assert "What it does not name is not part of it. (practice)" in documents.question.help[0]


@pytest.mark.obligation("P7.18", partly=True)
def test_an_officer_who_phones_and_asks_for_the_file_is_no_legal_requirement() -> None:
    record = written(said("rung", "legal_order"), said("order_kind", "no"))
    lines = read(record, "assessment")

    assert ("Legal order", "No order was shown. A request is not an order.") in lines
    assert PACK.quote(LEGAL).text not in [text for _, text in lines]
    assert "order_reference" not in path(said("rung", "legal_order"), said("order_kind", "no"))


@pytest.mark.obligation("P7.6")
@pytest.mark.parametrize("when", ["now", "before"])
def test_own_abuse_goes_to_the_manager_even_long_ago_and_with_no_risk_heard(when: str) -> None:
    record = written(said("rung", "no_risk_heard"), said("abused", when))
    page = asked(*(said("rung", "no_risk_heard"), said("abused", when))).step("abused")

    assert ("Possible circumstance", PACK.quote(ABUSED).text) in read(record, "assessment")
    assert ("Decide", "Whether or not to breach confidentiality (policy 7)") in read(record, "box")
    assert page is not None
    assert page.question.help[0].startswith('Long ago counts. So does an adult, or "I am just telling you".')


@pytest.mark.obligation("P7.9")
def test_the_list_is_shown_as_it_stands_with_include_and_others_may_be_at_risk() -> None:
    record = written(said("who_at_risk", "child"))
    other = written(said("who_at_risk", "other", words="the lodger"))
    page = asked().step("who_at_risk")

    head = PACK.quote(OTHER).text
    assert "a third party" in head
    assert "include" in head
    assert ("Possible circumstance", head) in read(record, "assessment")
    assert ("Possible circumstance", head) in read(other, "assessment")
    assert page is not None
    assert "its list is not complete. Anyone may be at risk." in page.question.help[1]


@pytest.mark.obligation("P7.5", partly=True)
def test_an_exception_without_a_fact_says_that_none_was_given() -> None:
    assert ("Safety: the fact", "Not provided") in read(written(), "assessment")


def test_only_the_exceptions_that_are_tagged_ask_for_their_fact() -> None:
    def facts(*answers: Answer) -> set[str]:
        return {each for each in path(*answers) if each.startswith("fact_")}

    assert facts(said("rung", "no_risk_heard")) == set()
    assert facts(said("rung", "safety_worry")) == {"fact_safety"}
    assert facts(said("rung", "crime")) == {"fact_crime"}
    assert facts(said("rung", "danger_now"), said("crime_told", "happened")) == {"fact_safety", "fact_crime"}


def test_words_that_the_ears_pointed_at_tag_a_clause_and_say_so() -> None:
    signal = KeptSignal(
        category=Category.DOMESTIC_ABUSE, rung=Rung.SAFETY_WORRY, span=(0, 6), by=HeardBy.RULE, score=1.0,
        rule="hit", clauses=(ABUSED,),
    )  # fmt: skip
    call = CALL.said(at(1), LineKind.CALLER_WORDS, "he hit me", Reply(signals=(signal,)))

    lines = read(written(said("rung", "no_risk_heard"), call=call), "assessment")

    start = lines.index(("Possible circumstance", PACK.quote(ABUSED).text))
    assert lines[start + 1] == ("Because of", "Words heard on the call")


@pytest.mark.obligation("P7.17")
def test_terrorism_is_urgent_goes_to_the_manager_and_nobody_else_is_told() -> None:
    page = asked(said("rung", "crime")).step("terrorism")
    record = written(said("rung", "crime"), said("terrorism", "yes"))

    assert page is not None
    assert page.question.help[:2] == (
        "Yes? Tell your line manager now. The questions can wait. (practice)",
        "Tell nobody else about this report without advice. (practice)",
    )
    assert page.question.help[2].startswith(
        "Not part of the policy: Terrorism Act 2000, sections 38B and 39."
    )
    box = read(record, "box")
    assert ("Terrorism", "Tell nobody else about this report without advice. (practice)") in box
    assert any(text.startswith("Not part of the policy: Terrorism Act 2000") for _, text in box)
    assert "7.terrorism" in {clause.id for clause in record.cited}


@pytest.mark.obligation("P7.17", partly=True)
def test_terrorism_heard_in_the_words_is_asked_about_on_any_rung_and_else_only_with_a_crime() -> None:
    signal = KeptSignal(
        category=Category.TERRORISM, rung=Rung.CRIME, span=(0, 4), by=HeardBy.RULE, score=1.0, rule="bomb"
    )
    call = CALL.said(at(1), LineKind.CALLER_WORDS, "bomb", Reply(signals=(signal,)))

    assert path(said("rung", "safety_worry"), call=call)[1] == "terrorism"
    assert path(said("rung", "crime"))[1] == "terrorism"
    assert "terrorism" not in path(said("rung", "safety_worry"))
