"""What a text may also mean: short forms spelled out, slips of one letter put right.

Senses are added to the words, never put in their place: one that replaced turned «all day» into nonsense.
"""

import re
from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable

from triage.content import Content, read_toml

SHORTEST_MENDED = 5
"""Letters; shorter words have too many neighbours."""

_WORD = re.compile(r"[^\W_]+")


class _GlossaryFile(Content):
    sense: dict[str, tuple[str, ...]]
    stop_words: tuple[str, ...]


class Glossary:
    """Senses and stop words from glossary.toml, spelling from the words of the pack."""

    def __init__(
        self, senses: Mapping[str, tuple[str, ...]], stop_words: frozenset[str], known: Iterable[str]
    ) -> None:
        self.stop_words = stop_words
        self._senses = senses
        self._longest = max((len(phrase.split()) for phrase in senses), default=1)
        self._known = frozenset(word for text in known for word in _WORD.findall(text.casefold()))
        self._mended: dict[str, str] = {}
        for word in sorted(self._known):
            if len(word) >= SHORTEST_MENDED:
                for near in _shortened(word):
                    self._mended.setdefault(near, word)

    def senses(self, text: str) -> tuple[str, ...]:
        """What may be added to ``text``, in its order; empty when nothing is known."""
        words = _WORD.findall(text.casefold().replace("'", "").replace("’", ""))
        added: dict[str, None] = {}
        for i, word in enumerate(words):
            for length in range(1, self._longest + 1):
                added.update(dict.fromkeys(self._senses.get(" ".join(words[i : i + length]), ())))
            if mended := self._mend(word):
                added[mended] = None
        return tuple(added)

    def readings(self, text: str) -> tuple[str, ...]:
        """The text as typed, and with its senses behind it where there are any."""
        senses = self.senses(text)
        return (text, f"{text} ({', '.join(senses)})") if senses else (text,)

    def _mend(self, word: str) -> str | None:
        if len(word) < SHORTEST_MENDED or word in self._known or word in self.stop_words:
            return None
        for near in _shortened(word):
            if near in self._known and len(near) >= SHORTEST_MENDED:
                return near
            if near in self._mended:
                return self._mended[near]
        return None


def load_glossary(known: Iterable[str], file: Traversable | None = None) -> Glossary:
    """The shipped glossary over the words ``known``. Raises ContentError."""
    if file is None:
        from policy_corpus import root

        file = root() / "language" / "glossary.toml"
    read = read_toml(file, _GlossaryFile)
    return Glossary(read.sense, frozenset(read.stop_words), known)


def _shortened(word: str) -> list[str]:
    """The word, and the word without each of its letters: two words one slip apart share one of these."""
    return [word, *(word[:i] + word[i + 1 :] for i in range(len(word)))]
