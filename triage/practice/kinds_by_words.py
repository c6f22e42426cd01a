"""The kind of a line by a few words of it: rough, at once, and the same every time."""

import re

from triage.practice.kinds import QuestionKind

_PROMISE = re.compile(
    r"\b(promise|(won't|will not|never) (tell|say|share)|(our|a|your) secret|nobody (will|needs to) know)\b"
)
_WHY = re.compile(r"(^|[.!?] *)(and |but |so )?(why|how come)\b")
_OPEN = re.compile(
    r"\b(tell me|describe|explain|talk me through|what (happened|else|was|is|do you)|how (do|did|are))\b"
)
_LEADING = re.compile(
    r"\b(isn't|wasn't|didn't|doesn't|aren't|haven't|don't) (it|he|she|they|you)\b[^?]*\?|, right\?"
    r"|^(so |and |but )?(did|does|has|is) (he|she|they|your \w+) \w+"
)
_CLOSED = re.compile(
    r"^(so |and |but |ok(ay)?,? )?(is|are|was|were|do|does|did|has|have|had|can|could|will|would|who|when"
    r"|where|which|how (many|old|long))\b"
)
_MULTIPLE = re.compile(r"\?.*\?")
_ASKS = re.compile(r"\?$")
_RULES = (
    (_PROMISE, QuestionKind.PROMISE),
    (_MULTIPLE, QuestionKind.MULTIPLE),
    (_WHY, QuestionKind.WHY),
    (_OPEN, QuestionKind.OPEN),
    (_LEADING, QuestionKind.LEADING),
    (_CLOSED, QuestionKind.CLOSED),
    (_ASKS, QuestionKind.CLOSED),
)
"""The first that is found counts."""


def kind_by_words(line: str) -> QuestionKind:
    """The most harmful kind that its words show."""
    small = line.casefold().replace("\u2019", "'").strip()
    return next((kind for rule, kind in _RULES if rule.search(small)), QuestionKind.STATEMENT)
