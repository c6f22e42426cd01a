"""From what the desk shows to papers: which parts, which names go, what the seal says."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version

from triage.content import message
from triage.desk.views import RecordFile
from triage.handover.letter import ChainHead
from triage.labels import label
from triage.papers.building import parts_of, sealed_by
from triage.papers.paper import About, Line, Paper, Part
from triage.papers.redaction import redacted_parts
from triage.records.addition import AdditionKind
from triage.records.document import Section
from triage.records.draft import Mode
from triage.records.escalation import Escalation
from triage.records.paper import PrintOut
from triage.records.shared_lines import shared_section
from triage.records.summary import summary
from triage.records.times import full_time

_OF_A_DECISION = ("decided", "decision", "additions", "shared", "policy")
_NAMES_IN_BOOKS = ("name", "given_by", "shared_by")
_NAMES_TYPED = (AdditionKind.MANAGER_TOLD, AdditionKind.MANAGER_TRIED)


@dataclass(frozen=True, slots=True)
class Sources:
    """What every paper needs besides what it is of."""

    entry: PrintOut
    mode: Mode
    chain: ChainHead
    """How far the list of events had come before this copy was written down."""


def record_paper(about: About, file: RecordFile, sources: Sources) -> Paper:
    """The whole record, or its decision with what came of it. ``file.record`` is there and sealed."""
    assert file.record is not None
    sections = record_sections(file, sources)
    if about is About.DECISION:
        sections = tuple(each for each in sections if each.id in _OF_A_DECISION)
    return sealed_paper(about, file, sections, sources)


def sealed_paper(about: About, file: RecordFile, sections: tuple[Section, ...], sources: Sources) -> Paper:
    """Any paper of a record: these sections, and the seal of all that they were made from."""
    assert file.record is not None
    entry = sources.entry
    parts = parts_of(sections)
    if entry.redacted:
        parts = redacted_parts(sections, names_in(file))
    return paper_of(about, entry, sources.mode, parts, (*_record_seal(file), *anchor(sources)))


def paper_of(
    about: About,
    entry: PrintOut,
    mode: Mode,
    parts: tuple[Part, ...],
    seal: tuple[Line, ...] = (),
    *,
    reference: str | None = None,
    marking: str = "print_banner",
) -> Paper:
    """A numbered paper, with its title, notices and footer. ``reference``: where it is not the record's."""
    ref = reference or entry.ref or ""
    return Paper(
        about=about,
        title=message("paper_title", what=label("paper", about), ref=ref) if ref else label("paper", about),
        marking=message(marking),
        number=entry.number,
        reference=ref,
        practice=mode is Mode.PRACTICE,
        made_at=entry.at,
        redacted=entry.redacted,
        notices=tuple(_notices(entry, mode)),
        parts=parts,
        seal=seal,
        footer=message("paper_footer", time=full_time(entry.at), version=version("safeguarding-triage")),
    )


def record_sections(file: RecordFile, sources: Sources) -> tuple[Section, ...]:
    """As the screen has them, with the day and the year beside each time."""
    assert file.record is not None
    about = (file.record, file.additions, file.decisions)
    return (*summary(*about, sources.entry.at, file.history, on_paper=True), *shared_section(file.shared))


def names_in(file: RecordFile) -> Iterator[str]:
    """Of people that a field holds: staff, who was rung, who was told, and the caller where they gave one."""
    record = file.record
    assert record is not None
    yield record.author.name
    yield from (contact.name for contact in record.contacts)
    yield from _callers_name(record)
    for addition in file.additions:
        yield addition.by.name
        if addition.kind in _NAMES_TYPED:
            yield addition.text
    for decision in file.decisions:
        yield from (decision.by.name, decision.other_recipient)
        yield from (said for each in decision.recipient_details for said in (each.person, each.contact))
        yield from (each.who for each in decision.advice)
        yield from (each.owner for each in decision.actions)
    for entry in file.shared:
        yield entry.by.name
        yield from (str(getattr(entry, field, "")) for field in _NAMES_IN_BOOKS)
    yield from (who for _, who, _ in file.history)


def anchor(sources: Sources) -> Iterator[Line]:
    """How far the list of events had come, as a checkpoint has it: kept paper holds the vault to it."""
    chain = sources.chain
    yield sealed_by("origin", chain.origin)
    yield sealed_by("events", str(chain.size))
    yield sealed_by("head", b64encode(bytes.fromhex(chain.head)).decode())


def _callers_name(record: Escalation) -> Iterator[str]:
    answer = record.answer_to("caller_name")
    if answer:
        yield answer.words


def _notices(entry: PrintOut, mode: Mode) -> Iterator[str]:
    if mode is Mode.PRACTICE:
        yield message("paper_practice_notice")
    if entry.redacted:
        yield message("paper_redacted_notice")


def _record_seal(file: RecordFile) -> Iterator[Line]:
    assert file.record is not None
    yield sealed_by("record", sha256(file.record.canonical()).hexdigest())
    for addition in file.additions:
        yield sealed_by("addition", sha256(addition.canonical()).hexdigest())
    for decision in file.decisions:
        yield sealed_by("decision", sha256(decision.canonical()).hexdigest())
