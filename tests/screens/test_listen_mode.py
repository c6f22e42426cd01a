"""Listen mode: while the caller talks, one thing to say, one never to say, and jottings with their times."""

import pytest
from screen_kit import NARROW, WIDE, app_on, keyed, picture, type_line
from textual.pilot import Pilot

from triage.desk.desk import Desk
from tui.screens.call import CallScreen

LOW = (60, 18)


async def listening(pilot: Pilot[int]) -> CallScreen:
    await keyed(pilot, "c")
    await keyed(pilot, "f9")
    screen = pilot.app.screen
    assert isinstance(screen, CallScreen)
    return screen


@pytest.mark.parametrize("size", [LOW, NARROW, WIDE], ids=str)
async def test_it_shows_what_to_say_what_never_to_say_and_the_lines_with_their_times(
    desk: Desk, size: tuple[int, int]
) -> None:
    app = app_on(desk)
    async with app.run_test(size=size) as pilot:
        await listening(pilot)
        await type_line(pilot, "they moved last month")
        await keyed(pilot, "enter")
        shown = picture(app)

        assert "Is it safe for you to talk" in shown
        assert '"I will not tell anyone." (practice)' in shown
        assert "14:03 Note they moved last month" in shown
        assert "Someone at risk? Consult your line manager" in shown
        assert "DO NEXT" not in shown
        assert "POLICY" not in shown


@pytest.mark.parametrize("size", [LOW, NARROW, WIDE], ids=str)
async def test_a_life_at_risk_brings_back_what_to_do_and_the_box_stays(
    desk: Desk, size: tuple[int, int]
) -> None:
    app = app_on(desk)
    async with app.run_test(size=size) as pilot:
        await listening(pilot)
        await type_line(pilot, "he said he would kill us tonight")
        await keyed(pilot, "enter")
        await keyed(pilot, "x")
        shown = picture(app)

        assert "Life at risk? Call 999 now" in shown
        assert '"Wait until I have asked my manager." (practice)' in shown
        assert "fits 1 DANGER NOW? You choose" in shown
        assert "\n x" in shown


async def test_a_manager_not_reached_is_seen_and_the_same_key_brings_all_guidance_back(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        screen = await listening(pilot)
        await keyed(pilot, "f3")
        assert "Not reached. We noted the time" in picture(app)
        await keyed(pilot, "escape", "f9")
        shown = picture(app)

        assert "DO NEXT" in shown
        assert "POLICY" in shown
        assert "NEVER SAY" not in shown
        assert not screen.has_class("-listen")


async def test_what_is_said_of_a_line_is_seen_while_listening_only_where_it_warns(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await listening(pilot)
        await type_line(pilot, "what does it say about photos")
        await keyed(pilot, "enter")
        assert "Policy" not in picture(app)
        await type_line(pilot, "he hits her")
        await keyed(pilot, "enter")

        assert "may point to" in picture(app)
