"""Home in each state a person would notice."""

from dataclasses import replace
from datetime import date

import pytest
from record_case import CASEY, MORGAN, not_shared, submitted
from screen_kit import NARROW, WIDE, StandIn, app_on, picture, settled, type_line

from triage.desk.desk import Desk
from triage.desk.views import Access
from triage.errors import InUse, SealBroken
from triage.model import Rung
from triage.policy.settings import Review
from tui.screens.call import CallScreen
from tui.screens.home import HomeScreen
from tui.screens.policy import PolicyScreen
from tui.screens.record import RecordScreen
from tui.screens.sign_in import SignInScreen


async def test_with_nothing_open_it_says_what_to_press(new_desk: Desk) -> None:
    app = app_on(new_desk)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)

        assert "No drafts." in picture(app)
        assert "A call starts? Press C." in picture(app)
        assert "Signed in: Casey Demo (caseworker)" in picture(app)
        assert "Demonstration: the people are invented." in picture(app)


@pytest.mark.trap(12)
async def test_a_record_whose_manager_was_not_spoken_to_is_counted_until_it_is_noted(new_desk: Desk) -> None:
    ref = submitted(new_desk).ref
    app = app_on(new_desk)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert "! Records with no word yet to a manager: 1. Speak to one." in picture(app)
        new_desk.told_manager(ref, "Morgan Demo")
        await pilot.press("p", "escape")
        await settled(pilot)

        assert isinstance(app.screen, HomeScreen)
        assert "no word yet" not in picture(app)


async def test_a_draft_waits_to_be_carried_on_and_d_opens_it(new_desk: Desk) -> None:
    app = app_on(new_desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "hello there")
        await pilot.press("2", "escape")
        await settled(pilot)
        assert "> Draft from today 14:03, SAFETY WORRY" in picture(app)
        assert "hello there" not in picture(app)
        await pilot.press("d")
        await settled(pilot)

        assert isinstance(app.screen, CallScreen)
        assert "hello there" in picture(app)


@pytest.mark.parametrize(
    ("instead", "words"),
    [
        pytest.param(
            {"access": Access.LOCKED, "me": None}, "! Records are locked. Press S to sign in.", id="locked"
        ),
        pytest.param(
            {"access": Access.NONE, "me": None}, "! There are no records on this device.", id="no vault"
        ),
        pytest.param(
            {"access": Access.FAULT, "me": None, "fault": InUse("vault_in_use")},
            "! Records cannot be opened. Guidance works: press C. To try again, press S. Records are open in",
            id="fault",
        ),
    ],
)
async def test_when_records_are_closed_it_says_why_and_guidance_is_a_key_away(
    desk: Desk, instead: dict[str, object], words: str
) -> None:
    app = app_on(StandIn(desk, **instead))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert words in " ".join(picture(app).split())
        await pilot.press("c", "2", "down")
        await settled(pilot)

        assert ">2 SAFETY WORRY<" in picture(app)


@pytest.mark.obligation("P9.5")
@pytest.mark.trap(28)
async def test_a_changed_policy_is_said_in_words_before_anything_else(desk: Desk) -> None:
    changed = replace(desk.pack, sha256="0" * 64)
    app = app_on(StandIn(desk, pack=changed))
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)

        assert "! The policy text has changed. Ask your manager before you rely on it." in picture(app)
        assert "! Policy text changed" in picture(app).splitlines()[0]


@pytest.mark.parametrize(
    ("due", "words"),
    [
        pytest.param(date(2026, 1, 31), "! The yearly review was due on 31 January 2026.", id="overdue"),
        pytest.param(None, "No review date is set.", id="no date"),
    ],
)
async def test_the_review_of_the_policy_is_said(desk: Desk, due: date | None, words: str) -> None:
    review = Review(every_months=12, review_due=due, note="")
    pack = replace(desk.pack, settings=desk.pack.settings.model_copy(update={"review": review}))
    app = app_on(StandIn(desk, pack=pack))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)

        assert words in picture(app)


@pytest.mark.obligation("P7.13", partly=True)
async def test_a_decision_that_came_back_stands_on_home_until_its_author_has_read_it(new_desk: Desk) -> None:
    ref = submitted(new_desk).ref
    new_desk.change_person(MORGAN.id)
    new_desk.decide(not_shared(new_desk, ref), None)
    new_desk.change_person(CASEY.id)
    app = app_on(new_desk)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        assert f"> {ref}, SAFETY WORRY: decided by Morgan Demo" in picture(app)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, RecordScreen)
        await pilot.press("escape")
        await settled(pilot)

        assert isinstance(app.screen, HomeScreen)
        assert ref not in picture(app)


async def test_slash_goes_straight_to_finding_words_in_the_policy(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("slash")
        await settled(pilot)

        assert isinstance(app.screen, PolicyScreen)
        assert app.screen.find.has_focus


async def test_in_the_demonstration_another_person_sits_down_without_being_asked(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("s")
        await settled(pilot)
        assert isinstance(app.screen, SignInScreen)
        await pilot.press("down", "enter")
        await settled(pilot)

        assert "Signed in: Devon Demo (manager)" in picture(app)


async def test_records_and_inbox_ask_to_sign_in_while_records_are_locked(desk: Desk) -> None:
    desk.lock()
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("r")
        await settled(pilot)

        assert isinstance(app.screen, SignInScreen)


async def test_after_a_fault_signing_in_can_be_tried_again(desk: Desk) -> None:
    app = app_on(StandIn(desk, access=Access.FAULT, me=None, fault=InUse("vault_in_use")))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("s")
        await settled(pilot)

        assert isinstance(app.screen, SignInScreen)


async def test_with_both_key_files_damaged_signing_in_says_so_and_does_not_crash(desk: Desk) -> None:
    def people() -> None:
        raise SealBroken("keys_damaged")

    app = app_on(StandIn(desk, access=Access.LOCKED, me=None, people=people, is_demo=False))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("s")
        await settled(pilot)

        assert "! The key file is damaged, and so is its copy." in picture(app)
        assert "Nobody is set up" not in picture(app)


@pytest.mark.parametrize("rung", list(Rung))
async def test_one_key_on_home_leads_to_the_clause(new_desk: Desk, rung: Rung) -> None:
    app = app_on(new_desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(str(rung.value))
        await settled(pilot)

        assert app.current_mode == "call"
        assert app.keeping.draft is not None
        assert app.keeping.draft.rung is rung


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=str)
async def test_who_has_written_nothing_yet_reads_five_lines_and_nobody_else(
    desk: Desk, size: tuple[int, int]
) -> None:
    app = app_on(desk)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        assert "New here? Five things to know:" in picture(app)
        assert "Nothing leaves this device." in picture(app)
        submitted(desk)
        await pilot.press("c", "escape")
        await settled(pilot)
        assert "Nothing leaves this device." not in picture(app)
        desk.lock()
        await pilot.press("c", "escape")
        await settled(pilot)
        assert "New here?" not in picture(app)
