"""Trains the head and computes the shipped vectors: ``python -m triage.retrieval.training``, some minutes.

The encoder stays as it is; linear layers learn over it. The same texts give the same head. The figures
written beside it are from look-ups held out in turn; the head that ships has then seen them all.
"""

import argparse
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from triage.model import Finding
from triage.policy.pack import Pack, load_pack
from triage.retrieval import vectors
from triage.retrieval.catalogue import Catalogue, catalogue_of
from triage.retrieval.encoder import WEIGHTS_SHA256, load_encoder
from triage.retrieval.glossary import load_glossary
from triage.retrieval.head import NONE, Head, HeadManifest, load_head
from triage.retrieval.meanings import Meanings
from triage.retrieval.measures import auroc, mean_reciprocal_rank, rank_of, share_within
from triage.retrieval.search import Search

if TYPE_CHECKING:
    from triage.retrieval.encoder import Vectors

FOLDS = 5
SOFTNESS = 30.0
"""Inverse strength of regularisation; 10 to 60 give the same figures within a point."""
LABELLED_COUNTS = 2.0
"""Weight of a look-up from the labelled set against one of ours."""
WRONGLY_SILENT_COSTS = 2.0
"""Silence on what the policy does answer, against an answer where it has none."""
ACCOUNT_ABOVE = 0.5


@dataclass(frozen=True, slots=True)
class Lesson:
    """One look-up and the clauses that answer it; none where the policy does not."""

    text: str
    clauses: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Material:
    """All that is learned from."""

    ours: tuple[Lesson, ...]
    """From the pack and from look-ups written for training."""
    labelled: tuple[Lesson, ...]
    """The labelled look-ups, which are also the check."""
    accounts: tuple[str, ...]
    """What callers say, for telling an account from a look-up."""


class Trainer:
    """Fits heads over one encoder, which is asked once for each text."""

    def __init__(self, pack: Pack, material: Material) -> None:
        self.pack = pack
        self.catalogue = catalogue_of(pack)
        self.material = material
        self._glossary = load_glossary(self.catalogue.words)
        self._encoder = load_encoder()
        self._known: dict[str, NDArray[np.float32]] = {}

    def encode(self, texts: Sequence[str]) -> "Vectors":
        """The encoder, remembering."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(missing, self._encoder.encode(missing), strict=True))
        return np.stack([self._known[text] for text in texts])

    def shipped_vectors(self) -> bytes:
        """Every text of the pack, packed."""
        texts = self.catalogue.texts
        rows = zip(texts, self.encode(texts), strict=True)
        return vectors.packed({vectors.key_of(text): row for text, row in rows})

    def fit(self, lessons: Sequence[Lesson]) -> dict[str, NDArray[np.float32]]:
        """The arrays of a head that has learned ``lessons``."""
        from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped,unused-ignore]

        labels = (*self.catalogue.clause_ids, NONE)
        rows = [
            (reading, labels.index(label), lesson.weight / max(1, len(lesson.clauses)))
            for lesson in lessons
            for label in lesson.clauses or (NONE,)
            for reading in self._glossary.readings(lesson.text)
        ]
        texts, wanted, weights = zip(*rows, strict=True)
        clauses = LogisticRegression(C=SOFTNESS, max_iter=1000)
        clauses.fit(self.encode(texts), wanted, sample_weight=weights)
        look_ups = [lesson.text for lesson in lessons]
        account = LogisticRegression(C=10.0, max_iter=1000, class_weight="balanced")
        account.fit(
            self.encode([*look_ups, *self.material.accounts]),
            [0] * len(look_ups) + [1] * len(self.material.accounts),
        )
        arrays = {
            "weights": clauses.coef_,
            "bias": clauses.intercept_,
            "account_weights": account.coef_[0],
            "account_bias": account.intercept_[0],
        }
        return {name: np.asarray(array, dtype=np.float32) for name, array in arrays.items()}

    def held_out(self) -> list[tuple[Lesson, Finding]]:
        """Each labelled look-up, answered by a head that has not seen it."""
        rows = self.encode(self.catalogue.texts)
        answered: list[tuple[Lesson, Finding]] = []
        for fold in range(FOLDS):
            seen = [lesson for i, lesson in enumerate(self.material.labelled) if i % FOLDS != fold]
            head = as_head(self.fit([*self.material.ours, *seen]), self.catalogue)
            search = Search(self.pack, meanings=Meanings(self.catalogue, rows, head))
            answered += [
                (lesson, search.by_meaning(lesson.text, self.encode))
                for lesson in self.material.labelled[fold::FOLDS]
            ]
        return answered


def as_head(arrays: dict[str, NDArray[np.float32]], catalogue: Catalogue) -> Head:
    """A head to try out; it carries no seals and no vectors."""
    return Head(
        manifest=_manifest(catalogue),
        vectors=b"",
        weights=arrays["weights"],
        bias=arrays["bias"],
        account_weights=arrays["account_weights"],
        account_bias=float(arrays["account_bias"]),
    )


def figures(answered: Sequence[tuple[Lesson, Finding]]) -> dict[str, float]:
    """hit@1, hit@3, MRR over what the policy answers; AUROC of ``says_score`` over all."""
    ranks = [
        rank_of(lesson.clauses, [hit.quotation.clause_id for hit in finding.hits])
        for lesson, finding in answered
        if lesson.clauses
    ]
    says = [finding.says_score for lesson, finding in answered if lesson.clauses]
    silent = [finding.says_score for lesson, finding in answered if not lesson.clauses]
    return {
        "hit_at_1": round(share_within(ranks, 1), 3),
        "hit_at_3": round(share_within(ranks, 3), 3),
        "mrr": round(mean_reciprocal_rank(ranks), 3),
        "auroc": round(auroc(says, silent), 3),
    }


def silent_below(answered: Sequence[tuple[Lesson, Finding]]) -> float:
    """The ``says_score`` that costs least: shares of wrong silences and, counting less, of wrong answers."""
    says = np.array([finding.says_score for lesson, finding in answered if lesson.clauses])
    silent = np.array([finding.says_score for lesson, finding in answered if not lesson.clauses])
    steps = np.arange(0.3, 0.8, 0.01)
    costs = [WRONGLY_SILENT_COSTS * (says < step).mean() + (silent >= step).mean() for step in steps]
    return round(float(steps[int(np.argmin(costs))]), 2)


def read_material(pack: Pack, labelled: Path, ours: Path) -> Material:
    """Texts from the pack, from ``ours`` (look-ups and decoys) and from the ``labelled`` set."""
    catalogue = catalogue_of(pack)
    settled = {entry.id: entry.clauses for entry in pack.silences if entry.kind == "tension"}
    vignettes = _rows(labelled / "dev_vignettes.jsonl")
    lessons = [
        *(Lesson(text, _answers(catalogue, [clause])) for clause, text in catalogue.clause_texts),
        *(
            Lesson(text, _answers(catalogue, [_clause(pack, place) for place in settled.get(silence, ())]))
            for silence, text in catalogue.silence_texts
        ),
        *(Lesson(row["text"], tuple(row["clauses"])) for row in _rows(ours / "lookups.jsonl")),
        *(Lesson(row["text"], ()) for row in _rows(ours / "decoys.jsonl")),
        # Callers who ask about their records ask what the policy answers.
        *(
            Lesson(row["text"], _answers(catalogue, row["policy_clauses"]))
            for row in vignettes
            if row["policy_clauses"] and not row["concern"]
        ),
    ]
    return Material(
        ours=tuple(lessons),
        labelled=tuple(
            Lesson(row["text"], tuple(row["clauses"]), LABELLED_COUNTS)
            for row in _rows(labelled / "dev_questions.jsonl")
        ),
        accounts=tuple(row["text"] for row in vignettes),
    )


def main() -> None:
    """Writes head.npz, vectors.npz and head.toml beside the policy, and prints the held-out figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labelled", type=Path, default=Path("tests/data/eval"))
    parser.add_argument("--ours", type=Path, default=Path("tests/data/retrieval"))
    parser.add_argument("--out", type=Path, default=Path("policy_corpus/west_midlands_sendiass"))
    parser.add_argument("--vectors-only", action="store_true", help="keep the head; a note was reworded")
    given = parser.parse_args()
    pack = load_pack()
    if given.vectors_only:
        write_vectors(pack, given.out)
        return
    material = read_material(pack, given.labelled, given.ours)
    trainer = Trainer(pack, material)
    answered = trainer.held_out()
    file = io.BytesIO()
    np.savez(file, **trainer.fit([*material.ours, *material.labelled]))  # type: ignore[arg-type,unused-ignore]
    shipped = trainer.shipped_vectors()
    manifest = _manifest(
        trainer.catalogue,
        head_sha256=hashlib.sha256(file.getvalue()).hexdigest(),
        vectors_sha256=hashlib.sha256(shipped).hexdigest(),
        silent_below=silent_below(answered),
        trained_on=(
            f"{len(material.ours)} look-ups of ours, {len(material.labelled)} labelled ones, "
            f"{len(material.accounts)} accounts"
        ),
        cross_validated=figures(answered),
    )
    (given.out / "head.npz").write_bytes(file.getvalue())
    (given.out / "vectors.npz").write_bytes(shipped)
    (given.out / "head.toml").write_text(_toml(manifest), encoding="utf-8")
    print(json.dumps({"silent_below": manifest.silent_below, **manifest.cross_validated}))  # noqa: T201


def write_vectors(pack: Pack, out: Path) -> None:
    """The shipped vectors of the pack as it is now, under the head there is; encodes new texts only."""
    head = load_head(out)
    texts = tuple(dict.fromkeys(catalogue_of(pack).texts))
    rows = vectors.vectors_for(texts, lambda new: load_encoder().encode(new), head.vectors, None)
    shipped = vectors.packed({vectors.key_of(text): row for text, row in zip(texts, rows, strict=True)})
    manifest = head.manifest.model_copy(update={"vectors_sha256": hashlib.sha256(shipped).hexdigest()})
    (out / "vectors.npz").write_bytes(shipped)
    (out / "head.toml").write_text(_toml(manifest), encoding="utf-8")


def _manifest(
    catalogue: Catalogue,
    *,
    head_sha256: str = "",
    vectors_sha256: str = "",
    silent_below: float = 0.45,
    trained_on: str = "",
    cross_validated: dict[str, float] | None = None,
) -> HeadManifest:
    return HeadManifest(
        head_sha256=head_sha256,
        vectors_sha256=vectors_sha256,
        model_sha256=WEIGHTS_SHA256,
        labels=(*catalogue.clause_ids, NONE),
        silent_below=silent_below,
        account_above=ACCOUNT_ABOVE,
        trained_on=trained_on,
        cross_validated=cross_validated or {},
    )


def _toml(manifest: HeadManifest) -> str:
    """JSON's strings, numbers and arrays are TOML's; the one table goes last."""
    fields = manifest.model_dump()
    table = fields.pop("cross_validated")
    lines = ["# Written by `python -m triage.retrieval.training`. Not edited by hand."]
    lines += [f"{name} = {json.dumps(value)}" for name, value in fields.items()]
    lines += ["", "[cross_validated]", *(f"{name} = {value}" for name, value in table.items())]
    return "\n".join(lines) + "\n"


def _answers(catalogue: Catalogue, clauses: Sequence[str]) -> tuple[str, ...]:
    """A lead-in's answers are its bullets."""
    return tuple(dict.fromkeys(answer for clause in clauses for answer in catalogue.stands_for[clause]))


def _clause(pack: Pack, address: str) -> str:
    return pack.policy.passage(address).clause_id


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
