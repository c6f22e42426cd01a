"""A record as people read it: the question first, exact words apart, and no blank that reads as «no»."""

from datetime import UTC, datetime, timedelta

import pytest

from triage.errors import RecordIncomplete
from triage.interview.facts import facts_of
from triage.interview.flow import Flow, load_flow
from triage.interview.interview import replay
from triage.interview.submission import build
from triage.model import Category, HeardBy, Rung
from triage.policy.pack import Pack
from triage.records.addition import Addition, AdditionKind
from triage.records.consultation import manager_told_at, people_to_speak_to
from triage.records.decision import Choice, Decision, ParentTold, Recipient
from triage.records.document import Kind, Section
from triage.records.draft import Answer, AnswerState, Draft, KeptSignal, LineKind, Mode, Reply
from triage.records.escalation import Escalation
from triage.records.people import Contact, Person, Role
from triage.records.summary import summary

START = datetime(2026, 11, 22, 14, 1, tzinfo=UTC)
AUTHOR = Person(id="khan", name="A. Khan", role=Role.CASEWORKER)
OKORO = Person(id="okoro", name="J. Okoro", role=Role.MANAGER)
CHAIN = (
    Contact(name="J. Okoro", phone="01632 960001", person_id="okoro"),
    Contact(name="D. Lee", phone="01632 960002"),
)
HEARD = KeptSignal(
    category=Category.DOMESTIC_ABUSE,
    rung=Rung.SAFETY_WORRY,
    span=(9, 25),
    by=HeardBy.RULE,
    score=0.9,
    rule="threat",
    clauses=("7.circumstances.abused", "7.consult_manager"),
)


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def said(question: str, *choices: str, words: str = "", minute: float = 10) -> Answer:
    return Answer(question=question, state=AnswerState.GIVEN, choices=choices, words=words, at=at(minute))


def left(question: str, state: AnswerState) -> Answer:
    return Answer(question=question, state=state, at=at(10))


@pytest.fixture(scope="module")
def flow(pack: Pack) -> Flow:
    return load_flow(pack)


@pytest.fixture
def call(pack: Pack) -> Draft:
    """A call on rung 2, with a note, two lines of the caller's words and a look-up between them."""
    draft = Draft(
        ref="ESC-2026-7K4M", mode=Mode.LIVE, policy_sha256=pack.sha256, author=AUTHOR, opened_at=START
    )
    draft = draft.said(at(0), LineKind.NOTE, "Whispering.", Reply())
    draft = draft.said(
        at(1), LineKind.CALLER_WORDS, "he said  he would hurt us tonight", Reply(signals=(HEARD,))
    )
    draft = draft.said(at(2), LineKind.LOOK_UP, "can she stay anonymous", Reply())
    return draft.said(at(3), LineKind.CALLER_WORDS, "Wilf's hiding [/b]", Reply()).chose(
        at(1), Rung.SAFETY_WORRY
    )


def submitted(draft: Draft, flow: Flow, pack: Pack, *answers: Answer) -> Escalation:
    for answer in (said("who_told", "parent"), said("line_manager", "not_yet"), *answers):
        draft = draft.answered(answer)
    return build(draft, replay(flow, draft.answers, facts_of(draft, CHAIN)), pack, at(20))


def lines(sections: tuple[Section, ...], section_id: str) -> list[tuple[str, str]]:
    return [(line.label, line.text) for part in sections if part.id == section_id for line in part.lines]


def decided(record: Escalation) -> Decision:
    return Decision(
        ref=record.ref,
        by=OKORO,
        choice=Choice.SHARE_WITHOUT_CONSENT,
        reasons="A child may be hurt tonight.",
        exceptions=("7.exceptions.safety", "7.exceptions.crime"),
        recipients=(Recipient.POLICE, Recipient.OTHER),
        other_recipient="Refuge",
        parent_told=ParentTold.NOT_SAFE,
        parent_told_reason="He reads her phone.",
        decided_at=at(22),
        written_at=at(25),
    )


def test_an_incomplete_draft_names_the_first_answer_it_still_needs(
    call: Draft, flow: Flow, pack: Pack
) -> None:
    with pytest.raises(RecordIncomplete) as incomplete:
        build(call, replay(flow, (), facts_of(call, CHAIN)), pack, at(20))

    assert incomplete.value.facts == {"field": "who_told", "what": "Select who told you"}


@pytest.mark.obligation("P5.3")
def test_a_record_is_complete_with_nothing_known_of_who_called(call: Draft, flow: Flow, pack: Pack) -> None:
    nothing = [left(question, AnswerState.DECLINED) for question in ("safe_contact", "where_now")]

    record = submitted(call, flow, pack, said("caller_name", "no_name"), *nothing)
    background = lines(summary(record, (), (), at(20)), "background")

    assert ("Name", "No name. They stay anonymous") in background
    assert not any(answer.words for answer in record.answers)


def test_a_look_up_is_counted_and_not_part_of_the_account(call: Draft, flow: Flow, pack: Pack) -> None:
    record = submitted(call, flow, pack)

    assert record.look_ups == 1
    assert "can she stay anonymous" not in record.canonical().decode()


@pytest.mark.obligation("P7.5", partly=True)
def test_the_clauses_of_rung_answers_and_signals_are_cited_as_they_read_now(
    call: Draft, flow: Flow, pack: Pack
) -> None:
    record = submitted(call, flow, pack, said("who_at_risk", "child"))

    cited = {clause.id: clause.quote for clause in record.cited}
    assert {
        "7.exceptions.safety",
        "7.circumstances.abused",
        "7.circumstances.child_or_vulnerable_adult",
    } <= set(cited)
    assert {"7.consult_manager", "7.record"} <= set(cited)
    assert all(quote == pack.quote(clause).text for clause, quote in cited.items())
    assert record.policy_sha256 == pack.sha256


@pytest.mark.obligation("P7.12", partly=True)
def test_the_first_thing_a_manager_reads_is_the_open_question(call: Draft, flow: Flow, pack: Pack) -> None:
    box = summary(submitted(call, flow, pack), (), (), at(29))[0]

    assert box.heading == "DECISION NEEDED"
    assert [(line.label, line.text) for line in box.lines] == [
        ("Reference", "ESC-2026-7K4M"),
        ("Decide", "Whether or not to breach confidentiality (policy 7)"),
        ("Risk", "2 SAFETY WORRY"),
        ("Who is at risk", "Not provided"),
        ("Heard", "14:01 on 22 Nov 2026"),
        ("Line manager told", "Not spoken to yet"),
        ("Waiting", "9 min"),
    ]


@pytest.mark.obligation("P7.15", partly=True)
def test_a_crime_asks_the_manager_about_the_police_too(call: Draft, flow: Flow, pack: Pack) -> None:
    record = submitted(call, flow, pack, said("rung", "crime"))

    asked = [text for name, text in lines(summary(record, (), (), at(29)), "request") if name == "Decide"]
    assert asked[1] == "Whether or not to contact the police (policy 7)"


def test_the_callers_words_are_numbered_timed_exact_and_apart_from_notes(
    call: Draft, flow: Flow, pack: Pack
) -> None:
    sections = summary(submitted(call, flow, pack), (), (), at(29))

    assert lines(sections, "their_words") == [
        ("2  14:02  Caller", "he said  he would hurt us tonight"),
        ("3  14:04  Caller", "Wilf's hiding [/b]"),
    ]
    assert lines(sections, "notes") == [("1  14:01  Noted by the caseworker", "Whispering.")]
    kinds = {line.kind for part in sections if part.id == "their_words" for line in part.lines}
    assert kinds == {Kind.THEIR_WORDS}


def test_words_added_in_the_questions_follow_the_account_and_are_not_said_twice(
    call: Draft, flow: Flow, pack: Pack
) -> None:
    of_the_call = "he said  he would hurt us tonight\nWilf's hiding [/b]"

    same = submitted(call, flow, pack, said("their_words", words=of_the_call))
    more = submitted(call, flow, pack, said("their_words", words=of_the_call + "\nplease hurry"))

    assert len(lines(summary(same, (), (), at(29)), "their_words")) == 2
    assert lines(summary(more, (), (), at(29)), "their_words")[2:] == [("Written at 14:11", "please hurry")]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("he said  he would hurt us tonight", [], id="only what was said up to then"),
        pytest.param("he said  he would hurt us tonight\nnow", ["now"], id="that, and more"),
        pytest.param(
            "he said he would hurt us tonight", ["he said he would hurt us tonight"], id="tidied up"
        ),
        pytest.param(
            "he said  he would hurt us tonight!", ["he said  he would hurt us tonight!"], id="longer"
        ),
    ],
)
def test_words_that_differ_from_the_account_in_any_way_are_all_shown(
    call: Draft, flow: Flow, pack: Pack, typed: str, shown: list[str]
) -> None:
    record = submitted(call, flow, pack, said("their_words", words=typed))

    later = [
        text for head, text in lines(summary(record, (), (), at(29)), "their_words") if "Written" in head
    ]
    assert later == shown


def test_the_words_that_raised_a_signal_are_shown_as_a_reason_to_look(
    call: Draft, flow: Flow, pack: Pack
) -> None:
    noted = dict(lines(summary(submitted(call, flow, pack), (), (), at(29)), "assessment"))

    assert noted["Words to note"] == '"he would hurt us" may point to: Domestic abuse'


@pytest.mark.obligation("P5.5")
@pytest.mark.parametrize("answer", ["no", "not_confirmed"])
def test_what_a_third_party_said_without_agreement_reaches_the_manager_and_is_marked(
    call: Draft, flow: Flow, pack: Pack, answer: str
) -> None:
    told = (said("who_told", "third_party", words="Neighbour"), said("third_party_consent", answer))

    background = lines(summary(submitted(call, flow, pack, *told), (), (), at(29)), "background")

    assert ("", "Received without confirmed consent (policy 5)") in background


@pytest.mark.obligation("P6.4", "P6.5")
@pytest.mark.trap(31)
def test_messages_nobody_asked_about_are_not_allowed_and_say_why(call: Draft, flow: Flow, pack: Pack) -> None:
    answers = (said("safe_contact", "phone", words="01632 960111"), left("voicemail", AnswerState.NOT_KNOWN))

    background = lines(summary(submitted(call, flow, pack, *answers), (), (), at(29)), "background")

    assert ("Voicemail", "No. It was not asked") in background
    assert ("At their work", "No. It was not asked") in background


def test_not_asked_not_known_declined_and_left_out_read_differently(
    call: Draft, flow: Flow, pack: Pack
) -> None:
    record = submitted(
        call, flow, pack,
        left("who_at_risk", AnswerState.NOT_KNOWN),
        left("safe_contact", AnswerState.DECLINED),
        left("danger_now", AnswerState.NOT_ASKED),
    )  # fmt: skip

    sections = summary(record, (), (), at(29))
    read = dict(lines(sections, "situation") + lines(sections, "background"))

    assert [read[name] for name in ("Who is at risk", "Safe contact", "Danger now", "Name")] == [
        "Not known",
        "Declined to say",
        "Not asked",
        "Not provided",
    ]


@pytest.mark.obligation("P3.3", partly=True)
def test_consent_shows_the_exact_reply_or_that_it_is_missing(call: Draft, flow: Flow, pack: Pack) -> None:
    with_words = submitted(call, flow, pack, said("consent", "agreed", words="yeah go on then"))
    bare = submitted(call, flow, pack, said("consent", "agreed"))

    assert ("Exact reply", "yeah go on then") in lines(summary(with_words, (), (), at(29)), "consent")
    assert ("Exact reply", "Not written down") in lines(summary(bare, (), (), at(29)), "consent")


@pytest.mark.obligation("P7.14", "P7.20", partly=True)
def test_the_timeline_holds_every_moment_in_order_and_no_word_of_the_caller(
    call: Draft, flow: Flow, pack: Pack
) -> None:
    tried = call.contacted(at(6), "J. Okoro", reached=False).ended(at(9), dropped=True)
    record = submitted(tried, flow, pack, said("line_manager", "not_yet"), said("next_on_list", "not_yet"))
    history = ((at(21), "J. Okoro", "record_opened"), (at(20), "A. Khan", "record_submitted"))

    told = lines(summary(record, (), (decided(record),), at(29), history), "timeline")

    assert [f"{when} {what}" for when, what in told] == [
        "Today 14:01 Call opened by A. Khan",
        "Today 14:01 Line 1: Noted by the caseworker",
        "Today 14:02 Risk chosen: 2 SAFETY WORRY",
        "Today 14:02 Line 2: Caller",
        "Today 14:04 Line 3: Caller",
        "Today 14:07 J. Okoro: Tried, not reached",
        "Today 14:10 The call dropped",
        "Today 14:21 Submitted by A. Khan, 20 min after it was heard",
        "Today 14:22 Opened: J. Okoro",
        "Today 14:23 Decided by J. Okoro: To share without consent",
        "Today 14:26 Decision written by J. Okoro",
    ]


@pytest.mark.obligation("P7.13", partly=True)
def test_a_decision_shows_all_its_parts_and_both_its_times(call: Draft, flow: Flow, pack: Pack) -> None:
    record = submitted(call, flow, pack)
    sections = summary(record, (), (decided(record),), at(29))

    shown = lines(sections, "decision")
    assert sections[0].heading == "DECIDED"
    assert shown == [
        ("Decision", "To share without consent"),
        ("Reasons", "A child may be hurt tonight."),
        ("Exceptions relied on", pack.quote("7.exceptions.safety").text),
        ("Exceptions relied on", "Preventing or detecting a crime"),
        ("Who will be told", "Police; Other: Refuge"),
        ("Parent told", "No: not safe or not appropriate"),
        ("Why not", "He reads her phone."),
        ("Decided by", "J. Okoro"),
        ("Decided at", "14:23 on 22 Nov 2026"),
        ("Written at", "14:26 on 22 Nov 2026"),
    ]


@pytest.mark.obligation("P7.23", partly=True)
def test_a_record_about_the_manager_names_them_and_the_next_person_is_the_one_to_speak_to(
    call: Draft, flow: Flow, pack: Pack
) -> None:
    about = submitted(call, flow, pack, said("line_manager", "about_manager"))
    other = submitted(call, flow, pack)

    assert (about.about_person, other.about_person) == ("okoro", None)
    assert [contact.name for contact in people_to_speak_to(about, CHAIN)] == ["D. Lee"]
    assert [contact.name for contact in people_to_speak_to(other, CHAIN)] == ["J. Okoro", "D. Lee"]


@pytest.mark.obligation("P7.20", partly=True)
def test_what_is_asked_last_stands_where_a_manager_looks_for_it(call: Draft, flow: Flow, pack: Pack) -> None:
    record = submitted(
        call, flow, pack,
        said("others_at_home", "others", words="A baby"),
        said("when_happened", words="last Friday"),
        said("how_told", "needs", words="She signs"),
        said("wishes", words="to stay at her aunt's"),
        said("record_told", "yes"),
        said("notes_kept", "kept", words="My blue book"),
    )  # fmt: skip

    sections = summary(record, (), (), at(29))

    assert ("When it happened", "last Friday") in lines(sections, "situation")
    assert ("Others at home", "Asked. There are others: A baby") in lines(sections, "situation")
    assert ("How they told", "Another way, or they need help: She signs") in lines(sections, "background")
    assert ("Own notes", "Kept: My blue book") in lines(sections, "background")
    assert ("What they want", "to stay at her aunt's") in lines(sections, "request")
    assert ("Told of the record", "Yes") in lines(sections, "consent")


def test_an_addition_stands_beside_the_record_with_name_and_time(call: Draft, flow: Flow, pack: Pack) -> None:
    record = submitted(call, flow, pack)
    note = Addition(ref=record.ref, at=at(40), by=AUTHOR, kind=AdditionKind.NOTE, text="She rang again.")

    assert lines(summary(record, (note,), (), at(41)), "additions") == [
        ("Note added, 14:41 on 22 Nov 2026, A. Khan", "She rang again.")
    ]


def test_sections_with_nothing_in_them_are_left_out(call: Draft, flow: Flow, pack: Pack) -> None:
    ids = {part.id for part in summary(submitted(call, flow, pack), (), (), at(29))}

    assert not {"decision", "additions"} & ids


@pytest.mark.obligation("P7.10", partly=True)
def test_submitting_and_trying_are_not_speaking_to_the_manager(call: Draft, flow: Flow, pack: Pack) -> None:
    only_tried = submitted(call.contacted(at(6), "J. Okoro", reached=False), flow, pack)
    told = Addition(ref=only_tried.ref, at=at(31), by=AUTHOR, kind=AdditionKind.MANAGER_TOLD, text="J. Okoro")

    assert manager_told_at(only_tried) is None
    assert manager_told_at(only_tried, (told,)) == at(31)


def test_spoken_in_the_call_or_in_the_questions_counts_from_its_own_time(
    call: Draft, flow: Flow, pack: Pack
) -> None:
    in_the_call = submitted(call.contacted(at(12), "J. Okoro", reached=True), flow, pack)
    answered = submitted(call, flow, pack, said("line_manager", "spoken", words="J. Okoro 14:09", minute=11))

    assert manager_told_at(in_the_call) == at(12)
    assert manager_told_at(answered) == at(11)
