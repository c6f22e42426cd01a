"""What is kept, where and why: every stored field and every question of identity has a stated purpose."""

import pkgutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from importlib import import_module

import pytest

import triage.handover
import triage.records
import triage.vault
from triage.desk.kept import kept_sections
from triage.interview.flow import load_flow
from triage.policy.kept import load_kept
from triage.policy.pack import Pack
from triage.records.stored import Stored

CHECKED = date(2026, 11, 22)


def kinds(base: type[Stored]) -> Iterator[type[Stored]]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


def stored_fields() -> set[str]:
    for room in (triage.records, triage.vault, triage.handover):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            import_module(module.name)
    return {
        f"{kind.__name__}.{field}"
        for kind in set(kinds(Stored))
        if kind.__module__.startswith("triage.")
        for field in kind.model_fields
    }


@pytest.mark.obligation("P2.2")
def test_every_stored_field_has_one_purpose_and_no_purpose_names_a_field_that_is_not_there(
    pack: Pack,
) -> None:
    listed = Counter(
        f"{kind}.{field}"
        for purpose in load_kept(pack).purpose
        for kind, fields in purpose.fields.items()
        for field in fields
    )

    assert set(listed) == stored_fields()
    assert set(listed.values()) == {1}


@pytest.mark.obligation("P2.2", "P5.1", partly=True)
def test_the_questions_of_identity_are_in_the_interview_and_rest_on_policy_5(pack: Pack) -> None:
    asked = {question.id for question in load_flow(pack).question}
    [identity] = [each for each in load_kept(pack).purpose if each.questions]

    assert set(identity.questions) <= asked
    assert identity.source == "policy 5"
    assert {"caller_name", "address", "birth_date", "school", "ethnicity", "needs"} <= set(identity.questions)


@pytest.mark.obligation("P2.2", partly=True)
def test_the_page_says_what_where_and_why_that_no_time_limit_is_given_and_what_the_law_is(
    pack: Pack,
) -> None:
    sections = kept_sections(pack, None, CHECKED)
    by_id = {section.id: section for section in sections}

    for purpose in load_kept(pack).purpose:
        said = [line.text for line in by_id[purpose.id].lines]
        assert said[0] == purpose.holds
        assert said[2] == f"{purpose.why} ({purpose.source})"
    assert "does not say how long" in by_id["retention"].lines[0].text
    law = " ".join(line.text for line in by_id["data_protection_act"].lines)
    assert "Data Protection Act 2018" in law
    assert "22 November 2026" in law


@pytest.mark.obligation("P2.2", partly=True)
def test_a_note_on_the_law_that_is_more_than_a_year_old_says_so_first(pack: Pack) -> None:
    def first(today: date) -> str:
        [note] = [each for each in kept_sections(pack, None, today) if each.id == "data_protection_act"]
        return note.lines[0].text

    assert not first(CHECKED).startswith("!")
    assert first(date(2028, 1, 1)).startswith("!")


@pytest.mark.obligation("P4.6", partly=True)
def test_who_writes_reads_that_the_person_may_ask_to_see_it(pack: Pack) -> None:
    flow = load_flow(pack)

    for question in ("their_words", "opinion"):
        [asked] = [each for each in flow.question if each.id == question]
        assert "They may ask to see this at any time. (policy 4)" in asked.help
