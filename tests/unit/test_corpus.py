"""Reading a policy: what an address owns, and what cannot be addressed."""

import pytest

from triage.errors import ContentError, NotFound
from triage.policy.reading import read_policy

SMALL = """\
# A SERVICE
# A POLICY

## 1. First things
<!-- 1.one --> One thing, <!-- 1.two --> and
another. <!-- 1.three in 1.one --> A third.

<!-- 1.list --> These are:

- <!-- 1.list.a --> the first
of them

## 2. Last things
<!-- 2 --> The end.
"""


def test_an_address_owns_the_words_up_to_the_next_address() -> None:
    policy = read_policy(SMALL)

    assert [(said.id, said.text, said.lines) for said in policy.passages] == [
        ("1.one", "One thing,", (5, 5)),
        ("1.two", "and another.", (5, 6)),
        ("1.three", "A third.", (6, 6)),
        ("1.list", "These are:", (8, 8)),
        ("1.list.a", "the first of them", (10, 11)),
        ("2", "The end.", (14, 14)),
    ]


def test_a_passage_may_belong_to_a_clause_of_another_name() -> None:
    policy = read_policy(SMALL)

    assert [said.id for said in policy.clause("1.one").passages] == ["1.one", "1.three"]
    assert policy.clause("1.one").text == "One thing,\nA third."
    assert policy.passage("1.three").clause_id == "1.one"


def test_a_quotation_says_where_it_stands() -> None:
    quotation = read_policy(SMALL).quotation("1.list.a", "The first")

    assert (quotation.clause_id, quotation.passage_id, quotation.section) == ("1.list.a", "1.list.a", "1")
    assert (quotation.title, quotation.text, quotation.lead_in) == (
        "The first",
        "the first of them",
        "These are:",
    )


def test_paragraphs_keep_the_order_of_the_page_and_bullets_are_told_apart() -> None:
    first = read_policy(SMALL).section("1")

    assert [(paragraph.text, paragraph.bullet) for paragraph in first.paragraphs] == [
        ("One thing, and another. A third.", False),
        ("These are:", False),
        ("the first of them", True),
    ]


def test_the_title_may_run_over_two_lines() -> None:
    assert read_policy(SMALL).title == "A SERVICE A POLICY"


def test_windows_line_ends_change_nothing() -> None:
    assert read_policy(SMALL.replace("\n", "\r\n")).passages == read_policy(SMALL).passages


def test_text_added_without_an_address_is_kept_under_its_line() -> None:
    policy = read_policy(SMALL + "\nA new rule.\n")

    assert policy.clause("2.line_16").text == "A new rule."


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        pytest.param(SMALL.replace("1.two", "1.one"), "line 5", id="an address used twice"),
        pytest.param(
            SMALL.replace("<!-- 2 -->", "<!-- 3 -->"), "line 14", id="an address of another section"
        ),
        pytest.param(
            SMALL.replace("<!-- 1.list -->", "<!-- note -->"), "line 8", id="a comment that is no address"
        ),
        pytest.param(SMALL.replace("The end.", ""), "line 14", id="an address without words"),
        pytest.param("A word.\n" + SMALL, "line 1", id="words before the first section"),
    ],
)
def test_what_cannot_be_addressed_is_refused_with_its_line(broken: str, line: str) -> None:
    with pytest.raises(ContentError) as refused:
        read_policy(broken)

    assert refused.value.facts["key"] == line


@pytest.mark.parametrize("address", ["7.nothing", "", "1.list.a.b"])
def test_an_address_that_leads_nowhere_is_not_found(address: str) -> None:
    policy = read_policy(SMALL)

    assert address not in policy
    with pytest.raises(NotFound):
        policy.quotation(address, "")
