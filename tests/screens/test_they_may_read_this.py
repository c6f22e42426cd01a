"""Whoever writes about a person reads, on the same screen, that the person may ask to see it (policy 4)."""

import pytest
from record_case import CASEY, SMALL, TINY, begun, opened, submitted, words
from screen_kit import keyed

from triage.desk.desk import Desk
from tui.app import TriageApp
from tui.screens.record import RecordScreen
from tui.screens.walkthrough import WalkthroughScreen

TOLD = "They may ask to see this at any time. (policy 4)"


@pytest.mark.obligation("P4.6", partly=True)
@pytest.mark.parametrize("size", [SMALL, TINY], ids=["80x24", "60x18"])
@pytest.mark.parametrize("question", ["their_words", "opinion"])
async def test_it_stands_over_the_box_in_which_it_is_written(
    desk: Desk, question: str, size: tuple[int, int]
) -> None:
    async with TriageApp(desk).run_test(size=size) as pilot:
        app = pilot.app
        assert isinstance(app, TriageApp)
        app.keeping.take(begun(desk), desk.now())
        screen = await opened(pilot, lambda app: WalkthroughScreen(app.desk, app.keeping, question))
        assert isinstance(screen, WalkthroughScreen)

        assert screen.page.box.display
        assert TOLD in words(pilot)


@pytest.mark.obligation("P4.6", partly=True)
@pytest.mark.parametrize("key", ["a", "k"], ids=["a note", "a correction"])
@pytest.mark.parametrize("size", [SMALL, TINY], ids=["80x24", "60x18"])
async def test_it_stands_by_what_is_added_later(desk: Desk, size: tuple[int, int], key: str) -> None:
    ref = submitted(desk).ref
    assert desk.me == CASEY
    async with TriageApp(desk).run_test(size=size) as pilot:
        await opened(pilot, lambda app: RecordScreen(app.desk, app.keeping, ref))
        await keyed(pilot, key)

        assert TOLD in words(pilot)
