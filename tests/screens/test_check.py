"""Check your answers, and what comes after S: what is missing, what is saved, who must be spoken to."""

import pytest
from record_case import (
    DEVON,
    LARGE,
    MORGAN,
    RISK_LINE,
    SMALL,
    TINY,
    answered,
    begun,
    complete,
    keyed,
    opened,
    pressed,
    resized,
    seen,
    words,
)
from screen_kit import StillClock
from textual.pilot import Pilot

from triage.content import message
from triage.desk.desk import Desk
from triage.errors import NotSaved
from triage.records.addition import AdditionKind
from triage.records.draft import Draft
from tui.app import TriageApp
from tui.screens.check import CheckScreen
from tui.screens.submitted import SubmittedScreen
from tui.screens.walkthrough import WalkthroughScreen
from tui.widgets import answer_box, choices

NOT_WITHOUT_999 = "Life at risk? Call 999 now. Do not wait for a manager. (service rule)"


@pytest.fixture(autouse=True)
def _no_held_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pilot types faster than people do."""
    for module in (choices, answer_box):
        monkeypatch.setattr(module, "HELD_KEY_SECONDS", 0.0)


async def at(pilot: Pilot[int], draft: Draft) -> CheckScreen:
    """The answers of ``draft``, in front."""
    app = pilot.app
    assert isinstance(app, TriageApp)
    app.keeping.take(draft, app.desk.now())
    screen = await opened(pilot, lambda app: CheckScreen(app.desk, app.keeping))
    assert isinstance(screen, CheckScreen)
    return screen


@pytest.mark.obligation("P7.10")
async def test_what_is_missing_stands_first_with_the_key_that_leads_to_it(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, begun(desk))

        assert "There are 2 problems" in seen(pilot)
        assert "! Select whether you have spoken to your line manager (press 8)" in words(pilot)
        await keyed(pilot, "8")
        assert isinstance(pilot.app.screen, WalkthroughScreen)
        assert "Have you spoken to your line manager?" in seen(pilot)


async def test_an_answer_that_is_changed_comes_back_here(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await at(pilot, begun(desk))
        await pressed(pilot, "8", "3")

        assert pilot.app.screen is screen
        assert "Select whether you have spoken" not in seen(pilot)
        assert "8 Line manager Not yet" in words(pilot)


async def test_the_branch_that_a_change_opens_is_asked_before_coming_back(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await at(pilot, complete(desk))
        await keyed(pilot, "6")
        await keyed(pilot, "4", *"a teacher", "enter")
        assert "Did they say the parent agreed to this?" in seen(pilot)
        await keyed(pilot, "3", "1")

        assert pilot.app.screen is screen


async def test_enter_goes_to_the_first_question_without_an_answer(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, begun(desk))
        await keyed(pilot, "enter")

        assert "Is anyone in danger right now?" in seen(pilot)


async def test_a_record_with_a_gap_is_not_submitted_and_the_page_says_so(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        draft = begun(desk)
        screen = await at(pilot, draft)
        await keyed(pilot, "s")

        assert pilot.app.screen is screen
        assert "Not submitted yet. Nothing is lost." in seen(pilot)
        assert draft.ref not in [row.ref for row in desk.records()]


async def test_at_every_size_the_page_carries_the_risk_line_and_says_that_it_rings_nobody(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, begun(desk))

        for size in (SMALL, LARGE, TINY):
            await resized(pilot, size)
            assert RISK_LINE in seen(pilot)
            assert message("check_nothing_is_sent") in words(pilot)


async def test_v_shows_the_record_and_esc_comes_back(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await at(pilot, complete(desk))
        await keyed(pilot, "v")
        assert "DECISION NEEDED" in seen(pilot)
        await keyed(pilot, "escape")

        assert pilot.app.screen is screen
        assert "DECISION NEEDED" not in seen(pilot)


async def test_a_wide_screen_shows_the_record_beside_the_answers(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=LARGE) as pilot:
        await at(pilot, complete(desk))

        assert "DECISION NEEDED" in seen(pilot)
        assert "3 Who is at risk" in seen(pilot)


async def test_nothing_leaves_the_screen_when_the_record_cannot_be_saved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_draft: Draft) -> None:
        raise NotSaved("disk_full")

    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        draft = complete(desk)
        screen = await at(pilot, draft)
        monkeypatch.setattr(desk, "submit", full)
        await keyed(pilot, "s")

        assert pilot.app.screen is screen
        assert "This could not be saved. Your words are still here." in words(pilot)
        app = pilot.app
        assert isinstance(app, TriageApp)
        assert app.keeping.draft == draft


async def test_many_questions_left_open_are_counted_and_not_listed(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, answered(desk, complete(desk), abused="before"))
        await keyed(pilot, "pagedown")

        assert "Own abuse: Yes, in the past" in words(pilot)
        assert "more not answered" in words(pilot)
        assert "In the background: Not answered" not in words(pilot)


@pytest.mark.obligation("P3.3", "P6.6", partly=True)
async def test_a_bare_tick_and_a_short_postcode_are_said_and_block_nothing(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        draft = answered(desk, complete(desk), consent="agreed", safe_contact="post")
        await at(pilot, draft)
        assert "Not complete as express consent. Missing: their words; who;" in words(pilot)
        await keyed(pilot, "pagedown")
        assert message("check_post_no_postcode") in words(pilot)
        await keyed(pilot, "s")

        assert f"Saved as {draft.ref}" in seen(pilot)


@pytest.mark.obligation("P7.10", "P7.23")
@pytest.mark.trap(12)
async def test_submitting_names_who_to_speak_to_and_does_not_count_as_telling(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        draft = complete(desk)
        await at(pilot, draft)
        await keyed(pilot, "s")

        assert isinstance(pilot.app.screen, SubmittedScreen)
        assert f"Saved as {draft.ref} at 14:03." in seen(pilot)
        told = "Now speak to your line manager: Morgan Demo, 01632 960001. Press Y when you have."
        assert told in words(pilot)
        [row] = [row for row in desk.records() if row.ref == draft.ref]
        assert row.manager_told_at is None


async def test_y_notes_when_the_manager_was_told(desk: Desk, clock: StillClock) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        draft = complete(desk)
        await at(pilot, draft)
        await keyed(pilot, "s")
        clock.move(minutes=3)
        await keyed(pilot, "y")

        assert "Noted at 14:06: you spoke to Morgan Demo." in seen(pilot)
        [row] = [row for row in desk.records() if row.ref == draft.ref]
        assert row.manager_told_at == desk.now()


@pytest.mark.obligation("P7.22")
async def test_n_notes_the_try_and_shows_the_next_on_the_list(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        draft = complete(desk)
        await at(pilot, draft)
        await keyed(pilot, "s")
        await keyed(pilot, "n")
        assert "Devon Demo, 01632 960002" in words(pilot)
        assert NOT_WITHOUT_999 in words(pilot)
        await keyed(pilot, "n")

        assert NOT_WITHOUT_999 in words(pilot)
        assert "The policy does not name a deputy." in words(pilot)
        additions = desk.record(draft.ref).additions
        assert [addition.kind for addition in additions] == [
            AdditionKind.MANAGER_TRIED,
            AdditionKind.MANAGER_TRIED,
        ]


@pytest.mark.obligation("P7.23", partly=True)
async def test_a_worry_about_the_manager_sends_past_them_before_and_after_submitting(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, answered(desk, complete(desk), line_manager="about_manager"))
        assert "Do not raise it with Morgan Demo." in words(pilot)
        assert "Anyone else set up as a manager here can open this record." in words(pilot)
        await keyed(pilot, "s")

        assert "Do not raise this with your line manager. (service rule)" in words(pilot)
        assert "the other person your service has named: Devon Demo, 01632 960002." in words(pilot)
        assert "Morgan Demo, 01632" not in words(pilot)


@pytest.mark.obligation("P7.23", partly=True)
async def test_with_no_other_manager_the_page_says_that_nobody_here_can_decide(desk: Desk) -> None:
    desk.change_person(DEVON.id)  # the deputy writes it, so nobody is left
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, answered(desk, complete(desk), line_manager="about_manager"))

        assert "No other manager is set up here, so nobody here can decide on it yet." in words(pilot)
        await keyed(pilot, "s")
        assert "Your service has named no other person." in words(pilot)


async def test_a_manager_who_took_the_call_is_sent_to_the_next_never_to_themselves(desk: Desk) -> None:
    desk.change_person(MORGAN.id)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, complete(desk))
        await keyed(pilot, "s")

        assert "Devon Demo, 01632 960002" in words(pilot)
        assert "Morgan Demo, 01632" not in words(pilot)


async def test_a_second_s_makes_no_second_record(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, complete(desk))
        before = len(desk.records())
        await keyed(pilot, "s", "s", "s")

        assert len(desk.records()) == before + 1
        assert not [draft for draft in desk.drafts() if draft.ref in {row.ref for row in desk.records()}]
