"""New text of the policy beside the text in use: clause by clause what was added, taken out or changed.

New text need not carry our addresses: its words are laid along those of the old one, so that each sentence
finds the clause it came from. A sentence that shares too little with any clause is new.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from triage.policy.corpus import Passage, Policy

_SENTENCE_END = re.compile(r"(?<=[.;?!])\s+")
_PLAIN_HEADING = re.compile(r"\d+\. \S.{0,80}[^.;:,]")
_BULLET = re.compile(r"^[•\uf0b7*] *")
_KIN = 0.5
"""Of the words of a sentence, how many must stand in the old text for it to be taken as changed, not new."""
_A_PART = 0.3
"""Of a passage, or of the sentence, how much they must share: fewer words are the same by chance."""

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a changed clause."""

    kind: Literal["same", "out", "in"]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One passage that is not as it was."""

    kind: Kind
    address: str
    """Of the passage in the text in use; for new words where they stand in the new text."""
    clause_id: str | None
    """The clause in the text in use; None for words that belong to none yet."""
    section: str
    before: str
    after: str

    @property
    def words(self) -> tuple[Words, ...]:
        """Before and after as one text, word by word."""
        return tuple(_word_by_word(self.before.split(), self.after.split()))


@dataclass(frozen=True, slots=True)
class Amendment:
    """Two texts and all that differs, in the order of the policy; new words last in their section."""

    old_sha256: str
    new_sha256: str
    changes: tuple[Change, ...]


@dataclass(slots=True)
class _Sentence:
    section: str
    address: str
    words: list[str]
    owners: list[str | None]


def in_our_form(text: str) -> str:
    """New text as ``read_policy`` takes it: numbered lines become headings where none is marked, dots become
    bullets; what stands before the first section is left out, since it is no clause."""
    lines = [_BULLET.sub("- ", line.strip()) for line in text.splitlines()]
    if not any(line.startswith("## ") for line in lines):
        lines = [f"## {line}" if _PLAIN_HEADING.fullmatch(line) else line for line in lines]
    first = next((at for at, line in enumerate(lines) if line.startswith("## ")), len(lines))
    return "\n".join(lines[first:])


def compare(old: Policy, new: Policy, old_sha256: str, new_raw: bytes) -> Amendment:
    """What differs between the text in use and a new one."""
    said: dict[str, list[str]] = {passage.id: [] for passage in old.passages}
    old_ids = set(said)
    addressed = [passage for passage in new.passages if passage.id in old_ids]
    for passage in addressed:
        said[passage.id].append(passage.text)
    taken = {passage.id for passage in addressed}
    loose = [passage for passage in new.passages if passage.id not in taken]
    left = [passage for passage in old.passages if passage.id not in taken]
    added = []
    lengths = {passage.id: len(passage.text.split()) for passage in left}
    for sentence in _placed(left, loose):
        runs = tuple(_runs(sentence, lengths))
        if not runs:
            added.append(sentence)
        for owner, words in runs:
            said[owner].append(words)
    changes = [*_headings(old, new)]
    for passage in old.passages:
        after = " ".join(said[passage.id])
        if after != passage.text:
            kind: Kind = "changed" if after else "removed"
            changes.append(Change(kind, passage.id, passage.clause_id, passage.section, passage.text, after))
    changes += [Change("added", each.address, None, each.section, "", " ".join(each.words)) for each in added]
    order = [section.number for section in (*old.sections, *new.sections)]
    changes.sort(key=lambda change: order.index(change.section))
    return Amendment(old_sha256, hashlib.sha256(new_raw).hexdigest(), tuple(changes))


def _headings(old: Policy, new: Policy) -> Iterator[Change]:
    before = {section.number: section.heading for section in old.sections}
    after = {section.number: section.heading for section in new.sections}
    for number in dict.fromkeys((*before, *after)):
        was, is_now = before.get(number, ""), after.get(number, "")
        if was != is_now:
            kind: Kind = "changed" if was and is_now else "removed" if was else "added"
            yield Change(kind, number, None, number, was, is_now)


def _placed(old: list[Passage], new: list[Passage]) -> list[_Sentence]:
    """The new sentences, each word with the old passage in which the same word stands at this place."""
    old_words = [(word, passage.id) for passage in old for word in passage.text.split()]
    sentences = [
        _Sentence(passage.section, passage.id, words, [None] * len(words))
        for passage in new
        for part in _SENTENCE_END.split(passage.text)
        if (words := part.split())
    ]
    flat = [(sentence, at) for sentence in sentences for at in range(len(sentence.words))]
    matcher = SequenceMatcher(
        None, [word for word, _ in old_words], [each.words[at] for each, at in flat], autojunk=False
    )
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            sentence, at = flat[block.b + step]
            sentence.owners[at] = old_words[block.a + step][1]
    return sentences


def _runs(sentence: _Sentence, lengths: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Old passages with the words of the sentence that are theirs; nothing when it shares too little."""
    size = len(sentence.words)
    counts = Counter(owner for owner in sentence.owners if owner is not None)
    kin = {owner for owner, count in counts.items() if count >= _A_PART * min(lengths[owner], size)}
    if sum(counts[owner] for owner in kin) < _KIN * size:
        return
    owner = next(each for each in sentence.owners if each in kin)
    run: list[str] = []
    for word, placed in zip(sentence.words, sentence.owners, strict=True):
        if placed in kin and placed != owner:
            assert owner is not None
            yield owner, " ".join(run)
            owner, run = placed, []
        run.append(word)
    assert owner is not None
    yield owner, " ".join(run)


def _word_by_word(before: list[str], after: list[str]) -> Iterator[Words]:
    for tag, start, end, new_start, new_end in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            yield Words("same", " ".join(before[start:end]))
            continue
        if end > start:
            yield Words("out", " ".join(before[start:end]))
        if new_end > new_start:
            yield Words("in", " ".join(after[new_start:new_end]))
