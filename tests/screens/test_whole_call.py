"""From launch to the manager's decision and back to the author, by keys alone, on the real desk."""

import pytest
from record_case import CASEY, HEARD, LARGE, MORGAN, RISK_LINE, SMALL, keyed, pressed, resized, seen, words

from triage.desk.desk import Desk
from triage.model import Rung
from triage.records.decision import Choice
from tui.app import TriageApp
from tui.widgets import answer_box, choices

MOST_KEYS_TO_SUBMIT = 15
"""Without the letters of what was typed."""


@pytest.mark.obligation("P7.8", "P7.10", "P7.11", "P7.19")
async def test_a_whole_disclosure_by_keyboard_alone(
    new_desk: Desk, patient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a small window until it is submitted, in a large one from there."""
    for module in (choices, answer_box):
        monkeypatch.setattr(module, "HELD_KEY_SECONDS", 0.0)
    counted: list[str] = []
    async with TriageApp(new_desk).run_test(size=SMALL) as pilot:

        async def press(*keys: str) -> None:
            counted.extend(keys)
            await pressed(pilot, *keys)

        async def type_words(text: str) -> None:
            await keyed(pilot, *text)

        await press("c", "1", "f2")
        assert RISK_LINE in seen(pilot)
        await type_words(HEARD)
        await press("enter", "f4")
        [ref] = [draft.ref for draft in new_desk.drafts()]
        await press("6", "1")  # who told you: the parent; the question of the name comes with it
        await press("1")  # no name
        await press("8", "3")  # line manager: not yet
        await press("5", "3", "f4")  # consent: not safe to ask
        assert "There is a problem" not in seen(pilot)
        await press("s")
        assert f"Saved as {ref}" in seen(pilot)
        assert len(counted) <= MOST_KEYS_TO_SUBMIT
        await resized(pilot, LARGE)
        await press("y", "escape", "m", "m", "d")
        assert new_desk.me == MORGAN
        await press("1")
        await type_words("A child may be hurt tonight.")
        await press("enter", "1", "enter")
        await type_words("He said so")
        await press("enter", "1", "2", "enter")
        await type_words("What he said")
        await press("enter", "2", "s")
        assert "Signed at 14:03." in seen(pilot)

        [row] = new_desk.records()
        assert row.record is not None
        assert row.record.rung is Rung.DANGER_NOW
        assert row.record.author == CASEY
        assert [line.text for line in row.record.account] == [HEARD]
        assert row.manager_told_at is not None
        assert row.decision is not None
        assert (row.decision.choice, row.decision.by) == (Choice.SHARE_WITHOUT_CONSENT, MORGAN)
        assert new_desk.verify().intact

    new_desk.change_person(CASEY.id)
    async with TriageApp(new_desk).run_test(size=LARGE) as pilot:
        await pressed(pilot, "r", "enter", "4")

        assert "To share without consent" in words(pilot)
        assert "A child may be hurt tonight." in words(pilot)
