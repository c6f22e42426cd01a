"""The gates of what goes out: each is tried with its key and without."""

import pytest
from disclosing_case import (
    AUTHOR,
    BY_LAW,
    CRIME,
    NOT_TO_SHARE,
    OKORO,
    RECORD,
    REF,
    WHAT,
    agreed,
    at,
    decided,
    did,
    told,
)

from triage.errors import NotAllowed, RecordIncomplete
from triage.records.decision import Choice, Recipient
from triage.records.decision_parts import LegalKind
from triage.records.disclosing import (
    AfterKind,
    ConsentEnded,
    ContactTried,
    ContactWay,
    FollowUp,
    Ground,
)
from triage.records.draft import Answer, AnswerState
from triage.records.gates import (
    OnFile,
    check_consent,
    check_contact,
    check_disclosure,
    check_follow_up,
    check_on_behalf,
)
from triage.records.marks import mark_of
from triage.records.shared_lines import shared_section

CONSENT, SHARE = agreed(), decided()
ALL = OnFile((SHARE,), (CONSENT,))


def refused(check: object, *given: object) -> tuple[str, object]:
    """The code and the clause of a refusal."""
    with pytest.raises(NotAllowed) as no:
        check(*given)  # type: ignore[operator]
    return no.value.code, no.value.facts["clause"]


@pytest.mark.obligation("P2.3")
@pytest.mark.parametrize(
    ("file", "disclosure"),
    [
        pytest.param(ALL, told(CONSENT, Ground.CONSENT), id="consent given before"),
        pytest.param(ALL, told(SHARE, Ground.SECTION_7), id="a decision under section 7"),
        pytest.param(OnFile((BY_LAW,)), told(BY_LAW, Ground.LEGAL), id="the law"),
    ],
)
def test_something_goes_out_by_consent_by_a_decision_or_by_the_law(file: OnFile, disclosure: object) -> None:
    check_disclosure(disclosure, file)  # type: ignore[arg-type]


@pytest.mark.obligation("P2.3")
@pytest.mark.parametrize(
    ("file", "disclosure"),
    [
        pytest.param(ALL, told(None, None), id="nothing is named"),
        pytest.param(OnFile(), told(CONSENT, Ground.CONSENT), id="consent that nobody wrote down"),
        pytest.param(OnFile(), told(SHARE, Ground.SECTION_7), id="a decision that nobody signed"),
        pytest.param(
            OnFile((NOT_TO_SHARE,)), told(NOT_TO_SHARE, Ground.SECTION_7), id="a decision not to share"
        ),
        pytest.param(
            OnFile((decided(choice=Choice.MORE_INFORMATION),)),
            told(decided(choice=Choice.MORE_INFORMATION), Ground.SECTION_7), id="more is asked for first",
        ),
        pytest.param(
            OnFile((decided(facts=()),)), told(decided(facts=()), Ground.SECTION_7), id="no fact relied on"
        ),
        pytest.param(
            OnFile((decided(exceptions=()),)), told(decided(exceptions=()), Ground.SECTION_7),
            id="no exception",
        ),
    ],
)  # fmt: skip
def test_without_one_of_the_three_it_is_refused_and_the_clause_is_named(
    file: OnFile, disclosure: object
) -> None:
    assert refused(check_disclosure, disclosure, file) == ("sharing_needs_ground", "2.sharing")


@pytest.mark.obligation("P3.2")
def test_consent_that_came_after_the_sharing_is_refused() -> None:
    late = agreed(given_at=at(21), at=at(22))

    assert refused(check_disclosure, told(late, Ground.CONSENT), OnFile((), (late,))) == (
        "consent_came_after", "3.definition",
    )  # fmt: skip


def test_consent_taken_back_covers_nothing_after() -> None:
    ended = ConsentEnded(ref=REF, at=at(20), by=AUTHOR, consent=mark_of(CONSENT), ended_at=at(19))
    file = OnFile((), (CONSENT,), (ended,))

    assert refused(check_disclosure, told(CONSENT, Ground.CONSENT), file)[0] == "consent_taken_back"
    check_disclosure(told(CONSENT, Ground.CONSENT, shared_at=at(18)), file)


@pytest.mark.obligation("P3.3", partly=True)
@pytest.mark.parametrize("part", ["given_by", "name", "words", "what"])
def test_a_bare_tick_is_no_consent(part: str) -> None:
    with pytest.raises(RecordIncomplete) as missing:
        check_consent(agreed(**{part: () if part == "what" else " "}))

    assert missing.value.facts["field"] == part


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"name": "Another School"}, "consent_for_another", id="another school"),
        pytest.param({"agency": Recipient.POLICE}, "consent_for_another", id="the police"),
        pytest.param({"what": ("Her diagnosis",)}, "outside_the_consent", id="something else"),
    ],
)
@pytest.mark.obligation("P3.3", partly=True)
def test_consent_covers_whom_and_what_it_names_only(fields: dict[str, object], code: str) -> None:
    assert refused(check_disclosure, told(CONSENT, Ground.CONSENT, **fields), ALL) == (code, "3.definition")


@pytest.mark.obligation("P3.8", "P3.9", "P4.7")
@pytest.mark.parametrize(
    ("agency", "name"),
    [
        (Recipient.LOCAL_AUTHORITY, "A colleague in the SEN team"),
        (Recipient.SOCIAL_CARE, "Duty desk"),
        (Recipient.OTHER, "Sampleton Council SEN team"),
        (Recipient.OTHER, "Children's social services"),
    ],
)
def test_the_local_authority_and_its_social_care_are_outside(agency: Recipient, name: str) -> None:
    consent = agreed(agency=agency, name=name)
    own = agreed(agency=agency, name=name, own_request=True)
    file = OnFile((SHARE,), (consent, own))
    nobody_named = told(None, None, agency=agency, name=name)
    by_consent = told(consent, Ground.CONSENT)

    for disclosure in (nobody_named, by_consent):
        assert refused(check_disclosure, disclosure, file) == ("authority_is_outside", "3.local_authority")
    check_disclosure(told(own, Ground.CONSENT), file)


@pytest.mark.obligation("P3.9")
def test_social_care_is_told_under_section_7_and_only_what_the_decision_lists() -> None:
    decision = decided(recipients=(Recipient.SOCIAL_CARE,))
    disclosure = told(decision, Ground.SECTION_7, agency=Recipient.SOCIAL_CARE, name="Duty desk")

    check_disclosure(disclosure, OnFile((decision,)))
    more = disclosure.model_copy(update={"what": (*WHAT, "Her own health")})
    assert refused(check_disclosure, more, OnFile((decision,))) == ("outside_the_decision", "2.sharing")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        pytest.param({"agency": Recipient.OTHER, "name": "A refuge"}, "not_a_recipient", id="not named"),
        pytest.param({"what": ("Her diagnosis",)}, "outside_the_decision", id="not what was decided"),
        pytest.param({"shared_at": at(14)}, "decided_after", id="told before it was decided"),
    ],
)
def test_outside_what_was_decided_it_is_refused(fields: dict[str, object], code: str) -> None:
    assert refused(check_disclosure, told(SHARE, Ground.SECTION_7, **fields), ALL) == (code, "2.sharing")


def test_a_decision_that_was_replaced_opens_nothing_from_then_on() -> None:
    file = OnFile((SHARE, NOT_TO_SHARE.model_copy(update={"decided_at": at(19)})))

    assert refused(check_disclosure, told(SHARE, Ground.SECTION_7), file)[0] == "decision_was_replaced"
    check_disclosure(told(SHARE, Ground.SECTION_7, shared_at=at(18)), file)


@pytest.mark.obligation("P7.16")
def test_nothing_goes_out_beyond_the_scope_of_the_law() -> None:
    beyond = told(BY_LAW, Ground.LEGAL, what=WHAT)
    by_another_name = beyond.model_copy(update={"ground": Ground.SECTION_7})

    for disclosure in (beyond, by_another_name):
        assert refused(check_disclosure, disclosure, OnFile((BY_LAW,))) == (
            "outside_the_scope", "7.legal_disclosure",
        )  # fmt: skip


@pytest.mark.obligation("P7.18", partly=True)
def test_an_officer_who_asks_without_an_order_opens_nothing() -> None:
    assert BY_LAW.legal is not None
    asked = decided(
        exceptions=BY_LAW.exceptions,
        facts=BY_LAW.facts,
        legal=BY_LAW.legal.model_copy(update={"kind": LegalKind.REQUEST}),
    )

    assert refused(check_disclosure, told(asked, Ground.LEGAL), OnFile((asked,)))[1] == "7.legal_disclosure"
    assert refused(check_disclosure, told(SHARE, Ground.LEGAL), ALL) == (
        "no_legal_requirement", "7.legal_disclosure",
    )  # fmt: skip


@pytest.mark.obligation("P6.1", "P6.2")
def test_the_school_is_not_rung_for_them_without_a_link() -> None:
    clause = "6.no_action_without_consent"
    assert refused(check_on_behalf, did(None, None), ALL) == ("acting_needs_consent", clause)
    assert refused(check_on_behalf, did(CONSENT, Ground.CONSENT), OnFile()) == (
        "acting_needs_consent",
        clause,
    )
    assert refused(check_on_behalf, did(SHARE, Ground.SECTION_7), ALL) == ("not_a_recipient", clause)
    check_on_behalf(did(CONSENT, Ground.CONSENT), ALL)


@pytest.mark.obligation("P6.1")
def test_a_decision_under_section_7_lets_its_recipient_be_asked() -> None:
    check_on_behalf(
        did(
            SHARE, Ground.SECTION_7, agency=Recipient.POLICE, name="Sampleton police", what=("Ask for help",)
        ),
        ALL,
    )


@pytest.mark.obligation("P3.8")
def test_writing_to_the_council_for_them_needs_their_own_request() -> None:
    consent = agreed(agency=Recipient.LOCAL_AUTHORITY, name="SEN team")
    done = did(consent, Ground.CONSENT, agency=Recipient.LOCAL_AUTHORITY, name="SEN team")

    assert refused(check_on_behalf, done, OnFile((), (consent,))) == (
        "authority_is_outside", "3.local_authority",
    )  # fmt: skip


def answered(**choices: tuple[str, ...]) -> object:
    answers = tuple(
        Answer(question=question, state=AnswerState.GIVEN, choices=chosen, at=at(1))
        for question, chosen in choices.items()
    )
    return RECORD.model_copy(update={"answers": answers})


def tried(way: ContactWay) -> ContactTried:
    return ContactTried(ref=REF, at=at(30), by=AUTHOR, way=way, tried_at=at(20), outcome="No answer")


@pytest.mark.obligation("P6.3", "P6.4", "P6.5", partly=True)
@pytest.mark.parametrize("way", list(ContactWay))
def test_what_was_not_asked_about_contact_is_no(way: ContactWay) -> None:
    assert refused(check_contact, tried(way), RECORD)[0] == "way_not_agreed"
    assert refused(check_contact, tried(way), answered(safe_contact=("none",)))[0] == "way_not_agreed"


@pytest.mark.obligation("P6.3", "P6.4", "P6.5", partly=True)
def test_each_way_of_contact_is_open_when_it_was_agreed() -> None:
    by_phone = answered(safe_contact=("phone",), voicemail=("no",), colleagues=("yes",))

    check_contact(tried(ContactWay.PHONE), by_phone)  # type: ignore[arg-type]
    check_contact(tried(ContactWay.COLLEAGUES), by_phone)  # type: ignore[arg-type]
    assert refused(check_contact, tried(ContactWay.VOICEMAIL), by_phone) == ("way_not_agreed", "6.messages")


@pytest.mark.obligation("P6.6", partly=True)
def test_post_is_open_with_a_full_postcode_that_was_read_back() -> None:
    def by_post(address: str, read_back: str) -> object:
        given = (("safe_contact", "post", address), ("post_read_back", read_back, ""))
        answers = tuple(
            Answer(question=question, state=AnswerState.GIVEN, choices=(chosen,), words=words, at=at(1))
            for question, chosen, words in given
        )
        return RECORD.model_copy(update={"answers": answers})

    check_contact(tried(ContactWay.POST), by_post("1 Nowhere Row, B1 1AA", "confirmed"))  # type: ignore[arg-type]
    for record in (by_post("1 Nowhere Row", "confirmed"), by_post("1 Nowhere Row, B1 1AA", "no")):
        assert refused(check_contact, tried(ContactWay.POST), record) == ("way_not_agreed", "6.post")


def after(kind: AfterKind, words: str = "Done") -> FollowUp:
    return FollowUp(ref=REF, at=at(40), by=OKORO, kind=kind, words=words, happened_at=at(35))


@pytest.mark.parametrize(
    ("file", "field"),
    [
        pytest.param(OnFile(), "after_needs_decision", id="nothing decided"),
        pytest.param(
            OnFile((decided(choice=Choice.MORE_INFORMATION),)), "close_needs_decision", id="more asked for"
        ),
        pytest.param(
            OnFile((SHARE,), followed=(after(AfterKind.CASE_NOTE),)), "close_needs_author_told",
            id="the author not told",
        ),
        pytest.param(
            OnFile((SHARE,), followed=(after(AfterKind.AUTHOR_TOLD),)), "close_needs_case_note",
            id="no case note",
        ),
    ],
)  # fmt: skip
def test_it_is_closed_when_author_and_case_notes_have_it(file: OnFile, field: str) -> None:
    with pytest.raises(RecordIncomplete) as open_still:
        check_follow_up(after(AfterKind.CLOSED), file)

    assert open_still.value.code == field
    done = (after(AfterKind.CASE_NOTE), after(AfterKind.AUTHOR_TOLD))
    check_follow_up(after(AfterKind.CLOSED), OnFile((SHARE,), followed=done))


def test_nothing_is_noted_for_the_future_or_without_its_parts() -> None:
    ahead = told(CONSENT, Ground.CONSENT, shared_at=at(31))

    for check, entry in (
        (check_disclosure, ahead),
        (check_disclosure, told(CONSENT, Ground.CONSENT, what=())),
        (check_disclosure, told(CONSENT, Ground.CONSENT, how=" ")),
        (check_on_behalf, did(CONSENT, Ground.CONSENT, done_at=at(31))),
        (check_follow_up, after(AfterKind.OUTCOME, words="")),
    ):
        with pytest.raises(RecordIncomplete):
            check(entry, ALL)  # type: ignore[operator]


def test_what_went_out_reads_with_to_whom_what_how_and_when() -> None:
    [section] = shared_section((CONSENT, told(SHARE, Ground.SECTION_7), did(CONSENT, Ground.CONSENT)))
    lines = " ".join(line.text for line in section.lines)

    for words in ("Sampleton police", WHAT[0], "By phone", "14:20 on 22 Nov 2026", CONSENT.words):
        assert words in lines
    assert shared_section(()) == ()


def test_a_callers_words_stay_out_of_what_a_traceback_shows() -> None:
    assert "Hill School" not in repr(CONSENT) + repr(told(CONSENT, Ground.CONSENT))


def test_a_decision_on_crime_only_is_no_legal_ground() -> None:
    crime = decided(exceptions=(CRIME,))  # its fact is for another exception

    assert refused(check_disclosure, told(crime, Ground.SECTION_7), OnFile((crime,)))[0] == (
        "sharing_needs_ground"
    )
