"""A short mark of something kept, made from all of its bytes, by which a later line can name it."""

import hashlib

from triage.records.stored import Stored


def mark_of(kept: Stored) -> str:
    """Sixteen hexadecimal digits; another value has another mark."""
    return hashlib.sha256(kept.canonical()).hexdigest()[:16]


def same_words(one: str, other: str) -> bool:
    """Without regard to capitals and spaces."""
    return _plain(one) == _plain(other)


def listed(text: str) -> tuple[str, ...]:
    """The items of what was typed: one a line, or with a semicolon between."""
    return tuple(item.strip() for line in text.splitlines() for item in line.split(";") if item.strip())


def within(items: tuple[str, ...], allowed: tuple[str, ...]) -> bool:
    """Whether each of ``items`` is one of ``allowed``."""
    plain = {_plain(each) for each in allowed}
    return all(_plain(item) in plain for item in items)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
