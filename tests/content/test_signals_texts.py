"""The texts the learned ear is fitted on: well formed, and with no cue on their surface that gives the
class away."""

import json
from pathlib import Path

from triage.model import Category

DATA = Path(__file__).parents[1] / "data"


def extra() -> list[dict[str, object]]:
    files = sorted((DATA / "listening").glob("extra_*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def share_above(rows: list[dict[str, object]], measure: dict[str, float]) -> float:
    """The chance that a concern measures more than a harmless text, ties counted half."""
    concerns = [measure[str(row["id"])] for row in rows if row["concern"]]
    others = [measure[str(row["id"])] for row in rows if not row["concern"]]
    above = sum((one > other) + 0.5 * (one == other) for one in concerns for other in others)
    return above / (len(concerns) * len(others))


def test_there_are_at_least_six_hundred_different_texts() -> None:
    assert len({row["text"] for row in extra()}) >= 600


def test_labels_agree_with_each_other() -> None:
    known = {category.value for category in Category}
    for row in extra():
        assert set(row["categories"]) <= known  # type: ignore[call-overload]
        assert row["concern"] or not (row["categories"] or row["immediate_danger"])
        assert row["categories"] or row["immediate_danger"] or not row["concern"]


def test_neither_length_nor_question_marks_tell_a_concern_from_a_harmless_text() -> None:
    rows = extra()
    words = {str(row["id"]): float(len(str(row["text"]).split())) for row in rows}
    questions = {str(row["id"]): float("?" in str(row["text"])) for row in rows}

    assert 0.45 <= share_above(rows, words) <= 0.55
    assert 0.45 <= share_above(rows, questions) <= 0.55


def test_no_text_is_also_one_that_figures_are_measured_on() -> None:
    measured = {
        json.loads(line)["text"].casefold()
        for line in (DATA / "eval" / "dev_vignettes.jsonl").read_text(encoding="utf-8").splitlines()
    }

    assert not measured & {str(row["text"]).casefold() for row in extra()}
