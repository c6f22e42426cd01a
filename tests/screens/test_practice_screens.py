"""Practice on the screen: the very screen of a call, marked, and nothing of it near real work."""

from collections.abc import Iterator
from typing import Any

import pytest
from screen_kit import NARROW, TINY, WIDE, StillClock, app_on, keyed, picture, settled, type_line, until
from textual.pilot import Pilot

from triage import ladder
from triage.desk.demo import demo_desk
from triage.desk.desk import Desk
from triage.desk.practice_room import scenarios
from triage.desk.views import Access
from triage.errors import NotAllowed, NotSaved
from triage.model import Rung
from triage.practice.kinds import QuestionKind
from triage.practice.play import Said
from triage.records.draft import Answer, AnswerState, LineKind, Mode
from tui import practice_app
from tui.app import PRACTISE, TriageApp, _after_practice
from tui.messages import BookAsked
from tui.practice_app import HIDE, PracticeApp
from tui.screens.check import CheckScreen
from tui.screens.debrief import DebriefScreen
from tui.screens.practice import PracticeScreen
from tui.screens.practice_call import PracticeCallScreen
from tui.screens.practice_choice import PracticeChoice

CASEY = "demo-caseworker"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = demo_desk(
        tmp_path_factory.mktemp("room"), clock=StillClock(), with_encoder=False, mode=Mode.PRACTICE
    )
    yield opened
    opened.close()


def kind(line: str) -> QuestionKind:
    if "promise" in line:
        return QuestionKind.PROMISE
    return QuestionKind.LEADING if "hit you" in line else QuestionKind.OPEN


def on_room(room: Desk, **options: Any) -> PracticeApp:
    return PracticeApp(room, **{"note": None, "pace": 0, "kind_of": kind, "first": "packed_bag", **options})


async def to_the_end(pilot: Pilot[int]) -> None:
    """Open, leading, a promise; then back on the path the policy asks for."""
    await type_line(pilot, "What is on your mind?")
    await type_line(pilot, "Did he hit you?")
    await keyed(pilot, "1")
    await type_line(pilot, "Is it safe to talk?")
    await keyed(pilot, "2")
    await keyed(pilot, "1")


@pytest.mark.trap(24)
async def test_every_screen_of_practice_says_so_on_its_first_line(room: Desk) -> None:
    app = on_room(room)
    firsts = []

    def first_line() -> None:
        firsts.append(picture(app).split("\n")[0])

    async with app.run_test(size=TINY) as pilot:
        await settled(pilot)
        first_line()
        await keyed(pilot, "f1")
        first_line()
        await keyed(pilot, "escape")
        await type_line(pilot, "What is on your mind?")
        await keyed(pilot, "f7")
        first_line()
        await keyed(pilot, "escape")
        await keyed(pilot, "f4")
        assert isinstance(app.screen, CheckScreen)
        first_line()
        await keyed(pilot, "1")
        first_line()
        await keyed(pilot, "escape", "escape")
        await type_line(pilot, "Tell me more.")
        assert isinstance(app.screen, PracticeChoice)
        first_line()
        await keyed(pilot, "escape")
        assert isinstance(app.screen, DebriefScreen)
        first_line()
        await keyed(pilot, "escape")
        assert isinstance(app.screen, PracticeScreen)
        first_line()

    assert [line for line in firsts if not line.strip().startswith("PRACTICE")] == []
    assert len(firsts) == 8


async def test_the_content_note_is_read_before_anything_begins(room: Desk) -> None:
    app = on_room(room, first=None)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, PracticeScreen)
        scenario = app.screen.scenario_in_hand()
        assert scenario is not None
        assert scenario.content_note[0] in picture(app)


async def test_the_path_goes_on_at_the_first_call_not_finished_and_names_what_is_open(room: Desk) -> None:
    calls = scenarios(room.pack)
    app = on_room(room, first=None, finished=frozenset({calls[0].id, calls[1].id}))
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, PracticeScreen)
        assert app.screen.scenario_in_hand() == calls[2]
        practised = {*calls[0].sections, *calls[1].sections}
        left = [section.number for section in room.pack.policy.sections if section.number not in practised]
        assert f"policy {', '.join(left)} still to practise" in picture(app)


async def test_the_caller_answers_in_the_thread_and_the_learner_is_heard_as_asking(room: Desk) -> None:
    app = on_room(room)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, PracticeCallScreen)
        await type_line(pilot, "What is on your mind?")

        thread = app.screen.call.thread
        assert thread[0].kind is LineKind.CALLER_WORDS
        assert [line.text for line in thread if line.kind is LineKind.QUESTION] == ["What is on your mind?"]
        assert thread[-1].text == "He hurt my arm last night."
        assert "7.circumstances.abused" in thread[-1].reply.clauses
        assert app.screen.call.ref.startswith("PRA-")
        assert "Heard as: Open question" in picture(app)


async def test_a_call_from_start_to_debrief(room: Desk) -> None:
    noted = []
    app = on_room(room, note=lambda scenario_id, finished: noted.append((scenario_id, finished)))
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        await to_the_end(pilot)
        assert "THE PRACTICE CALL IS OVER" in picture(app)
        await keyed(pilot, "escape")

        shown = picture(app)
        assert "Leading question:" in shown
        assert "Chose no rung" in shown
        assert "I won't tell anyone." in shown
        assert "Caller: He hurt my arm last night." in shown
        await keyed(pilot, "down", "down")
        assert "The policy says:" in picture(app)
        assert "Try instead: I can't keep it a secret" in picture(app)
        assert "100" not in shown

    assert noted == [("packed_bag", True)]


async def test_a_rung_chosen_on_the_call_stands_in_the_debrief(
    room: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ladder, "QUIET_SECONDS", 0.0)
    app = on_room(room)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await keyed(pilot, "2")
        await until(pilot, lambda: app.screen.playing.standing.rung is Rung.SAFETY_WORRY)  # type: ignore[attr-defined]
        await keyed(pilot, "escape")

        assert "You reached the right rung at line 2 of 2." in picture(app)


async def test_the_record_of_a_practice_call_is_submitted_as_a_real_one_and_then_looked_back_on(
    room: Desk,
) -> None:
    app = on_room(room)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, PracticeCallScreen)
        await type_line(pilot, "Is it safe to talk?")
        await until(pilot, lambda: screen.call.thread[-1].text == "He hurt my arm last night.")
        screen.take_line(LineKind.CALLER_WORDS, "He hurt my leg last night.")
        screen.choose_rung(Rung.SAFETY_WORRY, room.now())
        draft = screen.call
        given = {"danger_now": "no", "who_at_risk": "child", "consent": "not_safe", "who_told": "child"}
        for question, choice in {**given, "line_manager": "not_yet"}.items():
            answer = Answer(question=question, state=AnswerState.GIVEN, choices=(choice,), at=room.now())
            draft = draft.answered(answer)
        app.keeping.keep(draft)
        await keyed(pilot, "f4")
        await keyed(pilot, "s")

        assert isinstance(app.screen, DebriefScreen)
        assert draft.ref.startswith("PRA-")
        assert draft.ref in picture(app).split("\n")[0]
        record = room.record(draft.ref).record
        assert record is not None
        assert record.mode is Mode.PRACTICE
        assert app.keeping.draft is None

        shown = picture(app)
        assert 'In the record: "He hurt my leg' in shown
        assert "Tidied up" in shown
        assert 'Not in the record: "I don' in shown
        assert shown.count("Word for word") == 0, "the script's own lines are not the learner's work"
        while "Tidied up" not in app.screen.row_in_hand.result_words:
            await keyed(pilot, "down")
        assert 'Try instead: "He hurt my arm last night."' in picture(app)
        await keyed(pilot, "escape")
        assert isinstance(app.screen, PracticeScreen)


async def test_it_is_tried_again_from_the_row_in_hand(room: Desk) -> None:
    app = on_room(room)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await to_the_end(pilot)
        await keyed(pilot, "escape")
        await keyed(pilot, "down")
        await keyed(pilot, "a")

        assert isinstance(app.screen, PracticeCallScreen)
        assert len(app.screen.playing.acts) == 1
        assert app.screen.playing.standing.place == "bag"
        said = [line.text for line in app.screen.call.thread]
        assert said[-1] == "He hurt my arm last night."
        assert "Did he hit you?" not in said


async def test_tab_shows_the_rest_of_the_words_of_a_row(room: Desk) -> None:
    app = on_room(room)
    async with app.run_test(size=TINY) as pilot:
        await settled(pilot)
        app.screen.choose_rung(Rung.CRIME, room.now())  # type: ignore[attr-defined]
        await type_line(pilot, "I promise to tell nobody.")
        await keyed(pilot, "escape", "down")
        assert isinstance(app.screen, DebriefScreen)
        assert app.screen.beneath.scroll_offset.y == 0

        await keyed(pilot, "tab")

        assert app.screen.beneath.scroll_offset.y > 0


async def test_stopping_early_is_fine_and_is_noted_as_not_finished(room: Desk) -> None:
    noted = []
    app = on_room(room, note=lambda scenario_id, finished: noted.append((scenario_id, finished)))
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await keyed(pilot, "escape")

        assert "You stopped before the end. That is fine." in picture(app)

    assert noted == [("packed_bag", False)]


async def test_progress_that_could_not_be_kept_is_told(room: Desk) -> None:
    def refuses(scenario_id: str, *, finished: bool) -> None:
        raise NotSaved("vault_read_only")

    app = on_room(room, note=refuses)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await keyed(pilot, "escape")

        assert "! " in picture(app)


async def test_a_question_does_not_come_up_under_the_fingers_of_who_is_typing(room: Desk) -> None:
    app = on_room(room)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await type_line(pilot, "What is on your mind?")
        await keyed(pilot, *"so")
        app.screen._play(Said("Tell me.", QuestionKind.OPEN))  # type: ignore[attr-defined]
        await settled(pilot)
        assert isinstance(app.screen, PracticeCallScreen)

        await keyed(pilot, "enter")
        assert isinstance(app.screen, PracticeChoice)


async def test_the_caller_speaks_with_pauses_and_a_silence_of_the_learner_is_an_answer(room: Desk) -> None:
    app = on_room(room, pace=0.01)
    async with app.run_test(size=NARROW) as pilot:
        await until(pilot, lambda: len(app.screen.call.thread) == 2)  # type: ignore[attr-defined]
        await type_line(pilot, "What is on your mind?")
        await until(pilot, lambda: isinstance(app.screen, PracticeChoice))
        await settled(pilot)

        assert "You won't tell anyone, will you?" in picture(app)


async def test_hiding_ends_practice_for_the_real_screen_to_hide(room: Desk) -> None:
    app = on_room(room)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        await keyed(pilot, "f8")

    assert app.return_code == HIDE


def test_practice_takes_no_desk_of_real_work(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        PracticeApp(desk, note=None)


async def test_a_manager_reads_beside_the_receipts_how_far_everybody_has_practised(desk: Desk) -> None:
    desk.practice.note("packed_bag", finished=True)
    desk.change_person("demo-manager")
    app = app_on(desk)
    async with app.run_test(size=WIDE) as pilot:
        await settled(pilot)
        app.post_message(BookAsked("receipts"))
        await settled(pilot)

        shown = " ".join(picture(app).split())
        assert "Casey Demo (caseworker): 1 finished, 0 tried again" in shown


async def test_home_leads_to_practice_by_t(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=NARROW) as pilot:
        await settled(pilot)
        assert "Practice" in picture(app)
        await keyed(pilot, "t")

    assert app.return_code == PRACTISE


@pytest.mark.parametrize(("ended_with", "access"), [(0, Access.OPEN), (HIDE, Access.LOCKED)])
async def test_after_practice_real_work_goes_on_with_all_that_was_begun(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, ended_with: int, access: Access
) -> None:
    monkeypatch.setattr(practice_app, "practise", lambda _desk, _own, **_options: (ended_with, None))
    monkeypatch.setattr(TriageApp, "run", lambda _app: None)
    before = app_on(desk)
    before.keeping.begun[CASEY, "enquiry"] = ()

    after = _after_practice(desk, before, mono_only=False, renews=False)

    assert desk.access is access
    assert after.hidden is (access is Access.LOCKED)
    assert (CASEY, "enquiry") in after.keeping.begun


async def test_practice_that_cannot_be_opened_is_said_on_home_and_real_work_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any, **_options: Any) -> None:
        raise NotSaved

    monkeypatch.setattr(practice_app, "practise", full)
    shown: list[TriageApp] = []

    def run(app: TriageApp) -> None:
        shown.append(app)

    monkeypatch.setattr(TriageApp, "run", run)

    following = _after_practice(desk, app_on(desk), mono_only=False, renews=False)

    assert shown == [following]
    async with following.run_test(size=NARROW) as pilot:
        await settled(pilot)
        assert "! Practice could not be opened. Nothing was lost." in picture(following)
