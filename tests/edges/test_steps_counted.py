"""How many keys a call takes on the real program: from launch to the clause, and to the submitted record."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from edges_case import PASSPHRASE, Triage, a_vault

from tui.widgets.choices import HELD_KEY_SECONDS

MOST_KEYS_TO_A_CLAUSE = 2
MOST_KEYS_TO_SUBMIT = 15
"""Without the letters of what was typed; the passphrase counts as typed, its Enter as a key."""
HEARD = "he said he would hurt us tonight"
F2, F4, ENTER = "\x1bOQ", "\x1bOS", "\r"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of the POSIX kind")


class Hand:
    """Presses one key at a time, waits for what it brings, and counts."""

    def __init__(self, triage: Triage) -> None:
        self.triage = triage
        self.keys = 0

    def press(self, key: str, brings: str) -> None:
        self.keys += 1
        self.triage.send(key)
        self.triage.until(brings)

    def answer(self, key: str, brings: str) -> None:
        """To a question; later than a held key is ignored."""
        time.sleep(HELD_KEY_SECONDS + 0.1)
        self.press(key, brings)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    """Home, just opened; nobody has signed in."""
    a_vault(tmp_path)
    triage = Triage(tmp_path)
    triage.until("Press S to sign in")
    yield Hand(triage)
    triage.stop()


def test_from_launch_to_the_clause_and_to_the_submitted_record(hand: Hand) -> None:
    hand.press("c", "LIVE CALL")
    hand.press("1", "The parent is in immediate danger")
    assert hand.keys <= MOST_KEYS_TO_A_CLAUSE
    hand.press(F2, "Passphrase")
    hand.triage.send(PASSPHRASE)
    hand.press(ENTER, "THEIR WORDS")
    hand.triage.send(HEARD)
    hand.press(ENTER, f'They said "{HEARD}"')
    hand.press(F4, "CHECK YOUR ANSWERS")
    hand.press("6", "Question 6 of")
    hand.answer("1", "No name")
    hand.answer("1", "There is a problem")
    hand.press("8", "Question 8 of")
    hand.answer("3", "CHECK YOUR ANSWERS")
    hand.press("5", "Question 5 of")
    hand.answer("3", "Never promise")
    hand.press(F4, "CHECK YOUR ANSWERS")
    hand.press("s", "Saved as ESC-")

    assert hand.keys <= MOST_KEYS_TO_SUBMIT
