"""The page «what is kept, where and why», with the law on data protection as it was read (P2.2)."""

from collections.abc import Iterator
from datetime import date

from triage.content import message
from triage.labels import label
from triage.policy.kept import Purpose, load_kept
from triage.policy.law_shown import law_lines
from triage.policy.pack import Pack
from triage.records.agreed import agreement_words
from triage.records.document import Kind, Section, TextLine
from triage.records.people import Service


def kept_sections(pack: Pack, service: Service | None, today: date) -> tuple[Section, ...]:
    """Each purpose; how long, which the policy does not say; then the law. It names nobody: no sign-in."""
    kept = load_kept(pack)
    purposes = (Section(each.id, each.title, tuple(_lines(each))) for each in kept.purpose)
    how_long = _how_long(pack, kept.how_long, service)
    notes = (note for note in pack.currency if note.id in kept.law)
    law = (
        Section(note.id, note.title, tuple(TextLine("", line, Kind.NOTE) for line in law_lines(note, today)))
        for note in notes
    )
    return *purposes, how_long, *law


def _lines(purpose: Purpose) -> Iterator[TextLine]:
    yield TextLine(label("kept", "what"), purpose.holds, Kind.FACT)
    yield TextLine(label("kept", "where"), label("kept_where", purpose.where), Kind.FACT)
    why = message("kept_why", why=purpose.why, source=purpose.source)
    yield TextLine(label("kept", "why"), why, Kind.FACT)


def _how_long(pack: Pack, silence: str, service: Service | None) -> Section:
    entry = next(each for each in pack.silences if each.id == silence)
    agreed = agreement_words(entry, service.silences_agreed if service else None)
    lines = (
        TextLine("", entry.text, Kind.NOTE),
        TextLine("", message("kept_instead", instead=entry.instead, source=entry.source), Kind.NOTE),
        TextLine("", agreed, Kind.NOTE),
        TextLine("", message("kept_until_removed"), Kind.FACT),
    )
    return Section(silence, label("kept", "how_long"), lines)
