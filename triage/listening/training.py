"""Fits the learned ear: ``python -m triage.listening.training``. Needs scikit-learn; the shipped ear does
not.

The same texts, encoder and seed give the same file. Every figure printed is measured on development texts
that the ear had not seen (ten folds); the levels in listening.toml are chosen from them by a person, for
recall first.
"""

import argparse
import hashlib
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from triage.listening.heard import BUCKETS, Encode, Passage, rows_of, word_buckets
from triage.listening.lexicon import load_lexicon
from triage.listening.meaning import OUTPUTS
from triage.listening.sentences import sentences

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

SEED = 20
FOLDS = 10
WIDTH = 0.4
"""Of the kernel: how quickly likeness fades with distance."""
WORDS_SHARE = 0.3
"""How much the plain words count beside the meaning."""
STIFFNESS = 0.3
"""How little single texts may bend the fit."""
DANGER_WEIGHT = 3.0
"""Danger is rare: each text that holds it counts so many times."""

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the practitioner's labels."""

    text: str
    labels: tuple[bool, ...]
    """In the order of ``OUTPUTS``."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How well unseen development texts are told apart."""

    auc: float
    recall: float
    """At specificity 0.80."""
    danger_auc: float
    danger_recall: float
    """With one in ten of the others raised."""


def read_labelled(files: Sequence[Path]) -> list[Labelled]:
    """The labelled texts of JSON Lines files, in order."""
    found = []
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.append(_labelled(row["text"], row["concern"], row["immediate_danger"], row["categories"]))
    return found


def lexicon_examples() -> list[Labelled]:
    """What the rules hear and do not hear: the lexicon's own examples."""
    found = []
    for rule in load_lexicon().rules.values():
        names = [rule.category.value] if rule.category else []
        found += [_labelled(text, True, rule.rung == 1, names) for text in rule.hears]
        found += [_labelled(text, False, False, []) for text in rule.hears_not]
    return found


class Trainer:
    """Kernel ridge regression with one shared kernel, each output calibrated on texts it had not seen."""

    def __init__(self, measured: Sequence[Labelled], helping: Sequence[Labelled], encode: Encode) -> None:
        texts = [*measured, *helping]
        self._measured = len(measured)
        self.labels = np.array([row.labels for row in texts])
        self.rows = _rows([row.text for row in texts], encode).astype(np.float16)
        self.rarity, self._words = _weighted_words([row.text for row in texts])
        rows = self.rows.astype(np.float32)
        length = (rows**2).sum(axis=1)
        apart = np.maximum(length[:, None] + length - 2 * rows @ rows.T, 0.0).astype(np.float64)
        self._kernel = np.exp(-WIDTH * apart) + WORDS_SHARE * (self._words @ self._words.T).toarray()

    def unseen(self, *, with_helping: bool = True) -> Doubles:
        """A score for each measured text and output, from fits that did not see the text."""
        from sklearn.model_selection import StratifiedKFold

        count = self._measured
        scores = np.zeros((count, len(OUTPUTS)))
        kinds = self.labels[:count, 0] * 2 + self.labels[:count, 1]
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
        for seen, held in folds.split(np.zeros(count), kinds):
            taken = np.concatenate([seen, np.arange(count, len(self.labels))]) if with_helping else seen
            scores[held] = self._kernel[np.ix_(held, taken)] @ self._fit(taken)
        return scores

    def calibrated(self, scores: Doubles) -> tuple[Doubles, Doubles]:
        """Slope and offset of each output that turn a score into log odds."""
        from sklearn.linear_model import LogisticRegression

        slopes, offsets = [], []
        for column in range(len(OUTPUTS)):
            line = LogisticRegression(C=100.0)
            line.fit(scores[:, [column]], self.labels[: self._measured, column])
            slopes.append(line.coef_[0, 0])
            offsets.append(line.intercept_[0])
        return np.array(slopes), np.array(offsets)

    def figures(self, scores: Doubles) -> Figures:
        """Of the measured texts."""
        from sklearn.metrics import roc_auc_score

        concern, danger = self.labels[: self._measured, 0], self.labels[: self._measured, 1]
        return Figures(
            auc=float(roc_auc_score(concern, scores[:, 0])),
            recall=recall_at(concern, scores[:, 0], 0.80),
            danger_auc=float(roc_auc_score(danger, scores[:, 1])),
            danger_recall=recall_at(danger, scores[:, 1], 0.90),
        )

    def tables(self, slopes: Doubles, offsets: Doubles) -> dict[str, NDArray[np.generic]]:
        """The ear fitted on every text, as the arrays that ship."""
        pull = self._fit(np.arange(len(self.labels)))
        return {
            "near": self.rows,
            "pull": pull.astype(np.float32),
            "words": (WORDS_SHARE * np.asarray(self._words.T @ pull)).astype(np.float16),
            "rarity": self.rarity.astype(np.float32),
            "slope": slopes.astype(np.float32),
            "offset": offsets.astype(np.float32),
            "width": np.array(WIDTH, dtype=np.float32),
        }

    def _fit(self, taken: NDArray[np.intp]) -> Doubles:
        from scipy.linalg import cho_factor, cho_solve

        kernel = self._kernel[np.ix_(taken, taken)]
        wanted = np.where(self.labels[taken], 1.0, -1.0)
        pull = cho_solve(cho_factor(kernel + STIFFNESS * np.eye(len(taken))), wanted)
        danger = np.where(wanted[:, 1] > 0, STIFFNESS / DANGER_WEIGHT, STIFFNESS)
        pull[:, 1] = cho_solve(cho_factor(kernel + np.diag(danger)), wanted[:, 1])
        return np.asarray(pull)


def recall_at(said: NDArray[np.bool_], scores: Doubles, specificity: float) -> float:
    """The share of true ones raised when that share of the others is left alone."""
    level = np.quantile(scores[~said], specificity)
    return float((scores[said] > level).mean())


def main(arguments: Sequence[str] | None = None) -> None:
    """Fits, measures, writes ear.npz and manifest.toml, and prints the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", type=Path, default=Path("tests/data/eval"))
    parser.add_argument("--extra", type=Path, default=Path("tests/data/listening"))
    parser.add_argument("--out", type=Path, default=Path("policy_corpus/language"))
    options = parser.parse_args(arguments)
    from triage.retrieval.encoder import WEIGHTS_SHA256, load_encoder

    measured = read_labelled([options.eval / "dev_vignettes.jsonl"])
    helping = [*read_labelled(sorted(options.extra.glob("extra_*.jsonl"))), *lexicon_examples()]
    trainer = Trainer(measured, helping, load_encoder().encode)
    scores = trainer.unseen()
    slopes, offsets = trainer.calibrated(scores)
    raw = packed(trainer.tables(slopes, offsets))
    (options.out / "ear.npz").write_bytes(raw)
    seal = {
        "file": "ear.npz",
        "sha256": hashlib.sha256(raw).hexdigest(),
        "encoder": WEIGHTS_SHA256,
        "texts": len(measured) + len(helping),
        "outputs": list(OUTPUTS),
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in seal.items()]
    text = "# What the learned ear must be. Written by triage.listening.training; never by hand.\n"
    (options.out / "manifest.toml").write_text(text + "\n".join(lines) + "\n", encoding="utf-8")
    chances = 1 / (1 + np.exp(-(scores * slopes + offsets)))
    concern, danger = trainer.labels[: len(measured), 0], trainer.labels[: len(measured), 1]
    figures = {
        "texts": {"measured": len(measured), "helping": len(helping)},
        "with_helping_texts": _rounded(trainer.figures(scores)),
        "measured_texts_alone": _rounded(trainer.figures(trainer.unseen(with_helping=False))),
        "concern_level_at_specificity": {
            str(share): round(float(np.quantile(chances[~concern, 0], share)), 3)
            for share in (0.7, 0.75, 0.8, 0.85, 0.9)
        },
        "danger_level_with_others_raised": {
            str(share): round(float(np.quantile(chances[~danger, 1], 1 - share)), 3)
            for share in (0.05, 0.1, 0.15)
        },
        "top_category_right": round(_top_right(trainer.labels[: len(measured)], chances), 3),
        "bytes": len(raw),
    }
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


def packed(tables: dict[str, NDArray[np.generic]]) -> bytes:
    """The tables as an .npz of plain arrays: the same bytes for the same tables."""
    import zipfile

    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for name, table in tables.items():
            part = io.BytesIO()
            np.lib.format.write_array(part, table, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), part.getvalue())
    return whole.getvalue()


def _rows(texts: Sequence[str], encode: Encode) -> NDArray[np.float32]:
    """One row a text, each heard as one passage; everything encoded in one batch."""
    pieces: dict[str, int] = {}
    for text in texts:
        for start, end in ((0, len(text)), *sentences(text)):
            pieces.setdefault(text[start:end].strip(), len(pieces))
    vectors = encode(list(pieces))

    def known(asked: Sequence[str]) -> NDArray[np.float32]:
        return vectors[[pieces[piece.strip()] for piece in asked]]

    rows = []
    for text in texts:
        rows.append(rows_of(text, [Passage((0, len(text)), sentences(text))], known)[0])
    return np.concatenate(rows)


def _weighted_words(texts: Sequence[str]) -> tuple[Doubles, "csr_matrix"]:
    """How rare each bucket is, and each text's words weighted by that, of length 1."""
    from scipy.sparse import csr_matrix, diags

    buckets = [word_buckets(text) for text in texts]
    column = np.concatenate(buckets)
    row = np.repeat(np.arange(len(texts)), [len(found) for found in buckets])
    counts = csr_matrix((np.ones(len(column)), (row, column)), shape=(len(texts), BUCKETS))
    rarity = np.log((1 + len(texts)) / (1 + np.asarray(counts.sum(axis=0)).ravel())) + 1.0
    weighted = counts @ diags(rarity)
    length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return rarity, csr_matrix(diags(1 / np.maximum(length, 1e-9)) @ weighted)


def _labelled(text: str, concern: bool, danger: bool, categories: Sequence[str]) -> Labelled:
    return Labelled(text, (concern, danger, *(name in categories for name in OUTPUTS[2:])))


def _top_right(labels: NDArray[np.bool_], chances: Doubles) -> float:
    some = labels[:, 2:].any(axis=1)
    top = chances[some, 2:].argmax(axis=1)
    return float(labels[some, 2:][np.arange(int(some.sum())), top].mean())


def _rounded(figures: Figures) -> dict[str, float]:
    return {
        name: round(getattr(figures, name), 3) for name in ("auc", "recall", "danger_auc", "danger_recall")
    }


if __name__ == "__main__":
    main()
