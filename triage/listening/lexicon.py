"""The ear of fixed rules: words and phrasings that a safeguarding lead has read, each with the signal it
raises.

A rule explains itself (the very words are marked), works before the encoder is up, and never clears anything.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from pydantic import Field

from triage.content import Content, read_toml
from triage.errors import ContentError
from triage.listening.links import load_listening
from triage.listening.pattern import Pattern, PatternError, bare, levelled, read_pattern
from triage.listening.sentences import sentences
from triage.model import Category, HeardBy, Rung, Signal, Span

FILE = "signals.toml"
_WORD = re.compile(r"\w+(?:'\w+)*")
_PREFIX = 2
"""Letters by which word beginnings are looked up."""


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
    hears: tuple[str, ...] = Field(min_length=1)
    hears_not: tuple[str, ...] = Field(min_length=1)


class Signals(Content):
    """The whole file."""

    group: dict[str, str]
    rule: tuple[Rule, ...]


class Lexicon:
    """All rules, ready to hear. Built once; hearing reads nothing and changes nothing."""

    def __init__(self, rules: Iterable[Rule], groups: dict[str, str]) -> None:
        self.rules = {rule.id: rule for rule in rules}
        self._patterns: list[tuple[str, Pattern]] = []
        self._quiet: dict[str, tuple[Pattern, ...]] = {}
        self._by_word: dict[str, set[int]] = defaultdict(set)
        self._by_beginning: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._always: set[int] = set()
        for rule in self.rules.values():
            try:
                patterns = [read_pattern(source, groups) for source in rule.patterns]
                self._quiet[rule.id] = tuple(read_pattern(source, groups) for source in rule.unless)
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
        cut: tuple[Span, ...] | None = None
        for number in sorted(self._worth_trying(words)):
            rule_id, pattern = self._patterns[number]
            for found in pattern.regex.finditer(level):
                span = found.span()
                if rule_id in first and first[rule_id][0] <= span[0]:
                    break
                if self._quiet[rule_id]:
                    cut = sentences(level) if cut is None else cut
                    if self._is_quiet(rule_id, level, span, cut):
                        continue
                first[rule_id] = span
                break
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

    def _is_quiet(self, rule_id: str, level: str, span: Span, cut: tuple[Span, ...]) -> bool:
        for start, end in _touching(cut, span):
            if any(pattern.regex.search(level, start, end) for pattern in self._quiet[rule_id]):
                return True
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


def _touching(cut: tuple[Span, ...], span: Span) -> Iterator[Span]:
    return ((start, end) for start, end in cut if start < span[1] and span[0] < end)
