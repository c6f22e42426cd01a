"""A call of five lines and the questions on it are typed in three minutes by a slow typist."""

import pytest
from record_case import SMALL, keyed, pressed, seen

from triage.desk.desk import Desk
from triage.model import Rung
from tui.app import TriageApp
from tui.screens.walkthrough import WalkthroughScreen
from tui.widgets import answer_box, choices

STROKES = 3 * 40 * 5
"""Three minutes at forty words a minute, a word being five strokes, as typing is measured."""
MOST_BESIDE_THE_ACCOUNT = 150
"""What the questions cost: digits, keys, and the few words that they ask for."""
LINES = (
    "he said he would hurt us when he is back from work tonight",
    "he pushed her brother down the stairs last night, he has a cut on his head",
    "she has not been to school since Monday because he will not let her out",
    "please do not ring the house phone, he picks it up",
    "I do not know what to do any more",
)
ANSWERS: dict[str, tuple[str, ...]] = {
    "danger_now": ("3",),
    "who_at_risk": ("1", "3", "enter"),
    "worry_about": ("2", "enter"),
    "consent": ("3",),
    "limits_told": ("1",),
    "who_told": ("1",),
    "caller_name": ("1",),
    "safe_contact": ("1", *"01632 960123", "enter"),
    "contact_time": (*"weekdays after ten", "enter"),
    "voicemail": ("1",),
    "colleagues": ("1",),
    "line_manager": ("3",),
    "done_so_far": (*"Stayed on the line, asked if they were safe", "enter"),
}


async def test_a_whole_record_is_typed_in_three_minutes_at_forty_words_a_minute(
    new_desk: Desk, patient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (choices, answer_box):
        monkeypatch.setattr(module, "HELD_KEY_SECONDS", 0.0)
    strokes = 0
    app = TriageApp(new_desk)
    async with app.run_test(size=SMALL) as pilot:

        async def hand(*keys: str) -> None:
            nonlocal strokes
            strokes += len(keys)
            await (keyed if len(keys) > 3 else pressed)(pilot, *keys)

        await hand("c", "2", "f2")
        for line in LINES:
            await hand(*line, "enter")
        await hand("f4", "enter")
        asked = list[str]()
        while list(ANSWERS)[-1] not in asked:
            assert isinstance(app.screen, WalkthroughScreen)
            question = app.screen._question_id
            assert question is not None
            assert question not in asked, seen(pilot)
            asked.append(question)
            await hand(*ANSWERS.get(question, ("f9",)))
        await hand("f4")
        assert "There is a problem" not in seen(pilot)
        await hand("s")

    [row] = new_desk.records()
    assert row.record is not None
    assert row.record.rung is Rung.SAFETY_WORRY
    assert [line.text for line in row.record.account] == list(LINES)
    assert set(ANSWERS) <= set(asked)
    assert strokes <= STROKES
    assert strokes - sum(map(len, LINES)) <= MOST_BESIDE_THE_ACCOUNT
