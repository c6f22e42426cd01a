"""The questions of a disclosure: one a page, by keys alone, each answer kept as it is given."""

import pytest
from record_case import HEARD, LARGE, RISK_LINE, SMALL, TINY, begun, keyed, opened, resized, seen, words
from screen_kit import settled
from textual import events
from textual.pilot import Pilot

from triage.desk.desk import Desk
from triage.errors import NotSaved
from triage.model import Rung
from triage.records.draft import AnswerState, Draft
from triage.text import LONGEST_LINE
from tui.app import TriageApp
from tui.screens.check import CheckScreen
from tui.screens.walkthrough import WalkthroughScreen
from tui.widgets import answer_box, choices


@pytest.fixture(autouse=True)
def _no_held_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pilot types faster than people do."""
    for module in (choices, answer_box):
        monkeypatch.setattr(module, "HELD_KEY_SECONDS", 0.0)


async def at(pilot: Pilot[int], draft: Draft, question: str | None = None) -> WalkthroughScreen:
    """The questions of ``draft``, in front."""
    app = pilot.app
    assert isinstance(app, TriageApp)
    app.keeping.take(draft, app.desk.now())
    screen = await opened(pilot, lambda app: WalkthroughScreen(app.desk, app.keeping, question))
    assert isinstance(screen, WalkthroughScreen)
    return screen


def in_hand(pilot: Pilot[int]) -> Draft:
    """The draft as the app has it."""
    assert isinstance(pilot.app, TriageApp)
    assert pilot.app.keeping.draft is not None
    return pilot.app.keeping.draft


async def test_a_digit_answers_and_goes_on(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, begun(desk), "consent")
        await keyed(pilot, "3")

        answer = in_hand(pilot).answer_to("consent")
        assert answer is not None
        assert answer.choices == ("not_safe",)
        assert "Never promise to keep a secret." in words(pilot)


async def test_nothing_is_answered_before_a_key_is_pressed(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await at(pilot, begun(desk), "consent")
        await keyed(pilot, "enter")

        assert screen.page.choices.highlighted is None
        assert in_hand(pilot).answer_to("consent") is None


@pytest.mark.trap(10)
async def test_a_held_digit_answers_one_question_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, begun(desk), "who_told")
        monkeypatch.setattr(choices, "HELD_KEY_SECONDS", 3600.0)
        await keyed(pilot, "1", "1", "1", "1", "1")

        assert [answer.question for answer in in_hand(pilot).answers] == ["who_told"]


async def test_several_can_be_marked_before_enter_goes_on(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, begun(desk), "who_at_risk")
        await keyed(pilot, "1", "2", "3", "2", "enter")

        answer = in_hand(pilot).answer_to("who_at_risk")
        assert answer is not None
        assert answer.choices == ("child", "caller")


@pytest.mark.obligation("P7.8", "P5.6", partly=True)
async def test_in_danger_where_they_are_and_999_come_before_anything_else(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await at(pilot, begun(desk, Rung.DANGER_NOW))
        assert screen._question_id == "where_now"
        await keyed(pilot, *"in the shed", "enter")

        assert screen._question_id == "called_999"
        assert "Life at risk? Call 999 now" in words(pilot)


@pytest.mark.obligation("P5.1", partly=True)
async def test_a_name_opens_one_page_that_one_key_leaves(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await at(pilot, begun(desk), "caller_name")
        await keyed(pilot, "2", *"Jo", "enter")
        assert screen._question_id == "more_about_them"
        assert "None of it has to be given." in words(pilot)
        await keyed(pilot, "4")

        gate = in_hand(pilot).answer_to("more_about_them")
        assert gate is not None
        assert gate.state is AnswerState.DECLINED
        assert screen._question_id not in ("address", "school")


@pytest.mark.obligation("P5.1", "P5.3")
@pytest.mark.parametrize(
    ("key", "state"),
    [
        pytest.param("3", AnswerState.NOT_KNOWN, id="not known"),
        pytest.param("4", AnswerState.NOT_ASKED, id="not asked"),
        pytest.param("5", AnswerState.DECLINED, id="declined"),
    ],
)
@pytest.mark.trap(33)
async def test_ways_to_have_no_answer_are_kept_apart(desk: Desk, key: str, state: AnswerState) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, begun(desk), "caller_name")
        await keyed(pilot, key)

        answer = in_hand(pilot).answer_to("caller_name")
        assert answer is not None
        assert answer.state is state


async def test_words_are_kept_while_they_are_typed(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        draft = begun(desk)
        await at(pilot, draft, "done_so_far")
        await keyed(pilot, *"Rang 999")
        app = pilot.app
        assert isinstance(app, TriageApp)
        assert app.keeping.flush()

        kept = desk.draft(draft.ref).answer_to("done_so_far")
        assert kept is not None
        assert kept.words == "Rang 999"
        assert len(desk.draft(draft.ref).answers) == 1


@pytest.mark.trap(9)
async def test_a_lone_digit_in_the_box_is_asked_about_once_then_kept_as_words(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await at(pilot, begun(desk, Rung.DANGER_NOW))
        await keyed(pilot, "3", "enter")

        assert screen._question_id == "where_now"
        assert "For 'Declined to say' press Tab, then 3." in seen(pilot)
        await keyed(pilot, "enter")
        answer = in_hand(pilot).answer_to("where_now")
        assert answer is not None
        assert answer.words == "3"
        assert screen._question_id == "called_999"


async def test_an_option_with_words_asks_for_them_and_enter_goes_on(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await at(pilot, begun(desk), "consent")
        await keyed(pilot, "2", *"no never", "enter")

        answer = in_hand(pilot).answer_to("consent")
        assert answer is not None
        assert (answer.choices, answer.words) == (("said_no",), "no never")
        assert screen._question_id == "limits_told"


async def test_whoever_types_on_after_the_digit_loses_no_letter_and_no_other_digit(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All keys are there before the first is dealt with, and the held digit is still down."""
    monkeypatch.setattr(answer_box, "HELD_KEY_SECONDS", 3600.0)
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, begun(desk), "consent")
        await keyed(pilot, "2", "2", "2", *"14 Nov: no, 22 times")

        answer = in_hand(pilot).answer_to("consent")
        assert answer is not None
        assert (answer.choices, answer.words) == (("said_no",), "14 Nov: no, 22 times")


async def test_keys_typed_ahead_of_the_page_go_to_the_page_that_comes(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await at(pilot, begun(desk))
        await keyed(
            pilot,
            *("2", "1", "enter", "3", "enter", "enter", "2"),
            *"no",
            "backspace",
            *"ever",
            *("tab", "shift+tab", "escape"),
        )

        assert screen._question_id == "their_words"
        consent = in_hand(pilot).answer_to("consent")
        assert consent is not None
        assert (consent.choices, consent.words) == (("said_no",), "never")


@pytest.mark.parametrize("key", ["escape", "f4", "f9"])
async def test_the_last_letters_are_kept_whichever_way_the_page_is_left(desk: Desk, key: str) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, begun(desk), "done_so_far")
        await keyed(pilot, *"Rang 999", key)

        answer = in_hand(pilot).answer_to("done_so_far")
        assert answer is not None
        assert answer.words == "Rang 999"


async def test_words_once_typed_stay_on_file_when_another_answer_follows(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, begun(desk), "done_so_far")
        await keyed(pilot, *"Rang 999", "tab", "1")

        states = [(answer.state, answer.words) for answer in in_hand(pilot).answers]
        assert states == [(AnswerState.GIVEN, "Rang 999"), (AnswerState.NOT_KNOWN, "")]


async def test_the_call_fills_in_what_it_knows_and_enter_keeps_it(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, begun(desk), "their_words")
        assert HEARD in seen(pilot)
        assert "Taken from the call." in words(pilot)
        await keyed(pilot, "enter")

        assert in_hand(pilot).answers == ()


async def test_esc_goes_back_and_loses_nothing(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await at(pilot, begun(desk))
        await keyed(pilot, "2", "1", "enter", "3", "enter", "enter", "2", *"no", "escape")

        assert screen._question_id == "their_words"
        consent = in_hand(pilot).answer_to("consent")
        assert consent is not None
        assert consent.words == "no"


async def test_f9_leaves_a_question_open(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await at(pilot, begun(desk))
        await keyed(pilot, "f9")

        assert screen._question_id == "who_at_risk"
        assert in_hand(pilot).answer_to("danger_now") is None


async def test_the_last_answer_leads_to_the_check_page(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        draft = begun(desk)
        await at(pilot, draft)
        open_questions = [step for step in desk.interview(draft).steps if step.answer is None]
        await keyed(pilot, *["f9"] * (len(open_questions) + 1))

        assert isinstance(pilot.app.screen, CheckScreen)


@pytest.mark.obligation("P5.4")
async def test_a_third_party_opens_the_question_of_consent(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, begun(desk), "who_told")
        await keyed(pilot, "4", *"a teacher, saw it", "enter")

        assert "Did they say the parent agreed to this?" in seen(pilot)


async def test_an_answer_that_needs_words_says_so_and_stays(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await at(pilot, begun(desk), "line_manager")
        await keyed(pilot, "1", "enter")

        assert "! Write who you spoke to, and when" in words(pilot)
        assert screen._question_id == "line_manager"


async def test_the_risk_line_is_there_at_every_size(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, begun(desk, Rung.NO_RISK_HEARD))
        for size in (SMALL, LARGE, TINY):
            await resized(pilot, size)
            assert RISK_LINE in seen(pilot)
        await keyed(pilot, "f2")

        assert RISK_LINE in seen(pilot)


@pytest.mark.obligation("P1.1")
async def test_a_wide_screen_shows_the_policy_behind_the_question(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=LARGE) as pilot:
        screen = await at(pilot, begun(desk), "consent")

        assert screen.behind.display
        quote = desk.pack.quote("6.no_action_without_consent").text
        assert quote[:38] in seen(pilot)


@pytest.mark.trap(39)
async def test_row_1_tells_the_real_time_of_saving(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, begun(desk), "consent")

        assert "Draft saved 14:03:07" in seen(pilot)


async def test_answers_stay_and_row_1_says_so_when_saving_fails(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_draft: Draft) -> None:
        raise NotSaved

    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, begun(desk), "consent")
        monkeypatch.setattr(desk, "keep", full)
        await keyed(pilot, "3")
        app = pilot.app
        assert isinstance(app, TriageApp)
        assert not app.keeping.flush()
        await settled(pilot)

        assert "Not saved since 14:03. Still trying." in seen(pilot)
        assert in_hand(pilot).answer_to("consent") is not None


HOSTILE = "[/b] [@click=app.quit]x[/] [black on black]"


async def test_markup_that_is_typed_is_shown_as_typed(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        await at(pilot, begun(desk), "done_so_far")
        await keyed(pilot, *HOSTILE)
        await keyed(pilot, "f4")

        assert isinstance(pilot.app.screen, CheckScreen)
        assert HOSTILE in words(pilot)


async def test_a_paste_of_hidden_characters_is_cleaned_and_said(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await at(pilot, begun(desk), "done_so_far")
        screen.page.box.post_message(events.Paste("he\x1b]0;canary\x07 said\u202e no\x00"))
        await settled(pilot)

        assert screen.page.box.text == "he said no"
        assert "Some hidden characters were removed." in words(pilot)


@pytest.mark.trap(8)
async def test_a_paste_of_200_kb_is_cut_and_said(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await at(pilot, begun(desk), "done_so_far")
        screen.page.box.post_message(events.Paste("word " * 40_000))
        await settled(pilot)

        assert len(screen.page.box.text) == LONGEST_LINE
        assert "The first 20,000 characters are kept." in words(pilot)


async def test_f2_shows_the_account_with_its_times_and_f2_goes_back(desk: Desk) -> None:
    async with TriageApp(desk).run_test(size=SMALL) as pilot:
        screen = await at(pilot, begun(desk), "consent")
        await keyed(pilot, "f2")

        assert f'14:03 "{HEARD}"' in words(pilot)
        await keyed(pilot, "f2")
        assert pilot.app.screen is screen
