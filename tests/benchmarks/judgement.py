"""How well it hears, finds and knows silence, side by side with what a service could put together itself.

``python tests/benchmarks/judgement.py [--worst 12] [--of-record]``; some minutes. Everything is measured on
the part of ``material/`` kept back, with the encoder as it runs (eight bits) or that of record; intervals are
of 1,000 bootstrap samples. What is trained beside ours learns from the labelled set, as ours also did.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from langchain_core.vectorstores import InMemoryVectorStore
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.svm import SVC

from triage.encoder.export import open_export, write_export
from triage.encoder.reference import as_encoder, load_model, load_reference
from triage.encoder.weights import load_tuning
from triage.listening.detect import detect
from triage.listening.lexicon import load_lexicon
from triage.listening.meaning import MeaningEar
from triage.model import AnswerKind, Category, Detection, Finding
from triage.policy.pack import Pack, load_pack
from triage.retrieval.catalogue import catalogue_of
from triage.retrieval.index import terms_of
from triage.retrieval.measures import rank_of
from triage.retrieval.retriever import ClauseEmbeddings
from triage.retrieval.search import Search
from triage.training.material import Call, Material, Question, kept_back, labelled

Doubles = NDArray[np.float64]
SAMPLES = 1000

KEYWORDS = (
    "abuse", "abused", "hit", "hits", "hitting", "beat", "beats", "punch", "slap", "kick", "bruise",
    "bruises", "hurt", "hurts", "scared", "afraid", "threat", "threatened", "kill", "suicide",
    "suicidal", "self harm", "overdose", "cutting", "die", "dead", "rape", "sex", "sexual", "touched",
    "naked", "drugs", "drug", "drunk", "alcohol", "knife", "gun", "weapon", "police", "stolen", "fraud",
    "assault", "violent", "violence", "hungry", "starving", "neglect", "alone", "missing", "run away",
    "groomed", "gang", "terrorist", "terrorism", "bomb", "attack", "isis", "fgm", "forced marriage",
    "court order", "warrant", "subpoena", "locked", "unsafe", "danger",
)  # fmt: skip
"""What a service would write down in an afternoon."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worst", type=int, default=12)
    parser.add_argument("--of-record", action="store_true")
    given = parser.parse_args()
    pack = load_pack()
    kept, known = kept_back(Path("material"), pack), labelled(Path("material"), pack)
    plain = as_encoder(load_model()).encode
    tuned = load_reference().encode if given.of_record else as_it_runs()
    lexicon, ear = load_lexicon(), MeaningEar.load()
    heard = [detect(call.text, lexicon, ear, tuned) for call in kept.calls]
    hearing(kept, known, plain, heard)
    groups(kept.calls, heard)
    finding(pack, kept.questions, plain, tuned)
    worst(kept.calls, heard, given.worst)


def as_it_runs() -> Callable:
    """The export, written anew."""
    with tempfile.TemporaryDirectory() as folder:
        write_export(load_model(tuning=load_tuning()), Path(folder))
        return open_export(Path(folder)).encode


def hearing(kept: Material, known: Material, plain: Callable, heard: Sequence[Detection]) -> None:
    """The first table."""
    calls = kept.calls
    concern = np.array([call.is_concern for call in calls])
    danger = np.array([call.is_danger for call in calls])
    print(f"HEARS: {len(calls)} texts kept back, {concern.sum()} concerns, {danger.sum()} in danger now\n")
    print(f"{'':34}{'AUC':>22}{'recall at spec. 0.80':>26}")
    said = np.array([float(any(f" {word} " in words(call.text) for word in KEYWORDS)) for call in calls])
    recall, spared = said[concern].mean(), 1 - said[~concern].mean()
    print(f"{'keyword list':34}{'-':>22}{recall:>12.3f} (at {spared:.2f})")
    rows = plain([call.text for call in calls])
    seen = plain([call.text for call in known.calls])
    labels = [call.is_concern for call in known.calls]
    straight = LogisticRegression(C=1.0, max_iter=1000).fit(seen, labels)
    bent = SVC(C=1.0).fit(seen, labels)
    line("MiniLM + logistic regression", concern, straight.decision_function(rows))
    line("MiniLM + SVM", concern, bent.decision_function(rows))
    line("ours", concern, np.array([each.score for each in heard]))
    shown = np.array([each.concern for each in heard])
    print(f"\nas shipped: a signal on {shown[concern].mean():.3f} of concerns", end="")
    print(f", {shown[~concern].mean():.3f} of others")
    raised = np.array([each.immediate_danger for each in heard])
    print(f"rung 1 on {raised[danger].mean():.3f} of dangers, {raised[~danger].mean():.3f} of all others")
    scores = np.array([each.danger_score for each in heard])
    by_chance(
        danger, scores, "danger recall with one in ten others raised", lambda y, s: recall_at(y, s, 0.90)
    )
    by_chance(danger, scores, "danger AUC", roc_auc_score)


def groups(calls: Sequence[Call], heard: Sequence[Detection]) -> None:
    """Who is heard, and who is left in peace, at the shipped levels."""
    print("\nBY GROUP, at the shipped levels")
    for title, of in (("speaker", lambda call: call.speaker), ("style", lambda call: call.style)):
        for name in sorted({of(call) for call in calls}):
            some = [(call, each) for call, each in zip(calls, heard, strict=True) if of(call) == name]
            hits = [each.concern for call, each in some if call.is_concern]
            alarms = [each.concern for call, each in some if not call.is_concern]
            print(
                f"  {title} {name:20} heard {np.mean(hits):.2f} of {len(hits):3}   "
                f"alarmed by {np.mean(alarms):.2f} of {len(alarms):3}"
            )
    for kind in ("ordinary", "hard"):
        alarms = [each.concern for call, each in zip(calls, heard, strict=True) if call.kind == kind]
        print(f"  harmless, {kind:16} alarmed by {np.mean(alarms):.2f} of {len(alarms):3}")
    for category in Category:
        some = [each for call, each in zip(calls, heard, strict=True) if category.value in call.categories]
        named = [any(signal.category is category for signal in each.signals) for each in some]
        print(
            f"  {category.value:28} heard {np.mean([each.concern for each in some]):.2f}, "
            f"named {np.mean(named):.2f} of {len(some):3}"
        )


def finding(pack: Pack, questions: Sequence[Question], plain: Callable, tuned: Callable) -> None:
    """The second table. Ours is asked as a call asks it: with what both ears heard."""
    catalogue = catalogue_of(pack)
    texts = [(clause.id, clause.text) for clause in pack.policy.clauses if clause.id in catalogue.clause_ids]
    rows = plain([text for _, text in texts])
    bm25 = BM25Okapi([terms_of(text, frozenset()) for _, text in texts])
    store = InMemoryVectorStore(ClauseEmbeddings(plain))
    store.add_texts([text for _, text in texts], metadatas=[{"clause": clause} for clause, _ in texts])
    search, lexicon, ear = Search(pack), load_lexicon(), MeaningEar.load()
    heard = {question.text: detect(question.text, lexicon, ear, tuned) for question in questions}
    answers = {text: search.by_meaning(text, tuned, detection) for text, detection in heard.items()}

    def by_bm25(text: str) -> tuple[list[str], float]:
        return in_order(texts, bm25.get_scores([*terms_of(text, frozenset())]))

    def by_langchain(text: str) -> tuple[list[str], float]:
        found = store.similarity_search_with_score(text, k=len(texts))
        return [document.metadata["clause"] for document, _ in found], found[0][1]

    answerable = sum(bool(question.clauses) for question in questions)
    print(f"\nFINDS: {len(questions)} look-ups kept back, {answerable} answerable\n")
    print(f"{'':34}{'hit@1':>22}{'hit@3':>22}{'answerable AUROC':>24}")
    ask("BM25 over clauses (rank_bm25)", questions, by_bm25)
    ask("MiniLM, cosine", questions, lambda text: in_order(texts, rows @ plain([text])[0]))
    ask("LangChain, in memory, MiniLM", questions, by_langchain)
    ask("ours, words alone", questions, lambda text: found(search.by_words(text)))
    ask("ours", questions, lambda text: found(answers[text]))
    told = [(bool(q.clauses), answers[q.text].answer is AnswerKind.SILENT) for q in questions]
    silent, wrong = [said for has, said in told if not has], [said for has, said in told if has]
    print(f"\nsaid «silent»: {np.mean(silent):.3f} of what is not answered, {np.mean(wrong):.3f} of what is")
    calm = [heard[q.text].concern for q in questions if not any(each.startswith("7") for each in q.clauses)]
    print(f"a signal on {np.mean(calm):.3f} of the {len(calm)} look-ups that are not about section 7")


def worst(calls: Sequence[Call], heard: Sequence[Detection], most: int) -> None:
    """The surest mistakes."""
    pairs = list(zip(calls, heard, strict=True))
    print("\nWORST MISSES")
    for call, each in sorted((p for p in pairs if p[0].is_concern), key=lambda p: p[1].score)[:most]:
        print(f"  {each.score:.2f} {', '.join(call.categories) or 'danger'}: {call.text[:150]}")
    print("\nWORST FALSE ALARMS")
    for call, each in sorted((p for p in pairs if not p[0].is_concern), key=lambda p: -p[1].score)[:most]:
        print(f"  {each.score:.2f} {call.kind}: {call.text[:150]}")


def line(name: str, said: NDArray[np.bool_], scores: Doubles) -> None:
    """AUC and recall, each with its interval."""
    auc = interval(said, scores, roc_auc_score)
    recall = interval(said, scores, lambda y, s: recall_at(y, s, 0.80))
    print(f"{name:34}{auc:>22}{recall:>26}")


def by_chance(said: NDArray[np.bool_], scores: Doubles, name: str, measure: Callable) -> None:
    print(f"{name}: {interval(said, scores, measure)}")


def interval(said: NDArray[np.bool_], scores: Doubles, measure: Callable) -> str:
    """The measure, and what it is on samples of the same texts drawn again."""
    chance = np.random.default_rng(20)
    drawn = []
    for _ in range(SAMPLES):
        some = chance.integers(0, len(said), len(said))
        if 0 < said[some].sum() < len(some):
            drawn.append(measure(said[some], scores[some]))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return f"{measure(said, scores):.3f} [{low:.3f}, {high:.3f}]"


def recall_at(said: NDArray[np.bool_], scores: Doubles, specificity: float) -> float:
    return float((scores[said] > np.quantile(scores[~said], specificity)).mean())


def ask(
    name: str, questions: Sequence[Question], answer: Callable[[str], tuple[Sequence[str], float]]
) -> None:
    answers = [(question, *answer(question.text)) for question in questions]
    ranks = [rank_of(question.clauses, clauses) or 99 for question, clauses, _ in answers if question.clauses]
    firsts = np.array([rank == 1 for rank in ranks], dtype=float)
    thirds = np.array([rank <= 3 for rank in ranks], dtype=float)
    has = np.array([bool(question.clauses) for question, _, _ in answers])
    says = np.array([score for _, _, score in answers], dtype=float)
    print(f"{name:34}{share(firsts):>22}{share(thirds):>22}{interval(has, says, roc_auc_score):>24}")


def share(hits: Doubles) -> str:
    chance = np.random.default_rng(20)
    low, high = np.quantile(chance.choice(hits, (SAMPLES, len(hits))).mean(axis=1), [0.025, 0.975])
    return f"{hits.mean():.3f} [{low:.3f}, {high:.3f}]"


def in_order(texts: Sequence[tuple[str, str]], scores: Sequence[float]) -> tuple[list[str], float]:
    order = np.argsort(-np.asarray(scores), kind="stable")
    return [texts[int(place)][0] for place in order], float(np.max(scores))


def found(finding: Finding) -> tuple[list[str], float]:
    return [hit.quotation.clause_id for hit in finding.hits], finding.says_score


def words(text: str) -> str:
    return f" {' '.join(''.join(c if c.isalnum() else ' ' for c in text.casefold()).split())} "


if __name__ == "__main__":
    sys.exit(main())
