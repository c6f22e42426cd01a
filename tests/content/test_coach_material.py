"""The labelled lines of the question coach: well formed, enough of each kind, the two parts kept apart."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from pydantic import ValidationError
from rapidfuzz import fuzz, process

from triage.practice.kinds import QuestionKind
from triage.training.questions import LabelledLine, labelled_lines

FOLDER = Path(__file__).parents[2] / "material" / "coach"
DEV, KEPT = labelled_lines(FOLDER / "dev.jsonl"), labelled_lines(FOLDER / "kept.jsonl")
LISTENERS = {"child", "young_person", "adult", "adult_ld"}
TOO_NEAR = 85
"""In a hundred, of the words in any order."""


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9 ]+", "", text.casefold()).strip()


def test_there_is_enough_of_every_kind_in_both_parts() -> None:
    assert len(DEV) >= 900
    assert len(KEPT) >= 300
    for part, least in ((DEV, 100), (KEPT, 30)):
        counted = Counter(line.kind for line in part)
        assert min(counted[kind] for kind in QuestionKind) >= least
        assert max(counted.values()) < 0.3 * len(part)
        assert {line.to for line in part} == LISTENERS


def test_ids_and_texts_are_all_different() -> None:
    lines = (*DEV, *KEPT)

    assert len({line.id for line in lines}) == len(lines)
    assert [text for text, count in Counter(plain(line.text) for line in lines).items() if count > 1] == []
    assert all(line.text == line.text.strip() for line in lines)


def test_no_line_kept_back_is_nearly_one_of_development() -> None:
    near = process.cdist(
        [plain(line.text) for line in KEPT],
        [plain(line.text) for line in DEV],
        scorer=fuzz.token_sort_ratio,
        score_cutoff=TOO_NEAR,
    )

    assert near.max() == 0


def test_a_line_kept_back_marks_its_words_and_a_statement_has_none() -> None:
    for line in KEPT:
        assert all(words in line.text for words in line.words), line.id
        assert bool(line.words) is (line.kind is not QuestionKind.STATEMENT), line.id
        assert line.kind is not QuestionKind.MULTIPLE or len(line.words) > 1, line.id


def test_a_question_mark_alone_gives_no_kind_away() -> None:
    asked = [line for line in DEV if "?" in line.text]
    bare = [line for line in DEV if "?" not in line.text]

    for kind in (QuestionKind.OPEN, QuestionKind.CLOSED, QuestionKind.LEADING, QuestionKind.WHY):
        assert any(line.kind is kind for line in asked)
        assert sum(line.kind is kind for line in bare) > 20, kind


def test_a_field_too_many_is_refused() -> None:
    row = json.loads((FOLDER / "dev.jsonl").read_text(encoding="utf-8").splitlines()[0])

    with pytest.raises(ValidationError):
        LabelledLine.model_validate_json(json.dumps({**row, "name": "x"}))


def test_the_readme_counts_what_is_there() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")

    assert f"| `dev.jsonl` | {len(DEV):,} |" in readme
    assert f"| `kept.jsonl` | {len(KEPT):,} |" in readme
