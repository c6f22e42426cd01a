"""Consent in words, and ways of contact that were agreed: what was not asked is not allowed."""

import pytest
from written_case import asked, at, path, read, said, written

from triage.records.contact_ways import full_postcode, may_leave_message, post_stands
from triage.records.draft import Answer
from triage.records.express_consent import PARTS, consented_at, missing_parts

WHOLE = (
    said("consent", "agreed", words="yeah tell her teacher"),
    said("consent_by", "caller"),
    said("consent_how", "said"),
    said("consent_to", words="Ms Bell, the teacher"),
    said("consent_what", words="that she is tired"),
    said("consent_when", words="14:04"),
)


def by_question(*answers: Answer) -> dict[str, Answer]:
    return {answer.question: answer for answer in answers}


@pytest.mark.obligation("P3.3")
@pytest.mark.parametrize("left_out", WHOLE, ids=lambda answer: answer.question)
def test_express_consent_needs_who_how_to_whom_what_when_and_the_words(left_out: Answer) -> None:
    part = left_out.question
    kept = [answer for answer in WHOLE if answer is not left_out or part == "consent"]
    answers = by_question(*kept)
    if part == "consent":
        answers["consent"] = said("consent", "agreed")

    assert missing_parts(by_question(*WHOLE)) == ()
    assert missing_parts(answers) == (part,)


@pytest.mark.obligation("P3.3")
def test_a_bare_tick_is_no_express_consent_and_stops_nobody_from_handing_it_over() -> None:
    record = written(said("consent", "agreed"))

    assert missing_parts(record.by_question) == ("consent", *PARTS)
    said_so = dict(read(record, "consent"))["Agreement"]
    assert said_so.startswith("Not complete as express consent (policy 3). Missing: their words; who; how;")


@pytest.mark.obligation("P3.3", partly=True)
def test_all_of_an_express_consent_is_on_the_record() -> None:
    lines = read(written(*WHOLE), "consent")

    for line in (
        ("Exact reply", "yeah tell her teacher"),
        ("Who agreed", "The person who told us"),
        ("How agreed", "Spoken"),
        ("Share with", "Ms Bell, the teacher"),
        ("Share what", "that she is tired"),
        ("When agreed", "14:04"),
    ):
        assert line in lines
    assert "Agreement" not in dict(lines)


def test_only_an_agreement_asks_for_its_parts() -> None:
    assert set(PARTS) <= set(path(said("consent", "agreed", words="yes")))
    for other in ("said_no", "not_safe", "no_time", "unsure"):
        assert not set(PARTS) & set(path(said("consent", other)))
        assert missing_parts(by_question(said("consent", other))) == ()


@pytest.mark.obligation("P3.2", partly=True)
@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        pytest.param("14:04", 3, id="a time before it was written"),
        pytest.param("14:59", 10, id="a time not come yet is not believed"),
        pytest.param("just now", 10, id="no time at all"),
    ],
)
def test_consent_has_a_time_that_a_disclosure_can_be_held_against(typed: str, minute: float) -> None:
    answers = by_question(said("consent", "agreed", words="yes"), said("consent_when", words=typed))

    assert consented_at(answers) == at(minute)
    assert consented_at(by_question(said("consent", "said_no"))) is None


@pytest.mark.obligation("P6.3")
@pytest.mark.trap(31)
def test_the_way_the_number_and_the_time_are_asked_before_anyone_rings() -> None:
    ids = path(said("safe_contact", "phone", words="01632 960111"))
    record = written(
        said("safe_contact", "phone", words="01632 960111"), said("contact_time", words="after ten")
    )
    page = asked().step("safe_contact")

    assert ids[ids.index("safe_contact") + 1] == "contact_time"
    assert ids.index("contact_time") < ids.index("line_manager")
    background = read(record, "background")
    assert ("Safe contact", "By phone: 01632 960111") in background
    assert ("Safe time", "after ten") in background
    assert page is not None
    assert page.question.help[0] == "If you did not ask, speak to your manager before anyone contacts them."


@pytest.mark.obligation("P6.4", "P6.5")
@pytest.mark.parametrize("question", ["voicemail", "colleagues"])
def test_a_message_is_allowed_by_a_yes_and_by_nothing_else(question: str) -> None:
    way = said("safe_contact", "phone", words="01632 960111")
    titles = {"voicemail": "Voicemail", "colleagues": "At their work"}

    allowed = {
        choice: may_leave_message(question, by_question(said(question, choice)))  # type: ignore[arg-type]
        for choice in ("yes", "no")
    }
    assert allowed == {"yes": True, "no": False}
    assert not may_leave_message(question, {})  # type: ignore[arg-type]
    assert (titles[question], "No. It was not asked") in read(written(way), "background")
    assert (titles[question], "Yes") in read(written(way, said(question, "yes")), "background")


@pytest.mark.obligation("P6.6")
@pytest.mark.parametrize(
    ("address", "read_back", "stands", "line"),
    [
        ("1 High St, B1 1AA", True, "allowed", "Yes. Full postcode, read back"),
        ("1 High St, B1 1AA", False, "not_read_back", "No. The address was not read back"),
        ("1 High St, B1", True, "no_postcode", "No. There is no full postcode"),
        ("", True, "no_postcode", "No. There is no full postcode"),
    ],
)
def test_post_needs_a_full_postcode_and_a_read_back(
    address: str, read_back: bool, stands: str, line: str
) -> None:
    answers = (
        said("safe_contact", "post", words=address),
        *((said("post_read_back", "confirmed"),) if read_back else ()),
    )

    assert post_stands(by_question(*answers)) == stands
    assert ("By post", line) in read(written(*answers), "background")
    assert "post_read_back" in path(*answers)
    assert post_stands(by_question(said("safe_contact", "phone"))) is None


@pytest.mark.parametrize(
    "postcode",
    ["M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 0AX", "EC1A 1BB", "b33 8th", "B338TH", "GIR 0AA"],
)
def test_each_form_of_a_full_postcode_is_known(postcode: str) -> None:
    assert full_postcode(f"2 Mill Lane, Anytown, {postcode}.") == postcode


@pytest.mark.parametrize("text", ["B33", "33 8TH", "B33 8T", "B33 TH8", "QA1 1AA", "B33 8CI", "AB33 8THX"])
def test_what_is_no_full_postcode_is_not_taken_for_one(text: str) -> None:
    assert full_postcode(f"2 Mill Lane, {text}") is None
