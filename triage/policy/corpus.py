"""The policy's text cut into addressed passages: every word belongs to one heading or to one passage.

A clause is one rule; it may be said in more than one place, and then has more than one passage.
"""

from dataclasses import dataclass

from triage.errors import NotFound
from triage.model import Quotation


@dataclass(frozen=True, slots=True)
class Passage:
    """One unbroken stretch of the policy, the smallest thing that is quoted."""

    id: str
    clause_id: str
    section: str
    text: str
    """Verbatim, each run of white space made one space."""
    lines: tuple[int, int]
    """First and last line in the policy's file, counted from 1."""
    lead_in: str | None
    """The policy's words that introduce this bullet; None for text that is not a bullet."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule of the policy, addressed by a stable id."""

    id: str
    section: str
    passages: tuple[Passage, ...]
    """In reading order, never empty."""

    @property
    def text(self) -> str:
        """All its passages, one a line: what a clause note is stamped against."""
        return "\n".join(passage.text for passage in self.passages)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or bullet as it stands on the page."""

    passages: tuple[Passage, ...]
    bullet: bool

    @property
    def text(self) -> str:
        """The paragraph, white space made single spaces."""
        return " ".join(passage.text for passage in self.passages)


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section in reading order, as the policy browser shows it."""

    number: str
    heading: str
    paragraphs: tuple[Paragraph, ...]


class Policy:
    """A whole policy: its title, sections, clauses and passages, each in reading order."""

    __slots__ = ("_clauses", "_passages", "sections", "title")

    def __init__(self, title: str, sections: tuple[Section, ...]) -> None:
        self.title = title
        self.sections = sections
        self._passages = {passage.id: passage for passage in _passages_of(sections)}
        by_clause: dict[str, list[Passage]] = {}
        for passage in self._passages.values():
            by_clause.setdefault(passage.clause_id, []).append(passage)
        self._clauses = {
            clause_id: Clause(clause_id, said[0].section, tuple(said))
            for clause_id, said in by_clause.items()
        }

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """By the place where each is said first."""
        return tuple(self._clauses.values())

    @property
    def passages(self) -> tuple[Passage, ...]:
        """As they stand in the policy."""
        return tuple(self._passages.values())

    def clause(self, clause_id: str) -> Clause:
        """Raises NotFound."""
        try:
            return self._clauses[clause_id]
        except KeyError:
            raise NotFound("clause_not_found", clause=clause_id) from None

    def passage(self, passage_id: str) -> Passage:
        """The passage, or for the id of a clause its first passage. Raises NotFound."""
        return self._passages.get(passage_id) or self.clause(passage_id).passages[0]

    def section(self, number: str) -> Section:
        """Raises NotFound."""
        for section in self.sections:
            if section.number == number:
                return section
        raise NotFound("section_not_found", section=number)

    def __contains__(self, address: object) -> bool:
        """Whether ``address`` is the id of a clause or passage."""
        return address in self._clauses or address in self._passages

    def quotation(self, clause_or_passage_id: str, title: str) -> Quotation:
        """The words at this address under our short ``title``. Raises NotFound."""
        said = self.passage(clause_or_passage_id)
        return Quotation(
            said.clause_id, said.id, said.section, title, said.text, said.lines, lead_in=said.lead_in
        )  # fmt: skip


def _passages_of(sections: tuple[Section, ...]) -> list[Passage]:
    return [said for section in sections for part in section.paragraphs for said in part.passages]
