"""The little language of signals.toml, explained at the top of that file, made into regular expressions.

Every repeat is bounded and every word is matched possessively, so the longest paste cannot make a pattern
run away. Each pattern also names its anchors: words of which one must stand in a text before the pattern
is tried at all.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_BETWEEN = r"[^\w.!?…\n]{1,4}+"
_CLOSE = r"(?:[ \t\u00a0\"'“”]{1,4}+|-)"
"""Between the words of one phrase: no comma, no dash, no bracket."""
_ANY_WORD = r"\w{1,40}+(?:'\w{1,40}+)*+"
_WORD_ENDS = r"(?!'?\w)"
_NUMBERS = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty hundred couple
"""
_TOKEN = re.compile(r"\s*(\.{2,3}|[()\[\]|#?]|\{[a-z_]+\}|[\w'&]+\*?)")
_COMMON = """
    a about all am an and any are at be been but by can come comes do does for from get gets go goes
    going got had has have he hes her him his i if im in is it its just like me my no not now of off
    on one or our out over said say says she shes so some that the them then there they this to told
    up us was we went were what when with you
"""
"""Words too common to be worth looking for first."""


class PatternError(ValueError):
    """The pattern cannot be read; the message says why."""


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """A word without capitals and apostrophes, or the beginning of one."""

    word: str
    any_ending: bool


class Pattern:
    """A pattern that searches ``levelled`` text. Read at once, compiled at first need: all of them take a
    second."""

    __slots__ = ("_compiled", "_expression", "anchors")

    def __init__(self, expression: str, anchors: frozenset[Anchor]) -> None:
        self._expression = expression
        self._compiled: re.Pattern[str] | None = None
        self.anchors = anchors
        """At least one of these is in every text the pattern can match; empty: it must always be tried."""

    @property
    def regex(self) -> re.Pattern[str]:
        """The regular expression, compiled once."""
        if self._compiled is None:
            self._compiled = re.compile(r"(?<!\w)" + self._expression, re.IGNORECASE)
        return self._compiled


def levelled(text: str) -> str:
    """``text`` with curly apostrophes made straight: the same length, so that spans hold."""
    return text.translate(_STRAIGHT)


def bare(word: str) -> str:
    """A word as anchors know it."""
    return word.replace("'", "").lower()


def read_pattern(source: str, groups: Mapping[str, str]) -> Pattern:
    """``source`` in the language of signals.toml. Raises PatternError."""
    reader = _Reader(source, groups, _BETWEEN)
    return Pattern(reader.regex, reader.anchors)


def read_phrase(source: str, groups: Mapping[str, str]) -> Pattern:
    """Like ``read_pattern``, for words that stand close together: no comma, dash or bracket between them,
    and no wide gap."""
    if "..." in source:
        raise PatternError(f"a wide gap in {source!r}")
    reader = _Reader(source, groups, _CLOSE)
    return Pattern(reader.regex, reader.anchors)


_STRAIGHT = {0x2018: "'", 0x2019: "'", 0x02BC: "'", 0x0060: "'", 0x00B4: "'"}


@dataclass(frozen=True, slots=True)
class _Part:
    regex: str
    anchors: frozenset[Anchor]
    optional: bool = False
    gap: bool = False


class _Reader:
    """Recursive descent over the tokens of one pattern."""

    def __init__(self, source: str, groups: Mapping[str, str], between: str) -> None:
        self._source = source
        self._between = between
        self._groups = groups
        self._tokens = self._split(source)
        whole = self._alternatives(closing=None)
        self.regex, self.anchors = whole.regex, whole.anchors

    def _split(self, source: str) -> list[str]:
        tokens, at = [], 0
        source = source.replace(",", " ").replace("-", " ").rstrip()
        while at < len(source):
            found = _TOKEN.match(source, at)
            if not found:
                raise PatternError(f"cannot read {source[at:]!r}")
            piece, at = found.group(1), found.end()
            if piece.startswith("{"):
                if piece[1:-1] not in self._groups:
                    raise PatternError(f"no group {piece}")
                tokens += ["(", *self._split(self._groups[piece[1:-1]]), ")"]
            else:
                tokens.append(piece)
        return tokens

    def _alternatives(self, closing: str | None) -> _Part:
        choices = [self._sequence(closing)]
        while self._tokens and self._tokens[0] == "|":
            self._tokens.pop(0)
            choices.append(self._sequence(closing))
        if closing is not None:
            if not self._tokens:
                raise PatternError(f"{closing} is missing in {self._source!r}")
            self._tokens.pop(0)
        elif self._tokens:
            raise PatternError(f"{self._tokens[0]} closes nothing in {self._source!r}")
        anchors: frozenset[Anchor] = frozenset()
        if all(choice.anchors for choice in choices):
            anchors = frozenset().union(*(choice.anchors for choice in choices))
        return _Part("(?:" + "|".join(choice.regex for choice in choices) + ")", anchors)

    def _sequence(self, closing: str | None) -> _Part:
        parts = []
        while self._tokens and self._tokens[0] not in {"|", closing}:
            parts.append(self._part(self._tokens.pop(0)))
        needed = [part for part in parts if not part.optional and not part.gap]
        if not needed or parts[0].gap or parts[-1].gap:
            raise PatternError(f"an empty choice, or dots at an edge, in {self._source!r}")
        regex, begun = "", False
        for part in parts:
            if part.gap:
                regex += part.regex
            elif part.optional:
                regex += f"(?:{self._between}{part.regex})?" if begun else f"(?:{part.regex}{self._between})?"
            else:
                regex += self._between + part.regex if begun else part.regex
                begun = True
        anchored = [part.anchors for part in needed if part.anchors]
        return _Part(regex, min(anchored, key=_cost) if anchored else frozenset())

    def _part(self, piece: str) -> _Part:
        if piece == "(":
            inner = self._alternatives(closing=")")
            if self._tokens and self._tokens[0] == "?":
                self._tokens.pop(0)
                return _Part(inner.regex, frozenset(), optional=True)
            return inner
        if piece == "[":
            return _Part(self._alternatives(closing="]").regex, frozenset(), optional=True)
        if piece.startswith(".."):
            return _Part(
                f"(?:{self._between}{_ANY_WORD}){{0,{2 if piece == '..' else 5}}}?", frozenset(), gap=True
            )
        if piece == "#":
            return _Part(r"(?:\d{1,9}+|" + "|".join(_NUMBERS.split()) + ")" + _WORD_ENDS, frozenset())
        if not piece[0].isalnum() and piece[0] not in "'&":
            raise PatternError(f"{piece} stands alone in {self._source!r}")
        stem = piece.strip("*'")
        letters = "'?".join(re.escape(part) for part in stem.split("'"))
        ending = r"\w{0,40}+(?:'\w{1,40}+)*+" if piece.endswith("*") else _WORD_ENDS
        return _Part(letters + ending, frozenset({Anchor(bare(stem), piece.endswith("*"))}))


def _cost(anchors: frozenset[Anchor]) -> int:
    common = frozenset(_COMMON.split())
    return sum(100 if anchor.word in common else 1 for anchor in anchors)
