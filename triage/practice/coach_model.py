"""What rules cannot list: how much the words of a line lean towards each kind.

A sum of weights over single words and pairs of words, learned by ``python -m triage.training.coach`` and kept
in language/coach.json, where each weight can be read.
"""

import math
import re
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import Annotated

from pydantic import Field, ValidationError

from triage.content import Content
from triage.errors import ContentError
from triage.practice.kinds import QuestionKind

FILE = "coach.json"
TENTHS = 10
"""A weight of 10 in the file is 1."""
KINDS = tuple(QuestionKind)
"""The order of the weights."""
Place = tuple[int, int]
Weights = Annotated[tuple[int, ...], Field(min_length=len(KINDS), max_length=len(KINDS))]
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)*|[?.,!;:]")
_STOPS = ".!;:"
_SPELT = {
    "u": "you", "ur": "your", "r": "are", "wont": "won't", "dont": "don't", "didnt": "didn't",
    "isnt": "isn't",
    "wasnt": "wasn't", "doesnt": "doesn't", "whats": "what's", "im": "i'm", "ill": "i'll", "il": "i'll",
    "wnt": "won't", "gna": "gonna", "2": "to", "hav": "have", "cant": "can't",
}  # fmt: skip


class CoachModel(Content):
    """The whole file."""

    offset: Weights
    weights: dict[str, Weights]
    """By a word, or two with a space between; «^» and «$» stand for the beginning and the end of the line."""


@cache
def coach_model() -> CoachModel:
    """The shipped file. Raises ContentError."""
    from policy_corpus import root

    try:
        return CoachModel.model_validate_json((root() / "language" / FILE).read_bytes(), strict=True)
    except (OSError, ValidationError):
        raise ContentError(file=FILE, key="-", problem="it cannot be read") from None


def grams(text: str) -> list[str]:
    """Every word and pair of words of a line whose apostrophes are straight, each once."""
    words = ["^", *(word for word, _ in _words(text)), "$"]
    pairs = (f"{one} {other}" for one, other in pairwise(words))
    return list(dict.fromkeys((*words, *pairs)))


def leanings(text: str, model: CoachModel) -> Mapping[QuestionKind, float]:
    """How far the line leans to each kind: logarithms of chances that come to 1 together."""
    found = grams(text)
    known = [model.weights[gram] for gram in found if gram in model.weights]
    length = math.sqrt(len(found))
    sums = [
        (sum(weights[at] for weights in known) / length + model.offset[at]) / TENTHS
        for at in range(len(KINDS))
    ]
    most = max(sums)
    whole = most + math.log(sum(math.exp(each - most) for each in sums))
    return {kind: each - whole for kind, each in zip(KINDS, sums, strict=True)}


def leaning_words(text: str, kind: QuestionKind, model: CoachModel) -> Place:
    """The run of words that speaks most for ``kind``, beside what they say for all others."""
    words = _words(text)
    if not words:
        return (0, len(text))
    at_kind = KINDS.index(kind)

    def weighs(gram: str) -> float:
        weights = model.weights.get(gram)
        return weights[at_kind] - sum(weights) / len(weights) if weights else 0.0

    weight = [weighs(word) for word, _ in words]
    for at, ((one, _), (other, _)) in enumerate(pairwise(words)):
        half = weighs(f"{one} {other}") / 2
        weight[at] += half
        weight[at + 1] += half
    first, last = _heaviest_run(weight)
    return (words[first][1][0], words[last][1][1])


def _heaviest_run(weight: list[float]) -> tuple[int, int]:
    best, begun, whole, run = 0.0, 0, 0.0, (0, len(weight) - 1)
    for at, each in enumerate(weight):
        if whole <= 0:
            begun, whole = at, 0.0
        whole += each
        if whole > best:
            best, run = whole, (begun, at)
    return run


def _words(text: str) -> list[tuple[str, Place]]:
    return [
        ("|" if found.group() in _STOPS else _SPELT.get(found.group(), found.group()), found.span())
        for found in _WORD.finditer(text.lower())
    ]
