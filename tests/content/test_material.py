"""The labelled texts that everything learned comes from: well formed, all different, and with no cue on their
surface that gives the class away."""

import json
import random
import re
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from pydantic import BaseModel, ConfigDict, ValidationError
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.preprocessing import StandardScaler

from triage.listening.meaning import OUTPUTS
from triage.model import Category
from triage.policy.pack import Pack
from triage.training.material import Call
from triage.training.network import SMALL_TALK, in_company

MATERIAL = Path(__file__).parents[2] / "material"
HEARD = sorted((MATERIAL / "heard").glob("*.jsonl"))
ASKED = sorted((MATERIAL / "asked").glob("*.jsonl"))
KEPT_CALLS, KEPT_QUESTIONS = MATERIAL / "kept" / "heard.jsonl", MATERIAL / "kept" / "asked.jsonl"
LABELLED_CALLS = MATERIAL / "labelled" / "dev_vignettes.jsonl"
LABELLED_QUESTIONS = MATERIAL / "labelled" / "dev_questions.jsonl"


class Row(BaseModel):
    """One line of a file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CallRow(Row):
    id: str
    text: str
    concern: bool
    categories: list[str]
    immediate_danger: bool
    speaker: str = ""
    style: str = ""
    kind: str = ""
    source: str = ""


class QuestionRow(Row):
    id: str
    text: str
    clauses: list[str]
    topic: str = ""


@cache
def lines(file: Path) -> tuple[str, ...]:
    return tuple(file.read_text(encoding="utf-8").splitlines())


def calls(files: tuple[Path, ...]) -> list[CallRow]:
    return [CallRow.model_validate_json(line) for file in files for line in lines(file)]


def questions(files: tuple[Path, ...]) -> list[QuestionRow]:
    return [QuestionRow.model_validate_json(line) for file in files for line in lines(file)]


def texts(*files: Path) -> list[str]:
    return [json.loads(line)["text"] for file in files for line in lines(file)]


def surface(text: str) -> list[float]:
    """All that a reader of signs could count without reading."""
    words = text.split()
    return [
        len(words),
        len(text) / max(1, len(words)),
        text.count("?"),
        text.count("!"),
        text.count("."),
        text.count(","),
        text.count("'"),
        text.count('"'),
        sum(letter.isdigit() for letter in text),
        sum(letter.isupper() for letter in text) / max(1, len(text)),
        float(text[:1].islower()),
        float(text[-1:].isalnum()),
    ]


@pytest.mark.parametrize("file", [*HEARD, KEPT_CALLS], ids=lambda file: file.name)
def test_labels_are_known_and_agree_with_each_other(file: Path) -> None:
    known = {category.value for category in Category}
    for row in calls((file,)):
        assert set(row.categories) <= known
        assert row.text == row.text.strip()
        assert row.concern or not (row.categories or row.immediate_danger)
        assert row.categories or row.immediate_danger or not row.concern
        assert row.kind in ("", "ordinary", "hard")


@pytest.mark.parametrize("file", [*ASKED, KEPT_QUESTIONS], ids=lambda file: file.name)
def test_every_clause_asked_for_stands_in_the_policy(file: Path, pack: Pack) -> None:
    for row in questions((file,)):
        assert all(clause in pack.policy for clause in row.clauses), row.id


def test_a_row_with_a_field_too_many_is_refused() -> None:
    with pytest.raises(ValidationError):
        CallRow.model_validate_json(json.dumps({**json.loads(lines(KEPT_CALLS)[0]), "name": "x"}))


def test_there_is_enough_and_on_both_sides() -> None:
    rows = calls(tuple(HEARD))
    concerns = sum(row.concern for row in rows)

    assert len(rows) >= 8000
    assert 0.4 <= concerns / len(rows) <= 0.6
    for category in Category:
        assert sum(category.value in row.categories for row in rows) >= 200, category
    assert sum(row.immediate_danger for row in rows) >= 600


def test_ids_are_unique() -> None:
    ids = [
        json.loads(line)["id"]
        for file in (*HEARD, *ASKED, KEPT_CALLS, KEPT_QUESTIONS)
        for line in lines(file)
    ]

    assert [each for each, count in Counter(ids).items() if count > 1] == []


def test_no_text_is_nearly_another_of_the_same_label() -> None:
    """Of opposite labels some are: one fact changed, and the label turns."""
    rows = calls(tuple(HEARD))
    concern = {row.text: row.concern for row in rows}

    pairs = near_duplicates([row.text for row in rows])

    assert pairs
    assert [pair for pair in pairs if concern[pair[0]] == concern[pair[1]]] == []


def test_nothing_that_figures_are_measured_with_is_nearly_trained_on() -> None:
    measured = texts(KEPT_CALLS, LABELLED_CALLS)

    pairs = near_duplicates([*texts(*HEARD), *measured])

    assert [pair for pair in pairs if pair[1] in measured] == []


def test_no_look_up_that_figures_are_measured_with_is_trained_on() -> None:
    plain = {re.sub(r"\W+", " ", text.casefold()).strip() for text in texts(*ASKED)}
    measured = [
        re.sub(r"\W+", " ", text.casefold()).strip() for text in texts(KEPT_QUESTIONS, LABELLED_QUESTIONS)
    ]

    assert [text for text in measured if text in plain and len(text.split()) > 3] == []


def near_duplicates(everything: list[str]) -> list[tuple[str, str]]:
    """Pairs that share three in four of their runs of three words."""
    runs: list[set[tuple[str, ...]]] = []
    holders: dict[tuple[str, ...], list[int]] = {}
    pairs = []
    for text in everything:
        words = re.findall(r"[a-z0-9']+", text.casefold())
        mine = set(zip(words, words[1:], words[2:], strict=False))
        shared = Counter(place for run in mine for place in holders.get(run, ()))
        for place, count in shared.items():
            if count >= 4 and count >= 0.75 * max(len(mine), len(runs[place])):
                pairs.append((everything[place], text))
        for run in mine:
            holders.setdefault(run, []).append(len(runs))
        runs.append(mine)
    return pairs


def test_a_near_copy_would_be_found() -> None:
    one = "My neighbour says she hears the children crying at night and nobody comes."
    other = "my neighbour says she hears the children crying at night, and nobody comes!"

    assert near_duplicates([one, "Something else altogether about a taxi.", other]) == [(one, other)]


def test_no_surface_cue_tells_a_concern_from_a_harmless_text() -> None:
    """As texts are shown in training: no cue alone is better than a coin, and all together little better."""
    shown = [Call(row.text, (row.concern, *[False] * (len(OUTPUTS) - 1))) for row in calls(tuple(HEARD))]
    small_talk = [call.text for call in shown if not call.is_concern and len(call.text) <= SMALL_TALK]
    chance = random.Random(20)
    cues = np.array([surface(in_company(call, small_talk, chance)) for call in shown])
    said = np.array([call.is_concern for call in shown])
    seen = StandardScaler().fit_transform(cues)
    chances = cross_val_predict(LogisticRegression(max_iter=500), seen, said, cv=5, method="predict_proba")

    assert [round(roc_auc_score(said, cue), 2) for cue in cues.T] == pytest.approx(
        [0.5] * cues.shape[1], abs=0.08
    )
    assert roc_auc_score(said, chances[:, 1]) < 0.67


@pytest.mark.parametrize("word", ["he", "she", "him", "her", "i", "my", "school", "mum", "dad", "ehcp"])
def test_no_common_word_alone_is_a_verdict(word: str) -> None:
    """«He» must not raise a signal: concerns and harmless texts hold such words about as often."""
    rows = calls(tuple(HEARD))
    held = [row.concern for row in rows if re.search(rf"\b{word}\b", row.text, re.IGNORECASE)]

    assert 0.30 <= sum(held) / len(held) <= 0.70
