"""What a decision must hold before it can be signed, whichever way it goes, and who may sign it."""

from datetime import UTC, datetime, timedelta

import pytest

from triage.errors import NotAllowed, RecordIncomplete
from triage.model import Rung
from triage.records.decision import (
    Choice,
    Decision,
    ParentTold,
    Recipient,
    check_decision,
    needs_a_second_look,
)
from triage.records.draft import Mode
from triage.records.escalation import Escalation
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
        "parent_told": ParentTold.DONE,
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
