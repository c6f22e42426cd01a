"""A change that comes while the version before it is being written is written too."""

from threading import Event

from screen_kit import NARROW, StandIn, app_on, settled, type_line, until

from triage.desk.desk import Desk
from triage.errors import NotSaved
from triage.records.draft import Draft
from tui.screens.call import CallScreen


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
