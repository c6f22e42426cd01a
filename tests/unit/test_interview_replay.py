"""An interview is the replay of its answers: branches, prefilled answers, changes of mind, missing ones."""

from datetime import UTC, datetime, timedelta

import pytest

from triage.interview.facts import Facts
from triage.interview.flow import Flow, load_flow
from triage.interview.interview import Progress, replay
from triage.model import Rung
from triage.policy.pack import Pack
from triage.records.draft import (
    Answer,
    AnswerState,
    Exchange,
    LineKind,
    ManagerContact,
    Reply,
    RungChosen,
)
from triage.records.people import Contact

START = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
MANAGER = Contact(name="J. Okoro", phone="01632 960001", person_id="okoro")
DEPUTY = Contact(name="D. Lee", phone="01632 960002")
THIRD = Contact(name="P. Shah", phone="01632 960003")


@pytest.fixture(scope="module")
def flow(pack: Pack) -> Flow:
    return load_flow(pack)


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def said(question: str, *choices: str, words: str = "", minute: float = 30) -> Answer:
    return Answer(question=question, state=AnswerState.GIVEN, choices=choices, words=words, at=at(minute))


def left(question: str, state: AnswerState) -> Answer:
    return Answer(question=question, state=state, at=at(30))


def heard(number: int, text: str, kind: LineKind = LineKind.CALLER_WORDS) -> Exchange:
    return Exchange(number=number, at=at(number), kind=kind, text=text, reply=Reply())


def tried(person: Contact, minute: float, *, reached: bool = False) -> ManagerContact:
    return ManagerContact(at=at(minute), name=person.name, reached=reached)


def path(progress: Progress) -> list[str]:
    return [step.question.id for step in progress.steps]


def summary(progress: Progress, question: str) -> str:
    step = progress.step(question)
    assert step is not None
    return step.summary


def test_with_no_answers_at_all_the_path_runs_to_its_end_without_branches(flow: Flow) -> None:
    progress = replay(flow, (), Facts())

    assert path(progress)[0] == "rung"
    assert not {"third_party_consent", "where_now", "order_kind", "next_on_list"} & set(path(progress))
    assert progress.outcome.id == "manager_decides"


def test_the_gaps_are_the_required_answers_in_words_for_the_check_page(flow: Flow) -> None:
    progress = replay(flow, (), Facts())

    assert not progress.complete
    assert [gap.problem for gap in progress.gaps] == [
        "Select how serious this is",
        "Select who told you",
        "Select whether you have spoken to your line manager",
    ]


def test_the_shortest_complete_record_needs_three_answers(flow: Flow) -> None:
    answers = (said("rung", "no_risk_heard"), said("who_told", "parent"), said("line_manager", "not_yet"))

    assert replay(flow, answers, Facts()).complete


def test_the_rung_of_the_call_is_the_answer_until_one_is_given(flow: Flow) -> None:
    facts = Facts(chosen=RungChosen(at=at(1), rung=Rung.SAFETY_WORRY))

    progress = replay(flow, (), facts)

    assert progress.rung is Rung.SAFETY_WORRY
    assert progress.steps[0].prefilled
    assert summary(progress, "rung") == "2 SAFETY WORRY"


def test_of_a_rung_pressed_and_a_rung_answered_the_later_counts(flow: Flow) -> None:
    answer = said("rung", "crime", minute=5)

    before = replay(flow, (answer,), Facts(chosen=RungChosen(at=at(1), rung=Rung.SAFETY_WORRY)))
    after = replay(flow, (answer,), Facts(chosen=RungChosen(at=at(9), rung=Rung.DANGER_NOW)))

    assert before.rung is Rung.CRIME
    assert after.rung is Rung.DANGER_NOW


def test_their_words_come_from_the_call_and_notes_do_not(flow: Flow) -> None:
    facts = Facts(account=(heard(1, "whispering", LineKind.NOTE), heard(2, "he hit me"), heard(3, "again")))

    progress = replay(flow, (), facts)
    step = progress.step("their_words")

    assert step is not None
    assert step.answer is not None
    assert step.prefilled
    assert step.answer.words == "he hit me\nagain"
    assert step.summary == 'Entries: 2. First: "he hit me"'


@pytest.mark.obligation("P7.8", partly=True)
@pytest.mark.parametrize("answer", ["yes", "not_sure"])
def test_danger_or_not_being_sure_asks_for_the_place_and_for_999(flow: Flow, answer: str) -> None:
    progress = replay(flow, (said("danger_now", answer),), Facts())

    assert path(progress)[path(progress).index("danger_now") + 1 :][:2] == ["where_now", "called_999"]


def test_no_danger_asks_for_neither(flow: Flow) -> None:
    assert "where_now" not in path(replay(flow, (said("danger_now", "no"),), Facts()))


def test_danger_now_on_the_ladder_answers_the_question_about_danger(flow: Flow) -> None:
    progress = replay(flow, (), Facts(chosen=RungChosen(at=at(1), rung=Rung.DANGER_NOW)))

    assert "where_now" in path(progress)
    assert summary(progress, "danger_now") == "Yes"


@pytest.mark.obligation("P5.6")
def test_the_place_is_asked_once_and_may_be_declined(flow: Flow) -> None:
    answers = (said("danger_now", "yes"), left("where_now", AnswerState.DECLINED))

    progress = replay(flow, answers, Facts())
    step = progress.step("where_now")

    assert step is not None
    assert path(progress).count("where_now") == 1
    assert (step.summary, step.problem) == ("Declined to say", None)


@pytest.mark.obligation("P5.4")
@pytest.mark.parametrize("answer", ["yes", "no", "not_confirmed"])
def test_a_third_party_is_asked_whether_the_parent_agreed_and_no_way_leads_past_it(
    flow: Flow, answer: str
) -> None:
    enough = (said("rung", "safety_worry"), said("who_told", "third_party"), said("line_manager", "not_yet"))

    unanswered = replay(flow, enough, Facts())
    answered = replay(flow, (*enough, said("third_party_consent", answer)), Facts())

    assert [gap.question.id for gap in unanswered.gaps] == ["third_party_consent"]
    assert answered.complete


def test_the_question_whether_the_parent_agreed_cannot_be_left_as_not_known(flow: Flow) -> None:
    answers = (said("who_told", "third_party"), left("third_party_consent", AnswerState.NOT_KNOWN))

    step = replay(flow, answers, Facts()).step("third_party_consent")

    assert step is not None
    assert step.problem == "Select whether the parent agreed"


@pytest.mark.obligation("P5.5", partly=True)
def test_no_agreement_does_not_stop_the_record(flow: Flow) -> None:
    answers = (
        said("rung", "safety_worry"),
        said("who_told", "third_party"),
        said("third_party_consent", "no"),
        said("line_manager", "not_yet"),
    )

    assert replay(flow, answers, Facts()).complete


@pytest.mark.obligation("P6.3", "P6.4", "P6.5", partly=True)
def test_a_safe_number_asks_when_and_whether_messages_may_be_left(flow: Flow) -> None:
    ids = path(replay(flow, (said("safe_contact", "phone", words="01632 960111"),), Facts()))

    assert ids[ids.index("safe_contact") + 1 :][:3] == ["contact_time", "voicemail", "colleagues"]
    assert "voicemail" not in path(replay(flow, (said("safe_contact", "none"),), Facts()))


@pytest.mark.obligation("P7.16", partly=True)
def test_a_legal_order_asks_for_its_reference_court_date_and_deadline(flow: Flow) -> None:
    answers = (said("rung", "legal_order"), said("order_kind", "yes"))

    ids = path(replay(flow, answers, Facts()))

    assert ids[1:9] == [
        "order_kind",
        "order_law",
        "order_reference",
        "order_court",
        "order_date",
        "order_documents",
        "order_deadline",
        "order_due",
    ]


@pytest.mark.obligation("P7.18", partly=True)
def test_an_officer_who_asks_without_an_order_is_not_treated_as_an_order(flow: Flow) -> None:
    answers = (said("rung", "legal_order"), said("order_kind", "no"))

    progress = replay(flow, answers, Facts())
    kind = progress.step("order_kind")

    assert kind is not None
    assert "is not an order" in kind.question.help[0]
    assert "order_reference" not in path(progress)


def test_a_manager_reached_in_the_call_is_the_answer(flow: Flow) -> None:
    progress = replay(flow, (), Facts(contacts=(tried(MANAGER, 7), tried(MANAGER, 9, reached=True))))
    step = progress.step("line_manager")

    assert step is not None
    assert step.answer is not None
    assert (step.answer.choices, step.answer.words, step.prefilled) == (("spoken",), "J. Okoro 14:09", True)


def test_tries_of_the_call_are_noted_with_their_times_and_lead_to_the_next_on_the_list(flow: Flow) -> None:
    facts = Facts(contacts=(tried(MANAGER, 7), tried(MANAGER, 11)), manager_chain=(MANAGER, DEPUTY, THIRD))

    progress = replay(flow, (), facts)
    following = progress.step("next_on_list")

    assert summary(progress, "line_manager").endswith("J. Okoro 14:07, J. Okoro 14:11")
    assert following is not None
    assert "D. Lee 01632 960002" in following.question.prompt


def test_the_next_on_the_list_is_one_who_was_not_tried(flow: Flow) -> None:
    facts = Facts(contacts=(tried(MANAGER, 7), tried(DEPUTY, 8)), manager_chain=(MANAGER, DEPUTY, THIRD))

    step = replay(flow, (), facts).step("next_on_list")

    assert step is not None
    assert "P. Shah" in step.question.prompt


@pytest.mark.obligation("P7.22")
def test_where_no_deputy_is_set_the_page_says_so_plainly(flow: Flow) -> None:
    answers = (said("line_manager", "tried", words="J. Okoro 14:07"),)

    progress = replay(flow, answers, Facts(manager_chain=(MANAGER,)))
    step = progress.step("no_deputy")

    assert step is not None
    assert step.question.help[1] == "Your service has not set a deputy. The policy does not name one."


def test_when_everyone_on_the_list_was_tried_the_page_says_that_instead(flow: Flow) -> None:
    facts = Facts(contacts=(tried(MANAGER, 7), tried(DEPUTY, 8)), manager_chain=(MANAGER, DEPUTY))

    ids = path(replay(flow, (), facts))

    assert "list_used_up" in ids
    assert not {"no_deputy", "next_on_list"} & set(ids)


@pytest.mark.obligation("P7.23", partly=True)
def test_a_worry_about_the_manager_leads_to_the_next_person_on_the_list(flow: Flow) -> None:
    progress = replay(flow, (said("line_manager", "about_manager"),), Facts(manager_chain=(MANAGER, DEPUTY)))
    step = progress.step("next_on_list")

    assert step is not None
    assert "D. Lee" in step.question.prompt
    assert "J. Okoro" not in step.question.prompt


@pytest.mark.obligation("P7.23", partly=True)
def test_a_worry_about_the_manager_has_an_outcome_of_its_own_and_names_that_manager(flow: Flow) -> None:
    facts = Facts(manager_chain=(MANAGER, DEPUTY))

    about = replay(flow, (said("line_manager", "about_manager"),), facts)
    other = replay(flow, (said("line_manager", "not_yet"),), facts)

    assert (about.about_manager, about.about) == (True, MANAGER)
    assert about.outcome.text.startswith("Do not raise this with your line manager.")
    assert about.outcome.source == "service rule"
    assert (other.about_manager, other.about) == (False, None)
    assert other.outcome.id == "manager_decides"


@pytest.mark.obligation("P7.21", "P7.22", partly=True)
@pytest.mark.parametrize(
    ("question", "chain", "tries"),
    [
        ("next_on_list", (MANAGER, DEPUTY), (MANAGER,)),
        ("no_deputy", (MANAGER,), (MANAGER,)),
        ("list_used_up", (MANAGER, DEPUTY), (MANAGER, DEPUTY)),
    ],
)
def test_where_no_manager_is_reached_999_comes_first(
    flow: Flow, question: str, chain: tuple[Contact, ...], tries: tuple[Contact, ...]
) -> None:
    facts = Facts(manager_chain=chain, contacts=tuple(tried(person, 7) for person in tries))

    step = replay(flow, (), facts).step(question)

    assert step is not None
    assert step.question.help[0].startswith("Life at risk? Call 999 now. Do not wait for a manager.")


@pytest.mark.obligation("P7.16", partly=True)
def test_a_legal_demand_that_is_from_no_court_is_asked_for_its_reference_too(flow: Flow) -> None:
    answers = (said("rung", "legal_order"), said("order_kind", "other_demand"))

    assert "order_deadline" in path(replay(flow, answers, Facts()))


def test_a_worry_about_the_manager_is_not_overwritten_by_reaching_somebody_later(flow: Flow) -> None:
    facts = Facts(contacts=(tried(MANAGER, 50, reached=True),), manager_chain=(MANAGER, DEPUTY))

    progress = replay(flow, (said("line_manager", "about_manager"),), facts)

    assert summary(progress, "line_manager") == "My worry is about my line manager"


def test_not_yet_becomes_spoken_when_the_manager_is_reached_afterwards(flow: Flow) -> None:
    answers = (said("line_manager", "not_yet", minute=10),)

    progress = replay(flow, answers, Facts(contacts=(tried(MANAGER, 12, reached=True),)))

    assert summary(progress, "line_manager").endswith("J. Okoro 14:12")


def test_an_answer_corrects_what_the_call_had_noted_before_it(flow: Flow) -> None:
    answers = (said("line_manager", "not_yet", minute=15),)

    progress = replay(flow, answers, Facts(contacts=(tried(MANAGER, 12, reached=True),)))

    assert summary(progress, "line_manager") == "Not yet"


@pytest.mark.obligation("P7.10", partly=True)
@pytest.mark.parametrize("option", ["spoken", "tried"])
def test_spoken_and_tried_need_who_and_when(flow: Flow, option: str) -> None:
    bare = replay(flow, (said("line_manager", option),), Facts()).step("line_manager")
    named = replay(flow, (said("line_manager", option, words="J. Okoro 14:07"),), Facts()).step(
        "line_manager"
    )

    assert bare is not None
    assert named is not None
    assert bare.problem is not None
    assert bare.problem.startswith("Write who you ")
    assert named.problem is None


def test_a_revised_answer_keeps_later_answers_that_still_apply(flow: Flow) -> None:
    answers = (
        said("danger_now", "yes"),
        said("where_now", words="in the shed"),
        said("consent", "not_safe"),
        said("who_told", "parent"),
    )

    progress = replay(flow, (*answers, said("danger_now", "no", minute=40)), Facts())

    assert "where_now" not in path(progress)
    assert summary(progress, "consent") == "I did not ask. It was not safe to"
    assert summary(progress, "who_told") == "The parent"


def test_an_answer_that_was_off_the_path_counts_again_when_the_path_comes_back(flow: Flow) -> None:
    answers = (
        said("danger_now", "yes"),
        said("where_now", words="in the shed"),
        said("danger_now", "no", minute=40),
        said("danger_now", "not_sure", minute=41),
    )

    assert summary(replay(flow, answers, Facts()), "where_now") == "in the shed"


def test_a_question_skipped_stays_open_and_the_next_ones_are_asked(flow: Flow) -> None:
    progress = replay(flow, (said("rung", "safety_worry"), said("consent", "not_safe")), Facts())

    assert progress.current is not None
    assert progress.current.question.id == "danger_now"
    assert summary(progress, "who_at_risk") == "Not provided"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(said("consent"), id="nothing chosen"),
        pytest.param(said("consent", "agreed", "said_no"), id="two of one"),
        pytest.param(said("consent", "perhaps"), id="an option the question does not have"),
        pytest.param(left("consent", AnswerState.DECLINED), id="a state the question does not offer"),
        pytest.param(said("done_so_far", words=" \n"), id="words with nothing in them"),
    ],
)
def test_an_answer_that_does_not_fit_its_question_counts_as_none(flow: Flow, answer: Answer) -> None:
    step = replay(flow, (answer,), Facts()).step(answer.question)

    assert step is not None
    assert step.answer is None


def test_not_asked_not_known_declined_and_not_provided_read_differently(flow: Flow) -> None:
    read = {
        summary(replay(flow, (left("safe_contact", state),), Facts()), "safe_contact")
        for state in (AnswerState.NOT_ASKED, AnswerState.NOT_KNOWN, AnswerState.DECLINED)
    }
    read.add(summary(replay(flow, (), Facts()), "safe_contact"))

    assert read == {"Not asked", "Not known", "Declined to say", "Not provided"}


def test_long_words_are_shortened_on_the_check_page_and_stay_whole_in_the_answer(flow: Flow) -> None:
    words = "and then " * 40
    step = replay(flow, (said("done_so_far", words=words),), Facts()).step("done_so_far")

    assert step is not None
    assert step.answer is not None
    assert len(step.summary) <= 72
    assert step.summary.endswith("…")
    assert step.answer.words == words
