"""Two windows on one vault: the second says that it only reads, and no key in it saves anything. B9."""

from collections.abc import Iterator

import pytest
from screen_kit import NARROW, app_on, picture, settled, type_line

from triage.desk.desk import Desk
from triage.errors import InUse
from triage.vault.lock import WindowLock
from tui.screens.call import CallScreen


@pytest.fixture
def second(desk: Desk) -> Iterator[Desk]:
    """A desk that signs in while another window has the vault."""
    desk.lock()
    first = WindowLock(desk._session.folder)
    desk.change_person("demo-caseworker")
    yield desk
    desk.lock()
    first.release()


@pytest.mark.trap(35)
async def test_home_says_that_this_window_only_reads(second: Desk) -> None:
    app = app_on(second)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)

        assert "Another window has the records" in picture(app)


async def test_guidance_works_in_it_and_nothing_of_the_call_is_saved(second: Desk) -> None:
    app = app_on(second)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("c")
        await settled(pilot)
        assert isinstance(app.screen, CallScreen)
        await type_line(pilot, "he said he would hurt us tonight")
        shown = picture(app)

    assert "999" in shown
    assert "Not saved" in shown or "not saved" in shown
    assert second.drafts() == ()


def test_a_call_and_a_record_are_refused_in_words(second: Desk) -> None:
    with pytest.raises(InUse) as refused:
        second.start_call()

    assert refused.value.code == "vault_in_use_elsewhere"


def test_once_the_first_is_closed_signing_in_again_saves(desk: Desk) -> None:
    desk.lock()
    first = WindowLock(desk._session.folder)
    desk.change_person("demo-caseworker")
    assert desk.cautions()
    first.release()

    desk.lock()
    desk.change_person("demo-caseworker")

    assert desk.cautions() == ()
    assert desk.start_call()
