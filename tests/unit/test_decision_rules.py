"""What a decision must hold before it can be signed, whichever way it goes, and who may sign it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from triage.errors import NotAllowed, RecordIncomplete
from triage.model import Rung
from triage.records.addition import Addition, AdditionKind
from triage.records.afterwards import decisions_made
from triage.records.decision import (
    Choice,
    Decision,
    ParentTold,
    Recipient,
    check_consulted,
    check_decision,
    needs_a_second_look,
    replacing,
)
from triage.records.decision_parts import (
    AuthorView,
    Discussion,
    FactReliedOn,
    LegalKind,
    LegalRequirement,
    PoliceChoice,
    RecipientDetail,
)
from triage.records.draft import Mode
from triage.records.escalation import CitedClause, Escalation
from triage.records.marks import mark_of
from triage.records.people import Person, Role

START = datetime(2026, 11, 22, 14, 1, 30, tzinfo=UTC)
AUTHOR = Person(id="khan", name="A. Khan", role=Role.CASEWORKER)
OKORO = Person(id="okoro", name="J. Okoro", role=Role.MANAGER)
RECORD = Escalation(
    ref="ESC-2026-7K4M",
    mode=Mode.LIVE,
    policy_sha256="0" * 64,
    author=AUTHOR,
    opened_at=START,
    submitted_at=START + timedelta(minutes=12),
    rung=Rung.DANGER_NOW,
    rungs=(),
    account=(),
    look_ups=0,
    answers=(),
    contacts=(),
    ended_at=None,
    dropped=False,
    cited=(),
)
NOT_SHARED = Decision(
    ref=RECORD.ref,
    by=OKORO,
    choice=Choice.DO_NOT_SHARE,
    reasons="The child is safe with her aunt.",
    parent_told=None,
    decided_at=START + timedelta(minutes=15),
    written_at=START + timedelta(minutes=16),
)
SHARED = NOT_SHARED.model_copy(
    update={
        "choice": Choice.SHARE_WITHOUT_CONSENT,
        "exceptions": ("7.exceptions.safety",),
        "recipients": (Recipient.POLICE,),
        "facts": (FactReliedOn(exception="7.exceptions.safety", fact="He said tonight."),),
        "what_shared": "The threat",
        "parent_told": ParentTold.DONE,
        "parent_told_how": "By phone at 14:20, by me.",
    }
)


def changed(decision: Decision, **fields: object) -> Decision:
    return decision.model_copy(update=fields)


@pytest.mark.obligation("P7.1", "P7.12", partly=True)
@pytest.mark.parametrize(
    "decision",
    [
        pytest.param(NOT_SHARED, id="not to share"),
        pytest.param(SHARED, id="to share without consent"),
        pytest.param(
            changed(SHARED, choice=Choice.SHARE_WITH_CONSENT, exceptions=()), id="to share with consent"
        ),
        pytest.param(changed(NOT_SHARED, choice=Choice.MORE_INFORMATION), id="to ask for more"),
    ],
)
def test_every_way_to_decide_can_be_signed(decision: Decision) -> None:
    check_decision(decision, RECORD)


@pytest.mark.obligation("P7.11", "P7.15", partly=True)
def test_a_caseworker_cannot_decide() -> None:
    with pytest.raises(NotAllowed) as refused:
        check_decision(changed(NOT_SHARED, by=changed_role(OKORO, Role.CASEWORKER)), RECORD)

    assert refused.value.code == "only_a_manager_decides"


@pytest.mark.obligation("P7.11", partly=True)
def test_the_author_cannot_decide_even_as_a_manager() -> None:
    with pytest.raises(NotAllowed) as refused:
        check_decision(changed(NOT_SHARED, by=changed_role(AUTHOR, Role.MANAGER)), RECORD)

    assert refused.value.code == "author_never_decides"


@pytest.mark.obligation("P7.23", partly=True)
def test_the_manager_whom_the_worry_is_about_cannot_decide_and_another_can() -> None:
    about = RECORD.model_copy(update={"about_person": "okoro"})
    other = OKORO.model_copy(update={"id": "lee"})

    with pytest.raises(NotAllowed) as refused:
        check_decision(NOT_SHARED, about)
    check_decision(changed(NOT_SHARED, by=other), about)

    assert refused.value.code == "another_manager_decides"


def changed_role(person: Person, role: Role) -> Person:
    return person.model_copy(update={"role": role})


@pytest.mark.parametrize(
    ("decision", "code", "field"),
    [
        pytest.param(
            changed(NOT_SHARED, ref="ESC-2026-0000"),
            "decision_on_another_record", "ref", id="another record",
        ),
        pytest.param(
            changed(NOT_SHARED, reasons="no " + " " * 30),
            "reasons_too_short", "reasons", id="no reasons not to share",
        ),
        pytest.param(
            changed(SHARED, reasons="yes"),
            "reasons_too_short", "reasons", id="no reasons to share",
        ),
        pytest.param(
            changed(NOT_SHARED, decided_at=START + timedelta(minutes=17)),
            "decided_in_the_future", "decided_at", id="decided after it was written",
        ),
        pytest.param(
            changed(NOT_SHARED, decided_at=START - timedelta(minutes=1)),
            "decided_before_the_call", "decided_at", id="decided before it was heard",
        ),
        pytest.param(changed(SHARED, recipients=()), "recipients_missing", "recipients", id="nobody to tell"),
        pytest.param(
            changed(SHARED, recipients=(Recipient.OTHER,), other_recipient=" "),
            "other_recipient_missing", "other_recipient", id="other without a name",
        ),
        pytest.param(
            changed(SHARED, parent_told=None),
            "parent_told_missing", "parent_told", id="parent left out",
        ),
        pytest.param(
            changed(SHARED, parent_told=ParentTold.NOT_SAFE),
            "parent_told_reason_missing", "parent_told_reason", id="not safe without why",
        ),
        pytest.param(
            changed(SHARED, parent_told=ParentTold.NOT_POSSIBLE, parent_told_reason=" "),
            "parent_told_reason_missing", "parent_told_reason", id="not possible without why",
        ),
        pytest.param(
            changed(SHARED, parent_told_how=" "),
            "parent_told_how_missing", "parent_told_how", id="told, and not how",
        ),
        pytest.param(changed(SHARED, facts=()), "fact_missing", "fact_safety", id="no fact relied on"),
        pytest.param(
            changed(SHARED, exceptions=("7.exceptions.safety", "7.exceptions.crime")),
            "fact_missing", "fact_crime", id="a fact for one exception of two",
        ),
        pytest.param(
            changed(SHARED, what_shared=" "), "what_shared_missing", "what_shared", id="not what will be told"
        ),
        pytest.param(
            changed(SHARED, recipient_details=(RecipientDetail(agency=Recipient.SOCIAL_CARE),)),
            "detail_of_another_recipient", "recipient_details", id="a detail of nobody",
        ),
        pytest.param(changed(SHARED, exceptions=()), "exception_missing", "exceptions", id="no exception"),
        pytest.param(
            changed(SHARED, exceptions=("2.sharing",)),
            "exception_missing", "exceptions", id="a clause that is no exception",
        ),
    ],
)  # fmt: skip
@pytest.mark.obligation("P2.3", "P7.5", "P7.12", "P7.13", partly=True)
def test_what_is_missing_stops_the_signing_and_is_named(decision: Decision, code: str, field: str) -> None:
    with pytest.raises(RecordIncomplete) as refused:
        check_decision(decision, RECORD)

    assert (refused.value.code, refused.value.facts["field"]) == (code, field)


def test_a_time_typed_to_the_minute_of_the_call_is_not_before_it() -> None:
    check_decision(changed(NOT_SHARED, decided_at=START.replace(second=0)), RECORD)


def test_a_decision_made_earlier_keeps_both_its_times() -> None:
    assert NOT_SHARED.decided_at < NOT_SHARED.written_at
    assert Decision.from_canonical(NOT_SHARED.canonical()) == NOT_SHARED


@pytest.mark.parametrize("choice", list(Choice))
@pytest.mark.parametrize("rung", list(Rung))
def test_only_not_sharing_on_rung_1_is_asked_twice(choice: Choice, rung: Rung) -> None:
    asked = needs_a_second_look(choice, rung)

    assert asked == (choice is Choice.DO_NOT_SHARE and rung is Rung.DANGER_NOW)


@pytest.mark.obligation("P7.1", partly=True)
def test_no_part_of_a_decision_is_filled_in_beforehand() -> None:
    required = {name for name, about in Decision.model_fields.items() if about.is_required()}

    assert {"choice", "reasons", "parent_told", "decided_at", "by"} <= required
    assert Decision.model_fields["recipients"].default == ()


def test_reasons_stay_out_of_what_a_traceback_shows() -> None:
    assert "aunt" not in repr(NOT_SHARED)


@pytest.mark.obligation("P3.9", "P3.8", partly=True)
@pytest.mark.parametrize("authority", [Recipient.SOCIAL_CARE, Recipient.LOCAL_AUTHORITY])
def test_the_local_authority_and_social_care_need_an_exception_even_with_consent(
    authority: Recipient,
) -> None:
    with_consent = changed(SHARED, choice=Choice.SHARE_WITH_CONSENT, recipients=(authority,))

    check_decision(with_consent, RECORD)
    with pytest.raises(RecordIncomplete) as refused:
        check_decision(changed(with_consent, exceptions=()), RECORD)
    assert refused.value.code == "authority_needs_exception"


ORDER = LegalRequirement(
    kind=LegalKind.PRODUCTION_ORDER,
    authority="Sampleton police",
    reference="PO 12",
    court="Her Honour Judge Example",
    dated="20 Nov 2026",
    scope=("The case notes of May",),
)
BY_LAW = changed(
    SHARED,
    exceptions=("7.exceptions.legal",),
    facts=(FactReliedOn(exception="7.exceptions.legal", fact="I have seen the order."),),
    legal=ORDER,
)


@pytest.mark.obligation("P7.16", "P7.18", partly=True)
@pytest.mark.parametrize(
    ("legal", "code", "field"),
    [
        pytest.param(None, "legal_kind_missing", "legal_kind", id="nothing is named"),
        pytest.param({"kind": LegalKind.REQUEST}, "request_is_no_order", "legal_kind", id="an officer asks"),
        pytest.param({"authority": ""}, "legal_authority_missing", "legal_authority", id="nobody"),
        pytest.param({"reference": ""}, "order_part_missing", "legal_reference", id="no number"),
        pytest.param({"court": " "}, "order_part_missing", "legal_court", id="no judge"),
        pytest.param({"dated": ""}, "order_part_missing", "legal_dated", id="no date"),
        pytest.param({"scope": ()}, "legal_scope_missing", "legal_scope", id="no scope"),
    ],
)
def test_the_law_is_relied_on_only_with_its_order_and_scope(
    legal: dict[str, object] | None, code: str, field: str
) -> None:
    check_decision(BY_LAW, RECORD)

    given = None if legal is None else ORDER.model_copy(update=legal)
    with pytest.raises(RecordIncomplete) as refused:
        check_decision(changed(BY_LAW, legal=given), RECORD)
    assert (refused.value.code, refused.value.facts["field"]) == (code, field)


@pytest.mark.obligation("P7.16")
def test_an_act_has_no_judge_and_no_number() -> None:
    act = LegalRequirement(kind=LegalKind.ACT, authority="An act, section 1", scope=("A name",))

    check_decision(changed(BY_LAW, legal=act), RECORD)


CRIME = RECORD.model_copy(update={"rung": Rung.CRIME})


@pytest.mark.obligation("P7.15")
@pytest.mark.parametrize(
    ("decision", "code"),
    [
        pytest.param(NOT_SHARED, "police_missing", id="not decided"),
        pytest.param(
            changed(NOT_SHARED, police=PoliceChoice.DO_NOT_CONTACT), "police_reason_missing", id="no reason"
        ),
        pytest.param(
            changed(NOT_SHARED, police=PoliceChoice.CONTACT, police_reason="A theft."),
            "police_and_recipients_differ", id="to contact, and to share nothing",
        ),
        pytest.param(
            changed(SHARED, police=PoliceChoice.DO_NOT_CONTACT, police_reason="Old."),
            "police_and_recipients_differ", id="not to contact, and to tell them",
        ),
    ],
)  # fmt: skip
def test_on_a_crime_the_manager_says_if_the_police_are_contacted_and_why(
    decision: Decision, code: str
) -> None:
    with pytest.raises(RecordIncomplete) as refused:
        check_decision(decision, CRIME)

    assert refused.value.code == code
    check_decision(changed(NOT_SHARED, police=PoliceChoice.DO_NOT_CONTACT, police_reason="Old."), CRIME)
    check_decision(changed(SHARED, police=PoliceChoice.CONTACT, police_reason="A theft."), CRIME)
    check_decision(changed(NOT_SHARED, choice=Choice.MORE_INFORMATION), CRIME)


@pytest.mark.obligation("P7.11")
def test_nothing_is_decided_before_author_and_manager_have_spoken() -> None:
    with pytest.raises(RecordIncomplete) as refused:
        check_consulted(NOT_SHARED, RECORD, ())
    assert refused.value.facts["field"] == "discussion"

    check_consulted(changed(NOT_SHARED, discussion=Discussion(view=AuthorView.DISAGREES)), RECORD, ())
    told = Addition(
        ref=RECORD.ref, at=START, by=AUTHOR, kind=AdditionKind.MANAGER_TOLD, text="J. Okoro"
    )  # fmt: skip
    check_consulted(NOT_SHARED, RECORD, (told,))


@pytest.mark.obligation("P7.23", partly=True)
def test_a_manager_with_a_conflict_of_interest_does_not_decide() -> None:
    with pytest.raises(NotAllowed) as refused:
        check_decision(changed(NOT_SHARED, conflict=True), RECORD)

    assert refused.value.code == "conflict_never_decides"
    check_decision(changed(NOT_SHARED, conflict=False), RECORD)


def test_a_later_decision_names_the_one_it_replaces() -> None:
    later = replacing(SHARED, (NOT_SHARED,))

    assert later.supersedes == mark_of(NOT_SHARED)
    assert replacing(NOT_SHARED, ()).supersedes == ""
    with pytest.raises(RecordIncomplete):
        replacing(later, (NOT_SHARED, SHARED))


def test_a_decision_reads_with_all_that_was_noted() -> None:
    noted = changed(
        BY_LAW,
        discussion=Discussion(view=AuthorView.DISAGREES, points="She would wait."),
        recipients=(Recipient.SOCIAL_CARE,),
        no_actions=True,
        support_offered=True,
        withheld="Her health: not needed.",
        supersedes=mark_of(NOT_SHARED),
    )
    lines = " ".join(line.text for line in decisions_made((noted,), RECORD))

    for words in (
        "They see it another way", "She would wait.", "I have seen the order.", "Judge Example",
        "The case notes of May", "part of the Local Authority", "Her health: not needed.",
    ):  # fmt: skip
        assert words in lines


@pytest.mark.obligation("P7.13", partly=True)
def test_with_terrorism_the_record_says_what_to_know_before_the_parent_is_told() -> None:
    cited = RECORD.model_copy(update={"cited": (CitedClause(id="7.terrorism", quote="x"),)})

    assert any("section 39" in line.text for line in decisions_made((SHARED,), cited))
    assert not any("section 39" in line.text for line in decisions_made((SHARED,), RECORD))


def test_an_older_decision_without_the_newer_parts_still_reads() -> None:
    old = json.loads(NOT_SHARED.canonical())
    for name in set(Decision.model_fields) - {
        "schema_version", "ref", "by", "choice", "reasons", "exceptions", "recipients", "other_recipient",
        "parent_told", "parent_told_reason", "decided_at", "written_at",
    }:  # fmt: skip
        del old[name]

    assert Decision.from_canonical(json.dumps(old)) == NOT_SHARED
