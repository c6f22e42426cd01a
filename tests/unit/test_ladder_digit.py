"""The digit rule: every line that may begin with a digit keeps it, and every press of a rung key is one
press."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage import ladder
from triage.ladder import FirstDigit, Verdict
from triage.model import Rung


@dataclass
class Typist:
    """A box, a log of rungs and a person at the keys; does what the screen does with each verdict."""

    box: str = ""
    rungs: list[Rung] = field(default_factory=list)
    shown: Rung | None = None
    digit: FirstDigit = ladder.NONE
    clock: float = 0.0

    def type(self, text: str, gap: float = 0.1) -> "Typist":
        for character in text:
            self.wait(gap)
            self._follow(ladder.typed(self.digit, character, box_empty=not self.box, at=self.clock))
            self.box += character
        return self

    def wait(self, seconds: float) -> "Typist":
        self.clock += seconds
        self._follow(ladder.quiet(self.digit, self.clock))
        return self

    def leave(self) -> "Typist":
        """Enter, an arrow or a function key."""
        self._follow(ladder.left(self.digit))
        return self

    def erase(self) -> "Typist":
        self._follow(ladder.erased(self.digit))
        self.box = self.box[:-1]
        return self

    def _follow(self, ruling: ladder.Ruling) -> None:
        before = self.digit
        self.digit, verdict = ruling
        if verdict is Verdict.PREVIEW:
            self.shown = self.digit.rung
        elif verdict is Verdict.TEXT:
            self.shown = None
        elif verdict is Verdict.CHOSEN:
            assert before.rung is not None
            self.rungs.append(before.rung)
            self.shown = None
            self.box = self.box[len(before.digits) :]
        elif verdict is Verdict.TAKEN_BACK:
            self.rungs.pop()
            self.box = before.digits + self.box


LINES = [
    "2 kids upstairs",
    "14 yr old",
    "14yr old boy",
    "3pm he comes home",
    "2nd time this week",
    "1st floor flat",
    "3rd-party told us",
    "5yo and 3yo",
    "4x4 outside",
    "2-year-old",
    "1, no, 2 of them",
    "3/4 of the money",
    "11 yr old",
    "22 weeks",
    "333 High Street",
    "2kids upstairs",
    "5",
    "12",
]


@pytest.mark.parametrize("line", LINES[:-2])
def test_a_line_that_begins_with_a_digit_keeps_it_and_chooses_no_rung(line: str) -> None:
    typist = Typist().type(line).leave()

    assert (typist.box, typist.rungs, typist.shown) == (line, [], None)


@pytest.mark.parametrize("line", [line for line in LINES if line[1:2] == " "])
def test_a_slow_typist_gets_the_digit_back_by_going_on_with_a_space(line: str) -> None:
    typist = Typist().type(line[0]).wait(3).type(line[1:], gap=0.4).leave()

    assert (typist.box, typist.rungs) == (line, [])


def test_a_digit_shows_its_rung_at_once_and_logs_nothing_yet() -> None:
    typist = Typist().type("2")

    assert (typist.shown, typist.rungs, typist.box) == (Rung.SAFETY_WORRY, [], "2")


def test_a_digit_and_a_second_of_quiet_is_the_rung() -> None:
    typist = Typist().type("2").wait(1.0)

    assert (typist.rungs, typist.box) == ([Rung.SAFETY_WORRY], "")


def test_a_digit_and_less_than_a_second_is_still_open() -> None:
    assert Typist().type("2").wait(0.9).rungs == []


def test_a_digit_and_enter_or_a_function_key_is_the_rung() -> None:
    typist = Typist().type("4").leave()

    assert (typist.rungs, typist.box) == ([Rung.LEGAL_ORDER], "")


@pytest.mark.parametrize("line", ["he hit me", "she", "what now"])
def test_a_rung_and_a_line_typed_straight_on_are_both_kept(line: str) -> None:
    typist = Typist().type("1" + line).leave()

    assert (typist.rungs, typist.box) == ([Rung.DANGER_NOW], line)


def test_a_word_still_being_typed_is_not_cut_off_by_a_pause() -> None:
    typist = Typist().type("3p").wait(5).type("m today").leave()

    assert (typist.box, typist.rungs) == ("3pm today", [])


@pytest.mark.parametrize("gap", [0.03, 0.2, 0.5])
def test_a_held_or_doubled_key_is_one_press(gap: float) -> None:
    typist = Typist().type("2" * 20, gap=gap).wait(1.0)

    assert (typist.rungs, typist.box) == ([Rung.SAFETY_WORRY], "")


def test_a_doubled_digit_taken_for_a_rung_comes_back_whole() -> None:
    typist = Typist().type("11").wait(2).type(" yr old").leave()

    assert (typist.box, typist.rungs) == ("11 yr old", [])


def test_one_rung_after_another_are_two_presses() -> None:
    typist = Typist().type("2").wait(1.0).type("1").wait(1.0)

    assert typist.rungs == [Rung.SAFETY_WORRY, Rung.DANGER_NOW]


def test_rubbing_the_digit_out_takes_the_rung_back() -> None:
    typist = Typist().type("2").erase().leave()

    assert (typist.box, typist.rungs, typist.shown) == ("", [], None)


def test_rubbing_out_a_letter_leaves_it_open() -> None:
    typist = Typist().type("2k").erase().leave()

    assert (typist.box, typist.rungs) == ("", [Rung.SAFETY_WORRY])


@pytest.mark.parametrize("character", "06789")
def test_other_digits_are_text(character: str) -> None:
    typist = Typist().type(character).leave()

    assert (typist.box, typist.rungs) == (character, [])


def test_a_digit_within_a_line_is_text() -> None:
    typist = Typist().type("he is 5").wait(5).leave()

    assert (typist.box, typist.rungs) == ("he is 5", [])


@given(st.text("12345 abnrst.-'", max_size=12), st.floats(0.0, 3.0))
def test_nothing_but_leading_rung_digits_ever_leaves_the_box(line: str, gap: float) -> None:
    typist = Typist().type(line, gap=gap).leave()

    assert line.endswith(typist.box) or typist.box in line
    missing = len(line) - len(typist.box)
    assert missing == 0 or len(typist.rungs) >= 1


@given(st.sampled_from(LINES[:-2]), st.floats(0.01, 0.9))
def test_at_any_speed_below_the_quiet_the_line_is_whole(line: str, gap: float) -> None:
    typist = Typist().type(line, gap=gap).leave()

    assert (typist.box, typist.rungs) == (line, [])
