"""One box takes both the rung keys 1 to 5 and lines such as «2 kids upstairs»: this tells them apart.

A digit in the empty box shows its rung at once and stays in the box; what comes next settles it. A second
of quiet, or a key that is no text, means the rung, and the digit leaves the box. A space, a mark, another
digit or a word such as «nd» or «yr» means text, and the rung goes back as if it was never pressed. A
leading space after the quiet takes the digit back. So the line and the log of rungs both come out right,
and no extra key is asked for.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto

from triage.model import Rung

QUIET_SECONDS = 1.0
"""So long without a key a digit alone in the box was the rung."""

_SUFFIXES = frozenset(
    [
        "st",
        "nd",
        "rd",
        "th",
        "s",
        "x",
        "am",
        "pm",
        "oclock",
        "y",
        "yo",
        "yr",
        "yrs",
        "yro",
        "year",
        "years",
        "yearold",
        "m",
        "mo",
        "mth",
        "mths",
        "month",
        "months",
        "w",
        "wk",
        "wks",
        "week",
        "weeks",
        "d",
        "day",
        "days",
        "h",
        "hr",
        "hrs",
        "hour",
        "hours",
        "min",
        "mins",
        "minute",
        "minutes",
        "sec",
        "secs",
        "k",
        "kg",
        "kgs",
        "g",
        "lb",
        "lbs",
        "ft",
        "cm",
        "mm",
        "km",
        "mg",
        "ml",
        "p",
        "quid",
        "kid",
        "kids",
        "child",
        "children",
        "boy",
        "boys",
        "girl",
        "girls",
        "baby",
        "babies",
        "adult",
        "adults",
        "people",
        "men",
        "women",
        "times",
    ]
)
"""Words that follow straight on a number in people's lines: «3pm», «14yr», «2nd», «2kids»."""


class Verdict(Enum):
    """What the box is to do, before the key itself is handled as always."""

    NOTHING = auto()
    """The digit rule has nothing to say."""
    PREVIEW = auto()
    """Show this rung; nothing is logged yet."""
    WAIT = auto()
    """Still undecided; the rung goes on being shown."""
    TEXT = auto()
    """It was text: show the rung from before."""
    CHOSEN = auto()
    """It was the rung: log it with the time of the press, and take the digits out of the box."""
    TAKEN_BACK = auto()
    """It was text after all: take the rung out of the log and put the digits back in front."""


@dataclass(frozen=True, slots=True)
class FirstDigit:
    """Where the first digit of a line stands. The default: there is none."""

    digits: str = ""
    """The digit pressed, more than once when the key is held or doubled; empty when there is none."""
    word: str = ""
    """Letters typed straight after it."""
    last_at: float = 0.0
    """Seconds of a steady clock at the last key."""
    settled: bool = False
    """It was the rung; only a leading space can take it back."""

    @property
    def rung(self) -> Rung | None:
        """The rung the digit stands for; None when there is no digit."""
        return Rung(int(self.digits[0])) if self.digits else None

    @property
    def undecided(self) -> bool:
        """A digit stands in the box and may be either."""
        return bool(self.digits) and not self.settled


Ruling = tuple[FirstDigit, Verdict]
NONE = FirstDigit()


def typed(digit: FirstDigit, character: str, *, box_empty: bool, at: float) -> Ruling:
    """A text key was pressed; ``box_empty`` as the box stood before it."""
    if digit.settled and box_empty and character == " ":
        return NONE, Verdict.TAKEN_BACK
    if not digit.undecided:
        if box_empty and character in "12345":
            return FirstDigit(character, last_at=at), Verdict.PREVIEW
        return NONE, Verdict.NOTHING
    if not digit.word and character == digit.digits[0]:
        return replace(digit, digits=digit.digits + character, last_at=at), Verdict.WAIT
    if character.isalpha() and len(digit.digits) == 1:
        return replace(digit, word=digit.word + character, last_at=at), Verdict.WAIT
    is_rung = digit.word and not _is_number_word(digit.word)
    return NONE, Verdict.CHOSEN if is_rung else Verdict.TEXT


def left(digit: FirstDigit) -> Ruling:
    """A key that is no text was pressed: Enter, an arrow, a function key."""
    if not digit.undecided:
        return NONE, Verdict.NOTHING
    return NONE, Verdict.TEXT if _is_number_word(digit.word) else Verdict.CHOSEN


def erased(digit: FirstDigit) -> Ruling:
    """Backspace was pressed."""
    if not digit.undecided:
        return NONE, Verdict.NOTHING
    if digit.word:
        return replace(digit, word=digit.word[:-1]), Verdict.WAIT
    return NONE, Verdict.TEXT


def quiet(digit: FirstDigit, at: float) -> Ruling:
    """Nothing was pressed for a while; a word still being typed waits for its end."""
    if not digit.undecided or digit.word or at - digit.last_at < QUIET_SECONDS:
        return digit, Verdict.NOTHING
    return replace(digit, settled=True), Verdict.CHOSEN


def _is_number_word(word: str) -> bool:
    return word.casefold() in _SUFFIXES
