"""A record's sections as lines of the screen: which tab shows which, and what an empty one says."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from textual.content import Content

from triage.content import message
from triage.desk.case_notes import case_note_of
from triage.desk.views import RecordFile, RecordRow
from triage.records.document import Kind, Section, TextLine
from triage.records.escalation import Escalation
from triage.records.shared_lines import shared_section
from triage.records.summary import summary
from triage.records.times import waiting
from tui.widgets.labelled import Labelled


class Tab(StrEnum):
    """The six tabs, in order."""

    SUMMARY = "summary"
    WORDS = "words"
    TIMELINE = "timeline"
    DECISION = "decision"
    POLICY = "policy"
    CASE_NOTE = "case_note"
    """The text for the service's case notes: what goes in, how it reads there."""


_SECTIONS = {
    Tab.SUMMARY: (
        "box",
        "situation",
        "background",
        "times",
        "assessment",
        "hearsay",
        "opinion",
        "request",
        "consent",
        "additions",
    ),
    Tab.WORDS: ("their_words", "notes", "changed"),
    Tab.TIMELINE: ("timeline",),
    Tab.DECISION: ("decision", "shared"),
    Tab.POLICY: ("policy",),
}
_WHOLE = (
    "box",
    "situation",
    "their_words",
    "notes",
    "changed",
    "background",
    "times",
    "consent",
    "assessment",
    "hearsay",
    "opinion",
    "request",
    "policy",
)
_HEART = ("situation", "request", "their_words")
"""What a manager reads first, before the record is opened."""


def page_of(file: RecordFile, tab: Tab, now: datetime) -> list[Labelled]:
    """The lines of one tab; a sentence where there are none. The file must hold a record."""
    record = _record(file.record)
    if tab is Tab.CASE_NOTE:
        note = case_note_of(file, now)
        return _drawn(note, tuple(part.id for part in note))
    sections = summary(record, file.additions, file.decisions, now, file.history)
    lines = _drawn((*sections, *shared_section(file.shared)), _SECTIONS[tab])
    return lines or [Labelled(Content(_empty(tab, record, now)))]


def whole_of(file: RecordFile, now: datetime) -> list[Labelled]:
    """All of a record on one page, to decide beside it. The file must hold a record."""
    record = _record(file.record)
    return _drawn(summary(record, file.additions, file.decisions, now), (*_WHOLE, "additions"))


def preview_of(record: Escalation, now: datetime) -> list[Labelled]:
    """The whole record as the manager will read it."""
    return _drawn(summary(record, (), (), now), _WHOLE)


def heart_of(row: RecordRow, now: datetime) -> list[Labelled]:
    """Situation, what is asked, and their words; or that the record does not match its seal."""
    if row.record is None or not row.sealed:
        return [Labelled(Content.styled(f"! {message('record_broken', ref=row.ref)}", "bold $danger"))]
    return _drawn(summary(row.record, (), (), now), _HEART)


def _drawn(sections: Iterable[Section], wanted: tuple[str, ...]) -> list[Labelled]:
    by_id = {section.id: section for section in sections}
    lines: list[Labelled] = []
    for section_id in wanted:
        if section := by_id.get(section_id):
            gap = [Labelled(Content(""))] if lines else []
            heading = Labelled(Content.styled(section.heading, "bold $accent"))
            lines += [*gap, heading, *(_line(line, section) for line in section.lines)]
    return lines


def _line(line: TextLine, section: Section) -> Labelled:
    quoted = line.kind is Kind.THEIR_WORDS or (line.kind is Kind.POLICY and section.id == "policy")
    text = f'"{line.text}"' if quoted else line.text
    style = {Kind.THEIR_WORDS: "bold", Kind.MISSING: "italic"}.get(line.kind, "")
    return Labelled(Content.styled(line.label, "$quiet"), Content.styled(text, style))


def _empty(tab: Tab, record: Escalation, now: datetime) -> str:
    return message(f"record_empty_{tab}", time=waiting(record.submitted_at, now))


def _record(record: Escalation | None) -> Escalation:
    if record is None:
        raise ValueError("a record that does not match its seal is not drawn")
    return record
