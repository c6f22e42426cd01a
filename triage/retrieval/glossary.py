"""What a text may also mean: short forms spelled out, slips of the keys put right.

Senses are added to the words, never put in their place: one that replaced turned «all day» into nonsense.
"""

import re
from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from triage.content import Content, read_toml

SHORTEST_MENDED = 5
"""Letters; shorter words have too many neighbours."""
LONG_WORD = 9
"""Letters from which a word may hold two slips."""

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
        words = sorted({word for text in known for word in _WORD.findall(text.casefold())})
        self._known = frozenset(words)
        self._spellings: dict[str, list[str]] = {}
        for word in words:
            if len(word) >= SHORTEST_MENDED:
                self._spellings.setdefault(word[0], []).append(word)

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
        """The nearest known word by letters left out, put in, changed or swapped with their neighbour.

        The first letter stands: hands seldom slip there, and «mother» is no slip of «bother».
        """
        if len(word) < SHORTEST_MENDED or word in self._known or word in self.stop_words:
            return None
        slips = 2 if len(word) >= LONG_WORD else 1
        found = process.extractOne(
            word, self._spellings.get(word[0], ()), scorer=OSA.distance, score_cutoff=slips
        )
        return found[0] if found else None


def load_glossary(known: Iterable[str], file: Traversable | None = None) -> Glossary:
    """The shipped glossary over the words ``known``. Raises ContentError."""
    if file is None:
        from policy_corpus import root

        file = root() / "language" / "glossary.toml"
    read = read_toml(file, _GlossaryFile)
    return Glossary(read.sense, frozenset(read.stop_words), known)
