"""``triage record``: the list of records and one record, as the person signed in may read them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from triage.cli.options import SignedCommand, settings
from triage.cli.output import give, give_json, give_wrapped, tell
from triage.cli.sign_in import signed_in
from triage.content import message
from triage.desk.views import RecordFile, RecordRow
from triage.errors import SealBroken
from triage.labels import label
from triage.records.document import Kind, Section
from triage.records.marks import mark_of
from triage.records.shared_lines import shared_section
from triage.records.summary import summary
from triage.records.times import moment, waiting


@click.command("list", cls=SignedCommand)
def list_records() -> None:
    """Mine as a caseworker, all as a manager; newest first."""
    with signed_in() as desk:
        give_rows("triage.records/1", desk.records(), desk.now(), empty="no_records")


@click.command("show", cls=SignedCommand)
@click.argument("ref")
def show(ref: str) -> None:
    """One record with everything added to it. Raises NotFound, SealBroken."""
    with signed_in() as desk:
        give_file(desk.record(ref), desk.now())


@click.command("case-note", cls=SignedCommand)
@click.argument("ref")
@click.argument("file", type=click.Path(path_type=Path), required=False)
def case_note_text(ref: str, file: Path | None) -> None:
    """The text for the case notes: of a record, or of one's own call that is none."""
    from triage.desk.case_notes import case_note_of
    from triage.desk.private_file import write_private
    from triage.records.case_note import as_text

    with signed_in() as desk:
        is_call = desk.case_notes.is_call(ref)
        note = desk.case_notes.of_draft(ref) if is_call else case_note_of(desk.record(ref), desk.now())
        text = as_text(note)
        if file is not None:
            write_private(file, lambda: text)
    if file is None:
        give(text.rstrip())
    else:
        tell("case_note_made")


def give_rows(schema: str, rows: Sequence[RecordRow], now: datetime, *, empty: str) -> None:
    """A list of records; names stay out of it."""
    if settings().json:
        give_json({"schema": schema, "records": [_row(row) for row in rows]})
        return
    if not rows:
        tell(empty)
    for row in rows:
        give(row_line(row, now))


def give_file(file: RecordFile, now: datetime) -> None:
    """One record as people read it, or as it is stored. Raises SealBroken when it is not as submitted."""
    if file.record is None:
        raise SealBroken("record_seal_broken", ref=file.ref)
    if settings().json:
        give_json({"schema": "triage.record/1", **file_as_json(file)})
    else:
        give_summary(file, now)
    if not file.sealed:
        raise SealBroken("record_seal_broken", ref=file.ref)


def file_as_json(file: RecordFile) -> dict[str, Any]:
    """The record and all that was added to it, as it is stored."""
    return {
        "record": file.record.model_dump(mode="json") if file.record else None,
        "additions": [addition.model_dump(mode="json") for addition in file.additions],
        "decisions": [decision.model_dump(mode="json") for decision in file.decisions],
        "shared": [
            {"book": entry.BOOK, "mark": mark_of(entry), "entry": entry.model_dump(mode="json")}
            for entry in file.shared
        ],
        "history": [{"at": at.isoformat(), "who": who, "what": what} for at, who, what in file.history],
        "sealed": file.sealed,
    }


def give_summary(file: RecordFile, now: datetime) -> None:
    """The record as the manager reads it, the question first."""
    if file.record is None:
        return
    parts = summary(file.record, file.additions, file.decisions, now, file.history)
    give_parts((*parts, *shared_section(file.shared)))


def give_parts(parts: Iterable[Section]) -> None:
    """Each part of a document under its heading."""
    for part in parts:
        give(part.heading)
        for line in part.lines:
            words = f'"{line.text}"' if line.kind is Kind.THEIR_WORDS else line.text
            give_wrapped(f"{line.label}: {words}" if line.label else words, "  ")
        give()


def row_line(row: RecordRow, now: datetime) -> str:
    """One record of a list, in a line."""
    if row.record is None:
        return f"{row.ref}  {message('record_not_sealed')}"
    state = label("choice", row.decision.choice) if row.decision else waiting(row.record.submitted_at, now)
    rung = label("rung", row.record.rung)
    return f"{row.ref}  {rung:<16} {moment(row.record.opened_at, now):<18} {state}"


def _row(row: RecordRow) -> dict[str, Any]:
    record = row.record
    return {
        "ref": row.ref,
        "rung": int(record.rung) if record else None,
        "opened_at": record.opened_at.isoformat() if record else None,
        "submitted_at": record.submitted_at.isoformat() if record else None,
        "seen": row.seen,
        "manager_told_at": row.manager_told_at.isoformat() if row.manager_told_at else None,
        "decision": row.decision.choice.value if row.decision else None,
        "sealed": row.sealed,
    }
