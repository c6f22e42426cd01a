"""Whatever is answered, in any order: the interview ends, loses no word, and lets nothing out too early."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.errors import RecordIncomplete
from triage.interview.facts import facts_of
from triage.interview.flow import load_flow
from triage.interview.interview import replay
from triage.interview.submission import build
from triage.model import Rung
from triage.policy.pack import load_pack
from triage.records.draft import Answer, AnswerState, Draft, LineKind, Mode, Reply
from triage.records.escalation import Escalation
from triage.records.identity import FIELDS
from triage.records.people import Contact, Person, Role
from triage.records.section7 import SAFETY, tags
from triage.records.summary import summary

PACK = load_pack()
FLOW = load_flow(PACK)
QUESTIONS = {question.id: question for question in FLOW.question}
START = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
LATER = START + timedelta(hours=2)
AUTHOR = Person(id="khan", name="A. Khan", role=Role.CASEWORKER)
CHAIN = tuple(Contact(name=name, phone="01632 960001") for name in ("J. Okoro", "D. Lee", "P. Shah"))

often = settings(max_examples=50, deadline=None, database=None)
moments = st.integers(0, 90).map(lambda minute: START + timedelta(minutes=minute))


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """An answer as a screen might send it, and some that no screen would."""
    question = draw(st.sampled_from(FLOW.question))
    options = [option.id for option in question.options]
    return Answer(
        question=question.id,
        state=draw(st.sampled_from([AnswerState.GIVEN] * 5 + list(AnswerState))),
        choices=tuple(draw(st.lists(st.sampled_from([*options, "bogus"]), max_size=2, unique=True))),
        words=draw(st.text(max_size=30)),
        at=draw(moments),
    )


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """A call with lines, rungs, tries and answers in any order."""
    draft = Draft(
        ref="ESC-2026-7K4M", mode=Mode.LIVE, policy_sha256=PACK.sha256, author=AUTHOR, opened_at=START
    )
    for kind, text in draw(st.lists(st.tuples(st.sampled_from(LineKind), st.text(max_size=40)), max_size=4)):
        draft = draft.said(draw(moments), kind, text, Reply())
    for rung in draw(st.lists(st.sampled_from(Rung), max_size=2)):
        draft = draft.chose(draw(moments), rung)
    draft = draft.with_typing(draw(st.sampled_from(["", "and then he"])))
    for person in draw(st.lists(st.sampled_from(CHAIN), max_size=2)):
        draft = draft.contacted(draw(moments), person.name, reached=draw(st.booleans()))
    for answer in draw(st.lists(answers(), max_size=12)):
        draft = draft.answered(answer)
    return draft


COMPLETE = tuple(
    Answer(question=question, state=AnswerState.GIVEN, choices=(choice,), at=START + timedelta(minutes=95))
    for question, choice in (
        ("rung", "safety_worry"),
        ("who_told", "third_party"),
        ("third_party_consent", "no"),
        ("line_manager", "not_yet"),
    )
)


IDENTITY = {"caller_name", "more_about_them", *FIELDS}


def words_of(record: Escalation) -> str:
    """All that a reader of the record sees."""
    return "\n".join(line.text for part in summary(record, (), (), LATER) for line in part.lines)


chains = st.integers(0, 3).map(lambda length: CHAIN[:length])


@often
@given(drafts(), chains)
def test_every_interview_ends_and_never_goes_back(draft: Draft, chain: tuple[Contact, ...]) -> None:
    progress = replay(FLOW, draft.answers, facts_of(draft, chain))

    order = [FLOW.question.index(QUESTIONS[step.question.id]) for step in progress.steps]
    assert progress.outcome in FLOW.outcome
    assert order == sorted(set(order))


@often
@given(drafts(), chains)
def test_the_same_answers_always_give_the_same_interview(draft: Draft, chain: tuple[Contact, ...]) -> None:
    facts = facts_of(draft, chain)

    assert replay(FLOW, draft.answers, facts) == replay(FLOW, draft.answers, facts)


@often
@given(drafts(), chains, answers())
def test_an_answer_off_the_path_changes_nothing(
    draft: Draft, chain: tuple[Contact, ...], answer: Answer
) -> None:
    facts = facts_of(draft, chain)
    before = replay(FLOW, draft.answers, facts)
    if before.step(answer.question) is None:
        assert replay(FLOW, (*draft.answers, answer), facts) == before


@often
@given(drafts(), chains, st.sets(st.sampled_from(COMPLETE)))
def test_nothing_becomes_a_record_without_what_it_must_have(
    draft: Draft, chain: tuple[Contact, ...], some: set[Answer]
) -> None:
    for answer in some:
        draft = draft.answered(answer)
    progress = replay(FLOW, draft.answers, facts_of(draft, chain))

    if not progress.complete:
        with pytest.raises(RecordIncomplete) as incomplete:
            build(draft, progress, PACK, LATER)
        assert incomplete.value.facts["field"] == progress.gaps[0].question.id
        return
    record = build(draft, progress, PACK, LATER)
    told, manager = record.answer_to("who_told"), record.answer_to("line_manager")
    assert told is not None
    assert manager is not None
    assert record.rung is progress.rung
    assert "third_party" not in told.choices or record.answer_to("third_party_consent")
    assert not {"spoken", "tried"} & set(manager.choices) or manager.words.strip()


@pytest.mark.trap(5, 16)
@often
@given(drafts(), chains)
def test_no_word_that_counts_is_lost_or_changed_on_the_way_to_the_record(
    draft: Draft, chain: tuple[Contact, ...]
) -> None:
    for answer in COMPLETE:
        draft = draft.answered(answer)
    progress = replay(FLOW, draft.answers, facts_of(draft, chain))

    record = build(draft, progress, PACK, LATER)

    assert record.account == draft.account
    assert [line.text for line in record.account] == [
        line.text for line in draft.thread if line.kind is not LineKind.LOOK_UP
    ]
    for step in progress.steps:
        if step.answer is not None and not step.prefilled:
            assert record.answer_to(step.question.id) == draft.answer_to(step.question.id)
    read = words_of(record)
    for line in record.account:
        assert line.text in read
    for answer in draft.answers:
        assert answer.words.strip("\n") in read or not answer.words.strip()
    assert draft.typing.strip() in read


@often
@given(drafts(), chains)
@pytest.mark.obligation("P7.10", "P7.19", partly=True)
def test_nothing_of_section_7_becomes_a_record_before_the_question_of_consultation(
    draft: Draft, chain: tuple[Contact, ...]
) -> None:
    progress = replay(FLOW, draft.answers, facts_of(draft, chain))
    standing = {step.question.id: step.answer for step in progress.steps if step.answer}
    manager = standing.get("line_manager")

    if tags(standing, draft.account) and (manager is None or progress.step("line_manager") in progress.gaps):
        with pytest.raises(RecordIncomplete):
            build(draft, progress, PACK, LATER)
    for answer in COMPLETE[:3]:
        draft = draft.answered(answer)
    again = replay(FLOW, draft.answers, facts_of(draft, chain))
    assert again.complete is (again.step("line_manager") not in again.gaps)


@often
@given(drafts(), chains)
@pytest.mark.obligation("P7.5", partly=True)
def test_all_of_section_7_that_is_tagged_stands_on_the_record_with_its_clause(
    draft: Draft, chain: tuple[Contact, ...]
) -> None:
    for answer in COMPLETE:
        draft = draft.answered(answer)
    record = build(draft, replay(FLOW, draft.answers, facts_of(draft, chain)), PACK, LATER)

    found = {tag.clause for tag in tags(record.by_question, record.account)}
    assert SAFETY in found
    assert found <= {clause.id for clause in record.cited}
    assert all(PACK.quote(clause).text in words_of(record) for clause in found)


@often
@given(drafts(), chains)
@pytest.mark.obligation("P2.3", partly=True)
def test_whatever_the_author_answers_the_way_ends_at_a_manager_and_names_nobody_outside(
    draft: Draft, chain: tuple[Contact, ...]
) -> None:
    for answer in COMPLETE:
        draft = draft.answered(answer)
    progress = replay(FLOW, draft.answers, facts_of(draft, chain))
    record = build(draft, progress, PACK, LATER)

    assert progress.outcome.id in ("manager_decides", "other_person_decides")
    assert not {"recipients", "choice", "shared", "disclosed"} & set(record.model_dump())


@often
@given(drafts(), chains)
@pytest.mark.obligation("P5.3", "P3.4", partly=True)
def test_a_record_is_complete_whatever_is_left_out_of_who_they_are(
    draft: Draft, chain: tuple[Contact, ...]
) -> None:
    anonymous = draft.model_copy(
        update={"answers": tuple(each for each in draft.answers if each.question not in IDENTITY)}
    )
    for answer in COMPLETE:
        anonymous = anonymous.answered(answer)

    assert replay(FLOW, anonymous.answers, facts_of(anonymous, chain)).complete


@often
@given(drafts(), chains)
def test_a_record_reads_back_as_it_was_written(draft: Draft, chain: tuple[Contact, ...]) -> None:
    for answer in COMPLETE:
        draft = draft.answered(answer)
    progress = replay(FLOW, draft.answers, facts_of(draft, chain))

    record = build(draft, progress, PACK, LATER)

    assert type(record).from_canonical(record.canonical()) == record
    assert Draft.from_canonical(draft.canonical()) == draft
