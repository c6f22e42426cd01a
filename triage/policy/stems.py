"""Word stems for choosing between passages of a clause: enough to match «sharing» with «shared»."""

import re

_WORD = re.compile(r"[^\W\d_]{4,}")
_EMPTY = re.compile(
    "from|have|that|their|them|then|there|they|this|what|when|where|which|will|with|would|your"
)
_ENDINGS = ("ations", "ation", "ings", "ing", "ions", "ion", "ers", "er", "edly", "ed", "es", "s", "e", "ly")
_SHORTEST_STEM = 3


def stems(text: str) -> frozenset[str]:
    """The stems of the longer words, without those that carry no meaning."""
    return frozenset(_stem(word) for word in _WORD.findall(text.casefold()) if not _EMPTY.fullmatch(word))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word
