"""Pictures of each state a person would notice, at both sizes. The facts are asserted elsewhere; here the
eye looks.

To look: calm, no row cut off, the risk line in row 2, the ladder in row 3, one thing in hand marked with
``>``.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from screen_kit import NARROW, TINY, WIDE, StandIn, StillClock, app_on
from textual.pilot import Pilot

from triage.desk.desk import Desk
from triage.desk.views import Access
from triage.records.draft import Draft, Mode

SIZES = {"80x24": NARROW, "120x36": WIDE}
Compare = Callable[..., bool]
Keys = Callable[[Pilot[int]], Awaitable[None]]


def _presses(*keys: str) -> Keys:
    async def press(pilot: Pilot[int]) -> None:
        await pilot.press(*keys)
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        # The picture waits for the draft to be saved: row 1 says so.
        for _ in range(100):
            keeping = pilot.app.keeping
            if keeping.draft is None or (keeping.all_saved and keeping.saved.at):
                break
            await pilot.pause(0.05)
        await pilot.pause()

    return press


def _still(desk: Desk, clock: StillClock, **instead: Any) -> StandIn:
    """References are random; here they stand still, and so do the lists of what earlier tests left."""

    def start_call() -> Draft:
        assert desk.me is not None
        return Draft(
            ref="ESC-2026-7K4M",
            mode=Mode.LIVE,
            policy_sha256=desk.pack.sha256,
            author=desk.me,
            opened_at=clock(),
        )

    drafts: list[Draft] = []

    def keep(draft: Draft) -> object:
        drafts[:] = [draft]
        return clock()

    return StandIn(
        desk,
        start_call=start_call,
        keep=keep,
        drafts=lambda: tuple(drafts),
        records=lambda: (),
        **instead,
    )


STATES = {
    "home_empty": (),
    "home_draft": ("c", *"hello", "enter", "2", "down", "escape"),
    "call_idle": ("c",),
    "call_rung": ("c", "2", "down"),
    "call_heard": ("c", "f2", *"he said he would hurt us", "enter", "escape"),
    "call_words": ("c", "2", "f2", *"he is back", "enter", *"and he sa"),
    "call_look_up": ("c", "2", "down", *"?answer phone messages", "enter"),
    "call_no_manager": ("c", "1", "f3"),
    "call_dropped": ("c", *"hello", "enter", "f5"),
    "locked": ("c", *"hello", "enter", "f8"),
    "policy": ("p", "down", "down", "down", "down", "down", "down"),
    "policy_notes": ("p", "down", "down", "down", "down", "down", "down", "n"),
    "help": ("c", "f1"),
    "sign_in": ("s",),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.trap(42)
def test_picture(snap_compare: Compare, desk: Desk, clock: StillClock, state: str, size: str) -> None:
    app = app_on(_still(desk, clock))

    assert snap_compare(app, terminal_size=SIZES[size], run_before=_presses(*STATES[state]))


@pytest.mark.parametrize("state", ["call_rung", "call_heard"])
@pytest.mark.trap(42)
def test_picture_of_a_small_window(snap_compare: Compare, desk: Desk, clock: StillClock, state: str) -> None:
    """60x18: SAY and DO NEXT are there, POLICY is a PgDn away, nothing of the ladder is cut."""
    app = app_on(_still(desk, clock))

    assert snap_compare(app, terminal_size=TINY, run_before=_presses(*STATES[state]))


def test_picture_with_no_vault(snap_compare: Compare, desk: Desk, clock: StillClock) -> None:
    """Home says that there are no records, in words and with a mark, and what works all the same."""
    app = app_on(_still(desk, clock, access=Access.NONE, me=None, service=None, is_demo=False))

    assert snap_compare(app, terminal_size=NARROW, run_before=_presses())
