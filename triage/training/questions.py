"""The labelled lines of ``material/coach``: what learners say on a call, each with its kind."""

from pathlib import Path

from triage.content import Content
from triage.practice.kinds import QuestionKind


class LabelledLine(Content):
    """One line; what the kinds mean stands in material/coach/README.md."""

    id: str
    text: str
    kind: QuestionKind
    to: str
    """Whom it is said to: child, young_person, adult, or adult_ld (with a learning disability)."""
    words: tuple[str, ...] = ()
    """The words that made it so, as a reader marked them; in the part kept back only."""


def labelled_lines(file: Path) -> tuple[LabelledLine, ...]:
    """Every line of a file, in its order."""
    rows = file.read_text(encoding="utf-8").splitlines()
    return tuple(LabelledLine.model_validate_json(row, strict=True) for row in rows)
