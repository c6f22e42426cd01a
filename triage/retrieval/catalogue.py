"""What can be found in a pack, and by which texts.

A clause is found by its own words, its gist, its other names and example look-ups. The lead-in of a bullet
list says nothing by itself, so whatever finds it finds its bullets, each quoted with that lead-in.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from triage.model import AnswerKind
from triage.policy.corpus import Clause
from triage.policy.pack import Pack
from triage.retrieval.index import Entry


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A pack as the two searches see it."""

    clause_ids: tuple[str, ...]
    """Every clause that can be an answer, in the policy's order."""
    stands_for: Mapping[str, tuple[str, ...]]
    """From any clause to the answers it leads to: itself, or the bullets it introduces."""
    clause_texts: tuple[tuple[str, str], ...]
    """Clause id and a text that finds it."""
    silence_texts: tuple[tuple[str, str], ...]
    """Id of an entry of silences.toml and a look-up that leads to it."""
    clause_entries: tuple[Entry, ...]
    silence_entries: tuple[Entry, ...]
    tensions: frozenset[str]
    """Ids of the entries that are tensions, not silences."""

    @property
    def words(self) -> tuple[str, ...]:
        """All that clauses are found by, for a glossary to learn its spelling from."""
        return tuple(
            text
            for entry in self.clause_entries
            for text in (entry.body, entry.gist, entry.names, entry.examples)
        )

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts that need a vector: those of clauses, then those of silences."""
        return tuple(text for _, text in (*self.clause_texts, *self.silence_texts))


def catalogue_of(pack: Pack) -> Catalogue:
    """Everything findable in ``pack``."""
    bullets = _bullets(pack)
    headings = {section.number: section.heading for section in pack.policy.sections}
    clauses = pack.policy.clauses
    return Catalogue(
        clause_ids=tuple(clause.id for clause in clauses if clause.id not in bullets),
        stands_for={clause.id: bullets.get(clause.id, (clause.id,)) for clause in clauses},
        clause_texts=tuple((clause.id, text) for clause in clauses for text in _texts(clause, pack)),
        silence_texts=tuple((entry.id, text) for entry in pack.silences for text in entry.examples),
        clause_entries=tuple(
            Entry(
                key=clause.id,
                heading=headings[clause.section],
                body=clause.text,
                gist=f"{pack.notes[clause.id].title}. {pack.notes[clause.id].gist}",
                names=" / ".join(pack.notes[clause.id].other_names),
                examples=" / ".join(pack.notes[clause.id].examples),
            )
            for clause in clauses
        ),
        silence_entries=tuple(
            Entry(entry.id, "", entry.text, entry.title, "", " / ".join(entry.examples))
            for entry in pack.silences
            if entry.silence.kind is AnswerKind.SILENT
        ),
        tensions=frozenset(entry.id for entry in pack.silences if entry.silence.kind is AnswerKind.TENSION),
    )


def _texts(clause: Clause, pack: Pack) -> tuple[str, ...]:
    """Without the section's heading: in front of the text it makes clauses of one section alike."""
    note = pack.notes[clause.id]
    said = tuple(f"{part.lead_in} {part.text}" if part.lead_in else part.text for part in clause.passages)
    return (*said, note.title, note.gist, *note.other_names, *note.examples)


def _bullets(pack: Pack) -> dict[str, tuple[str, ...]]:
    """From each clause that is a lead-in to the clauses of its bullets."""
    found: dict[str, tuple[str, ...]] = {}
    for clause in pack.policy.clauses:
        led = tuple(part.clause_id for part in pack.policy.passages if part.lead_in == clause.text)
        if led:
            found[clause.id] = led
    return found
