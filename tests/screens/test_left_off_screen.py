"""A call that goes no further, at the keys: from Home, through two questions, to the list, and up again."""

from collections.abc import Callable
from typing import Any

import pytest
from screen_kit import NARROW, app_on, keyed, picture, settled, type_line
from textual.pilot import Pilot

from triage.desk.desk import Desk
from tui.screens import books
from tui.screens.call import CallScreen
from tui.screens.left_off import LeftOffScreen
from tui.widgets import answer_box, choices

Compare = Callable[..., bool]
LIST = str([book.name for book in books.BOOKS].index("left_off") + 1)


@pytest.fixture(autouse=True)
def _no_held_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (choices, answer_box):
        monkeypatch.setattr(module, "HELD_KEY_SECONDS", 0.0)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await keyed(pilot, key)
    await settled(pilot)


async def test_a_call_leaves_home_with_its_reason_and_comes_back_from_the_list(new_desk: Desk) -> None:
    app = app_on(new_desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "hello there")
        await press(pilot, "2", "escape")
        assert "X No further" in picture(app)
        await press(pilot, "x")
        assert "Why does this call go no further?" in picture(app)
        await press(pilot, *"Rang back", "enter", "3", "s")
        assert "! Not saved. This call touched section 7." in picture(app)

        await press(pilot, "2", "1", *"Morgan now", "enter", "s")
        assert "goes no further. It stays on file under Books." in picture(app)
        await press(pilot, "escape")
        assert "No drafts." in picture(app)
        assert "X No further" not in picture(app)

        await press(pilot, "b", LIST)
        assert isinstance(app.screen, LeftOffScreen)
        assert "Yes. Morgan now" in picture(app)
        assert "hello there" not in picture(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, CallScreen)
        assert "hello there" in picture(app)


def test_the_list_as_it_looks(new_desk: Desk, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage.vault.drafts.random_ref", lambda year, prefix: f"{prefix}-{year}-7K4M")
    new_desk.start_call()

    async def go(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await press(pilot, "x", *"Wrong number", "enter", "3", "s", "escape", "b", LIST)

    assert snap_compare(app_on(new_desk), terminal_size=NARROW, run_before=go)
