"""The register of what the policy leaves open: both sides of a tension, and who agreed to what."""

from datetime import date

import pytest

from triage.errors import ContentError
from triage.model import AnswerKind, Finding, Stage
from triage.policy.crosscheck import faults
from triage.policy.pack import Pack
from triage.policy.silences import SilenceEntry
from triage.records.agreed import Agreed, HowAgreed, agreement_words, how_agreed
from triage.records.people import Service
from tui import reply_words
from tui.policy_notes import entries_beside

DAGGERED = {
    "P2.5": "public_interest_width", "P3.9": "la_and_social_care", "P4.12": "access_and_safety",
    "P5.5": "third_party_no_consent", "P5.6": "anonymous_in_danger", "P6.8": "destroying_under_order",
    "P7.21": "call_999", "P7.22": "manager_away", "P7.23": "manager_or_colleague_concern",
    "P7.24": "young_person_caller", "P7.24 parent": "inform_parent_suspect",
}  # fmt: skip
OTHER = {
    "who decides": "who_decides_non_crime", "time limits": "manager_deadline", "retention": "retention",
    "capacity": "capacity", "safe contact": "safe_contact_dv", "referral routes": "referral_route",
    "second opinion": "manager_disagree", "support afterwards": "staff_support", "host": "la_host",
}  # fmt: skip


def entry_of(pack: Pack, silence_id: str) -> SilenceEntry:
    return next(entry for entry in pack.silences if entry.id == silence_id)


def an_agreement(entry: SilenceEntry, **changed: object) -> Agreed:
    made = Agreed(
        entry_sha256=entry.sha256, by="Team meeting", on=date(2026, 9, 1), does="We ring the deputy."
    )
    return made.model_copy(update=changed)


@pytest.mark.parametrize("silence_id", [*DAGGERED.values(), *OTHER.values()])
def test_each_known_gap_is_in_the_register_and_nobody_is_said_to_have_agreed(
    pack: Pack, silence_id: str
) -> None:
    entry = entry_of(pack, silence_id)

    assert how_agreed(entry) == (HowAgreed.NOT_YET, None)
    assert agreement_words(entry) == "Your service has not agreed yet what to do here."


def test_what_the_service_agreed_is_said_with_who_and_when(pack: Pack) -> None:
    entry = entry_of(pack, "manager_away")

    said = agreement_words(entry, {entry.id: an_agreement(entry)})

    assert said == "Your service: We ring the deputy. Agreed by Team meeting on 01 September 2026."


def test_an_agreement_to_other_words_must_be_made_again(pack: Pack) -> None:
    entry = entry_of(pack, "manager_away")
    other = entry.model_copy(update={"instead": "Something else."})
    agreed = {entry.id: an_agreement(entry)}

    assert how_agreed(other, agreed)[0] is HowAgreed.CHANGED_SINCE
    assert "have changed since" in agreement_words(other, agreed)


def test_an_agreement_in_the_file_counts_when_it_has_a_name_and_a_day(pack: Pack) -> None:
    named = entry_of(pack, "manager_away").model_copy(
        update={"agreed_by": "Board", "service_does": "We ring."}
    )

    assert how_agreed(named)[0] is HowAgreed.NOT_YET
    dated = named.model_copy(update={"agreed_on": date(2026, 9, 1)})
    assert how_agreed(dated)[0] is HowAgreed.AGREED


@pytest.mark.obligation("P2.5")
def test_child_protection_alone_stands_beside_all_that_section_7_names(pack: Pack) -> None:
    one, other = pack.pair("public_interest_width")

    assert [said.section for said in one] == ["2"]
    assert "i.e. child protection" in one[0].text
    said = " ".join(each.text for each in other)
    assert {each.section for each in other} == {"7"}
    assert all(words in said for words in ("a person’s safety", "prevent a crime", "legally disclosed"))


def test_every_tension_is_a_pair_and_every_word_of_it_the_policys(pack: Pack) -> None:
    tensions = [entry for entry in pack.silences if entry.kind == "tension"]

    assert len(tensions) >= 12
    for entry in tensions:
        one, other = pack.pair(entry.id)
        for said in (*one, *other):
            assert said.text == pack.policy.passage(said.passage_id).text
        assert not {said.passage_id for said in one} & {said.passage_id for said in other}, entry.id


@pytest.mark.parametrize("sides", [(), (("2.sharing",),), (("2.sharing",), ())])
def test_a_tension_with_one_side_only_is_refused(pack: Pack, sides: tuple[tuple[str, ...], ...]) -> None:
    broken = entry_of(pack, "public_interest_width").model_copy(update={"sides": sides})

    found = [fault.facts["key"] for fault in faults(pack.policy, {}, pack.settings, (broken,), ())]

    assert found == ["public_interest_width"]


def test_a_side_that_the_policy_does_not_have_is_refused(pack: Pack) -> None:
    broken = entry_of(pack, "public_interest_width").model_copy(update={"sides": (("2.sharing",), ("7.x",))})

    [fault] = faults(pack.policy, {}, pack.settings, (broken,), ())

    assert isinstance(fault, ContentError)


@pytest.mark.obligation("P2.5", "P4.12", partly=True)
@pytest.mark.parametrize(
    ("silence_id", "words"),
    [
        ("public_interest_width", ("i.e. child protection", "may prevent a crime")),
        ("access_and_safety", ("at any time", "a person’s safety")),
    ],
)
def test_a_look_up_that_meets_a_tension_shows_both_clauses_and_what_is_agreed(
    pack: Pack, silence_id: str, words: tuple[str, str]
) -> None:
    entry = entry_of(pack, silence_id)
    finding = Finding(AnswerKind.TENSION, 0.5, (), entry.silence, Stage.MEANING)
    service = Service(name="S", manager_chain=(), silences_agreed={entry.id: an_agreement(entry)})

    said = reply_words.not_answered(finding, pack, service).plain

    one, other = (said.rindex(each) for each in words)
    assert said.index("One side:") < one < said.index("The other side:") < other
    assert said.rstrip().endswith("Agreed by Team meeting on 01 September 2026.")


def test_a_look_up_that_meets_a_silence_says_that_nothing_is_agreed_yet(pack: Pack) -> None:
    finding = Finding(AnswerKind.SILENT, 0.1, (), entry_of(pack, "retention").silence, Stage.WORDS)

    said = reply_words.not_answered(finding, pack, None).plain

    assert "Your service has not agreed yet what to do here." in said


def test_a_tension_stands_beside_both_of_its_sections(pack: Pack) -> None:
    for section in ("2", "7"):
        assert "public_interest_width" in {entry.id for entry in entries_beside(section, pack)}


@pytest.mark.obligation("P4.12", partly=True)
def test_the_law_on_tipping_off_stands_beside_seeing_a_file(pack: Pack) -> None:
    assert "terrorism_do_not_tell_others" in {note.id for note in pack.law_beside("4.access")}
