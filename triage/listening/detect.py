"""Both ears over one text. Each only adds; nothing one ear hears is taken away by the other."""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from triage.listening.language import in_latin_letters, is_english
from triage.listening.lexicon import Lexicon
from triage.listening.links import Weights, load_listening
from triage.listening.meaning import MeaningEar
from triage.model import Detection, HeardBy, Rung, Signal

if TYPE_CHECKING:
    from triage.listening.machine import Encode


def detect(
    text: str, lexicon: Lexicon, ear: MeaningEar | None = None, encode: "Encode | None" = None
) -> Detection:
    """What is heard in ``text``; by rules alone without ``ear`` and ``encode``. Any text will do, also an
    empty one.

    Only ``encode`` can make this fail: what it raises comes through, and the reply by rules still stands.
    """
    listening = load_listening()
    by_rule = lexicon.hear(text)
    likelihood, by_meaning = ear.hear(text, encode) if ear and encode else (None, ())
    surest = max((signal.score for signal in by_rule), default=0.0)
    most_urgent = max((signal.score for signal in by_rule if signal.rung is Rung.DANGER_NOW), default=0.0)
    return Detection(
        signals=merged((*by_rule, *by_meaning)),
        score=_weighed(listening.concern_score, likelihood.concern if likelihood else None, surest),
        danger_score=_weighed(listening.danger_score, likelihood.danger if likelihood else None, most_urgent),
        understood=is_english(text) if likelihood else in_latin_letters(text),
    )


def merged(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """Strongest rung first, then surest. Of two that say the same about the same words a rule is kept: it
    explains."""
    kept: list[Signal] = []
    for signal in sorted(
        signals, key=lambda signal: (signal.rung, signal.by is HeardBy.MEANING, -signal.score)
    ):
        if not any(_says_the_same(signal, other) for other in kept):
            kept.append(signal)
    return tuple(sorted(kept, key=lambda signal: (signal.rung, -signal.score, signal.span)))


def _says_the_same(signal: Signal, other: Signal) -> bool:
    overlap = signal.span[0] < other.span[1] and other.span[0] < signal.span[1]
    explains_more = signal.by is HeardBy.RULE and other.by is HeardBy.MEANING
    return overlap and signal.category is other.category and other.rung <= signal.rung and not explains_more


def _weighed(weights: Weights, chance: float | None, rules: float) -> float:
    if chance is None:
        return _squash(weights.base_alone + weights.rules_alone * rules)
    chance = min(max(chance, 1e-6), 1 - 1e-6)
    return _squash(weights.base + weights.meaning * math.log(chance / (1 - chance)) + weights.rules * rules)


def _squash(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))
