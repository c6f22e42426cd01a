"""JSON from outside, read with no liberties: what two readers could read in two ways is refused."""

import json
import math
import re
import sys
from collections.abc import Iterator
from typing import Any

from triage.errors import SealBroken
from triage.handover.limits import DEPTH, DIGITS, KEYS, VALUES
from triage.text import clean

_TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)
"""A text, or what is left where one never ends: so that no second look is ever taken at a byte."""
_NESTING = re.compile(rb"[\[\]{}]")


def strict_object(body: bytes, unreadable: str) -> dict[str, Any]:
    """The object that ``body`` spells. Raises SealBroken with the code ``unreadable``.

    Refused: what is no UTF-8, too deep, a key twice, numbers that are not finite or too long, lone
    surrogates, and characters that steer a terminal or hide text.
    """
    try:
        _refuse_deep_or_many(body)
        value = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_without_doubles,
            parse_int=_short_int,
            parse_float=_finite,
            parse_constant=_no_constant,
        )
        if not isinstance(value, dict) or any(_steers(text) for text in _texts(value)):
            raise ValueError
    except ValueError:  # JSONDecodeError and UnicodeDecodeError are kinds of it
        raise SealBroken(unreadable) from None
    return value


def _refuse_deep_or_many(body: bytes) -> None:
    """Before the parser, which calls itself once a level and makes an object of each value."""
    if body.count(b'"') > 4 * VALUES:
        raise ValueError
    bare = _TEXT.sub(b"", body)
    if sum(map(bare.count, (b"[", b"{", b","))) > VALUES:
        raise ValueError
    depth = 0
    for found in _NESTING.finditer(bare):
        depth += 1 if found[0] in b"[{" else -1
        if depth > DEPTH:
            raise ValueError


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs) or len(found) > KEYS:
        raise ValueError
    return found


def _short_int(text: str) -> int:
    if len(text) > DIGITS:
        raise ValueError
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _no_constant(_: str) -> Any:
    raise ValueError


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from _texts(each)


def _steers(text: str) -> bool:
    """Lone surrogates are among what ``clean`` takes out."""
    return "\r" in text or clean(text, sys.maxsize).hidden_removed > 0
