"""A change that comes while the version before it is being written is written too."""

from threading import Event

from screen_kit import NARROW, StandIn, app_on, picture, settled, type_line, until

from triage.desk.desk import Desk
from triage.desk.views import Access
from triage.errors import NotSaved
from triage.records.draft import Draft
from tui.screens.call import CallScreen
from tui.screens.leave import LeaveScreen
from tui.screens.lock import LockScreen


async def test_what_is_typed_while_a_save_is_under_way_is_saved_after_it(desk: Desk) -> None:
    under_way, go_on = Event(), Event()

    def keep(draft: Draft) -> object:
        under_way.set()
        go_on.wait(10)
        return desk.keep(draft)

    app = app_on(StandIn(desk, keep=keep), start="call")
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("a")
        await until(pilot, under_way.is_set)
        await pilot.press("b")
        go_on.set()
        await until(pilot, lambda: app.keeping.all_saved)

        assert app.keeping.draft is not None
        assert desk.draft(app.keeping.draft.ref).typing == "ab"


async def test_a_draft_that_cannot_be_saved_is_not_put_out_of_hand_by_a_new_call(desk: Desk) -> None:
    def keep(_draft: Draft) -> None:
        raise NotSaved()

    app = app_on(StandIn(desk, keep=keep), start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "he shouted")
        await pilot.press("escape", "c")
        await settled(pilot)

        assert isinstance(app.screen, CallScreen)
        assert [line.text for line in app.screen.call.thread] == ["he shouted"]


async def test_unlocking_with_new_notes_keeps_an_older_draft_that_cannot_be_saved_in_hand(
    new_desk: Desk,
) -> None:
    refused = [False]

    def keep(draft: Draft) -> object:
        if refused[0]:
            raise NotSaved()
        return new_desk.keep(draft)

    app = app_on(StandIn(new_desk, keep=keep), start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "saved")
        app.keeping.flush()
        refused[0] = True
        await type_line(pilot, "not saved")
        await pilot.press("f8", "f9")
        await settled(pilot)
        await type_line(pilot, "noted while locked")
        await pilot.press("f2", "enter")
        await settled(pilot)
        assert isinstance(app.screen, CallScreen)
        assert [line.text for line in app.screen.call.thread] == ["saved", "not saved"]
        assert "Newer notes: F8, then F9." in picture(app)

        refused[0] = False
        assert app.keeping.flush()
        await pilot.press("f8", "f9", "f2", "enter")
        await settled(pilot)
        assert app.keeping.flush()

        kept = {tuple(line.text for line in draft.thread) for draft in new_desk.drafts()}
        assert kept == {("saved", "not saved"), ("noted while locked",)}


async def test_what_was_noted_under_the_lock_is_kept_when_the_lock_itself_is_opened(new_desk: Desk) -> None:
    app = app_on(new_desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("f8", "f9")
        await settled(pilot)
        await type_line(pilot, "noted while locked")
        await pilot.press(*"half a li", "escape")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert app.keeping.flush()

        (draft,) = new_desk.drafts()
        assert [line.text for line in draft.thread] == ["noted while locked"]
        assert draft.typing == "half a li"


async def test_another_person_cannot_unlock_over_a_draft_that_is_not_saved(new_desk: Desk) -> None:
    def keep(_draft: Draft) -> None:
        raise NotSaved()

    app = app_on(StandIn(new_desk, keep=keep), start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "not saved")
        await pilot.press("f8")
        await settled(pilot)
        await pilot.press("down", "enter")
        await settled(pilot)

        assert isinstance(app.screen, LockScreen)
        assert app.hidden
        assert new_desk.access is Access.LOCKED
        assert "only Casey Demo can" in picture(app)
        assert app.keeping.draft is not None


async def test_notes_made_before_signing_in_stay_and_are_kept_once_somebody_signs_in(new_desk: Desk) -> None:
    new_desk.lock()
    app = app_on(new_desk)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("c")
        await settled(pilot)
        await type_line(pilot, "before signing in")
        await pilot.press("escape", "c")
        await settled(pilot)
        assert "before signing in" in picture(app)
        assert "Not kept yet." in picture(app)

        await pilot.press("escape", "s")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert app.keeping.flush()

        (draft,) = new_desk.drafts()
        assert [line.text for line in draft.thread] == ["before signing in"]


async def test_leaving_asks_first_when_notes_would_be_lost(new_desk: Desk) -> None:
    new_desk.lock()
    app = app_on(new_desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "kept nowhere")
        await pilot.press("ctrl+q")
        await settled(pilot)

        assert isinstance(app.screen, LeaveScreen)
        assert "It is lost if you" in picture(app)


async def test_a_call_that_the_disk_refuses_says_that_it_is_not_saved(desk: Desk) -> None:
    def start_call() -> None:
        raise NotSaved()

    app = app_on(StandIn(desk, start_call=start_call), start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "he shouted")

        assert "Not saved: the disk refused" in picture(app)
        assert "Nothing kept yet" not in picture(app)
