"""What the learned ear makes of a text, and the signals that gives reason for."""

from collections.abc import Callable
from dataclasses import dataclass

from triage.listening.links import Listening
from triage.model import Category, HeardBy, Rung, Signal, Span


@dataclass(frozen=True, slots=True)
class Likelihood:
    """What the ear makes of one text. Probabilities are calibrated on texts the ear had not seen."""

    concern: float
    danger: float
    categories: dict[Category, float]
    stretch: Span
    """The part of the text in which the concern was heard."""
    danger_stretch: Span
    """The part in which the danger was."""


Carried = Callable[[Span, int], Span]
"""From a stretch and an output's column to the phrase in it that carries the score."""

CONCERN, DANGER = 0, 1
"""Columns of the ear's outputs."""


def signals_of(
    likelihood: Likelihood, text: str, listening: Listening, carried: Carried
) -> tuple[Signal, ...]:
    """The signals that ``likelihood`` gives reason for: danger first, then categories by likelihood."""
    levels = listening.levels
    ranked = sorted(likelihood.categories.items(), key=lambda pair: -pair[1])
    top, chance = ranked[0]
    found: list[Signal] = []
    if likelihood.danger >= levels.danger:
        category = top if chance >= levels.category else None
        span = carried(likelihood.danger_stretch, DANGER)
        found.append(
            _signal(
                category, Rung.DANGER_NOW, span=span, score=likelihood.danger, text=text, listening=listening
            )
        )
    if likelihood.concern >= levels.concern:
        named = [
            category
            for category, share in ranked
            if category is top or (share >= levels.category and share >= levels.look_alike * chance)
        ]
        span = carried(likelihood.stretch, CONCERN)
        for category in named:
            rung = Rung(listening.kind(category).rung)
            found.append(
                _signal(category, rung, span=span, score=likelihood.concern, text=text, listening=listening)
            )
    return tuple(found)


def _signal(
    category: Category | None, rung: Rung, *, span: Span, score: float, text: str, listening: Listening
) -> Signal:
    return Signal(
        category=category,
        rung=rung,
        span=span,
        words=text[slice(*span)],
        by=HeardBy.MEANING,
        score=score,
        clauses=listening.clauses(category, rung),
    )
