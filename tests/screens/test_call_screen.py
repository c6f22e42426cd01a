"""The live call: what is heard, asked, shown and kept. Facts first; the pictures are in
test_call_pictures."""

from threading import Event

import pytest
from screen_kit import (
    NARROW,
    TINY,
    WIDE,
    StandIn,
    StillClock,
    app_on,
    keyed,
    picture,
    settled,
    type_line,
    until,
)
from textual import events
from textual.pilot import Pilot

from triage.desk.desk import Desk
from triage.desk.views import EncoderState
from triage.errors import NotSaved
from triage.model import AnswerKind, Finding, Heard, Rung, Stage
from triage.records.draft import Draft, LineKind
from triage.text import LONGEST_LINE
from tui.app import TriageApp
from tui.screens.call import CallScreen
from tui.widgets.line_box import LineBox

RISK_LINE = "Someone at risk? Consult your line manager (policy 7)"


def call_on(pilot: Pilot[int]) -> CallScreen:
    assert isinstance(pilot.app.screen, CallScreen)
    return pilot.app.screen


def draft_of(app: TriageApp) -> Draft:
    assert app.keeping.draft is not None
    return app.keeping.draft


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        pytest.param("she sounds upset", LineKind.NOTE, "she sounds upset", id="a plain line is a note"),
        pytest.param(
            '"he hit me"', LineKind.CALLER_WORDS, "he hit me", id="in quotation marks: the caller's words"
        ),
        pytest.param(
            "?can we ring the school", LineKind.LOOK_UP, "can we ring the school", id="? asks the policy"
        ),
    ],
)
async def test_what_a_line_is(desk: Desk, typed: str, kind: LineKind, text: str) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, typed)

        [line] = call_on(pilot).call.thread
        assert (line.kind, line.text) == (kind, text)


async def test_a_question_to_the_policy_never_enters_the_account(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "he shouted")
        await type_line(pilot, "?can a parent stay anonymous")

        assert [line.text for line in draft_of(app).account] == ["he shouted"]


async def test_after_f2_every_line_is_the_callers_own_until_esc(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("f2")
        await type_line(pilot, "?why is he here")
        await pilot.press("escape")
        await type_line(pilot, "calmer now")

        assert [(line.kind, line.text) for line in draft_of(app).thread] == [
            (LineKind.CALLER_WORDS, "?why is he here"),
            (LineKind.NOTE, "calmer now"),
        ]


async def test_a_signal_shows_its_words_its_category_the_step_and_a_rung_to_press(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=WIDE) as pilot:
        await type_line(pilot, "he said he would hurt us tonight")

        call = call_on(pilot)
        [signal, *_] = call.call.thread[0].reply.signals
        start, end = signal.span
        said = call.thread.words
        assert f'"{call.call.thread[0].text[start:end]}"' in said
        assert f"Press {signal.rung.value}?" in said
        assert "Consult your line manager (policy 7)" in said
        assert call.ladder.rung is None, "the ears suggest; only a key chooses"


async def test_a_look_up_shows_verbatim_clauses_and_keeps_say_and_do(desk: Desk) -> None:
    app = app_on(desk, start="call", rung=Rung.SAFETY_WORRY)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        say = call_on(pilot).advice.say.words
        await type_line(pilot, "?answer phone messages")

        assert desk.pack.quote("6.messages").text in call_on(pilot).advice.policy.words
        assert call_on(pilot).advice.say.words == say


async def test_while_typing_in_an_idle_call_matching_clauses_are_shown(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press(*"anonym")
        await until(pilot, lambda: desk.pack.quote("5.anonymous").text in call_on(pilot).advice.policy.words)

        assert call_on(pilot).call.thread == ()


async def test_while_typing_with_a_rung_in_force_nothing_but_the_hint_changes(desk: Desk) -> None:
    app = app_on(desk, start="call", rung=Rung.SAFETY_WORRY)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        before = call_on(pilot).advice.policy.words
        await pilot.press(*"anonymous")
        await until(pilot, lambda: call_on(pilot).box_rule.note.startswith("Policy "))

        assert call_on(pilot).advice.policy.words == before


async def test_silence_is_said_in_words_with_what_to_do_instead(desk: Desk) -> None:
    entry = next(entry for entry in desk.pack.silences if entry.silence.kind is AnswerKind.SILENT)
    silent = Finding(AnswerKind.SILENT, 0.1, (), entry.silence, Stage.WORDS)

    def hear(text: str, *, rung: Rung | None) -> Heard:
        heard = desk.hear(text, rung=rung)
        return Heard(text, heard.detection, silent, desk.guidance(rung))

    app = app_on(StandIn(desk, hear=hear), start="call")
    async with app.run_test(size=WIDE) as pilot:
        await type_line(pilot, "?something else")

        words = call_on(pilot).advice.policy.words
        assert "The policy does not answer this." in words
        assert entry.silence.instead in words
        assert RISK_LINE in picture(app)


@pytest.mark.obligation("P7.10")
@pytest.mark.parametrize("size", [NARROW, WIDE, TINY], ids=["80x24", "120x36", "60x18"])
async def test_the_risk_line_is_on_every_state_of_a_call_at_every_size(
    desk: Desk, size: tuple[int, int]
) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=size) as pilot:
        for key in ("down", "2", "down", "f2", "a", "escape", "f3", "f5", "pagedown"):
            await pilot.press(key)
            await settled(pilot)

            assert RISK_LINE in picture(app), key


@pytest.mark.trap(11)
async def test_a_late_meaning_answer_adds_to_its_own_row_and_moves_nothing(desk: Desk) -> None:
    go_on = Event()

    def hear_with_meaning(text: str, *, rung: Rung | None) -> Heard:
        go_on.wait(10)
        heard = desk.hear("he said he would hurt us", rung=rung)
        return Heard(text, heard.detection, heard.finding, heard.guidance)

    slow = StandIn(desk, encoder=EncoderState.READY, hear_with_meaning=hear_with_meaning)
    app = app_on(slow, start="call", rung=Rung.SAFETY_WORRY)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press(*"things at home are as before", "enter")
        await pilot.press(*"a second line", "enter")
        await pilot.press("up", "pagedown")
        await pilot.pause()
        call = call_on(pilot)
        in_hand, read = call._line, call.advice.policy.words.partition("\n\n")[0]
        scrolled = call.thread.scroll_offset
        go_on.set()
        await until(pilot, lambda: "may point to" in call.thread.words)
        await settled(pilot)

        assert call._line == in_hand
        assert call.advice.policy.words.startswith(read)
        assert call.thread.scroll_offset == scrolled
        assert [line.text for line in draft_of(app).thread] == [
            "things at home are as before",
            "a second line",
        ]


async def test_a_signal_that_only_meaning_hears_is_not_dropped_when_the_next_line_is_typed(
    desk: Desk,
) -> None:
    go_on = Event()

    def hear_with_meaning(text: str, *, rung: Rung | None) -> Heard:
        go_on.wait(10)
        heard = desk.hear("he hit me" if text.startswith("first") else text, rung=rung)
        return Heard(text, heard.detection, heard.finding, heard.guidance)

    app = app_on(
        StandIn(desk, encoder=EncoderState.STARTING, hear_with_meaning=hear_with_meaning), start="call"
    )
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press(*"first", "enter", *"second", "enter")
        go_on.set()
        await until(pilot, lambda: bool(draft_of(app).thread[0].reply.signals))

        assert draft_of(app).thread[1].reply.signals == ()


@pytest.mark.trap(38)
async def test_row_1_says_word_search_only_without_the_encoder(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()

        assert "Word search only" in picture(app).splitlines()[0]


async def test_a_draft_is_kept_from_the_first_key_and_the_typing_comes_back(new_desk: Desk) -> None:
    app = app_on(new_desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press(*"he is at the do")
        await until(pilot, lambda: [draft.typing for draft in new_desk.drafts()] == ["he is at the do"])
    again = app_on(new_desk)
    async with again.run_test(size=NARROW) as pilot:
        await pilot.press("d")
        await settled(pilot)

        assert pilot.app.screen.query_one(LineBox).text == "he is at the do"


@pytest.mark.trap(39)
async def test_a_save_that_fails_is_said_with_its_time_and_the_words_stay(
    desk: Desk, clock: StillClock
) -> None:
    def keep(_draft: Draft) -> None:
        raise NotSaved()

    app = app_on(StandIn(desk, keep=keep), start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "he shouted")
        await until(pilot, lambda: "Not saved since 14:03. Still trying." in picture(app))

        assert "he shouted" in picture(app)


@pytest.mark.trap(39)
async def test_saving_that_works_again_says_so(desk: Desk) -> None:
    works = Event()

    def keep(draft: Draft) -> object:
        if not works.is_set():
            raise NotSaved()
        return desk.keep(draft)

    app = app_on(StandIn(desk, keep=keep), start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "he shouted")
        await until(pilot, lambda: app.keeping.saved.failing_since is not None)
        works.set()
        await until(pilot, lambda: "Draft saved 14:03:07" in picture(app))

        assert desk.draft(draft_of(app).ref).thread[0].text == "he shouted"


@pytest.mark.obligation("P7.17", partly=True)
async def test_a_terrorism_signal_is_not_forgotten_when_a_digit_is_pressed(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "he says he is going to bomb the station")
        await pilot.press("3")
        await settled(pilot)

        assert "I am listening." in call_on(pilot).advice.say.words
        assert "Tell nobody else about this report" in call_on(pilot).advice.do_next.words


@pytest.mark.obligation("P3.7", partly=True)
async def test_asking_whether_we_may_confirm_use_brings_words_that_confirm_nothing(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "?can i confirm that a parent uses our service")

        assert "I can't say who uses our service." in call_on(pilot).advice.say.words


@pytest.mark.obligation("P7.10")
async def test_f3_notes_the_try_and_names_the_next_on_the_list(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("f3")
        await settled(pilot)

        [tried] = draft_of(app).contacts
        assert (tried.name, tried.reached) == ("Morgan Demo", False)
        assert "Devon Demo, 01632 960002" in call_on(pilot).advice.do_next.words
        assert "14:03" in call_on(pilot).advice.do_next.words
        assert call_on(pilot).advice.do_next.words.startswith("Life at risk? Call 999 now.")


async def test_f3_without_a_deputy_says_that_none_is_set(desk: Desk) -> None:
    assert desk.service is not None
    alone = desk.service.model_copy(update={"manager_chain": desk.service.manager_chain[:1]})
    app = app_on(StandIn(desk, service=alone), start="call")
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("f3")
        await settled(pilot)

        assert (
            "Your service has not set a deputy. The policy does not name one."
            in call_on(pilot).advice.do_next.words
        )


async def test_f5_stops_the_clock_and_f5_again_starts_it(desk: Desk, clock: StillClock) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "hello")
        await pilot.press("f5")
        await settled(pilot)
        assert draft_of(app).ended_at == clock.at
        assert "CALL DROPPED 14:03" in picture(app)
        await pilot.press("f5")
        await settled(pilot)

        assert draft_of(app).ended_at is None
        assert draft_of(app).dropped, "that it was cut off once stays on file"


@pytest.mark.trap(14)
async def test_a_new_call_parks_the_old_one_and_both_are_drafts(new_desk: Desk) -> None:
    app = app_on(new_desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "first call")
        await pilot.press("escape", "c")
        await settled(pilot)
        await type_line(pilot, "second call")
        await pilot.press("escape")
        await settled(pilot)

        assert {draft.thread[0].text for draft in new_desk.drafts()} == {"first call", "second call"}


@pytest.mark.trap(19)
async def test_locked_guidance_and_look_ups_work_and_the_passphrase_is_asked_in_place(desk: Desk) -> None:
    desk.lock()
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        await type_line(pilot, "he hit me")
        assert "Not kept: records are locked" in picture(app)
        await pilot.press("2", "f2")
        await settled(pilot)
        assert desk.guidance(Rung.SAFETY_WORRY).say.text.strip('"')[:40] in picture(app)
        await pilot.press("enter")
        await settled(pilot)

        assert desk.me is not None
        assert draft_of(app).thread[0].text == "he hit me"
        assert draft_of(app).rung is Rung.SAFETY_WORRY


@pytest.mark.trap(8)
async def test_a_paste_of_200_kb_is_cut_with_a_plain_note(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        app.screen.query_one(LineBox).post_message(events.Paste("word " * 40_000))
        await settled(pilot)
        assert call_on(pilot).box_rule.note == "Only 20,000 characters were kept."
        await pilot.press("enter")
        await settled(pilot)

        assert len(draft_of(app).thread[0].text) <= LONGEST_LINE


async def test_control_characters_in_a_paste_are_removed_with_a_note(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=NARROW) as pilot:
        app.screen.query_one(LineBox).post_message(events.Paste("he \x1b]0;gone\x07said \u202eno\x9b1m"))
        await settled(pilot)
        assert call_on(pilot).box_rule.note == "Some hidden characters were removed."
        await pilot.press("enter")
        await settled(pilot)

        assert draft_of(app).thread[0].text == "he said no"


async def test_the_first_line_can_be_read_again_with_up(desk: Desk) -> None:
    app = app_on(desk, start="call")
    async with app.run_test(size=WIDE) as pilot:
        await type_line(pilot, "?answer phone messages")
        await type_line(pilot, "?photographs")
        await pilot.press("up")
        await settled(pilot)

        assert desk.pack.quote("6.messages").text in call_on(pilot).advice.policy.words


async def test_below_24_rows_page_down_puts_the_policy_in_the_place_of_say(desk: Desk) -> None:
    app = app_on(desk, start="call", rung=Rung.SAFETY_WORRY)
    async with app.run_test(size=TINY) as pilot:
        await pilot.pause()
        assert "SAY" in picture(app)
        await pilot.press("pagedown")
        await settled(pilot)
        assert "POLICY" in picture(app)
        await pilot.press("pageup")
        await settled(pilot)

        assert "SAY" in picture(app)


async def test_a_worry_about_our_own_staff_does_not_say_consult_that_person(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=WIDE) as pilot:
        await keyed(pilot, "c")
        await type_line(pilot, "your colleague touched me")
        row = call_on(pilot).thread.words

        assert "Not through that person" in row
        assert "Consult your line manager" not in row
