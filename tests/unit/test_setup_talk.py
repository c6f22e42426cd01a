"""Setting up by questions: their order, the way back, and answers that will not do."""

from datetime import date
from functools import reduce

import pytest

from triage.desk.setup_talk import Ask, SetupTalk
from triage.errors import UsageError
from triage.records.people import Role

WORDS = "meadow ribbon quartz saddle"
TWO_MANAGERS = ("Invented", "Morgan", "01632 960001", WORDS, WORDS, "Robin", "", WORDS, WORDS, "")


def after(*answers: str) -> SetupTalk:
    return reduce(SetupTalk.answered, answers, SetupTalk())


def test_all_is_asked_for_in_order_and_comes_out_as_a_plan() -> None:
    talk = after(*TWO_MANAGERS, "Casey", WORDS, WORDS, "").adopted(("call_999",))
    talk = talk.answered("Morgan").answered("1 September 2027")

    assert talk.ask is Ask.CHECK
    assert talk.plan.service == "Invented"
    assert [(each.name, each.role, each.phone) for each in talk.plan.people] == [
        ("Morgan", Role.MANAGER, "01632 960001"),
        ("Robin", Role.MANAGER, ""),
        ("Casey", Role.CASEWORKER, ""),
    ]
    assert {each.passphrase for each in talk.plan.people} == {WORDS}
    assert talk.plan.rules_adopted == {"call_999": "Morgan"}


def test_no_rule_adopted_asks_for_nobody() -> None:
    talk = after(*TWO_MANAGERS, "").adopted(()).answered("1 September 2027")

    assert talk.ask is Ask.CHECK
    assert talk.plan.rules_adopted == {}


@pytest.mark.obligation("P9.4", partly=True)
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param("", "setup_answer_needed", id="nothing"),
        pytest.param("next year", "day_not_read", id="no day"),
        pytest.param("31/02/2027", "day_not_read", id="a day that does not exist"),
        pytest.param("1 September", "day_not_read", id="no year"),
    ],
)
def test_there_is_no_way_past_the_day_of_the_yearly_review(typed: str, code: str) -> None:
    talk = after(*TWO_MANAGERS, "").adopted(())
    assert talk.ask is Ask.REVIEW

    with pytest.raises(UsageError) as wrong:
        talk.answered(typed)

    assert wrong.value.code == code
    assert talk.answered("1/9/2027").plan.review_due == date(2027, 9, 1)


@pytest.mark.parametrize(
    ("answers", "typed", "code"),
    [
        pytest.param((), "", "setup_answer_needed", id="no name of the service"),
        pytest.param(("Invented",), " ", "setup_manager_needed", id="no manager at all"),
        pytest.param(TWO_MANAGERS[:3], "short", "passphrase_too_short", id="a short passphrase"),
        pytest.param(TWO_MANAGERS[:3], "a" + " " * 20, "passphrase_too_short", id="a passphrase of spaces"),
        pytest.param(TWO_MANAGERS[:4], "another one of them", "setup_not_the_same", id="two that differ"),
        pytest.param(TWO_MANAGERS[:5], "MORGAN", "setup_same_name", id="the same name again"),
        pytest.param(TWO_MANAGERS, "robin", "setup_same_name", id="a caseworker with a manager's name"),
    ],
)
def test_an_answer_that_will_not_do_says_why_and_changes_nothing(
    answers: tuple[str, ...], typed: str, code: str
) -> None:
    talk = after(*answers)

    with pytest.raises(UsageError) as wrong:
        talk.answered(typed)

    assert wrong.value.code == code


def test_every_answer_can_be_taken_back_to_the_first_question() -> None:
    talk, asked = after(*TWO_MANAGERS, "Casey", WORDS, WORDS, "").adopted(("call_999",)), []
    while talk.before is not None:
        talk = talk.before
        asked.append(talk.ask)

    assert talk == SetupTalk()
    assert len(asked) == len(TWO_MANAGERS) + 5


def test_names_lose_what_steers_a_terminal_and_passphrases_lose_nothing() -> None:
    talk = after(
        "In\x1b[31mvented", "Mor\u202egan", "", "  four words and a space ", "  four words and a space "
    )

    assert "\x1b" not in talk.service
    assert talk.people[0].name == "Morgan"
    assert talk.people[0].passphrase == "  four words and a space "


def test_no_passphrase_shows_when_a_talk_is_printed() -> None:
    talk = after(*TWO_MANAGERS)

    assert WORDS not in repr(talk)
    assert WORDS not in repr(talk.plan)
