"""Requests, paper and consent at the keys: from the list of books, through the form, to what is kept."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from record_case import MORGAN, not_shared, submitted
from screen_kit import NARROW, StandIn, StillClock, app_on, keyed, picture, settled
from textual.pilot import Pilot

from triage.desk.desk import Desk
from triage.records.draft import Answer, AnswerState
from tui.app import TriageApp
from tui.screens import books
from tui.screens.requests import RequestsScreen
from tui.screens.signed_form import SignedForm
from tui.widgets import answer_box, choices


@pytest.fixture(autouse=True)
def _no_held_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (choices, answer_box):
        monkeypatch.setattr(module, "HELD_KEY_SECONDS", 0.0)


def digit(book: str) -> str:
    return str([each.name for each in books.BOOKS].index(book) + 1)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """One after another, each to its end; «text:word» is typed at once."""
    for key in keys:
        await keyed(pilot, *(key.removeprefix("text:") if key.startswith("text:") else (key,)))


def said(pilot: Pilot[Any]) -> str:
    return " ".join(picture(pilot.app).replace("│", " ").split())


def asked(desk: Desk, wanted: str, ref: str) -> str:
    answers = tuple(
        Answer(question=name, state=AnswerState.GIVEN, choices=chosen, words=words, at=desk.now())
        for name, chosen, words in (("wanted", (wanted,), ""), ("who", (), "Tamsin"), ("record", (), ref))
    )
    return desk.data_requests.keep(answers).request


def say_of_the_rest(app: TriageApp, desk: Desk, request: str) -> None:
    """Leaves out every line that may name somebody else: as N and L would, one by one."""
    assert desk.me is not None
    app.keeping.begun[desk.me.id, f"request_lines:{request}"] = tuple(
        Answer(question=str(line.number), state=AnswerState.GIVEN, choices=("leave_out",), at=desk.now())
        for line in desk.data_requests.passages(request)
        if line.may_name_others
    )


@pytest.mark.obligation("P4.6", "P4.12", partly=True)
async def test_a_manager_reads_line_by_line_leaves_others_out_signs_and_the_copy_is_there(
    new_desk: Desk, clock: StillClock, tmp_path: Path
) -> None:
    request = asked(new_desk, "access", submitted(new_desk).ref)
    new_desk.change_person(MORGAN.id)
    marked = sum(line.may_name_others for line in new_desk.data_requests.passages(request))
    app = app_on(StandIn(new_desk, is_demo=False))
    async with app.run_test(size=NARROW) as pilot:
        await press(pilot, "b", digit("requests"), "enter")
        assert "Policy 4 gives access at any time." in said(pilot)
        await press(pilot, "g")
        assert f"! Lines with ! that may name somebody else: {marked}." in said(pilot)
        await press(pilot, "n", "l")
        await press(pilot, "escape", "enter")
        assert f"somebody else: {marked - 1}." in said(pilot), "what was said of a line is not lost"
        say_of_the_rest(app, new_desk, request)
        await press(pilot, "g")
        await press(pilot, "text:Seen", "enter", "2", f"text:{tmp_path}", "enter", "s")
        assert "Type your passphrase to sign." in said(pilot)
        await press(pilot, "text:wrong", "enter")
        assert not (tmp_path / f"{request}.txt").exists()
        assert isinstance(app.screen, SignedForm)
        clock.move(minutes=5)
        app.screen.passphrase._wait_over()
        await press(pilot, f"text:{new_desk._session.demo_passphrase}", "enter")
        assert "It has been sent to nobody." in said(pilot)
        await press(pilot, "escape", "escape")
        assert "A copy was given out" in said(pilot)

    assert "hurt us" not in (tmp_path / f"{request}.txt").read_text()


@pytest.mark.obligation("P6.7", "P6.8", partly=True)
async def test_a_removal_waits_with_its_reason_on_the_page_and_goes_through_once_it_is_decided(
    new_desk: Desk,
) -> None:
    ref = submitted(new_desk).ref
    request = asked(new_desk, "removal", ref)
    app = app_on(new_desk)
    async with app.run_test(size=NARROW) as pilot:
        await press(pilot, "b", digit("requests"), "enter")
        assert "A manager decides on them." in said(pilot)
        new_desk.change_person(MORGAN.id)
        await press(pilot, "escape", digit("requests"), "enter", "x")
        assert f"! {ref} waits for a decision. Nothing was erased." in said(pilot)
        new_desk.decide(not_shared(new_desk, ref), None)
        await press(pilot, "escape", "enter", "x")
        assert "Take the words of this record out for good?" in said(pilot)
        await press(pilot, "1", "s")
        assert "The words of the record are gone from this device." in said(pilot)
        await press(pilot, "escape")
        assert isinstance(app.screen, RequestsScreen)
        assert f"{request} today 14:03 gone with its record: Removed" in said(pilot)


@pytest.mark.obligation("P4.5", "P4.8", partly=True)
async def test_what_is_off_site_and_the_prints_are_written_down_by_their_keys(new_desk: Desk) -> None:
    now = new_desk.now()
    entry, _ = new_desk.paper.print_out(submitted(new_desk).ref, "cabinet 2", duty_confirmed=True)
    new_desk.paper.take_out("a memory stick", "Morgan", "Morgan", now - timedelta(2), now - timedelta(1))
    app = app_on(new_desk)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        assert "! Off-site and should be back: 1." in said(pilot)
        await press(pilot, "b", digit("paper"))
        assert "out with Morgan: a memory stick ! should be back" in said(pilot)
        await press(pilot, "b", "x")
        assert "Is print" in said(pilot)
        await press(pilot, "escape", "y")
        assert entry in new_desk.paper.prints()
        await press(pilot, "x", "y")
        assert "No print is kept and nothing is off-site." not in said(pilot)
        await press(pilot, "t")
        await press(pilot, "1", "1", "1", "1", "1", "s")
        assert "It may leave now." in said(pilot)

    assert (new_desk.paper.prints(), new_desk.paper.overdue()) == ((), ())
    assert [out.item for out in new_desk.paper.out()] == ["This laptop"]


@pytest.mark.obligation("P2.3", "P3.2", "P3.3", partly=True)
async def test_consent_opens_the_way_until_it_is_taken_back_and_without_it_the_clause_refuses(
    new_desk: Desk,
) -> None:
    submitted(new_desk)
    app = app_on(new_desk)
    async with app.run_test(size=NARROW) as pilot:
        await press(pilot, "b", digit("sharing"))
        assert "Nobody has agreed to anything yet" in said(pilot)
        await press(pilot, "o", "enter")
        await press(pilot, "1", "4", "text:Hill", "enter", "text:A date", "enter", "text:Post", "enter")
        await press(pilot, "1", "1", "s")
        assert "! Nothing was written down. Policy 2: it needs consent" in said(pilot)
        app.screen.dismiss()
        await settled(pilot)
        await press(pilot, "c", "enter")
        await press(pilot, "text:Mum", "enter", "1", "4", "text:[/b]", "enter", "text:A date", "enter")
        await press(pilot, "text:Yes do", "enter", "1", "s")
        await press(pilot, "escape")
        assert "Consent: [/b]" in said(pilot)
        assert 'Their words "Yes do"' in said(pilot)
        await press(pilot, "t")
        await press(pilot, "1", "s")
        assert "From then on nothing goes out by it." in said(pilot)
        await press(pilot, "escape")
        assert "Consent, taken back: [/b]" in said(pilot)
        assert "T Taken back" not in said(pilot)
        assert "No. Taken back 14:03 on 22 Nov 2026" in said(pilot)
