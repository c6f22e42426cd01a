"""The policy to read and search: exact, with our notes beside it and marked."""

import pytest
from screen_kit import NARROW, WIDE, app_on, picture, settled, until

from triage.desk.desk import Desk
from tui.screens.home import HomeScreen
from tui.screens.policy import PolicyScreen


def _words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.obligation("P9.6", partly=True)
async def test_every_section_is_shown_word_for_word(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("p")
        await settled(pilot)
        for section in desk.pack.policy.sections:
            screen = app.screen
            assert isinstance(screen, PolicyScreen)
            shown = _words(str(screen.text.visual))
            for paragraph in section.paragraphs:
                assert paragraph.text in shown
            await pilot.press("down")
            await settled(pilot)


async def test_words_are_found_as_they_are_typed_and_enter_opens_the_place(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("p", "slash", *"photographs")
        await until(pilot, lambda: "Photographs of parents and children" in picture(app))
        await pilot.press("enter")
        await settled(pilot)

        assert "> 4 Use of Data" in picture(app)
        assert "4. Use of Data" in picture(app)


async def test_words_that_nothing_matches_get_a_hint(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("p", "slash", *"zzzz")
        await until(
            pilot, lambda: "No words match." in picture(app) or "does not answer this" in picture(app)
        )


async def test_notes_stand_apart_and_say_that_they_are_no_part_of_the_policy(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("p", "down", "down", "down", "down", "down", "down")
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, PolicyScreen)
        assert "repealed" not in str(screen.text.visual)
        await pilot.press("n")
        await settled(pilot)

        below = str(screen.query_one("#notes-below").visual)
        assert "NOTE (not part of the policy)" in below
        assert "1989 Act" in below


async def test_the_citation_is_shown_and_copied_nowhere(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("p", "c")
        await settled(pilot)

        assert desk.pack.sha256[:12] in picture(app)
        assert app.clipboard == ""


async def test_it_says_in_words_that_the_text_is_exact_and_esc_goes_home(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("p")
        await settled(pilot)
        assert "Your text is exact. Checked." in picture(app)
        await pilot.press("escape")
        await settled(pilot)

        assert isinstance(app.screen, HomeScreen)
