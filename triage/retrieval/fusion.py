"""How the scores of words, meaning and head become one order, and where a disclosure puts its steps.

Weighted scores, not ranks: rank fusion (Cormack 2009, https://doi.org/10.1145/1571941.1572114) throws away
how good a match is, lost to this sum on our look-ups, and leaves nothing to tell an answer from silence.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

HEAD_WEIGHT = 1.0
WORDS_WEIGHT = 0.2
HALF_BM25 = 8.0
"""The BM25 score that counts half."""

HIGHEST = 1.0 + HEAD_WEIGHT + WORDS_WEIGHT
"""What a perfect match on all three would sum to."""


def squashed(bm25: float) -> float:
    """A BM25 score, which has no top, as 0 to 1."""
    return bm25 / (bm25 + HALF_BM25)


def fused(
    cosines: Mapping[str, float], head: Mapping[str, float], bm25: Mapping[str, float]
) -> dict[str, float]:
    """From 0 to 1 for every clause in ``cosines``; a clause unknown to the others counts 0 there."""
    return {
        clause: max(
            0.0,
            cosine + HEAD_WEIGHT * head.get(clause, 0.0) + WORDS_WEIGHT * squashed(bm25.get(clause, 0.0)),
        )
        / HIGHEST
        for clause, cosine in cosines.items()
    }


def ranked(scores: Mapping[str, float]) -> list[str]:
    """Best first; equal scores keep the order they came in."""
    return sorted(scores, key=lambda clause: -scores[clause])


def says_score(none: float, best_cosine: float) -> float:
    """How surely the policy answers: half from the head, half from how near the nearest text is."""
    return (1 - none) / 2 + min(1.0, max(0.0, best_cosine)) / 2


def words_say(clause_bm25: float, silence_bm25: float) -> float:
    """The same by words alone: the best clause against the best entry of what the policy does not say."""
    return clause_bm25 / (clause_bm25 + silence_bm25 + 1)


def with_steps(
    steps: Sequence[str], found: Sequence[str], *, is_account: bool, is_answered: bool
) -> tuple[str, ...]:
    """Clauses looked up and steps of a disclosure in one order; a step is always among the first two.

    An account leads with the step. A caseworker's look-up keeps the clause it asked for in front. Where the
    text asks nothing the policy answers, all steps come first.
    """
    if not steps:
        return tuple(found)
    if not is_answered:
        return _once([*steps, *found])
    first, second = (steps, found) if is_account else (found, steps)
    return _once(each for pair in zip_longest(first, second) for each in pair if each is not None)


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
