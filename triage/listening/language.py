"""Whether a text is in English at all: ears that learned from English say nothing of worth about any other.

py3langid tells nearly a hundred languages apart on the device, from a model in its package. Reading it takes
as long as starting the program does, so it is read for the first text that is not plainly English.
"""

import re
import threading
from functools import cache
from typing import TYPE_CHECKING

from triage.listening.links import load_listening

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

FEWEST_WORDS = 4
"""Shorter Latin texts are names, forms and shorthand as often as another language."""
ENGLISH_BELOW = 0.01
"""Probability under which a text is called not English. Of 11,000 invented calls and look-ups in English,
dialect and shorthand none of four words or more falls under it."""
LATIN_ENDS = "\u024f"

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_TURN = threading.Lock()


def in_latin_letters(text: str) -> bool:
    """False when most of its letters belong to another script; at once, without the model."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter > LATIN_ENDS for letter in letters) * 2 <= len(letters)


def is_plainly_english(text: str) -> bool:
    """So many of its words are everyday English that no other language could be meant. False: it may be
    either. True for 91 of 100 English texts of four words or more (of 16,331)."""
    english = load_listening().english
    words = _WORD.findall(text.lower().replace("\u2019", "'"))
    return sum(word in english.words for word in words) >= english.share * max(len(words), 1)


def is_english(text: str) -> bool:
    """False only when sure of it: another script, or a whole phrase of another language."""
    if not in_latin_letters(text):
        return False
    if len(text.split()) < FEWEST_WORDS or is_plainly_english(text):
        return True
    with _TURN:
        chances = dict(_identifier().rank(text))
    return float(chances.get("en", 0.0)) >= ENGLISH_BELOW


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
