"""Whether a text is in English at all: ears that learned from English say nothing of worth about any other.

py3langid tells nearly a hundred languages apart on the device, from a model in its package.
"""

import threading
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

FEWEST_WORDS = 4
"""Shorter Latin texts are names, forms and shorthand as often as another language."""
ENGLISH_BELOW = 0.01
"""Probability under which a text is called not English. Of 11,000 invented calls and look-ups in English,
dialect and shorthand none of four words or more falls under it."""
LATIN_ENDS = "\u024f"

_TURN = threading.Lock()


def in_latin_letters(text: str) -> bool:
    """False when most of its letters belong to another script; at once, without the model."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter > LATIN_ENDS for letter in letters) * 2 <= len(letters)


def is_english(text: str) -> bool:
    """False only when sure of it: another script, or a whole phrase of another language."""
    if not in_latin_letters(text):
        return False
    if len(text.split()) < FEWEST_WORDS:
        return True
    with _TURN:
        chances = dict(_identifier().rank(text))
    return float(chances.get("en", 0.0)) >= ENGLISH_BELOW


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
