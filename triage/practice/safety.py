"""Whether a learner asked if they are safe, or safe to talk: known by its words, whatever kind it is."""

import re
from functools import cache

from triage.content import Content, read_toml


class SafetyWords(Content):
    """The whole of language/practice.toml."""

    safety: tuple[str, ...]
    """Regular expressions over a line in small letters."""
    asks: tuple[str, ...]
    """Lines that must be heard."""
    does_not_ask: tuple[str, ...]
    """Lines that must not."""


@cache
def safety_words() -> SafetyWords:
    """Raises ContentError."""
    from policy_corpus import root

    return read_toml(root() / "language" / "practice.toml", SafetyWords)


def asks_safety(line: str) -> bool:
    """True for «is it safe to talk?» and its like."""
    small = line.casefold().replace("\u2019", "'")
    return any(pattern.search(small) for pattern in _patterns())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(expression) for expression in safety_words().safety)
