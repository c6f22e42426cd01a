"""The kinds of question a learner asks: the coach tells them apart, the scripted caller answers them."""

from collections.abc import Callable
from enum import StrEnum


class QuestionKind(StrEnum):
    """What a line of the learner is. One line has one kind; the most harmful one where it has several."""

    OPEN = "open"
    """Asks for their own words: «tell me», «describe», «what happened?»."""
    CLOSED = "closed"
    """Can be answered with yes, no, or one fact."""
    LEADING = "leading"
    """Puts an answer in their mouth: «did he hit you?» before they said so."""
    MULTIPLE = "multiple"
    """More than one question in one line."""
    WHY = "why"
    """Asks for a reason, which sounds like blame."""
    PROMISE = "promise"
    """Promises secrecy, or a result nobody can promise."""
    STATEMENT = "statement"
    """No question at all: «I am here», «I need to tell my manager». Never marked as a poor question."""


KindOf = Callable[[str], QuestionKind]
"""Tells the kind of one line that the learner typed."""
AsksSafety = Callable[[str], bool]
"""Whether one line asks if they are safe, or safe to talk, whatever its kind."""
