"""Word stems for choosing between passages of one clause: enough to match «sharing» with «shared», no more."""

import re

_WORD = re.compile(r"[^\W\d_]+")
_ENDINGS = (
    "ations",
    "ation",
    "ingly",
    "ings",
    "ing",
    "ions",
    "ion",
    "ers",
    "er",
    "edly",
    "ed",
    "es",
    "s",
    "e",
    "ly",
)
_SHORTEST_STEM = 3
_EMPTY = frozenset(
    "a an and any are as at be been being but by can could did do does for from had has have he her him his how i "
    "if in into is it its may me must my no not of on or our out she should so that the their them then there they "
    "this to up us was we were what when where which who why will with would you your".split()
)


def stems(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(_stem(word) for word in _WORD.findall(text.casefold()) if word not in _EMPTY)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word
