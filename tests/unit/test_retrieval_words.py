"""Words alone: no model, a few milliseconds, and never a way into the query language."""

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.model import AnswerKind, Category, Detection, HeardBy, Rung, Signal, Stage
from triage.policy.pack import Pack, load_pack
from triage.retrieval.glossary import Glossary, load_glossary
from triage.retrieval.index import Entry, WordIndex, terms_of
from triage.retrieval.search import MOST_HITS, Search

SEARCH = Search(load_pack())


def heard(*clauses: str, rung: Rung = Rung.SAFETY_WORRY) -> Detection:
    signal = Signal(Category.DOMESTIC_ABUSE, rung, (0, 4), "he h", HeardBy.RULE, 0.99, clauses, "r1")
    return Detection((signal,), 0.99, 0.1)


def first(text: str) -> str:
    return SEARCH.by_words(text).hits[0].quotation.clause_id


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        pytest.param("can we print photographs from the family day", "4.photos", id="inflected words"),
        pytest.param("can I leave a voicemail", "6.messages", id="a word the policy does not use"),
        pytest.param("production order", "7.legal_disclosure", id="said in the clause's second passage"),
        pytest.param("who reviews this polcy annualy", "9.review", id="two slips of spelling"),
        pytest.param("do the LA get details", "3.local_authority", id="a short form"),
    ],
)
@pytest.mark.trap(38)
def test_words_lead_to_the_clause(text: str, clause: str) -> None:
    assert first(text) == clause


def test_a_lead_in_is_answered_with_its_bullets_and_never_alone() -> None:
    found = [
        hit.quotation for hit in SEARCH.by_words("what are the exceptional circumstances for a breach").hits
    ]

    bullets = {"7.exceptions.safety", "7.exceptions.crime", "7.exceptions.legal"}
    assert bullets <= {said.clause_id for said in found}
    assert "7.exceptions" not in {said.clause_id for said in found}
    assert all(said.lead_in for said in found if said.clause_id in bullets)


def test_the_passage_that_fits_is_quoted() -> None:
    [order] = [
        hit.quotation
        for hit in SEARCH.by_words("police production order from a judge").hits
        if hit.quotation.clause_id == "7.legal_disclosure"
    ]

    assert order.passage_id == "7.production_order"


def test_a_hit_says_which_words_led_to_it() -> None:
    [best, *_] = SEARCH.by_words("locked cabinets").hits

    assert {"locked", "cabinets"} <= set(best.why)


@given(st.text(max_size=300))
def test_no_text_breaks_the_query(text: str) -> None:
    finding = SEARCH.by_words(text)

    assert len(finding.hits) <= MOST_HITS
    assert 0 <= finding.says_score <= 1


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "a OR b NEAR(c)",
        "heading:x",
        "x*",
        "^x",
        "-x",
        "'; drop table entry; --",
        "\x00",
        "\ud800",
        "🙂",
        "",
    ],
)
def test_query_syntax_is_only_words(text: str) -> None:
    assert SEARCH.by_words(text).stage is Stage.WORDS


def test_a_paste_is_asked_with_a_bounded_number_of_terms() -> None:
    terms = terms_of(" ".join(f"word{i}" for i in range(5_000)), frozenset())

    assert len(terms) == 64


@pytest.mark.parametrize(
    "text", ["how many weeks for an ehcp", "can the tribunal hear it by phone", "whats the mileage rate"]
)
def test_words_alone_can_say_that_the_policy_is_silent(text: str) -> None:
    finding = SEARCH.by_words(text)

    assert finding.answer is AnswerKind.SILENT


def test_silence_still_carries_the_nearest_clauses() -> None:
    assert SEARCH.by_words("how long do we keep closed files for, retention period").hits


def test_a_disclosure_leads_with_the_line_manager_and_is_never_silent() -> None:
    detection = heard("7.circumstances.abused")

    finding = SEARCH.by_words("zzz qqq", detection)

    assert finding.answer is AnswerKind.SAYS
    found = [hit.quotation.clause_id for hit in finding.hits]
    assert found[:3] == ["7.circumstances.abused", "7.consult_manager", "7.record"]


def test_a_disclosure_with_a_look_up_in_it_lists_both() -> None:
    detection = heard("7.consult_manager", "7.record")

    found = [
        hit.quotation.clause_id
        for hit in SEARCH.by_words("he hits her, can i leave a voicemail", detection).hits
    ]

    assert found[0] == "7.consult_manager"
    assert "6.messages" in found[:4]


def test_every_quotation_is_the_policys_own_words(pack: Pack) -> None:
    found = SEARCH.by_words("consent third party information parents files manager police record").hits

    assert len(found) == MOST_HITS
    for hit in found:
        assert hit.quotation.text == pack.policy.passage(hit.quotation.passage_id).text


def test_bm25_counts_the_heading_half() -> None:
    def entry(key: str, heading: str = "", body: str = "") -> Entry:
        return Entry(key, heading, body, "", "", "")

    index = WordIndex([entry("in heading", heading="cabinet"), entry("in body", body="cabinet"), entry("x")])

    assert [hit.key for hit in index.find(["cabinet"], limit=9)] == ["in body", "in heading"]


def test_senses_are_added_and_what_was_typed_stays() -> None:
    glossary = load_glossary(["safeguarding"])

    readings = glossary.readings("DV all day, safegarding?")

    assert readings[0] == "DV all day, safegarding?"
    assert readings[1].startswith(readings[0])
    assert "domestic violence" in readings[1]
    assert "safeguarding" in readings[1]


def test_every_key_of_the_glossary_can_be_met_in_a_text() -> None:
    from policy_corpus import root

    keys = tomllib.loads((root() / "language" / "glossary.toml").read_text(encoding="utf-8"))["sense"]

    assert [key for key in keys if re.findall(r"[^\W_]+", key) != key.split() or key != key.casefold()] == []


def test_spelling_leaves_known_and_short_words_alone() -> None:
    glossary = Glossary({}, frozenset(), ["letter", "latter", "post"])

    assert glossary.senses("letter latter pst") == ()
    assert glossary.senses("leter") == ("letter",)
