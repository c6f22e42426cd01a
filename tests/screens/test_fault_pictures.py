"""Pictures of what goes wrong or has nothing in it: the state is asserted in words, then the eye looks.

To look: what happened stands in words with a mark, what still works is said, nothing is cut off.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from record_case import HEARD, MORGAN, submitted
from screen_kit import NARROW, StandIn, app_on, keyed, picture, settled, type_line, until
from textual.pilot import Pilot

from triage.desk.desk import Desk
from triage.desk.views import Access, EncoderState
from triage.errors import InUse, NotSaved
from triage.model import Heard, Rung
from triage.records.draft import Draft
from tui.app import TriageApp
from tui.messages import ModeAsked, RecordAsked
from tui.screens import call

Compare = Callable[..., bool]
REF = "ESC-2026-7K4M"


@pytest.fixture(autouse=True)
def _one_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage.vault.drafts.random_ref", lambda _year, _prefix: REF)


def shows(app: TriageApp, words: str, *keys: str) -> Callable[[Pilot[Any]], Any]:
    """Presses, and stands still once ``words`` are there."""

    async def show(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        await keyed(pilot, *keys)
        await until(pilot, lambda: words in picture(app))

    return show


def test_picture_of_a_changed_policy(snap_compare: Compare, desk: Desk) -> None:
    app = app_on(StandIn(desk, pack=replace(desk.pack, sha256="0" * 64)))

    assert snap_compare(app, terminal_size=NARROW, run_before=shows(app, "The policy text has changed."))


def test_picture_of_records_that_cannot_be_opened(snap_compare: Compare, desk: Desk) -> None:
    app = app_on(StandIn(desk, access=Access.FAULT, me=None, fault=InUse("vault_in_use")))

    assert snap_compare(app, terminal_size=NARROW, run_before=shows(app, "! Records cannot be opened."))


def test_picture_of_a_call_that_is_not_saved(snap_compare: Compare, desk: Desk) -> None:
    def keep(_draft: Draft) -> None:
        raise NotSaved()

    app = app_on(StandIn(desk, keep=keep), start="call")

    assert snap_compare(
        app, terminal_size=NARROW, run_before=shows(app, "Not saved since 14:03.", *HEARD, "enter")
    )


def test_picture_of_a_call_where_meaning_is_slow(
    snap_compare: Compare, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call, "LOOKING_SECONDS", 0.0)

    def hear_with_meaning(text: str, *, rung: Rung | None) -> Heard:
        while not app._exit:
            time.sleep(0.02)
        return desk.hear(text, rung=rung)

    app = app_on(StandIn(desk, encoder=EncoderState.READY, hear_with_meaning=hear_with_meaning), start="call")

    async def ask(pilot: Pilot[Any]) -> None:
        await pilot.press(*"he came again", "enter", "a")
        await until(pilot, lambda: "Looking..." in picture(app) and app.keeping.all_saved)

    assert snap_compare(app, terminal_size=NARROW, run_before=ask)


def test_picture_of_a_call_while_records_are_locked(snap_compare: Compare, desk: Desk) -> None:
    desk.lock()
    app = app_on(desk, start="call")

    assert snap_compare(
        app, terminal_size=NARROW, run_before=shows(app, "Not kept: records are locked", *HEARD, "enter")
    )


def test_picture_of_listening(snap_compare: Compare, desk: Desk) -> None:
    app = app_on(desk, start="call")

    async def listen(pilot: Pilot[Any]) -> None:
        await keyed(pilot, "f9")
        await type_line(pilot, "they moved last month")
        await until(pilot, lambda: "NEVER SAY" in picture(app).upper() and app.keeping.all_saved)

    assert snap_compare(app, terminal_size=NARROW, run_before=listen)


def test_picture_of_a_record_that_does_not_match_its_seal(
    snap_compare: Compare, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = submitted(desk).ref
    broken = replace(desk.record(ref), record=None, sealed=False)
    monkeypatch.setattr(desk, "record", lambda _ref: broken)
    app = app_on(desk)

    async def read(pilot: Pilot[Any]) -> None:
        app.post_message(RecordAsked(ref))
        await settled(pilot)
        assert "does not match its seal" in picture(app)
        assert HEARD not in picture(app)

    assert snap_compare(app, terminal_size=NARROW, run_before=read)


def test_picture_of_an_empty_inbox(snap_compare: Compare, desk: Desk) -> None:
    desk.change_person(MORGAN.id)
    app = app_on(desk)

    async def open_inbox(pilot: Pilot[Any]) -> None:
        app.post_message(ModeAsked("inbox"))
        await settled(pilot)
        assert "Nothing is waiting for you." in picture(app)

    assert snap_compare(app, terminal_size=NARROW, run_before=open_inbox)
