"""The labelled texts of ``material/``, as what is learned from them and what they are measured with."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from triage.listening.lexicon import load_lexicon
from triage.listening.meaning import OUTPUTS
from triage.policy.pack import Pack
from triage.retrieval.catalogue import Catalogue, catalogue_of


@dataclass(frozen=True, slots=True)
class Call:
    """Something said, written or noted, with a practitioner's labels."""

    text: str
    labels: tuple[bool, ...]
    """In the order of ``OUTPUTS``."""
    speaker: str = ""
    style: str = ""
    kind: str = ""
    """Of a text without concern: «ordinary», or «hard» where it sounds like one."""

    @property
    def is_concern(self) -> bool:
        """A signal should be shown."""
        return self.labels[0]

    @property
    def is_danger(self) -> bool:
        """Somebody may come to serious harm now."""
        return self.labels[1]

    @property
    def categories(self) -> tuple[str, ...]:
        """Of the concern; empty for some dangers."""
        return tuple(name for name, said in zip(OUTPUTS[2:], self.labels[2:], strict=True) if said)


@dataclass(frozen=True, slots=True)
class Question:
    """A look-up and the clauses that answer it; none where the policy is silent."""

    text: str
    clauses: tuple[str, ...]
    style: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """What is learned from, or measured with."""

    calls: tuple[Call, ...]
    questions: tuple[Question, ...]

    def __add__(self, other: Self) -> "Material":
        return Material(self.calls + other.calls, self.questions + other.questions)


def written(folder: Path, pack: Pack) -> Material:
    """All that was written for training, with the examples of the pack and of the rules."""
    catalogue = catalogue_of(pack)
    calls = [call for file in sorted((folder / "heard").glob("*.jsonl")) for call in _calls(file)]
    asked = [row for file in sorted((folder / "asked").glob("*.jsonl")) for row in _rows(file)]
    return Material(
        calls=(*calls, *_rule_examples()),
        questions=(*_pack_questions(pack, catalogue), *_questions(asked, catalogue)),
    )


def labelled(folder: Path, pack: Pack) -> Material:
    """The labelled development set."""
    return _set(folder / "labelled", "dev_vignettes.jsonl", "dev_questions.jsonl", pack)


def kept_back(folder: Path, pack: Pack) -> Material:
    """What nothing is ever trained on, written by another hand in another manner."""
    return _set(folder / "kept", "heard.jsonl", "asked.jsonl", pack)


def _set(folder: Path, calls: str, asked: str, pack: Pack) -> Material:
    questions = _questions(_rows(folder / asked), catalogue_of(pack))
    return Material(calls=tuple(_calls(folder / calls)), questions=tuple(questions))


def _calls(file: Path) -> list[Call]:
    return [
        Call(
            text=row["text"],
            labels=_labels(row["concern"], row["immediate_danger"], row["categories"]),
            speaker=row.get("speaker", ""),
            style=row.get("style", ""),
            kind="" if row["concern"] else _kind(row),
        )
        for row in _rows(file)
    ]


def _kind(row: dict[str, Any]) -> str:
    if "kind" in row:
        return str(row["kind"])
    return "hard" if row.get("why", "").startswith(("Hard negative", "Borderline")) else "ordinary"


def _questions(rows: Iterable[dict[str, Any]], catalogue: Catalogue) -> list[Question]:
    return [Question(row["text"], _answers(catalogue, row["clauses"]), row.get("style", "")) for row in rows]


def _pack_questions(pack: Pack, catalogue: Catalogue) -> list[Question]:
    settled = {entry.id: entry.clauses for entry in pack.silences if entry.kind == "tension"}
    found = [Question(text, _answers(catalogue, [clause])) for clause, text in catalogue.clause_texts]
    for silence, text in catalogue.silence_texts:
        clauses = [pack.policy.passage(place).clause_id for place in settled.get(silence, ())]
        found.append(Question(text, _answers(catalogue, clauses)))
    return found


def _rule_examples() -> list[Call]:
    """What the rules hear and do not hear."""
    found = []
    for rule in load_lexicon().rules.values():
        names = [rule.category.value] if rule.category else []
        found += [Call(text, _labels(True, rule.rung == 1, names)) for text in rule.hears]
        found += [Call(text, _labels(False, False, [])) for text in rule.hears_not]
    return found


def _labels(concern: bool, danger: bool, categories: Sequence[str]) -> tuple[bool, ...]:
    return (concern, danger, *(name in categories for name in OUTPUTS[2:]))


def _answers(catalogue: Catalogue, clauses: Sequence[str]) -> tuple[str, ...]:
    """A lead-in's answers are its bullets."""
    return tuple(dict.fromkeys(answer for clause in clauses for answer in catalogue.stands_for[clause]))


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
