"""Notes on the law: every row of the currency note there, word by word; dated, sourced, open about doubt; old
after twelve months by the desk's clock."""

from datetime import date

import pytest

from triage.cli.doctor import show_old_notes
from triage.content import message
from triage.desk.doctor import PolicyFinding, old_notes
from triage.guidance import advise, load_guidance
from triage.model import Rung
from triage.policy.law_shown import law_doubts, law_lines
from triage.policy.pack import Pack

CHECKED = date(2026, 11, 22)
IN_TIME, TOO_LATE = date(2027, 11, 22), date(2027, 11, 24)

ROWS = {
    "terrorism_act_repealed": (
        "Prevention of Terrorism Act 1989", "high",
        ("no longer law", "Terrorism Act 2000", "(Temporary Provisions) Act 1989", "section 18",
         "Northern Ireland", '"(repealed)"'),
    ),
    "terrorism_duty_now": (
        "it is an offence to withhold information relating to acts of terrorism", "high",
        ("section 38B of the Terrorism Act 2000", "section 117", "know or believe", "material assistance",
         "prevent an act of terrorism", "convict", "a constable as soon as reasonably practicable",
         "reasonable excuse is a defence", "anywhere"),
    ),
    "terrorist_money": (
        None, "high",
        ("Section 19 of the Terrorism Act 2000", "sections 15 to 18", "believe or suspect", "through work",
         "constable", "employer's own procedure", "written procedure"),
    ),
    "terrorism_do_not_tell_others": (
        None, "high",
        ("Section 39 of the Terrorism Act 2000", "known or suspected", "sections 19 to 21B or 38B",
         "tell others something likely to harm", "interfere", "before you tell anyone or delete anything"),
    ),
    "data_protection_act": (
        "Data Protection Act", "unverified",
        ("Data Protection Act 2018", "UK GDPR", "Schedule 1, paragraph 18", "under-18s and adults at risk",
         "consent cannot be given", "reasonably be obtained", "harm the protection", "policy document",
         "Paragraph 10", "preventing or detecting unlawful acts"),
    ),
    "data_use_and_access_act": (
        None, "unverified",
        ("Section 70 and Schedule 4", "recognised legitimate interest",
         "crime and safeguarding a vulnerable individual", "no balancing test", "Public authorities"),
    ),
    "production_orders": (
        "it is an offence not to produce the documents referred to in the order", "high",
        ("Section 9 and Schedule 1", "A judge", "special procedure material",
         "contempt of the Crown Court, not as an offence of its own",
         "do not conceal, destroy, alter or dispose"),
    ),
    "minimum_standards": (
        "Quality Standards set out by the Government in 2016", "high",
        ("replaced", "Minimum Standards", "September 2018"),
    ),
    "crime_and_policing_act": (
        None, "unverified",
        ("2026 chapter 20", "29 April 2026", "notify police or a council", "child sex offences",
         '"relevant activity" in England', "start later"),
    ),
    "information_sharing_advice": (
        None, "unverified",
        ("2024", "seven rules", "Rule 2", "where practicable and safe", "Rule 3",
         "consent not needed where a child is at risk or harm is perceived", "advice, not law",
         "does not decide"),
    ),
    "working_together": (None, "unverified", ("18 March 2026",)),
    "keeping_children_safe": (
        None, "unverified", ("1 September 2026", "Paragraph 74", "binds schools and colleges"),
    ),
    "fgm_duty": (None, "unverified", ("Section 5B", "teachers and regulated professionals only")),
}  # fmt: skip
"""Row by row: the policy's words, how sure, and what the note must say."""

OPEN = {
    "terrorism_duty_now": "prison term",
    "data_use_and_access_act": "prospective",
    "production_orders": "excluded material",
    "crime_and_policing_act": "Is the duty in force? Does it cover SENDIASS staff?",
}


@pytest.mark.obligation("P8.1", partly=True)
@pytest.mark.parametrize("note_id", ROWS)
def test_each_row_of_the_currency_note_is_there_word_by_word(pack: Pack, note_id: str) -> None:
    words, confidence, says = ROWS[note_id]
    [note] = [note for note in pack.currency if note.id == note_id]

    assert (note.policy_words, note.confidence, note.checked_on) == (words, confidence, CHECKED)
    assert [each for each in says if each not in note.position] == []
    assert OPEN.get(note_id, "") in (note.open_question or "")


@pytest.mark.obligation("P8.1")
def test_a_note_says_everything_in_one_order_and_never_that_it_is_the_policy(pack: Pack) -> None:
    for note in pack.currency:
        said = law_lines(note, IN_TIME)
        begins = [
            "The policy",
            "Now:",
            "Read in:",
            f"Checked on: {note.checked_on.day} November 2026.",
            "How sure:",
        ]
        begins += ["Still open:"] if note.open_question else []
        begins += ["Not part of the policy. Not legal advice."]

        assert [line[: len(begin)] for line, begin in zip(said, begins, strict=True)] == begins, note.id
        assert all(source in said[2] for source in note.sources)
        assert ("unverified" in said[4]) is (note.confidence == "unverified")


@pytest.mark.obligation("P8.1")
def test_after_twelve_months_a_note_warns_before_all_else(pack: Pack) -> None:
    note = pack.currency[0]

    assert not law_lines(note, IN_TIME)[0].startswith("!")
    assert law_lines(note, TOO_LATE)[0] == f"! {message('currency_old')}"


def test_a_note_of_a_leap_day_is_a_year_old_on_the_last_of_february(pack: Pack) -> None:
    note = pack.currency[0].model_copy(update={"checked_on": date(2028, 2, 29)})

    assert not note.is_old(date(2029, 2, 28))
    assert note.is_old(date(2029, 3, 1))


@pytest.mark.obligation("P8.1", partly=True)
def test_a_line_of_guidance_that_rests_on_the_law_says_when_the_note_is_old(pack: Pack) -> None:
    words = load_guidance(pack)

    def source(today: date) -> str:
        steps = advise(Rung.LEGAL_ORDER, None, None, pack, words, today=today).steps
        return next(step.source for step in steps if step.id == "request_is_no_order")

    assert source(IN_TIME) == "policy 7"
    assert source(TOO_LATE) == "policy 7; note on the law over a year old"


def test_a_line_of_guidance_that_rests_on_an_unread_law_says_so(pack: Pack) -> None:
    unverified = tuple(note for note in pack.currency if note.id == "crime_and_policing_act")

    assert law_doubts(unverified, IN_TIME) == ("the law is unverified",)


@pytest.mark.obligation("P8.1", partly=True)
def test_the_self_test_names_the_notes_that_are_old(pack: Pack, capsys: pytest.CaptureFixture[str]) -> None:
    assert old_notes(pack, IN_TIME) == ()
    assert set(old_notes(pack, TOO_LATE)) == {note.id for note in pack.currency}
    for today in (IN_TIME, TOO_LATE):
        show_old_notes(
            PolicyFinding(title="", sha256="", intact=True, review_due=None, old_notes=old_notes(pack, today))
        )
    said = f"! OLD    {len(pack.currency)} notes on the law are more than a year old."
    assert capsys.readouterr().out.startswith(said)
