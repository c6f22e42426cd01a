"""How well the question coach tells the kinds of lines apart, beside what anyone could build in an afternoon.

``python tests/benchmarks/coach.py [--kept]``; some seconds. Without ``--kept`` the development lines are
measured: what is learned, on parts it did not learn from (the rules were written from them all). With it, the
lines kept back: look seldom, and write down that you did (docs/PRACTICE.md).
"""

import argparse
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix, f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline

from triage.listening.pattern import levelled
from triage.practice.coach import by_rules, coached
from triage.practice.coach_rules import coach_rules
from triage.practice.kinds import QuestionKind
from triage.training.coach import learned
from triage.training.questions import LabelledLine, labelled_lines

Lines = Sequence[LabelledLine]
Teller = Callable[[Lines, Lines], list[str]]
"""Learns from the first lines, tells the kinds of the second."""
FOLDER = Path(__file__).parents[2] / "material" / "coach"
KINDS = [kind.value for kind in QuestionKind]
FIRST_WORD = (
    (r"(why|how come)\b", "why"),
    (r"(what|how|tell|describe|explain|can you tell|could you tell)\b", "open"),
    (r"(i won't tell|i promise)\b", "promise"),
    (r"(didn't|isn't|wasn't|did he|did she|does he|does she)\b", "leading"),
    (r"(is|are|was|were|do|does|did|has|have|can|could|will|would|who|when|where|which)\b", "closed"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kept", action="store_true")
    given = parser.parse_args()
    known = labelled_lines(FOLDER / "dev.jsonl")
    measured = labelled_lines(FOLDER / "kept.jsonl") if given.kept else known
    print(f"{len(measured)} lines{' kept back' if given.kept else ' of development, in five parts'}\n")
    print(f"{'':28}{'macro F1':>9}" + "".join(f"{kind:>10}" for kind in KINDS))
    tellers: list[tuple[str, Teller]] = [
        ("question mark, first word", first_word),
        ("TF-IDF, logistic regression", tf_idf),
        ("our rules alone", rules_alone),
        ("the question coach", coach),
    ]
    truth = [line.kind.value for line in measured]
    for name, teller in tellers:
        said = teller(known, measured) if given.kept else in_parts(teller, known)
        each = f1_score(truth, said, labels=KINDS, average=None)
        print(f"{name:28}{np.mean(each):>9.3f}" + "".join(f"{figure:>10.2f}" for figure in each))
    print("\nThe coach: rows are what it is, columns what was said")
    for kind, row in zip(KINDS, confusion_matrix(truth, said, labels=KINDS), strict=True):
        print(f"{kind:12}" + "".join(f"{count:>10}" for count in row))
    if given.kept:
        words(measured)
    cost(measured)


def in_parts(teller: Teller, lines: Lines) -> list[str]:
    """Each part told by what was learned from the four others."""
    said = [""] * len(lines)
    parts = StratifiedKFold(5, shuffle=True, random_state=5)
    for known, unknown in parts.split(lines, [line.kind.value for line in lines]):
        told = teller([lines[at] for at in known], [lines[at] for at in unknown])
        for at, kind in zip(unknown, told, strict=True):
            said[at] = kind
    return said


def first_word(_known: Lines, lines: Lines) -> list[str]:
    return [by_first_word(line.text.lower()) for line in lines]


def by_first_word(text: str) -> str:
    if text.count("?") > 1:
        return "multiple"
    found = next((kind for rule, kind in FIRST_WORD if re.match(rule, text)), None)
    return found or ("closed" if "?" in text else "statement")


def tf_idf(known: Lines, lines: Lines) -> list[str]:
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"[\w']+|\?")
    fitted = make_pipeline(words, LogisticRegression(C=10, max_iter=3000, class_weight="balanced"))
    fitted.fit([line.text for line in known], [line.kind.value for line in known])
    return [str(kind) for kind in fitted.predict([line.text for line in lines])]


def rules_alone(_known: Lines, lines: Lines) -> list[str]:
    return [by_rules(levelled(line.text), coach_rules()).kind.value for line in lines]


def coach(known: Lines, lines: Lines) -> list[str]:
    model = learned(known)
    return [coached(line.text, model=model).kind.value for line in lines]


def words(lines: Lines) -> None:
    """How often the words shown meet those that the author marked, where the kind is right."""
    right = [
        (line, found) for line in lines if (found := coached(line.text)).kind is line.kind and line.words
    ]
    met = sum(
        any(start < line.text.find(words) + len(words) and line.text.find(words) < end
            for start, end in found.places for words in line.words)
        for line, found in right
    )  # fmt: skip
    print(f"\nThe words shown meet those that were marked in {met} of {len(right)} lines of the right kind")


def cost(lines: Lines) -> None:
    taken = []
    for line in lines:
        begun = time.perf_counter()
        coached(line.text)
        taken.append(1000 * (time.perf_counter() - begun))
    print(f"\na line: median {np.median(taken):.1f} ms, 99 in 100 below {np.quantile(taken, 0.99):.1f} ms")


if __name__ == "__main__":
    main()
