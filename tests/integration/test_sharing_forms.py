"""Consent and what went out, from the questions on the screen to the books: each through its gate."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from triage.cli.commands import triage
from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from triage.errors import NotAllowed, NotFound, RecordIncomplete
from triage.interview.facts import Facts
from triage.interview.interview import replay
from triage.model import Rung
from triage.records.decision import Choice, Decision, ParentTold
from triage.records.decision_parts import AuthorView, Discussion, FactReliedOn, Recipient
from triage.records.disclosing import Consent, ConsentEnded, Disclosure, Ground, HowGiven
from triage.records.draft import Answer, AnswerState, LineKind, Reply
from triage.records.marks import mark_of

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
AGREED = "Yes, ring Hill School about the meeting"
WHOLE = {
    "consent_by": (("caller",), ""), "consent_how": (("said",), ""), "consent_to": ((), "Hill School"),
    "consent_what": ((), "That he is frightened\nThat she wants a meeting"), "consent_when": ((), "13:55"),
}  # fmt: skip


class Clock:
    """Stands until it is moved."""

    at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Desk]:
    desk = demo_desk(tmp_path_factory.mktemp("forms"), clock=clock, with_encoder=False)
    yield desk
    desk.close()


@pytest.fixture
def desk(opened: Desk, clock: Clock) -> Desk:
    clock.at = NOW
    opened.change_person("demo-caseworker")
    return opened


def given(question: str, choices: tuple[str, ...] = (), words: str = "") -> Answer:
    return Answer(question=question, state=AnswerState.GIVEN, choices=choices, words=words, at=NOW)


def a_record(desk: Desk, **agreed: tuple[tuple[str, ...], str]) -> str:
    """A record on which somebody agreed; ``agreed``: what is known of it."""
    draft = desk.start_call().said(NOW, LineKind.CALLER_WORDS, "he is frightened", Reply())
    draft = draft.chose(NOW, Rung.SAFETY_WORRY)
    answers = {"who_at_risk": (("child",), ""), "consent": (("agreed",), AGREED), **agreed}
    answers |= {"who_told": (("parent",), ""), "line_manager": (("not_yet",), "")}
    for question, (choices, words) in answers.items():
        draft = draft.answered(given(question, choices, words))
    return desk.submit(draft).ref


def consents(desk: Desk, ref: str) -> tuple[Consent, ...]:
    return tuple(desk.sharing.about(ref).file.consents)


def told(desk: Desk, ref: str, *ground: Answer, when: tuple[str, str] = ("now", "")) -> Disclosure:
    """What the form would keep, with every question on the way answered."""
    at = given("when", when[:1], when[1])
    rest = (given("how", (), "By phone"), given("by", ("me",)), at)
    progress = replay(desk.sharing_forms.outside(ref), (*ground, *rest), Facts())
    assert progress.complete, progress.gaps
    counted = tuple(step.answer for step in progress.steps if step.answer)
    return desk.sharing_forms.keep_outside(ref, counted)


def by_consent(consent: Consent, *items: int) -> tuple[Answer, Answer]:
    way = f"consent_{mark_of(consent)}"
    return given("ground", (way,)), given(f"what_{way}", tuple(f"item_{at}" for at in items))


@pytest.mark.obligation("P3.2", "P3.3")
def test_express_consent_given_on_the_call_is_in_the_book_and_opens_its_gate_and_no_other(desk: Desk) -> None:
    ref = a_record(desk, **WHOLE)

    [consent] = consents(desk, ref)
    assert (consent.name, consent.agency, consent.how) == ("Hill School", Recipient.OTHER, HowGiven.SPOKEN)
    assert consent.what == ("That he is frightened", "That she wants a meeting")
    assert consent.words == AGREED
    assert consent.given_at == NOW - timedelta(minutes=8)
    assert not consent.own_request
    kept = told(desk, ref, *by_consent(consent, 1))
    assert (kept.ground, kept.name, kept.what) == (Ground.CONSENT, "Hill School", consent.what[1:])
    with pytest.raises(NotAllowed):
        desk.sharing.shared(kept.model_copy(update={"name": "Vale School"}))
    assert desk.verify().intact


@pytest.mark.parametrize("left_out", WHOLE)
@pytest.mark.obligation("P3.3")
def test_a_tick_without_who_how_to_whom_what_or_when_puts_no_consent_in_the_book(
    desk: Desk, left_out: str
) -> None:
    ref = a_record(desk, **{question: answer for question, answer in WHOLE.items() if question != left_out})

    assert consents(desk, ref) == ()


@pytest.mark.parametrize(
    ("named", "agency"),
    [
        ("the SEN team at the council", Recipient.LOCAL_AUTHORITY),
        ("Sampleton social services", Recipient.SOCIAL_CARE),
        ("the police", Recipient.POLICE),
        ("Aunt Mary", Recipient.OTHER),
    ],
)
@pytest.mark.obligation("P3.8", "P4.7", partly=True)
def test_agreeing_on_a_call_is_no_request_of_their_own_to_tell_the_authority(
    desk: Desk, named: str, agency: Recipient
) -> None:
    ref = a_record(desk, **{**WHOLE, "consent_to": ((), named)})
    [consent] = consents(desk, ref)
    assert consent.agency is agency

    if agency in (Recipient.LOCAL_AUTHORITY, Recipient.SOCIAL_CARE):
        with pytest.raises(NotAllowed) as refused:
            told(desk, ref, *by_consent(consent, 0))
        assert refused.value.code == "authority_is_outside"
    else:
        assert told(desk, ref, *by_consent(consent, 0)).agency is agency


@pytest.mark.obligation("P3.2", "P6.1", partly=True)
def test_consent_taken_back_covers_what_was_told_before_it_and_nothing_after(
    desk: Desk, clock: Clock
) -> None:
    ref = a_record(desk, **WHOLE)
    [consent] = consents(desk, ref)
    clock.at = NOW + timedelta(minutes=2)

    desk.sharing_forms.keep_taken_back(consent, (given("when", ("now",)),))

    clock.at = NOW + timedelta(minutes=5)
    with pytest.raises(NotAllowed) as refused:
        told(desk, ref, *by_consent(consent, 0))
    assert refused.value.code == "consent_taken_back"
    assert told(desk, ref, *by_consent(consent, 0), when=("earlier", "14:04")).shared_at < clock.at
    way = desk.sharing_forms.outside(ref).question[0].options[0]
    assert "taken back since" in way.label
    [line] = [each for each in desk.sharing.listed() if each.entry == consent]
    assert line.taken_back == NOW + timedelta(minutes=2)


@pytest.mark.obligation("P3.2", partly=True)
def test_consent_is_taken_back_by_command_and_a_mark_that_is_no_consent_changes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = a_record(desk, **WHOLE)
    [consent] = consents(desk, ref)
    monkeypatch.setattr("triage.cli.sharing.signed_in", lambda: nullcontext(desk))

    def run(mark: str) -> Result:
        given = json.dumps({"consent": mark, "ended_at": NOW.isoformat()})
        return CliRunner().invoke(triage, ["record", "take-back", ref], input=given, standalone_mode=False)

    assert isinstance(run("0" * 16).exception, NotFound)
    assert desk.sharing.about(ref).file.standing == (consent,)
    assert run(mark_of(consent)).exception is None
    assert desk.sharing.about(ref).file.standing == ()


@pytest.mark.parametrize(
    ("minutes", "code"), [(9, "happened_in_the_future"), (-60, "consent_ended_before"), (2, None)]
)
def test_the_time_at_which_consent_was_taken_back_is_a_time_that_can_be(
    desk: Desk, clock: Clock, minutes: int, code: str | None
) -> None:
    ref = a_record(desk, **WHOLE)
    [consent] = consents(desk, ref)
    clock.at = NOW + timedelta(minutes=3)
    assert desk.me is not None
    ended = ConsentEnded(
        ref=ref, at=clock.at, by=desk.me, consent=mark_of(consent), ended_at=NOW + timedelta(minutes=minutes)
    )

    if code is None:
        desk.sharing.end_consent(ended)
        with pytest.raises(RecordIncomplete) as refused:
            desk.sharing.end_consent(ended)
        assert refused.value.code == "consent_ended_already"
    else:
        with pytest.raises(RecordIncomplete) as refused:
            desk.sharing.end_consent(ended)
        assert refused.value.code == code
        with pytest.raises(NotFound):
            desk.sharing.end_consent(ended.model_copy(update={"consent": "0" * 16}))


@pytest.mark.obligation("P2.3", partly=True)
def test_with_nothing_to_rely_on_the_form_ends_at_the_clause_that_refuses_and_nothing_is_written(
    desk: Desk,
) -> None:
    ref = a_record(desk)
    whom = (given("ground", ("none",)), given("agency", ("other",)), given("name", (), "Hill School"))

    with pytest.raises(NotAllowed) as refused:
        told(desk, ref, *whom, given("what", (), "That he is frightened"))

    assert refused.value.facts["clause"] == "2.sharing"
    assert desk.sharing.about(ref).entries == ()


@pytest.mark.obligation("P2.3", partly=True)
def test_by_a_decision_only_what_it_names_can_be_chosen_and_whom_it_names_told(
    desk: Desk,
) -> None:
    ref = a_record(desk)
    me = desk.change_person("demo-manager")
    signed = desk.decide(
        Decision(
            ref=ref, by=me, choice=Choice.SHARE_WITHOUT_CONSENT, reasons="He is frightened of going home.",
            exceptions=("7.exceptions.safety",), recipients=(Recipient.POLICE,), what_shared="His words",
            facts=(FactReliedOn(exception="7.exceptions.safety", fact="He said so."),),
            parent_told=ParentTold.NOT_YET, discussion=Discussion(view=AuthorView.AGREES),
            decided_at=NOW, written_at=NOW,
        ),
        None,
    )  # fmt: skip
    what = next(each for each in desk.sharing_forms.outside(ref).question if each.id == "what")
    assert [option.label for option in what.options] == ["His words"]

    way = (given("ground", ("section_7",)), given("name", (), "Sampleton police"), given("what", ("item_0",)))
    with pytest.raises(NotAllowed) as refused:
        told(desk, ref, *way, given("agency", ("other",)))
    assert refused.value.code == "not_a_recipient"
    kept = told(desk, ref, *way, given("agency", ("police",)))
    assert (kept.ground, kept.relies_on, kept.what) == (Ground.SECTION_7, mark_of(signed), ("His words",))
    [line] = [each for each in desk.sharing.listed() if each.entry == kept]
    assert line.relied_on == signed


@pytest.mark.obligation("P4.7", "P3.8", partly=True)
def test_consent_written_down_later_opens_the_way_to_the_authority_only_as_their_own_request(
    desk: Desk,
) -> None:
    ref = a_record(desk)
    answers = (
        given("given_by", (), "Mum"), given("how", ("written",)), given("agency", ("local_authority",)),
        given("name", (), "SEN team"), given("what", (), "The date of the meeting"),
        given("words", (), "Please tell the SEN team"), given("when", ("now",)),
    )  # fmt: skip

    for own in ("no", "yes"):
        desk.sharing_forms.keep_consent(ref, (*answers, given("own_request", (own,))))

    asked, own_request = consents(desk, ref)
    with pytest.raises(NotAllowed):
        told(desk, ref, *by_consent(asked, 0))
    assert told(desk, ref, *by_consent(own_request, 0)).what == ("The date of the meeting",)


def test_a_caseworker_lists_the_consents_of_their_own_records_only(desk: Desk) -> None:
    a_record(desk, **WHOLE)
    desk.change_person("demo-manager")
    theirs = a_record(desk, **WHOLE)
    every = {each.entry.ref for each in desk.sharing.listed()}
    desk.change_person("demo-caseworker")

    mine = {each.entry.ref for each in desk.sharing.listed()}
    assert theirs in every
    assert mine == every - {theirs}
