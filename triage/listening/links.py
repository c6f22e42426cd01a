"""What a signal leads to: titles and clauses of each category, and the levels the ears speak at, from
listening.toml.

Links stand in data because likeness of words cannot find them: a disclosure shares no words with «consult
your line manager» (RETRIEVAL.md).
"""

from functools import cache

from pydantic import Field

from triage.content import Content, read_toml
from triage.model import Category, Rung


class Kind(Content):
    """One category of concern, or danger that has none."""

    title: str
    """A few plain words for the screen."""
    rung: int = Field(ge=1, le=4)
    clauses: tuple[str, ...]
    """Clause ids, most useful first."""


class Levels(Content):
    """From which probability the meaning ear speaks."""

    concern: float
    danger: float
    category: float
    """A category is named from here; below it the likeliest one is named alone."""
    look_alike: float
    """A second category is named only when its probability is at least this share of the first."""


class Weights(Content):
    """How the two ears are weighed into one score: a logistic over meaning and rules, each weight at least
    0."""

    meaning: float = Field(ge=0)
    """Times the log odds of the meaning ear."""
    rules: float = Field(ge=0)
    """Times the surest rule."""
    base: float
    rules_alone: float = Field(ge=0)
    """The same for rules where the meaning ear has not answered."""
    base_alone: float


class English(Content):
    """What makes a text plainly English, without a model."""

    share: float = Field(gt=0, le=1)
    """Of a text's words, at least."""
    words: frozenset[str]
    """In small letters, with a straight apostrophe."""


class Listening(Content):
    """All of listening.toml."""

    danger: Kind
    category: dict[str, Kind]
    levels: Levels
    concern_score: Weights
    danger_score: Weights
    english: English

    def kind(self, category: Category | None) -> Kind:
        """Title, rung and clauses of a category; of danger itself for None."""
        return self.danger if category is None else self.category[category.value]

    def clauses(self, category: Category | None, rung: Rung) -> tuple[str, ...]:
        """Clause ids a signal leads to, most useful first; danger puts its own clause second."""
        clauses = self.kind(category).clauses
        if rung is Rung.DANGER_NOW and category is not None:
            first, *rest = clauses
            urgent = "7.circumstances.immediate_danger"
            return (first, urgent, *(clause for clause in rest if clause != urgent))
        return clauses


@cache
def load_listening() -> Listening:
    """The listening content of any service. Raises ContentError."""
    from policy_corpus import root

    return read_toml(root() / "language" / "listening.toml", Listening)
