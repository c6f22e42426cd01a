"""The records list, one record in its tabs, and the manager's inbox."""

from dataclasses import replace

import pytest
from record_case import (
    CASEY,
    DEVON,
    HEARD,
    LARGE,
    MORGAN,
    SMALL,
    TINY,
    complete,
    keyed,
    opened,
    resized,
    seen,
    submitted,
    words,
)
from screen_kit import StillClock, settled
from textual.pilot import Pilot

from triage.desk.desk import Desk
from triage.errors import NotSaved
from triage.model import Rung
from triage.records.addition import Addition, AdditionKind
from triage.records.decision import Choice, Decision
from triage.records.decision_parts import AuthorView, Discussion
from tui.app import TriageApp
from tui.messages import ModeAsked, RecordAsked
from tui.screens.decision import DecisionScreen
from tui.screens.inbox import InboxScreen
from tui.screens.record import RecordScreen
from tui.screens.records import RecordsScreen
from tui.widgets.record_pages import Tab

HOSTILE = "[/b] [@click=app.quit]he hit me[/]"


async def reading(pilot: Pilot[int], ref: str) -> RecordScreen:
    """One record, as the app opens it."""
    pilot.app.post_message(RecordAsked(ref))
    await settled(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, RecordScreen)
    return screen


async def in_mode(pilot: Pilot[int], mode: str) -> None:
    """Another part of the program, as Home opens it."""
    pilot.app.post_message(ModeAsked(mode))
    await settled(pilot)


def more_information(desk: Desk, ref: str) -> Decision:
    """What a manager signs who needs to know more."""
    assert desk.me is not None
    return Decision(
        ref=ref,
        by=desk.me,
        choice=Choice.MORE_INFORMATION,
        reasons="Please ask the school what they saw.",
        discussion=Discussion(view=AuthorView.AGREES),
        parent_told=None,
        decided_at=desk.now(),
        written_at=desk.now(),
    )


# The records list


async def test_a_person_with_no_records_reads_that_there_are_none(new_desk: Desk) -> None:
    async with TriageApp(new_desk).run_test(size=SMALL) as pilot:
        await in_mode(pilot, "records")

        assert isinstance(pilot.app.screen, RecordsScreen)
        assert "No records yet." in seen(pilot)
        await keyed(pilot, "6", "enter")
        assert "No records yet." in seen(pilot)  # no hidden box took the key


async def test_enter_opens_the_record_under_the_cursor(desk: Desk) -> None:
    ref = submitted(desk).ref
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await in_mode(pilot, "records")
        await keyed(pilot, "enter")

        assert isinstance(pilot.app.screen, RecordScreen)
        assert f"RECORD {ref}" in seen(pilot)


async def test_a_caseworker_sees_only_their_own_records(desk: Desk) -> None:
    desk.change_person(MORGAN.id)
    theirs = submitted(desk).ref
    desk.change_person(CASEY.id)
    mine = submitted(desk).ref
    async with TriageApp(desk).run_test(size=LARGE) as pilot:
        await in_mode(pilot, "records")

        assert mine in seen(pilot)
        assert theirs not in seen(pilot)


# One record


TOLD_BY_TAB = {
    "2": f'"{HEARD}"',
    "3": "Submitted by Casey Demo",
    "4": "No decision yet. Waiting 9 min.",
    "5": "The parent is in immediate danger, e.g. suicide.",
    "1": "DECISION NEEDED",
}


async def test_each_digit_opens_its_tab(desk: Desk, clock: StillClock) -> None:
    ref = submitted(desk).ref
    clock.move(minutes=9)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await reading(pilot, ref)
        for key, told in TOLD_BY_TAB.items():
            await keyed(pilot, key)
            assert told in words(pilot)


async def test_the_arrows_turn_the_tabs(desk: Desk) -> None:
    ref = submitted(desk).ref
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await reading(pilot, ref)
        await keyed(pilot, "right", "right", "left")

        assert screen.tab is Tab.WORDS


async def test_a_wide_screen_keeps_the_timeline_beside(desk: Desk) -> None:
    ref = submitted(desk).ref
    async with TriageApp(desk).run_test(size=LARGE) as pilot:
        await reading(pilot, ref)

        assert "TIMELINE" in seen(pilot)
        assert "DECISION NEEDED" in seen(pilot)


@pytest.mark.trap(32)
async def test_a_note_is_added_beside_the_record(desk: Desk) -> None:
    record = submitted(desk)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await reading(pilot, record.ref)
        await keyed(pilot, "a", *"She rang back", "enter")

        assert "Added at 14:03." in seen(pilot)
        file = desk.record(record.ref)
        assert [(each.kind, each.text) for each in file.additions] == [(AdditionKind.NOTE, "She rang back")]
        assert file.record == record


async def test_a_correction_shows_the_old_words_and_the_new(desk: Desk) -> None:
    record = submitted(desk)
    async with TriageApp(desk).run_test(size=LARGE) as pilot:
        await reading(pilot, record.ref)
        await keyed(pilot, "k", *"Aunt", "enter", *"Uncle", "enter")

        [addition] = desk.record(record.ref).additions
        assert addition.kind is AdditionKind.CORRECTION
        assert (addition.about, addition.text) == ("Aunt", "Uncle")
        await keyed(pilot, "end")
        assert "It said: Aunt" in seen(pilot)
        assert "Corrected: Uncle" in seen(pilot)


async def test_a_note_that_cannot_be_saved_stays_in_its_box(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_addition: Addition) -> None:
        raise NotSaved("disk_full")

    ref = submitted(desk).ref
    monkeypatch.setattr(desk, "add", full)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await reading(pilot, ref)
        await keyed(pilot, "a", *"She rang back", "enter")

        assert screen.box.text == "She rang back"
        assert "The disk is full." in words(pilot)


async def test_esc_leaves_the_box_before_the_record(desk: Desk) -> None:
    ref = submitted(desk).ref
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await reading(pilot, ref)
        await keyed(pilot, "a", "escape")
        assert pilot.app.screen is screen
        await keyed(pilot, "escape")

        assert pilot.app.screen is not screen


async def test_a_record_that_does_not_match_its_seal_shows_nothing_to_rely_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = submitted(desk).ref
    broken = replace(desk.record(ref), record=None, sealed=False)
    monkeypatch.setattr(desk, "record", lambda _ref: broken)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await reading(pilot, ref)

        assert "! This record does not match its seal. Do not rely on it." in words(pilot)
        assert HEARD not in seen(pilot)


async def test_a_record_that_is_not_there_says_so(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await reading(pilot, "ESC-2026-0000")

        assert "There is no record with that reference here." in words(pilot)


@pytest.mark.trap(5)
async def test_markup_in_a_record_is_shown_as_it_was_typed(desk: Desk) -> None:
    ref = submitted(desk, heard=HOSTILE).ref
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await reading(pilot, ref)
        await keyed(pilot, "2")
        for size in (SMALL, LARGE):
            await resized(pilot, size)
            assert HOSTILE in words(pilot)
        await resized(pilot, TINY)
        assert HOSTILE in screen.lines.plain


async def test_the_author_reads_the_decision_and_the_desk_notes_it(desk: Desk) -> None:
    ref = submitted(desk).ref
    desk.change_person(MORGAN.id)
    desk.decide(more_information(desk, ref), None)
    desk.change_person(CASEY.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await reading(pilot, ref)
        await keyed(pilot, "4")

        assert "Please ask the school what they saw." in seen(pilot)
        assert "outcome_read" in [action for _, _, action in desk.record(ref).history]


# The inbox


async def test_an_empty_inbox_says_so(new_desk: Desk) -> None:
    new_desk.change_person(MORGAN.id)
    async with TriageApp(new_desk).run_test(size=SMALL) as pilot:
        await in_mode(pilot, "inbox")

        assert "Nothing is waiting for you." in seen(pilot)


@pytest.mark.obligation("P7.11")
async def test_a_caseworker_reads_why_the_inbox_is_not_theirs(desk: Desk) -> None:
    ref = submitted(desk).ref
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await in_mode(pilot, "inbox")

        assert "You are not set up as a manager." in words(pilot)
        assert ref not in seen(pilot)


async def test_in_the_demonstration_one_key_sits_down_as_the_manager(desk: Desk) -> None:
    ref = submitted(desk, Rung.DANGER_NOW).ref
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await in_mode(pilot, "inbox")
        await keyed(pilot, "m")

        assert desk.me == MORGAN
        assert isinstance(pilot.app.screen, InboxScreen)
        assert ref in seen(pilot)


async def test_the_inbox_stands_as_the_desk_orders_it(new_desk: Desk, clock: StillClock) -> None:
    refs = []
    for rung in (Rung.CRIME, Rung.SAFETY_WORRY, Rung.DANGER_NOW):
        refs.append(submitted(new_desk, rung).ref)
        clock.move(minutes=70)
    new_desk.change_person(MORGAN.id)
    async with TriageApp(new_desk).run_test(size=SMALL) as pilot:
        await in_mode(pilot, "inbox")

        lines = [line for line in seen(pilot).split("\n") if "ESC-" in line]
        assert [line.split()[line.startswith(">")] for line in lines] == refs[::-1]
        assert "Decisions needed: 3" in seen(pilot)
        assert "3 h 30" in lines[2]
        assert "Not safe" in lines[0]


async def test_the_heart_of_a_record_shows_without_opening_it(desk: Desk) -> None:
    ref = submitted(desk, Rung.DANGER_NOW, "he is at the door with a knife").ref
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=LARGE) as pilot:
        await in_mode(pilot, "inbox")
        screen = pilot.app.screen
        assert isinstance(screen, InboxScreen)
        while screen.rows.ref != ref:
            await keyed(pilot, "down")

        assert "he is at the door with a knife" in words(pilot)
        [row] = [row for row in desk.records() if row.ref == ref]
        assert not row.seen


async def test_d_decides_on_the_record_under_the_cursor(desk: Desk) -> None:
    submitted(desk, Rung.DANGER_NOW)
    desk.change_person(DEVON.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await in_mode(pilot, "inbox")
        await keyed(pilot, "d")

        assert isinstance(pilot.app.screen, DecisionScreen)


async def test_what_waits_for_more_information_is_counted_apart(new_desk: Desk) -> None:
    ref = new_desk.submit(complete(new_desk)).ref
    new_desk.change_person(MORGAN.id)
    new_desk.decide(more_information(new_desk, ref), None)
    async with TriageApp(new_desk).run_test(size=SMALL) as pilot:
        await opened(pilot, lambda app: InboxScreen(app.desk, app.keeping))

        assert "Decisions needed: 0 | More information asked for: 1" in seen(pilot)
