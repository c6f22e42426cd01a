"""Facts apart from opinion and hearsay, identity never needed, every word kept, and who is told left open."""

import pytest
from written_case import AUTHOR, CALL, FLOW, all_words, asked, at, left, path, read, said, written

from triage.call import spoken_line
from triage.content import messages
from triage.labels import labels
from triage.records.addition import Addition, AdditionKind
from triage.records.draft import Answer, AnswerState, LineKind, Reply
from triage.records.identity import FIELDS

NAMED = said("caller_name", "named", words="Jo")


def test_opinion_and_hearsay_have_headings_of_their_own_and_the_opinion_is_the_authors() -> None:
    record = written(
        said("hearsay", words="Gran told her he drinks"), said("opinion", words="I think she is scared")
    )
    facts = ("situation", "background", "assessment", "their_words", "request", "notes")
    elsewhere = [text for section in facts for _, text in read(record, section)]

    assert read(record, "hearsay") == [("Heard from others", "Gran told her he drinks")]
    assert read(record, "opinion") == [("Author's view", "I think she is scared")]
    assert labels()["section"]["opinion"] == "THE AUTHOR'S VIEW"
    assert not {"Gran told her he drinks", "I think she is scared"} & set(elsewhere)


@pytest.mark.parametrize(
    ("typed", "their_words", "kept"),
    [
        pytest.param(
            "Q: what happened then?", False, (LineKind.QUESTION, "what happened then?"), id="in notes"
        ),
        pytest.param("q: who?", True, (LineKind.QUESTION, "who?"), id="between their words"),
        pytest.param("Q:", False, (LineKind.NOTE, "Q:"), id="nothing asked"),
        pytest.param("quiet: no voices", False, (LineKind.NOTE, "quiet: no voices"), id="a note"),
    ],
)
def test_a_line_that_begins_with_q_is_what_the_caseworker_asked(
    typed: str, their_words: bool, kept: tuple[LineKind, str]
) -> None:
    assert spoken_line(typed, their_words=their_words) == kept


def test_what_was_asked_stands_numbered_and_timed_between_the_callers_words() -> None:
    call = CALL
    call = call.said(at(0), LineKind.QUESTION, "what happened then?", Reply())
    call = call.said(at(1), LineKind.CALLER_WORDS, "he hit me", Reply())
    call = call.said(at(2), LineKind.NOTE, "cries", Reply())

    assert read(written(call=call), "their_words") == [
        ("1  14:01  Asked by the caseworker", "what happened then?"),
        ("2  14:02  Caller", "he hit me"),
    ]


def test_place_others_injuries_capacity_and_names_to_protect_are_on_the_record() -> None:
    record = written(
        said("who_at_risk", "adult"),
        said("capacity", "yes", words="Did not know the day"),
        said("worry_about", "home"),
        said("relationship", words="her brother"),
        said("channel", "visit"),
        said("place", words="our front room"),
        said("who_present", words="her friend Sam"),
        said("injuries", words="a blue arm, she said"),
        said("protect", words="Sam, from the brother"),
    )

    assert ("Names to protect", "Sam, from the brother") in read(record, "box")
    situation, background = read(record, "situation"), read(record, "background")
    assert ("Adult's choices", "A worry that they cannot decide this: Did not know the day") in situation
    assert ("Who they are", "her brother") in situation
    assert ("Injuries told", "a blue arm, she said") in situation
    assert ("Worry is about", "Somebody else at home") in situation
    assert ("How they came", "In person") in background
    assert ("Place", "our front room") in background
    assert ("Who was there", "her friend Sam") in background


def test_capacity_is_asked_of_an_adult_only() -> None:
    assert "capacity" in path(said("who_at_risk", "child", "adult"))
    assert "capacity" not in path(said("who_at_risk", "child"))


@pytest.mark.obligation("P5.1")
@pytest.mark.parametrize("field", FIELDS)
def test_each_part_of_an_identity_is_given_declined_or_not_asked_and_they_read_apart(field: str) -> None:
    gate = said("more_about_them", "more")
    title = labels()["asked"][field]

    shown = [
        dict(read(written(NAMED, gate, *answer), "background"))[title]
        for answer in (
            (said(field, words="as they gave it"),),
            (left(field, AnswerState.DECLINED),),
            (left(field, AnswerState.NOT_ASKED),),
            (),
        )
    ]
    assert shown == ["as they gave it", "Declined to say", "Not asked", "Not provided"]
    assert path(NAMED, gate).count(field) == 1


@pytest.mark.obligation("P5.1", partly=True)
@pytest.mark.parametrize("state", [AnswerState.DECLINED, AnswerState.NOT_ASKED])
def test_one_key_answers_for_the_whole_of_an_identity(state: AnswerState) -> None:
    answers = (NAMED, left("more_about_them", state))
    background = dict(read(written(*answers), "background"))

    assert not set(FIELDS) & set(path(*answers))
    assert {background[labels()["asked"][field]] for field in FIELDS} == {labels()["answer_state"][state]}


@pytest.mark.obligation("P5.3", "P3.4")
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(said("caller_name", "no_name"), id="no name"),
        pytest.param(left("caller_name", AnswerState.DECLINED), id="declined"),
        pytest.param(left("caller_name", AnswerState.NOT_ASKED), id="not asked"),
        pytest.param(None, id="skipped"),
    ],
)
def test_whoever_gives_no_name_is_asked_for_nothing_more_and_the_record_is_whole(name: Answer | None) -> None:
    answers = (name,) if name else ()
    record = written(*answers)

    assert not {"more_about_them", *FIELDS} & set(path(*answers))
    assert not set(FIELDS) & {answer.question for answer in record.answers}
    assert not any(question.required for question in FLOW.question if question.id in ("caller_name", *FIELDS))


@pytest.mark.obligation("P5.5")
def test_no_agreement_of_a_parent_swallows_no_disclosure() -> None:
    record = written(
        said("who_told", "third_party", words="a teacher"),
        said("third_party_consent", "no"),
        said("who_at_risk", "child"),
    )

    assert ("", "Received without confirmed consent (policy 5)") in read(record, "background")
    assert ("Decide", "Whether or not to breach confidentiality (policy 7)") in read(record, "box")


YOUNG = ("child", "young_person")


@pytest.mark.obligation("P7.24")
@pytest.mark.parametrize(
    "answers",
    [
        pytest.param((said("who_told", "child"),), id="a child tells"),
        pytest.param((said("who_told", "young_person"),), id="a young person tells"),
        pytest.param((said("who_told", "parent"), said("worry_about", "parent")), id="the other parent"),
        pytest.param((said("who_told", "third_party"), said("worry_about", "parent")), id="about a parent"),
    ],
)
def test_who_should_be_told_is_asked_openly_and_nothing_is_preset(answers: tuple[Answer, ...]) -> None:
    step = asked(*answers).step("who_to_tell")

    assert step is not None
    assert step.question.kind == "words"
    assert step.question.options == ()
    assert (step.answer, step.prefilled) == (None, False)
    assert step.question.prompt == "Who should be told about this? Who should not?"
    assert "The policy speaks of telling parents. It is silent on this. (practice)" in step.question.help


@pytest.mark.obligation("P7.24", partly=True)
def test_their_answer_reaches_the_manager_and_elsewhere_it_is_not_asked() -> None:
    record = written(said("who_told", "child"), said("who_to_tell", words="not dad"))

    assert ("Who to tell", "not dad") in read(record, "request")
    assert "who_to_tell" not in path(said("who_told", "parent"), said("worry_about", "staff"))


@pytest.mark.obligation("P1.2")
@pytest.mark.parametrize("caller", YOUNG)
def test_a_young_callers_pages_do_not_take_them_for_a_parent(caller: str) -> None:
    open_choices = {"who_told", "worry_about", "who_to_tell"}
    pages = [
        step.question
        for step in asked(said("rung", "danger_now"), said("who_told", caller), NAMED).steps
        if step.question.id not in open_choices
    ]

    assert len(pages) > 30
    for page in pages:
        spoken = " ".join((page.prompt, page.say or "", *page.help, *(each.label for each in page.options)))
        assert "parent" not in spoken.lower(), page.id


@pytest.mark.obligation("P3.6")
@pytest.mark.parametrize("consent", ["agreed", "said_no", "not_safe", "no_time", "unsure", None])
def test_telling_the_line_manager_needs_no_consent(consent: str | None) -> None:
    answers = (said("consent", consent),) if consent else ()
    record = written(*answers, said("line_manager", "spoken", words="J. Okoro", minute=11))

    assert record.answer_to("line_manager") is not None
    page = asked().step("line_manager")
    assert page is not None
    assert "3.staff_discussion" in page.question.cites


@pytest.mark.obligation("P3.6")
def test_telling_the_line_manager_is_nowhere_called_a_breach() -> None:
    pages = [question for question in FLOW.question if question.number == 8]
    spoken = [
        *(line for page in pages for line in (page.title, page.prompt, *page.help)),
        *(option.label for page in pages for option in page.options),
        *(outcome.text for outcome in FLOW.outcome),
        *(
            text
            for code, text in messages().items()
            if code.startswith(("check_", "submitted_", "timeline_"))
        ),
    ]

    assert len(pages) == 4
    assert [line for line in spoken if "breach" in line.lower()] == []


@pytest.mark.obligation("P7.8")
def test_danger_is_asked_straight_after_the_risk_and_before_consent_whatever_the_rung() -> None:
    for rung in ("danger_now", "safety_worry", "no_risk_heard"):
        assert path(said("rung", rung))[:2] == ["rung", "danger_now"]
    assert path(said("rung", "danger_now"), said("danger_now", "yes"))[:4] == [
        "rung",
        "danger_now",
        "where_now",
        "called_999",
    ]


def test_words_that_were_given_again_and_words_of_a_branch_not_taken_stay_on_the_record() -> None:
    record = written(
        said("danger_now", "yes"),
        said("where_now", words="in the shed"),
        said("danger_now", "no"),
        said("consent", "agreed", words="yes, tell school"),
        said("consent", "said_no", words="no, do not", minute=12),
    )

    assert read(record, "changed") == [
        ("Where they are, 14:11", "in the shed"),
        ("Consent, 14:11", "yes, tell school"),
    ]
    assert "no, do not" in all_words(record)


def test_words_that_were_only_written_on_are_no_change() -> None:
    record = written(said("done_so_far", words="Rang"), said("done_so_far", words="Rang 999", minute=11))

    assert record.set_aside == ()


def test_what_stood_in_the_box_unentered_is_kept_but_no_look_up() -> None:
    assert ("Left in the box", "and then he") in read(written(call=CALL.with_typing("and then he")), "notes")
    assert written(call=CALL.with_typing("?what is section 7")).left_in_box == ""


def test_a_correction_stands_beside_the_words_it_corrects_and_the_record_is_the_same() -> None:
    record = written(said("place", words="front room"))
    body = record.canonical()
    fix = Addition(
        ref=record.ref,
        at=at(30),
        by=AUTHOR,
        kind=AdditionKind.CORRECTION,
        text="back room",
        about="front room",
    )

    [(head, text)] = read(record, "additions", fix, minute=31)
    assert "A. Khan" in head
    assert "front room" in text
    assert "back room" in text
    assert ("Place", "front room") in read(record, "background", fix, minute=31)
    assert record.canonical() == body


def test_every_question_has_a_place_on_the_record() -> None:
    openers = (
        said("more_about_them", "more"),
        said("safe_contact", "phone"),
        said("crime_told", "happened"),
        said("order_kind", "yes"),
    )
    whole = written()
    for question in FLOW.question:
        takes_words = [option.id for option in question.options if option.words]
        if question.id == "their_words" or (question.kind != "words" and not takes_words):
            continue
        answer = said(question.id, *takes_words[:1], words=f"canary-{question.id}")
        before = [each for each in (*whole.answers, *openers) if each.question != question.id]
        kept = whole.model_copy(update={"answers": (*before, answer)})
        assert f"canary-{question.id}" in all_words(kept), question.id
