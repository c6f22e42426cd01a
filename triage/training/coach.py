"""Learns the leanings of the question coach: ``python -m triage.training.coach``, some seconds.

From ``material/coach/dev.jsonl`` alone; ``kept.jsonl`` is never read here. Writes language/coach.json.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from triage.listening.pattern import levelled
from triage.practice.coach_model import FILE, KINDS, TENTHS, CoachModel, grams
from triage.training.questions import LabelledLine, labelled_lines

AT_LEAST = 2
"""Lines that a word or pair stands in before it is learned."""
SOFTNESS = 20.0
"""Of the logistic regression (its C)."""
SMALLEST = 7
"""Words whose every weight is below so many tenths are left out."""


def main() -> None:
    """Writes the file, and says how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--material", type=Path, default=Path("material"))
    parser.add_argument("--out", type=Path, default=Path("policy_corpus/language"))
    given = parser.parse_args()
    text = as_text(learned(labelled_lines(given.material / "coach" / "dev.jsonl")))
    (given.out / FILE).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{FILE}: {len(text.encode()) / 1000:.0f} kB\n")


def learned(lines: Sequence[LabelledLine]) -> CoachModel:
    """The same for the same lines."""
    # Half a second to import, and no part of the program needs it.
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import Normalizer

    counting = CountVectorizer(analyzer=lambda text: grams(levelled(text)), min_df=AT_LEAST, binary=True)
    fitted = LogisticRegression(C=SOFTNESS, max_iter=3000, class_weight="balanced")
    steps = make_pipeline(counting, Normalizer(), fitted)
    steps.fit([line.text for line in lines], [line.kind.value for line in lines])
    order = [list(fitted.classes_).index(kind.value) for kind in KINDS]
    named = zip(counting.get_feature_names_out(), fitted.coef_.T, strict=True)
    weights = {str(gram): tuple(round(TENTHS * float(row[at])) for at in order) for gram, row in named}
    return CoachModel(
        offset=tuple(round(TENTHS * float(fitted.intercept_[at])) for at in order),
        weights={
            gram: row for gram, row in sorted(weights.items()) if max(abs(each) for each in row) >= SMALLEST
        },
    )


def as_text(model: CoachModel) -> str:
    """The file, a word to a line."""
    rows = ",\n".join(
        f"{json.dumps(gram, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}"
        for gram, row in model.weights.items()
    )
    return f'{{"offset":{json.dumps(model.offset)},\n"weights":{{\n{rows}\n}}}}\n'


if __name__ == "__main__":
    main()
