"""Slips of typing mid-call, made by chance: what is learned must not hang on capitals, stops or spelling."""

import random
import re

SLIPPING = 0.3
"""Share of texts that are typed carelessly."""
SLIPS_IN = 0.08
"""Share of their words that hold a slip."""


def as_typed(text: str, chance: random.Random) -> str:
    """``text``, or sometimes what a hurried hand makes of it."""
    if chance.random() >= SLIPPING:
        return text
    words = [_slipped(word, chance) if chance.random() < SLIPS_IN else word for word in text.split(" ")]
    typed = " ".join(words)
    if chance.random() < 0.5:
        typed = typed.lower()
    if chance.random() < 0.4:
        typed = re.sub(r"[.,;:!?]+(?=\s|$)", "", typed)
    return typed


def _slipped(word: str, chance: random.Random) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(3)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at] + word[at:]
