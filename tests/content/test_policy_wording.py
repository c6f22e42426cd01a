"""All that the pack says in our own words: plain, short, labelled, and no push to share or not to."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from triage.model import AnswerKind
from triage.policy.pack import Pack

NOT_A_RULE = {"7.exceptions", "7.circumstances", "3.access_in_confidence"}
"""Two that only introduce a list, and one whose look-ups mostly belong to its neighbour 3.confirm_use."""
SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z0-9\"])")
PUSH = re.compile(
    r"\b(?:should|must|may|can|do not|always|never) (?:\w+ )?(?:share|disclose|breach)\b"
    r"|\b(?:should|must|may|can|do not|always|never) (?:call|ring|tell|contact) (?:the police|social care)\b",
    re.IGNORECASE,
)
WORDS_OF_THE_POLICY = {"3.staff_discussion"}
"""Gists that say «may share» because the policy does."""
DAGGERED = {
    "P2.5": "public_interest_width",
    "P3.9": "la_and_social_care",
    "P4.12": "access_and_safety",
    "P5.5": "third_party_no_consent",
    "P5.6": "anonymous_in_danger",
    "P6.8": "destroying_under_order",
    "P7.21": "call_999",
    "P7.22": "manager_away",
    "P7.23": "manager_or_colleague_concern",
    "P7.24": "young_person_caller",
}
OTHER_SILENCES = (
    "who_decides_non_crime", "manager_deadline", "retention", "capacity", "safe_contact_dv", "referral_route",
    "manager_disagree", "staff_support", "la_host", "reporting_duties", "phone_numbers", "sar_time_limit",
    "lone_working", "ehcp_law", "benefits", "admissions", "transport", "tribunal", "hr_leave_pay",
)  # fmt: skip


def own_words(pack: Pack) -> Iterator[tuple[str, str]]:
    """Everything a caseworker may read that is not a quotation, with where it stands."""
    for clause_id, note in pack.notes.items():
        yield clause_id, note.title
        yield clause_id, note.gist
    for entry in pack.silences:
        yield entry.id, entry.title
        yield entry.id, entry.text
        yield entry.id, entry.instead
    for rule in pack.service_rules.values():
        yield rule.id, rule.text
        yield rule.id, rule.why


def bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def look_ups(pack: Pack) -> list[str]:
    examples = [each for note in pack.notes.values() for each in note.examples]
    return examples + [each for entry in pack.silences for each in entry.examples]


def test_every_clause_has_a_short_title_a_gist_and_enough_words_to_be_found_by(pack: Pack) -> None:
    for clause in pack.policy.clauses:
        note = pack.notes[clause.id]
        assert len(note.title.split()) <= 5, clause.id
        assert note.gist.endswith("."), clause.id
        assert 6 <= len(note.other_names) <= 12, clause.id
        assert len(note.examples) >= (6 if clause.id in NOT_A_RULE else 12), clause.id
        assert len(note.examples) <= 22, clause.id


def test_every_note_was_written_for_the_words_its_clause_has_now(pack: Pack) -> None:
    assert pack.stale_notes == ()


def test_no_look_up_leads_to_two_places(pack: Pack) -> None:
    seen = Counter(bare(text) for text in look_ups(pack))

    assert [text for text, times in seen.items() if times > 1] == []


def test_the_register_of_silences_is_broad_and_each_entry_can_be_found(pack: Pack) -> None:
    assert len(pack.silences) >= 40
    for entry in pack.silences:
        assert 5 <= len(entry.examples) <= 12, entry.id


@pytest.mark.parametrize("entry_id", [*DAGGERED.values(), *OTHER_SILENCES])
def test_a_known_gap_of_the_policy_is_in_the_register(pack: Pack, entry_id: str) -> None:
    assert entry_id in {entry.id for entry in pack.silences}


def test_a_tension_shows_both_clauses_that_pull_apart(pack: Pack) -> None:
    tensions = [entry for entry in pack.silences if entry.silence.kind is AnswerKind.TENSION]

    assert len(tensions) >= 5
    for entry in tensions:
        assert len({pack.policy.passage(address).clause_id for address in entry.clauses}) >= 2, entry.id


def test_our_own_sentences_are_short(pack: Pack) -> None:
    long = [
        (place, sentence)
        for place, text in own_words(pack)
        for sentence in SENTENCE_END.split(text)
        if len(sentence.split()) > 18
    ]

    assert long == []


def test_the_words_said_in_a_call_are_shorter_still(pack: Pack) -> None:
    said = [entry.text for entry in pack.silences] + [entry.instead for entry in pack.silences]
    said += [rule.text for rule in pack.service_rules.values()]

    assert [each for text in said for each in SENTENCE_END.split(text) if len(each.split()) > 15] == []


@pytest.mark.obligation("P7.12", partly=True)
def test_nothing_advises_to_disclose_or_not_to_disclose(pack: Pack) -> None:
    quoted = re.compile(r'"[^"]*"')
    pushes = {place for place, text in own_words(pack) if PUSH.search(quoted.sub("", text))}

    assert pushes == WORDS_OF_THE_POLICY


def test_every_service_rule_says_why_and_is_not_approved_in_anyones_name(pack: Pack) -> None:
    for rule in pack.service_rules.values():
        assert rule.why
        assert rule.approved_by == "", rule.id


@pytest.mark.obligation("P7.10", "P7.19", partly=True)
def test_whatever_section_7_names_leads_to_the_manager_and_to_the_case_notes(pack: Pack) -> None:
    triggers = [
        clause.id
        for clause in pack.policy.clauses
        if clause.id.startswith(("7.exceptions", "7.circumstances"))
        or clause.id in {"7.criminal_offence", "7.legal_disclosure", "7.terrorism"}
    ]

    for trigger in triggers:
        assert {"7.consult_manager", "7.record"} <= set(pack.links[trigger]), trigger


def test_the_terrorism_link_does_not_send_staff_to_tell_the_family(pack: Pack) -> None:
    assert "7.inform_parent" not in pack.links["7.terrorism"]


@pytest.mark.obligation("P8.1", partly=True)
def test_every_note_on_the_law_is_dated_sourced_and_open_about_what_was_not_read(pack: Pack) -> None:
    for note in pack.currency:
        assert note.sources, note.id
        if any("secondary" in source for source in note.sources):
            assert note.confidence == "unverified", note.id
        if note.confidence == "unverified":
            assert note.open_question, note.id


@pytest.mark.obligation("P8.1", partly=True)
def test_a_note_on_the_law_is_old_after_a_year(pack: Pack) -> None:
    note = pack.currency[0].model_copy(update={"checked_on": date(2025, 3, 1)})

    assert not note.is_old(date(2026, 3, 1))
    assert note.is_old(date(2026, 3, 2))


@pytest.mark.obligation("P1.3", partly=True)
def test_the_replaced_act_and_the_replaced_standards_have_their_notes(pack: Pack) -> None:
    beside = {address: note.id for note in pack.currency for address in note.clauses[:1] if note.policy_words}

    assert {"7.terrorism", "7.production_order", "2.sharing", "1.standards"} <= set(beside)


@pytest.mark.obligation("P9.4", partly=True)
def test_the_pack_says_that_the_text_has_no_date_and_claims_no_review(pack: Pack) -> None:
    assert "no date" in pack.review.note
    assert (pack.review.reviewed_on, pack.review.review_due) == (None, None)
    assert pack.review.every_months == 12
