"""What went out is written at the desk through its gate, by who may, and read with its record."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from triage.desk.bootstrap import utc_now
from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from triage.errors import NotAllowed, NotFound, RecordIncomplete
from triage.model import Rung
from triage.records.decision import Choice, Decision, ParentTold, Recipient
from triage.records.decision_parts import AuthorView, Discussion, FactReliedOn
from triage.records.disclosing import (
    AfterKind,
    Consent,
    ConsentEnded,
    ContactTried,
    ContactWay,
    Disclosure,
    FollowUp,
    Ground,
    HowGiven,
    OnBehalf,
    OnBehalfKind,
)
from triage.records.draft import Answer, AnswerState, LineKind, Reply
from triage.records.marks import mark_of

AUTHOR, MANAGER = "demo-caseworker", "demo-manager"
ITEM = "The threat in her words"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    now = [utc_now()]

    def clock() -> object:
        now[0] += timedelta(seconds=1)
        return now[0]

    made = demo_desk(tmp_path_factory.mktemp("sharing"), clock=clock, with_encoder=False)  # type: ignore[arg-type]
    yield made
    made.close()


@pytest.fixture
def ref(desk: Desk) -> str:
    desk.change_person(AUTHOR)
    draft = desk.start_call().said(desk.now(), LineKind.CALLER_WORDS, "he will hurt us", Reply())
    draft = draft.chose(desk.now(), Rung.SAFETY_WORRY)
    for question, choice in {
        "who_at_risk": "child", "consent": "not_safe", "who_told": "parent", "line_manager": "not_yet",
        "safe_contact": "none",
    }.items():  # fmt: skip
        answer = Answer(question=question, state=AnswerState.GIVEN, choices=(choice,), at=desk.now())
        draft = draft.answered(answer)
    return desk.submit(draft).ref


def decision(desk: Desk, ref: str, **fields: object) -> Decision:
    me = desk.change_person(MANAGER)
    at = desk.now()
    return Decision(
        ref=ref,
        by=me,
        choice=Choice.SHARE_WITHOUT_CONSENT,
        reasons="A child may be hurt tonight.",
        exceptions=("7.exceptions.safety",),
        facts=(FactReliedOn(exception="7.exceptions.safety", fact="He said tonight."),),
        recipients=(Recipient.POLICE,),
        what_shared=ITEM,
        parent_told=ParentTold.NOT_YET,
        discussion=Discussion(view=AuthorView.AGREES),
        decided_at=at,
        written_at=at,
    ).model_copy(update=fields)


def disclosure(desk: Desk, ref: str, **fields: object) -> Disclosure:
    assert desk.me is not None
    at = desk.now()
    return Disclosure(
        ref=ref,
        at=at,
        by=desk.me,
        agency=Recipient.POLICE,
        name="Sampleton police",
        what=(ITEM,),
        how="By phone",
        shared_at=at,
        shared_by=desk.me.name,
        ground=Ground.SECTION_7,
    ).model_copy(update=fields)


def after(desk: Desk, ref: str, kind: AfterKind) -> FollowUp:
    assert desk.me is not None
    at = desk.now()
    return FollowUp(ref=ref, at=at, by=desk.me, kind=kind, words="Noted", happened_at=at)


@pytest.mark.obligation("P2.3")
def test_nothing_is_shared_before_the_decision_and_then_only_what_it_names(desk: Desk, ref: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        desk.sharing.shared(disclosure(desk, ref))
    assert refused.value.facts["clause"] == "2.sharing"

    signed = desk.decide(decision(desk, ref), None)
    desk.sharing.shared(disclosure(desk, ref, relies_on=mark_of(signed)))
    [kept] = desk.sharing.about(ref).disclosures
    assert kept.what == (ITEM,)
    assert desk.record(ref).shared == (kept,)
    with pytest.raises(NotAllowed):
        desk.sharing.shared(disclosure(desk, ref, relies_on=mark_of(signed), what=("More",)))


@pytest.mark.obligation("P7.11")
def test_the_desk_signs_nothing_before_author_and_manager_have_spoken(desk: Desk, ref: str) -> None:
    alone = decision(desk, ref, discussion=None)
    with pytest.raises(RecordIncomplete) as refused:
        desk.decide(alone, None)
    assert refused.value.code == "discussion_missing"

    desk.change_person(AUTHOR)
    desk.told_manager(ref, "Morgan Demo")
    desk.change_person(MANAGER)
    assert desk.decide(alone, None).supersedes == ""


def test_a_second_decision_names_the_first_and_both_stay(desk: Desk, ref: str) -> None:
    first = desk.decide(decision(desk, ref, choice=Choice.MORE_INFORMATION), None)
    second = desk.decide(decision(desk, ref), None)

    assert second.supersedes == mark_of(first)
    assert desk.record(ref).decisions == (first, second)
    with pytest.raises(NotAllowed):
        desk.sharing.shared(disclosure(desk, ref, relies_on=mark_of(first)))


@pytest.mark.obligation("P6.1", "P6.2", "P3.2")
def test_ringing_the_school_needs_consent_that_was_given_before_and_still_stands(
    desk: Desk, ref: str
) -> None:
    assert desk.me is not None
    at = desk.now()
    consent = Consent(
        ref=ref, at=at, by=desk.me, given_by="The parent", how=HowGiven.SPOKEN, given_at=at,
        agency=Recipient.OTHER, name="Hill School", what=("Ask for a meeting",), words="Yes, ring them.",
    )  # fmt: skip
    rung = OnBehalf(
        ref=ref, at=desk.now(), by=desk.me, kind=OnBehalfKind.RING, agency=Recipient.OTHER,
        name="Hill School", what=("Ask for a meeting",), done_at=desk.now(), ground=Ground.CONSENT,
        relies_on=mark_of(consent),
    ).model_copy(update={"at": desk.now()})  # fmt: skip
    with pytest.raises(NotAllowed) as refused:
        desk.sharing.acted(rung)
    assert refused.value.facts["clause"] == "6.no_action_without_consent"

    assert desk.sharing.consented(consent) == rung.relies_on
    desk.sharing.acted(rung)
    back = desk.now()
    ended = ConsentEnded(ref=ref, at=desk.now(), by=desk.me, consent=mark_of(consent), ended_at=back)
    desk.sharing.end_consent(ended)
    with pytest.raises(NotAllowed):
        desk.sharing.acted(rung.model_copy(update={"at": desk.now(), "done_at": ended.ended_at}))
    with pytest.raises(NotFound):
        desk.sharing.end_consent(ended.model_copy(update={"consent": "0" * 16}))
    assert desk.sharing.about(ref).done == (rung,)


@pytest.mark.obligation("P6.3", partly=True)
def test_somebody_who_asked_for_no_contact_is_not_rung(desk: Desk, ref: str) -> None:
    assert desk.me is not None
    at = desk.now()
    tried = ContactTried(
        ref=ref, at=at, by=desk.me, way=ContactWay.PHONE, tried_at=at, outcome="No answer"
    )  # fmt: skip

    with pytest.raises(NotAllowed) as refused:
        desk.sharing.contact_tried(tried)
    assert refused.value.facts["clause"] == "6.phone"
    assert desk.sharing.about(ref).contacts == ()


def test_a_record_is_closed_when_author_and_case_notes_have_the_outcome(desk: Desk, ref: str) -> None:
    desk.decide(decision(desk, ref), None)
    with pytest.raises(RecordIncomplete):
        desk.sharing.followed_up(after(desk, ref, AfterKind.CLOSED))

    for kind in (AfterKind.AUTHOR_TOLD, AfterKind.CASE_NOTE, AfterKind.CLOSED):
        desk.sharing.followed_up(after(desk, ref, kind))
    assert [each.kind for each in desk.sharing.about(ref).file.followed][-1] is AfterKind.CLOSED


def test_a_caseworker_reads_and_writes_only_in_the_books_of_their_own_records(desk: Desk, ref: str) -> None:
    desk.change_person(MANAGER)
    draft = desk.start_call().said(desk.now(), LineKind.CALLER_WORDS, "he will hurt us", Reply())
    draft = draft.chose(desk.now(), Rung.SAFETY_WORRY)
    for question in ("who_at_risk", "consent", "who_told", "line_manager"):
        choices = {"who_at_risk": "child", "consent": "not_safe", "who_told": "parent"}
        answer = Answer(
            question=question, state=AnswerState.GIVEN, choices=(choices.get(question, "not_yet"),),
            at=desk.now(),
        )  # fmt: skip
        draft = draft.answered(answer)
    theirs = desk.submit(draft).ref
    desk.change_person(AUTHOR)

    with pytest.raises(NotAllowed):
        desk.sharing.about(theirs)
    with pytest.raises(NotAllowed):
        desk.sharing.shared(disclosure(desk, theirs))
    assert desk.sharing.about(ref).entries == ()


def test_the_words_of_the_books_go_when_the_record_is_erased(desk: Desk, ref: str) -> None:
    signed = desk.decide(decision(desk, ref), None)
    desk.sharing.shared(disclosure(desk, ref, relies_on=mark_of(signed)))
    desk.erase(ref, "removal_request")

    assert desk.sharing.about(ref).disclosures == ()
    with pytest.raises(NotFound):
        desk.sharing.followed_up(after(desk, ref, AfterKind.OUTCOME))
