"""How well look-ups are found, side by side with what one would take off the shelf.

``python tests/benchmarks/judgement.py [folder of the labelled set]``; some minutes of cross-validation.
Look-ups of the labelled set are answered by heads that have not seen them. «Another author» is harder: the
head has learned from the pack alone and answers look-ups that somebody else wrote.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rank_bm25 import BM25Okapi

from triage.model import AnswerKind, Finding
from triage.policy.pack import load_pack
from triage.retrieval.index import terms_of
from triage.retrieval.meanings import Meanings
from triage.retrieval.measures import auroc, mean_reciprocal_rank, rank_of, share_within
from triage.retrieval.search import Search
from triage.retrieval.training import Lesson, Material, Trainer, as_head, read_material

OURS = Path("tests/data/retrieval")
Found = tuple[Sequence[str], float]
"""Clauses best first, and how surely the policy answers."""


def main(labelled: Path) -> None:
    pack = load_pack()
    material = read_material(pack, labelled, OURS)
    trainer = Trainer(pack, material)
    catalogue = trainer.catalogue
    texts = [(clause.id, clause.text) for clause in pack.policy.clauses if clause.id in catalogue.clause_ids]
    rows = trainer.encode([text for _, text in texts])
    bm25 = BM25Okapi([terms_of(text, frozenset()) for _, text in texts])

    def by_cosine(text: str) -> Found:
        return in_order(texts, rows @ trainer.encode([text])[0])

    def by_bm25(text: str) -> Found:
        return in_order(texts, bm25.get_scores(list(terms_of(text, frozenset()))))

    words = Search(pack)
    answerable = sum(bool(question.clauses) for question in material.labelled)
    print(f"{len(material.labelled)} labelled look-ups, {answerable} answerable\n")
    print(f"{'':44}hit@1  hit@3    MRR  AUROC")
    show("BM25 over clause text (rank_bm25)", material.labelled, by_bm25)
    show("MiniLM cosine over clause text", material.labelled, by_cosine)
    show("ours, words only", material.labelled, lambda text: found(words.by_words(text)))
    held = {lesson.text: finding for lesson, finding in trainer.held_out()}
    show("ours, words and meaning, cross-validated", material.labelled, lambda text: found(held[text]))
    shipped = Search(pack)
    show(
        "ours, as shipped (it has seen these)",
        material.labelled,
        lambda text: found(shipped.by_meaning(text, trainer.encode)),
    )
    silent = [held[q.text].answer is AnswerKind.SILENT for q in material.labelled if not q.clauses]
    wrong = [held[q.text].answer is AnswerKind.SILENT for q in material.labelled if q.clauses]
    print(f"\nsaid «silent»: {np.mean(silent):.3f} of what is not answered, {np.mean(wrong):.3f} of what is")
    other_author(trainer, material, by_bm25, by_cosine)


def other_author(
    trainer: Trainer, material: Material, by_bm25: Callable[[str], Found], by_cosine: Callable[[str], Found]
) -> None:
    """Learned from the pack's examples alone, asked with tests/data/retrieval."""
    own = set(trainer.catalogue.texts)
    taught = [lesson for lesson in material.ours if lesson.text in own]
    asked = [lesson for lesson in material.ours if lesson.text not in own]
    asked = [lesson for lesson in asked if len(lesson.text) < 120]
    head = as_head(trainer.fit(taught), trainer.catalogue)
    search = Search(
        trainer.pack, meanings=Meanings(trainer.catalogue, trainer.encode(trainer.catalogue.texts), head)
    )
    print(f"\n{len(asked)} look-ups of another author, {sum(bool(q.clauses) for q in asked)} answerable")
    show("BM25 over clause text (rank_bm25)", asked, by_bm25)
    show("MiniLM cosine over clause text", asked, by_cosine)
    show("ours, words only", asked, lambda text: found(search.by_words(text)))
    show("ours, words and meaning", asked, lambda text: found(search.by_meaning(text, trainer.encode)))


def show(name: str, asked: Sequence[Lesson], answer: Callable[[str], Found]) -> None:
    answers = [(lesson, *answer(lesson.text)) for lesson in asked]
    ranks = [rank_of(lesson.clauses, clauses) for lesson, clauses, _ in answers if lesson.clauses]
    says = auroc([s for q, _, s in answers if q.clauses], [s for q, _, s in answers if not q.clauses])
    print(
        f"{name:44}{share_within(ranks, 1):.3f}  {share_within(ranks, 3):.3f}  "
        f"{mean_reciprocal_rank(ranks):.3f}  {says:.3f}"
    )


def in_order(texts: Sequence[tuple[str, str]], scores: Sequence[float]) -> Found:
    order = np.argsort(-np.asarray(scores), kind="stable")
    return [texts[int(place)][0] for place in order], float(np.max(scores))


def found(finding: Finding) -> Found:
    return [hit.quotation.clause_id for hit in finding.hits], finding.says_score


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "tests/data/eval"))
