"""The ear of fixed rules: words and phrasings that a safeguarding lead has read, each with the signal it
raises.

A rule explains itself (the very words are marked), works before the encoder is up, and never clears anything.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from pydantic import Field

from triage.content import Content, read_toml
from triage.errors import ContentError
from triage.listening.links import load_listening
from triage.listening.pattern import Pattern, PatternError, bare, levelled, read_pattern, read_phrase
from triage.model import Category, HeardBy, Rung, Signal, Span

FILE = "signals.toml"
_WORD = re.compile(r"\w+(?:'\w+)*")
_PREFIX = 2
"""Letters by which word beginnings are looked up."""
_BEFORE = 80
"""Characters a harmless phrase may begin before the words it holds."""


class Rule(Content):
    """One entry of signals.toml."""

    id: str
    title: str
    """A few plain words for the screen."""
    category: Category | None = None
    """None: a danger that has no category of its own."""
    rung: int = Field(ge=1, le=4)
    sure: float = Field(default=0.9, gt=0, lt=1)
    clauses: tuple[str, ...] = ()
    """Given only where they differ from the category's own."""
    patterns: tuple[str, ...] = Field(min_length=1)
    unless: tuple[str, ...] = ()
    """Whole harmless phrases. One quiets only words that stand inside it; see ``Lexicon``."""
    hears: tuple[str, ...] = Field(min_length=1)
    hears_not: tuple[str, ...] = Field(min_length=1)


class Signals(Content):
    """The whole file."""

    group: dict[str, str]
    rule: tuple[Rule, ...]


class Lexicon:
    """All rules, ready to hear. Built once; hearing reads nothing and changes nothing.

    Adding words never takes a signal away. Only a phrase that holds every word of a match, with no
    punctuation inside it, quiets that match; so nothing said before or after, or behind a comma, can.
    """

    def __init__(self, rules: Iterable[Rule], groups: dict[str, str]) -> None:
        self.rules = {rule.id: rule for rule in rules}
        self._patterns: list[tuple[str, Pattern]] = []
        self._harmless: dict[str, tuple[Pattern, ...]] = {}
        self._by_word: dict[str, set[int]] = defaultdict(set)
        self._by_beginning: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._always: set[int] = set()
        for rule in self.rules.values():
            try:
                patterns = [read_pattern(source, groups) for source in rule.patterns]
                self._harmless[rule.id] = tuple(read_phrase(source, groups) for source in rule.unless)
            except PatternError as wrong:
                raise ContentError(file=FILE, key=rule.id, problem=str(wrong)) from None
            for pattern in patterns:
                self._index(rule.id, pattern)

    def title(self, rule_id: str) -> str:
        """A few plain words for the rule."""
        return self.rules[rule_id].title

    def hear(self, text: str) -> tuple[Signal, ...]:
        """One signal for each rule that hears something, at the first place it does, in order of place."""
        level = levelled(text)
        words = {bare(word) for word in _WORD.findall(level)}
        first: dict[str, Span] = {}
        for number in sorted(self._worth_trying(words)):
            rule_id, pattern = self._patterns[number]
            at = 0
            while found := pattern.regex.search(level, at):
                span = found.span()
                if rule_id in first and first[rule_id][0] <= span[0]:
                    break
                if not self._is_harmless(rule_id, level, span):
                    first[rule_id] = span
                    break
                at = span[0] + 1
        heard = [self._signal(self.rules[rule_id], text, span) for rule_id, span in first.items()]
        return tuple(sorted(heard, key=lambda signal: signal.span))

    def _index(self, rule_id: str, pattern: Pattern) -> None:
        number = len(self._patterns)
        self._patterns.append((rule_id, pattern))
        if not pattern.anchors or any(
            len(anchor.word) < _PREFIX for anchor in pattern.anchors if anchor.any_ending
        ):
            self._always.add(number)
        for anchor in pattern.anchors:
            if anchor.any_ending:
                self._by_beginning[anchor.word[:_PREFIX]].append((anchor.word, number))
            else:
                self._by_word[anchor.word].add(number)

    def _worth_trying(self, words: set[str]) -> set[int]:
        numbers = set(self._always)
        for word in words:
            numbers |= self._by_word.get(word, set())
            numbers.update(
                number
                for start, number in self._by_beginning.get(word[:_PREFIX], ())
                if word.startswith(start)
            )
        return numbers

    def _is_harmless(self, rule_id: str, level: str, span: Span) -> bool:
        for phrase in self._harmless[rule_id]:
            at = max(0, span[0] - _BEFORE)
            while (found := phrase.regex.search(level, at, span[1] + _BEFORE)) and found.start() <= span[0]:
                if found.end() >= span[1]:
                    return True
                at = found.start() + 1
        return False

    def _signal(self, rule: Rule, text: str, span: Span) -> Signal:
        rung = Rung(rule.rung)
        return Signal(
            category=rule.category,
            rung=rung,
            span=span,
            words=text[slice(*span)],
            by=HeardBy.RULE,
            score=rule.sure,
            clauses=rule.clauses or load_listening().clauses(rule.category, rung),
            rule=rule.id,
        )


@cache
def load_lexicon() -> Lexicon:
    """The shipped lexicon. Raises ContentError when a rule cannot be read or two share an id."""
    from policy_corpus import root

    signals = read_toml(root() / "language" / FILE, Signals)
    seen: set[str] = set()
    for rule in signals.rule:
        if rule.id in seen:
            raise ContentError(file=FILE, key=rule.id, problem="two rules have this id")
        seen.add(rule.id)
    return Lexicon(signals.rule, signals.group)
