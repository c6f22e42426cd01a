"""The policy in the pack is the policy: every character, in its place, under an address that stays put."""

import re
from pathlib import Path

import pytest

from triage.policy.pack import Pack

SOURCE = Path(__file__).parent / "data" / "west-midlands-sendiass-confidentiality-policy.txt"
BULLET = "\uf0b7"
INTERFACE_IDS = """
    1 2 3.definition 3.confirm_use 3.staff_discussion 3.local_authority 3.access_in_confidence
    4.systems 4.statistics 4.paper_files 4.access 4.taken_out 4.quotes 4.photos
    5.log_sheets 5.anonymous 5.third_party_consent
    6.no_action_without_consent 6.phone 6.messages 6.post 6.removal
    7.exceptions 7.exceptions.safety 7.exceptions.crime 7.exceptions.legal
    7.circumstances 7.circumstances.abused 7.circumstances.child_or_vulnerable_adult
    7.circumstances.immediate_danger 7.consult_manager 7.inform_parent 7.criminal_offence
    7.legal_disclosure 7.terrorism 7.record 8 9.induction 9.review 9.on_request
"""


@pytest.fixture(scope="module")
def source() -> str:
    return SOURCE.read_text(encoding="utf-8")


def squeezed(text: str) -> str:
    return re.sub(rf"[\s{BULLET}]", "", text)


@pytest.mark.obligation("P1.1")
def test_headings_and_passages_joined_are_the_source_character_for_character(pack: Pack, source: str) -> None:
    joined = [pack.policy.title]
    for section in pack.policy.sections:
        joined.append(f"{section.number}. {section.heading}")
        joined += [said.text for paragraph in section.paragraphs for said in paragraph.passages]

    assert squeezed("".join(joined)) == squeezed(source)


@pytest.mark.obligation("P1.1")
@pytest.mark.trap(27)
def test_every_quotation_is_one_unbroken_stretch_of_the_source(pack: Pack, source: str) -> None:
    whole = " ".join(source.split())

    for passage in pack.policy.passages:
        quotation = pack.quote(passage.id)
        assert quotation.text in whole, passage.id
        assert quotation.lead_in is None or quotation.lead_in in whole


@pytest.mark.obligation("P1.1")
def test_the_lines_of_a_quotation_are_its_lines_in_the_source(pack: Pack, source: str) -> None:
    lines = source.splitlines()

    for passage in pack.policy.passages:
        first, last = passage.lines
        assert passage.text in " ".join(" ".join(lines[first - 1 : last]).split()), passage.id


def test_consulting_the_manager_stands_in_lines_98_and_99(pack: Pack) -> None:
    assert pack.quote("7.consult_manager").lines == (98, 99)


def test_the_clause_ids_are_those_that_other_programs_rely_on(pack: Pack) -> None:
    assert sorted(clause.id for clause in pack.policy.clauses) == sorted(INTERFACE_IDS.split())


def test_every_bullet_and_nothing_else_carries_the_words_that_introduce_it(pack: Pack, source: str) -> None:
    bullets = [passage for passage in pack.policy.passages if passage.lead_in]

    assert len(bullets) == source.count(BULLET) == 6
    assert {said.lead_in for said in bullets} == {
        pack.quote("7.exceptions").text,
        pack.quote("7.circumstances").text,
    }


def test_a_clause_said_in_two_places_keeps_both(pack: Pack) -> None:
    said_twice = {
        clause.id: [passage.id for passage in clause.passages]
        for clause in pack.policy.clauses
        if len(clause.passages) > 1
    }

    assert said_twice == {
        "1": ["1.services", "1.standards"],
        "2": ["2.commitment", "2.sharing"],
        "4.paper_files": ["4.paper_files", "4.paper_files.local_authority"],
        "7.legal_disclosure": ["7.legal_disclosure", "7.production_order"],
    }


def test_the_nine_sections_are_headed_as_in_the_policy(pack: Pack) -> None:
    assert [(section.number, section.heading) for section in pack.policy.sections] == [
        ("1", "Introduction"),
        ("2", "Confidentiality Statement"),
        ("3", "Definition of Confidentiality"),
        ("4", "Use of Data"),
        ("5", "Database: Log Sheets"),
        ("6", "Expressed Consent to Give Information or Make Contact"),
        ("7", "Breaches of Confidentiality"),
        ("8", "Legislative Framework"),
        ("9", "Ensuring the Effectiveness of the Policy"),
    ]


def test_the_shipped_text_matches_its_seal(pack: Pack) -> None:
    assert pack.intact
    assert pack.sha256 == pack.stated_sha256
