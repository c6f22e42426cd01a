"""What a network makes of texts that it has not seen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.encoder.encoder import Encoder
from triage.listening.machine import Machine
from triage.model import Finding
from triage.policy.pack import Pack
from triage.retrieval.catalogue import catalogue_of
from triage.retrieval.meanings import Meanings
from triage.retrieval.measures import auroc, mean_reciprocal_rank, rank_of, share_within
from triage.retrieval.search import Search
from triage.training.material import Call, Material, Question
from triage.training.network import Learned
from triage.training.shipping import as_head, ear_tables

Doubles = NDArray[np.float64]

WRONGLY_SILENT_COSTS = 2.0
"""Silence on what the policy does answer, against an answer where it has none."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Of texts that the network had not seen, and what was chosen by them."""

    heard: dict[str, float]
    found: dict[str, float]
    concern_level_at_specificity: dict[str, float]
    danger_level_with_others_raised: dict[str, float]
    silent_below: float
    slope: list[float]
    """Of each output of the ear: with ``offset``, turns its score into log odds."""
    offset: list[float]


def of_the_unseen(pack: Pack, learned: Learned, encoder: Encoder, unseen: Material) -> Measured:
    """Calibrates, then measures along the whole way that a text takes."""
    slope, offset = calibrated(learned, encoder, unseen.calls)
    machine = Machine(ear_tables(learned, slope, offset))
    odds = np.array([_odds(machine, call, encoder) for call in unseen.calls])
    concern = np.array([call.is_concern for call in unseen.calls])
    danger = np.array([call.is_danger for call in unseen.calls])
    answered = _answered(pack, learned, encoder, unseen.questions)
    chances = 1 / (1 + np.exp(-odds))
    return Measured(
        heard={
            "auc": round(auroc(odds[concern, 0], odds[~concern, 0]), 3),
            "recall_at_specificity_80": round(recall_at(concern, odds[:, 0], 0.80), 3),
            "danger_auc": round(auroc(odds[danger, 1], odds[~danger, 1]), 3),
            "danger_recall_with_10_raised": round(recall_at(danger, odds[:, 1], 0.90), 3),
        },
        found=figures(answered),
        concern_level_at_specificity={
            str(share): round(float(np.quantile(chances[~concern, 0], share)), 3)
            for share in (0.7, 0.75, 0.8, 0.85, 0.9)
        },
        danger_level_with_others_raised={
            str(share): round(float(np.quantile(chances[~danger, 1], 1 - share)), 3)
            for share in (0.05, 0.08, 0.1, 0.15)
        },
        silent_below=silent_below(answered),
        slope=[round(float(each), 4) for each in slope],
        offset=[round(float(each), 4) for each in offset],
    )


def calibrated(learned: Learned, encoder: Encoder, calls: Sequence[Call]) -> tuple[Doubles, Doubles]:
    """Slope and offset of each output (Platt scaling)."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped,unused-ignore]

    weights, bias = learned.ear
    scores = encoder.encode([call.text for call in calls]) @ weights.T + bias
    slopes, offsets = [], []
    for column in range(scores.shape[1]):
        line = LogisticRegression(C=100.0)
        line.fit(scores[:, [column]], [call.labels[column] for call in calls])
        slopes.append(line.coef_[0, 0])
        offsets.append(line.intercept_[0])
    return np.array(slopes), np.array(offsets)


def recall_at(said: NDArray[np.bool_], scores: Doubles, specificity: float) -> float:
    """The share of true ones raised when that share of the others is left alone."""
    level = np.quantile(scores[~said], specificity)
    return float((scores[said] > level).mean())


def figures(answered: Sequence[tuple[Question, Finding]]) -> dict[str, float]:
    """hit@1, hit@3, MRR over what the policy answers; AUROC of ``says_score`` over all."""
    ranks = [
        rank_of(question.clauses, [hit.quotation.clause_id for hit in finding.hits])
        for question, finding in answered
        if question.clauses
    ]
    says = [finding.says_score for question, finding in answered if question.clauses]
    silent = [finding.says_score for question, finding in answered if not question.clauses]
    return {
        "hit_at_1": round(share_within(ranks, 1), 3),
        "hit_at_3": round(share_within(ranks, 3), 3),
        "mrr": round(mean_reciprocal_rank(ranks), 3),
        "auroc": round(auroc(says, silent), 3),
    }


def silent_below(answered: Sequence[tuple[Question, Finding]]) -> float:
    """The ``says_score`` that costs least: shares of wrong silences and, counting less, of wrong answers."""
    says = np.array([finding.says_score for question, finding in answered if question.clauses])
    silent = np.array([finding.says_score for question, finding in answered if not question.clauses])
    steps = np.arange(0.2, 0.9, 0.01)
    costs = [WRONGLY_SILENT_COSTS * (says < step).mean() + (silent >= step).mean() for step in steps]
    return round(float(steps[int(np.argmin(costs))]), 2)


def _odds(machine: Machine, call: Call, encoder: Encoder) -> tuple[float, float]:
    likelihood = machine.likelihood(call.text, encoder.encode)
    if likelihood is None:
        return -20.0, -20.0
    chances = np.clip([likelihood.concern, likelihood.danger], 1e-9, 1 - 1e-9)
    concern, danger = np.log(chances / (1 - chances))
    return float(concern), float(danger)


def _answered(
    pack: Pack, learned: Learned, encoder: Encoder, questions: Sequence[Question]
) -> list[tuple[Question, Finding]]:
    catalogue = catalogue_of(pack)
    meanings = Meanings(catalogue, encoder.encode(catalogue.texts), as_head(learned, catalogue))
    search = Search(pack, meanings=meanings)
    return [(question, search.by_meaning(question.text, encoder.encode)) for question in questions]
