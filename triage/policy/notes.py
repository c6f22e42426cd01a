"""What we say about each clause, for finding it and naming it: never shown as the policy's own words.

Each note is stamped with the SHA-256 of the clause it was written for. When the clause changes, the note is
stale until somebody has read both.
"""

import hashlib
from importlib.resources.abc import Traversable

from triage.content import Content, read_toml
from triage.policy.corpus import Clause, Policy


class ClauseNote(Content):
    """Our short name for a clause, its sense in a sentence, and the words people look it up by."""

    title: str
    """At most five plain words: «Consult your line manager»."""
    gist: str
    """One plain sentence."""
    other_names: tuple[str, ...]
    """Terms and shorthand staff use for it."""
    examples: tuple[str, ...]
    """Look-ups this clause answers, as people type them during a call. Invented."""
    text_sha256: str
    """``text_hash`` of the clause this note was written for."""


class _NotesFile(Content):
    clause: dict[str, ClauseNote]


def load_notes(file: Traversable) -> dict[str, ClauseNote]:
    """Notes by clause id. Raises ContentError."""
    return read_toml(file, _NotesFile).clause


def text_hash(clause: Clause) -> str:
    """SHA-256 of the clause's words in UTF-8, hex; line breaks of the file do not count."""
    return hashlib.sha256(clause.text.encode()).hexdigest()


def stale(notes: dict[str, ClauseNote], policy: Policy) -> tuple[str, ...]:
    """Clauses whose words have changed since their note was written, or that have none."""
    return tuple(
        clause.id
        for clause in policy.clauses
        if clause.id not in notes or notes[clause.id].text_sha256 != text_hash(clause)
    )


def with_bare_notes(notes: dict[str, ClauseNote], policy: Policy) -> dict[str, ClauseNote]:
    """The notes, and for a clause without one (a text changed by hand) its section's heading as a title."""
    heading = {section.number: section.heading for section in policy.sections}
    bare = {
        clause.id: ClauseNote(
            title=heading[clause.section], gist="", other_names=(), examples=(), text_sha256=text_hash(clause)
        )
        for clause in policy.clauses
    }
    return bare | notes
