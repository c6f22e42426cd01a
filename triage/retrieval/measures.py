"""How well a search finds, and how well it knows that there is nothing to find."""

from collections.abc import Collection, Iterable, Sequence


def rank_of(wanted: Collection[str], found: Sequence[str]) -> int | None:
    """Place of the first wanted clause, from 1; None when none was found."""
    return next((place for place, clause in enumerate(found, start=1) if clause in wanted), None)


def share_within(ranks: Sequence[int | None], first: int) -> float:
    """Share of look-ups whose answer stands among the ``first``: hit@1, hit@3."""
    return sum(rank is not None and rank <= first for rank in ranks) / len(ranks)


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """1 when every answer comes first; a missing answer counts 0."""
    return sum(1 / rank for rank in ranks if rank) / len(ranks)


def auroc(answered: Iterable[float], unanswered: Iterable[float]) -> float:
    """Chance that an answered text scores above an unanswered one; a tie counts half."""
    above, below = list(answered), list(unanswered)
    won = sum((a > b) + (a == b) / 2 for a in above for b in below)
    return won / (len(above) * len(below))
