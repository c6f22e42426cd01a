"""The rules of language/questions.toml, strictly read: words that show what kind a line is, and where."""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from pydantic import Field

from triage.content import Content, read_toml
from triage.errors import ContentError
from triage.listening.pattern import Pattern, PatternError, bare, read_pattern
from triage.practice.kinds import QuestionKind

FILE = "questions.toml"
_WORD = re.compile(r"\w+(?:'\w+)*")


class Where(StrEnum):
    """In which place of a sentence the words of a rule count."""

    ALONE = "alone"
    """The sentence is these words and no more."""
    WHOLE = "whole"
    """The words from one place where a question can begin to the next are these and no more."""
    BEGINS = "begins"
    """Where a question can begin."""
    STARTS = "starts"
    """At the start of a sentence."""
    FOLLOWS = "follows"
    """Where a question can begin, but only behind another question of the same sentence."""
    ENDS = "ends"
    """At the end of the sentence."""
    ANYWHERE = "anywhere"
    """Anywhere in the sentence."""
    ELSE = "else"
    """Anywhere, in a sentence in which no other rule found a question."""


class CoachRule(Content):
    """One entry of the file."""

    id: str
    kind: QuestionKind
    where: Where
    asked: bool = False
    """Counts only in a sentence with a question mark."""
    introduces: bool = False
    """Its words alone, before a question, are no question of their own."""
    patterns: tuple[str, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    """Words that quiet the rule when they stand in the same sentence."""
    is_so: tuple[str, ...] = Field(min_length=1)
    """Lines that this rule gives its kind to."""
    is_not: tuple[str, ...] = ()
    """Lines that must not be of its kind."""


class CoachWords(Content):
    """The whole file."""

    lead_ins: tuple[str, ...]
    group: dict[str, str]
    rule: tuple[CoachRule, ...]


class ReadRule:
    """A rule whose patterns are read; each is compiled when a line first holds a word of it."""

    __slots__ = ("_patterns", "_unless", "rule")

    def __init__(self, rule: CoachRule, groups: dict[str, str]) -> None:
        self.rule = rule
        try:
            self._patterns = tuple(read_pattern(source, groups) for source in rule.patterns)
            self._unless = tuple(read_pattern(source, groups) for source in rule.unless)
        except PatternError as wrong:
            raise ContentError(file=FILE, key=f"rule.{rule.id}", problem=str(wrong)) from None

    def found(self, text: str, start: int, end: int, words: "Words") -> tuple[int, int] | None:
        """Where its words first stand in ``text[start:end]``."""
        for pattern in self._patterns:
            if words.may_hold(pattern) and (match := pattern.regex.search(text, start, end)):
                return match.span()
        return None

    def at(self, text: str, start: int, end: int, words: "Words", *, whole: bool) -> tuple[int, int] | None:
        """Where its words stand from ``start`` on, the furthest; ``whole``: and reach to ``end``."""
        spans = []
        for pattern in self._patterns:
            if words.may_hold(pattern):
                regex = pattern.regex
                match = regex.fullmatch(text, start, end) if whole else regex.match(text, start, end)
                if match:
                    spans.append(match.span())
        return max(spans, key=lambda span: span[1], default=None)

    def at_end(self, text: str, start: int, end: int, words: "Words") -> tuple[int, int] | None:
        """Where its words stand right before ``end``."""
        for pattern in self._patterns:
            if words.may_hold(pattern):
                for match in pattern.regex.finditer(text, start, end):
                    if match.end() == end:
                        return match.span()
        return None

    def quieted(self, text: str, start: int, end: int, words: "Words") -> bool:
        """Whether words of ``unless`` stand there."""
        return any(
            words.may_hold(pattern) and pattern.regex.search(text, start, end) for pattern in self._unless
        )


class Words:
    """The words of a line, by which patterns that cannot match it are passed over."""

    __slots__ = ("_known", "_words")

    def __init__(self, text: str) -> None:
        self._words = frozenset(bare(word) for word in _WORD.findall(text))
        self._known: dict[int, bool] = {}

    def may_hold(self, pattern: Pattern) -> bool:
        """False only where the pattern cannot match."""
        if not pattern.anchors:
            return True
        key = id(pattern)
        if key not in self._known:
            self._known[key] = any(
                any(word.startswith(anchor.word) for word in self._words)
                if anchor.any_ending
                else anchor.word in self._words
                for anchor in pattern.anchors
            )
        return self._known[key]


class CoachRules:
    """All rules, by the place in which they look."""

    def __init__(self, words: CoachWords) -> None:
        rules = tuple(ReadRule(rule, words.group) for rule in words.rule)
        self.alone = _in(rules, Where.ALONE)
        self.clause = _in(rules, Where.WHOLE, Where.BEGINS, Where.STARTS, Where.FOLLOWS)
        self.sentence = _in(rules, Where.ANYWHERE, Where.ENDS)
        self.otherwise = _in(rules, Where.ELSE)
        choices = sorted(words.lead_ins, key=len, reverse=True)
        escaped = "|".join(re.escape(choice).replace("\\ ", r"\s+") for choice in choices)
        self.lead_in = re.compile(rf"\s*(?:{escaped})(?!['\w])[\s,:–—-]*", re.IGNORECASE)


def _in(rules: Sequence[ReadRule], *places: Where) -> tuple[ReadRule, ...]:
    return tuple(rule for rule in rules if rule.rule.where in places)


@cache
def coach_words() -> CoachWords:
    """The shipped file. Raises ContentError."""
    from policy_corpus import root

    return read_toml(root() / "language" / FILE, CoachWords)


@cache
def coach_rules() -> CoachRules:
    """Raises ContentError."""
    return CoachRules(coach_words())
