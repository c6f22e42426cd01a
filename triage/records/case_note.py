"""The text for the service's own case notes: for every consideration of a breach, however it ended (P7.19).

Plain text, made anew each time from what is on file. Name and address are left out: the note goes on the
person's own case notes, and may be seen on a desk.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from textwrap import wrap

from triage.content import message
from triage.labels import label
from triage.records.addition import Addition
from triage.records.answered import field
from triage.records.book import BookEntry
from triage.records.decision import Choice, Decision
from triage.records.document import Kind, Section, TextLine, section
from triage.records.escalation import Escalation
from triage.records.shared_lines import shared_section
from triage.records.summary import summary
from triage.records.times import full_time

_PARTS = (
    "situation",
    "times",
    "assessment",
    "hearsay",
    "opinion",
    "their_words",
    "notes",
    "consent",
    "additions",
    "decision",
    "shared",
    "policy",
)
"""Sections of the record that go on the case notes, in this order; those that may name the caller do not."""
_WIDTH = 78


def case_note(
    record: Escalation,
    additions: tuple[Addition, ...],
    decisions: tuple[Decision, ...],
    shared: Iterable[BookEntry],
    now: datetime,
    *,
    standing: str | None = None,
    left_off: Iterable[TextLine] = (),
) -> tuple[Section, ...]:
    """Its sections, the state of it first.

    ``standing``: a message code for a call that is no record; its times are those of no submission and are
    left out. ``left_off``: why it goes no further.
    """
    found = {
        each.id: each
        for each in (*summary(record, additions, decisions, now), *shared_section(shared))
    }  # fmt: skip
    if standing:
        found.pop("times", None)
    head = section("case_note", (*_head(record, standing or _standing(decisions), now), *left_off))
    return head, *(found[name] for name in _PARTS if name in found)


def as_text(sections: Iterable[Section]) -> str:
    """Lines of at most 78 characters; the caller's words in quotation marks."""
    return "\n".join(_lines(sections)).rstrip() + "\n"


def _standing(decisions: tuple[Decision, ...]) -> str:
    if not decisions or decisions[-1].choice is Choice.MORE_INFORMATION:
        return "case_note_considered"
    return "case_note_no_breach" if decisions[-1].choice is Choice.DO_NOT_SHARE else "case_note_decided"


def _head(record: Escalation, standing: str, now: datetime) -> Iterator[TextLine]:
    yield field("ref", record.ref)
    yield TextLine("", message(standing), Kind.FACT)
    yield field("risk", label("rung", record.rung))
    yield field("heard", full_time(record.opened_at))
    yield field("author", record.author.name)
    yield field("written_at", full_time(now))
    yield TextLine("", message("case_note_no_names"), Kind.NOTE)


def _lines(sections: Iterable[Section]) -> Iterator[str]:
    for part in sections:
        yield part.heading
        for line in part.lines:
            words = f'"{line.text}"' if line.kind is Kind.THEIR_WORDS else line.text
            said = f"{line.label}: {words}" if line.label else words
            for each in said.splitlines():
                yield from wrap(each, _WIDTH, initial_indent="  ", subsequent_indent="    ") or [""]
        yield ""
