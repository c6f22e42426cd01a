"""What the call says by itself, and the named rules that route by it."""

from datetime import UTC, datetime

from triage.interview.facts import Facts, facts_of
from triage.interview.predicates import (
    no_deputy_set,
    somebody_left_on_the_list,
    worry_is_about_the_manager,
)
from triage.model import Rung
from triage.records.draft import Answer, AnswerState, Draft, LineKind, ManagerContact, Mode, Reply
from triage.records.people import Contact, Person, Role

NOW = datetime(2026, 11, 22, 14, 1, tzinfo=UTC)
OKORO = Contact(name="J. Okoro", phone="01632 960001", person_id="okoro")
LEE = Contact(name="D. Lee", phone="01632 960002", person_id="lee")
SHAH = Contact(name="P. Shah", phone="01632 960003")


def tried(*people: Contact) -> tuple[ManagerContact, ...]:
    return tuple(ManagerContact(at=NOW, name=person.name, reached=False) for person in people)


def draft_by(person_id: str, role: Role) -> Draft:
    author = Person(id=person_id, name="Somebody", role=role)
    return Draft(ref="ESC-2026-7K4M", mode=Mode.LIVE, policy_sha256="0" * 64, author=author, opened_at=NOW)


def test_a_manager_who_took_the_call_consults_the_next_on_the_chain() -> None:
    facts = facts_of(draft_by("okoro", Role.MANAGER), (OKORO, LEE, SHAH))

    assert facts.manager_chain == (LEE, SHAH)
    assert facts.next_person == SHAH


def test_a_caseworker_has_the_whole_chain() -> None:
    assert facts_of(draft_by("khan", Role.CASEWORKER), (OKORO, LEE)).manager_chain == (OKORO, LEE)


def test_the_newest_rung_and_only_the_callers_exact_words_are_taken() -> None:
    draft = draft_by("khan", Role.CASEWORKER).chose(NOW, Rung.CRIME).chose(NOW, Rung.DANGER_NOW)
    draft = draft.said(NOW, LineKind.NOTE, "a note", Reply()).said(
        NOW, LineKind.CALLER_WORDS, "help", Reply()
    )
    draft = draft.said(NOW, LineKind.LOOK_UP, "a look-up", Reply())

    facts = facts_of(draft, ())

    assert facts.chosen is not None
    assert facts.chosen.rung is Rung.DANGER_NOW
    assert [line.text for line in facts.their_words] == ["help"]
    assert [line.text for line in facts.account] == ["a note", "help"]


def test_somebody_is_left_on_the_list_until_all_after_the_manager_were_tried() -> None:
    chain = (OKORO, LEE, SHAH)

    assert somebody_left_on_the_list({}, Facts(manager_chain=chain, contacts=tried(OKORO, LEE)))
    assert not somebody_left_on_the_list({}, Facts(manager_chain=chain, contacts=tried(LEE, SHAH)))
    assert not somebody_left_on_the_list({}, Facts(manager_chain=(OKORO,)))


def test_no_deputy_is_set_when_the_chain_has_one_name_or_none() -> None:
    assert no_deputy_set({}, Facts())
    assert no_deputy_set({}, Facts(manager_chain=(OKORO,)))
    assert not no_deputy_set({}, Facts(manager_chain=(OKORO, LEE)))


def test_a_worry_about_the_manager_is_the_answer_that_says_so_and_no_other() -> None:
    given = {
        choice: Answer(question="line_manager", state=AnswerState.GIVEN, choices=(choice,), at=NOW)
        for choice in ("about_manager", "not_yet")
    }

    assert worry_is_about_the_manager({"line_manager": given["about_manager"]}, Facts())
    assert not worry_is_about_the_manager({"line_manager": given["not_yet"]}, Facts())
    assert not worry_is_about_the_manager({}, Facts())


def test_no_word_of_the_caller_shows_in_what_a_traceback_prints() -> None:
    draft = draft_by("khan", Role.CASEWORKER).said(NOW, LineKind.CALLER_WORDS, "canary", Reply())

    assert "canary" not in repr(facts_of(draft, ()))
