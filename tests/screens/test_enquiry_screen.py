"""Somebody asks about a parent, at the keys: the books, the questions, the page of answers, the end."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from screen_kit import NARROW, StandIn, app_on, keyed, picture, settled
from textual.pilot import Pilot

from triage.desk.desk import Desk
from triage.errors import NotSaved
from tui.screens import books
from tui.screens.books import BooksScreen
from tui.screens.form import FormScreen
from tui.screens.home import HomeScreen
from tui.widgets import answer_box, choices

Compare = Callable[..., bool]
Keys = Callable[[Pilot[int]], Awaitable[None]]
ASKED = ("e", "1", "2", "3", "enter", "1")
"""The council, details and a file, by phone."""
REST = (*"SEN team", "enter", *"A duty", "enter", "3", *"Friday", "enter", "1", "2", "3")


@pytest.fixture(autouse=True)
def _no_held_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (choices, answer_box):
        monkeypatch.setattr(module, "HELD_KEY_SECONDS", 0.0)


def pressing(*keys: str) -> Keys:
    async def press(pilot: Pilot[int]) -> None:
        await settled(pilot)
        for key in keys:
            await keyed(pilot, key)

    return press


@pytest.mark.obligation("P3.7", partly=True)
async def test_a_council_officers_question_is_written_down_and_nobody_is_looked_up(desk: Desk) -> None:
    def refused(*_: Any, **__: Any) -> Any:
        raise AssertionError("an enquiry looked somebody up")

    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await keyed(pilot, "e")
        app.desk = app.screen.desk = StandIn(desk, search=refused, records=refused, record=refused)  # type: ignore[attr-defined,assignment]
        first = picture(app)
        await pressing(*ASKED[1:], *REST, "s")(pilot)
        last = picture(app)

    assert "I cannot say whether anyone uses our service" in " ".join(first.split())
    assert "Nothing is given from here" in " ".join(last.split())
    assert desk.enquiries.listed()[0].enquiry.who == "council"


async def test_esc_and_a_lock_lose_no_answer_and_no_half_typed_word(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pressing(*ASKED, *"SEN te")(pilot)
        assert app._place_kept()
        place = desk.take_place()
        await pressing(*["escape"] * 5)(pilot)
        assert isinstance(app.screen, HomeScreen)
        await pressing("e")(pilot)
        resumed = app.screen
        assert isinstance(resumed, FormScreen)
        words = [answer.words for answer in resumed._given]

    assert "SEN te" in words
    assert place is not None
    assert "SEN te" in place.begun[0][1]
    assert place.opened[-1].screen == "form"


async def test_a_save_that_fails_says_so_and_keeps_every_answer(desk: Desk) -> None:
    def fails(_: object) -> str:
        raise NotSaved

    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pressing(*ASKED, *REST)(pilot)
        form = app.screen
        assert isinstance(form, FormScreen)
        form._finish = fails
        before = form._given
        await keyed(pilot, "s")
        shown = picture(app)

        assert "Nothing is lost" in shown
        assert form._given == before
        assert not form.done


async def test_with_records_closed_the_books_ask_who_is_there(desk: Desk) -> None:
    desk.lock()
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pressing("b")(pilot)

        assert not isinstance(app.screen, BooksScreen | FormScreen)


STATES: dict[str, tuple[str, ...]] = {
    "books": ("b",),
    "question": ("e", "1"),
    "check": (*ASKED, "f4"),
}


@pytest.mark.parametrize("state", STATES)
def test_enquiry_picture(
    snap_compare: Compare, desk: Desk, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "BOOKS", books.BOOKS[:2])
    assert snap_compare(app_on(desk), terminal_size=NARROW, run_before=pressing(*STATES[state]))


async def test_a_manager_reads_an_enquiry_and_answers_it_with_reasons(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await pressing(*ASKED, *REST, "s")(pilot)
        desk.change_person("demo-manager")
        await keyed(pilot, "escape")
        await pressing("b", "2")(pilot)
        listed = picture(app)
        await pressing("a", "1", *"Refused", "enter", "s")(pilot)

    assert "Who asks" in listed
    assert "waits for a manager" in listed
    [file] = desk.enquiries.listed()
    assert file.answers[0].words == "Refused"
    assert not file.waits
