"""The rung keys and the lines in one box, through the real screen."""

import pytest
from screen_kit import NARROW, StillClock, app_on, settled, type_line, until

from triage.desk.desk import Desk
from triage.model import Rung
from tui.screens.call import CallScreen
from tui.widgets.ladder_line import LadderLine
from tui.widgets.line_box import LineBox
from tui.widgets.panel import Panel


@pytest.mark.trap(9)
async def test_one_key_shows_the_guidance_of_a_rung_at_once(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("2")
        await pilot.pause()

        assert app.screen.query_one(LadderLine).rung is Rung.SAFETY_WORRY
        assert (
            desk.guidance(Rung.SAFETY_WORRY).say.text.strip('"') in app.screen.query_one("#say", Panel).words
        )
        assert "Section 7" in app.screen.query_one("#policy", Panel).words


async def test_after_a_second_of_quiet_the_rung_is_logged_with_the_time_of_the_press(
    desk: Desk, clock: StillClock
) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        pressed_at = clock.at
        await pilot.press("2")
        clock.move(seconds=30)
        await until(pilot, lambda: app.keeping.draft is not None and bool(app.keeping.draft.rungs))

        assert app.keeping.draft is not None
        assert [(each.rung, each.at) for each in app.keeping.draft.rungs] == [(Rung.SAFETY_WORRY, pressed_at)]
        assert app.screen.query_one(LineBox).text == ""


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(
    "line", ["2 kids upstairs", "14 yr old", "3pm he comes", "2nd time this week", "1st floor"]
)
@pytest.mark.trap(9)
async def test_a_line_that_begins_with_a_digit_is_kept_whole_and_changes_no_rung(
    desk: Desk, line: str
) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, line)

        assert app.keeping.draft is not None
        assert [each.text for each in app.keeping.draft.thread] == [line]
        assert app.keeping.draft.rungs == ()
        assert app.screen.query_one(LadderLine).rung is None


async def test_a_slow_typist_takes_the_digit_back_with_a_space(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: app.screen.query_one(LineBox).text == "")
        await type_line(pilot, " kids upstairs")

        assert app.keeping.draft is not None
        assert [each.text for each in app.keeping.draft.thread] == ["2 kids upstairs"]
        assert app.keeping.draft.rungs == ()


@pytest.mark.usefixtures("patient")
@pytest.mark.trap(10)
async def test_a_held_key_is_one_press(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press(*"22222", "down")
        await settled(pilot)

        assert app.keeping.draft is not None
        assert [each.rung for each in app.keeping.draft.rungs] == [Rung.SAFETY_WORRY]


@pytest.mark.trap(9)
async def test_in_their_words_a_digit_is_always_text(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("f2")
        await type_line(pilot, "2 men came")

        assert app.keeping.draft is not None
        assert (app.keeping.draft.thread[0].text, app.keeping.draft.rungs) == ("2 men came", ())


async def test_a_function_key_settles_a_waiting_digit(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("1", "f2", *"he is here", "enter")
        await settled(pilot)

        assert app.keeping.draft is not None
        assert app.keeping.draft.rung is Rung.DANGER_NOW
        assert app.keeping.draft.thread[0].text == "he is here"


async def test_moving_down_the_ladder_asks_nothing_and_says_so(desk: Desk) -> None:
    app = app_on(desk, start="call", rung=Rung.DANGER_NOW)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("2", "down")
        await settled(pilot)

        assert isinstance(app.screen, CallScreen)
        assert app.screen.box_rule.note == "You moved from 1 to 2 at 14:03."
        assert app.keeping.draft is not None
        assert [each.rung for each in app.keeping.draft.rungs] == [Rung.DANGER_NOW, Rung.SAFETY_WORRY]


async def test_a_pasted_line_that_begins_with_a_digit_is_kept_whole(desk: Desk) -> None:
    from textual import events

    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        app.screen.query_one(LineBox).post_message(events.Paste("2 kids upstairs"))
        await pilot.press("enter")
        await settled(pilot)

        assert app.keeping.draft is not None
        assert (app.keeping.draft.thread[0].text, app.keeping.draft.rungs) == ("2 kids upstairs", ())
