"""``triage policy``: the exact text, its clauses, and whether it is still the text that was checked."""

from collections.abc import Sequence

import click

from triage.cli.options import Command, settings
from triage.cli.output import give, give_json, give_wrapped, tell, warn
from triage.cli.silences import entry_json, give_entry
from triage.content import message
from triage.desk.bootstrap import utc_now
from triage.errors import SealBroken
from triage.policy.corpus import Section
from triage.policy.currency import CurrencyNote
from triage.policy.law_shown import law_lines
from triage.policy.pack import Pack, load_pack
from triage.policy.settings import CrossReference
from triage.policy.silences import SilenceEntry


@click.command("list", cls=Command)
def list_clauses() -> None:
    """Every clause by id and short name."""
    pack = _pack()
    clauses = [
        {
            "id": clause.id,
            "section": clause.section,
            "title": pack.notes[clause.id].title,
            "text": clause.text,
        }
        for clause in pack.policy.clauses
    ]
    if settings().json:
        give_json({"schema": "triage.policy_list/1", **_about(pack), "clauses": clauses})
        return
    widest = max(len(clause["id"]) for clause in clauses)
    for clause in clauses:
        give(f"{clause['id']:<{widest}}  {clause['title']}")


@click.command("show", cls=Command)
@click.argument("address", required=False)
def show(address: str | None) -> None:
    """The whole policy, a section or a clause, word for word. Raises NotFound."""
    pack = _pack()
    sections = {section.number: section for section in pack.policy.sections}
    if address is None:
        _show_sections(pack, pack.policy.sections)
    elif address in sections:
        _show_sections(pack, (sections[address],))
    else:
        _show_clause(pack, address)


@click.command("verify", cls=Command)
def verify() -> None:
    """Compares the text with its seal. Raises SealBroken when it has changed."""
    pack = load_pack()
    if settings().json:
        give_json({
            "schema": "triage.policy_verify/1", **_about(pack), "stated_sha256": pack.stated_sha256,
            "stale_notes": list(pack.stale_notes),
        })  # fmt: skip
    else:
        give(f"{pack.sha256}  {pack.title}")
    if not pack.intact:
        raise SealBroken("policy_changed")
    tell("policy_intact")


def _pack() -> Pack:
    pack = load_pack()
    if not pack.intact:
        warn("policy_changed")
    return pack


def _about(pack: Pack) -> dict[str, object]:
    return {"title": pack.title, "sha256": pack.sha256, "checked": pack.intact}


def _show_sections(pack: Pack, sections: tuple[Section, ...]) -> None:
    if settings().json:
        give_json(
            {"schema": "triage.policy/1", **_about(pack), "sections": [_section(each) for each in sections]}
        )
        return
    if len(sections) > 1:
        give(pack.policy.title)
    for section in sections:
        give()
        give(f"{section.number}. {section.heading}")
        for paragraph in section.paragraphs:
            give()
            give_wrapped(("- " if paragraph.bullet else "") + paragraph.text)
    if len(sections) == 1:
        [section] = sections
        _show_see(pack, pack.see(section.number))
        _show_beside(
            pack,
            [note for note in pack.currency if _stands_in(pack, section.number, note.clauses)],
            [entry for entry in pack.silences if _stands_in(pack, section.number, sum(entry.sides, ()))],
        )


def _stands_in(pack: Pack, section: str, addresses: tuple[str, ...]) -> bool:
    return any(pack.policy.passage(address).section == section for address in addresses)


def _section(section: Section) -> dict[str, object]:
    return {
        "section": section.number,
        "heading": section.heading,
        "paragraphs": [
            {
                "text": paragraph.text,
                "bullet": paragraph.bullet,
                "clauses": [said.id for said in paragraph.passages],
            }
            for paragraph in section.paragraphs
        ],
    }


def _show_clause(pack: Pack, address: str) -> None:
    clause = pack.policy.clause(pack.policy.passage(address).clause_id)
    notes, entries = pack.law_beside(address), pack.silences_beside(address)
    see = [each for each in pack.see(clause.section) if each.clause in {said.id for said in clause.passages}]
    if settings().json:
        give_json({
            "schema": "triage.clause/1", **_about(pack), "id": clause.id, "section": clause.section,
            "name": pack.notes[clause.id].title,
            "passages": [
                {"id": said.id, "text": said.text, "lines": list(said.lines)} for said in clause.passages
            ],
            "see": [each.section for each in see],
            "notes": [_law_json(note) for note in notes],
            "register": [entry_json(entry, pack) for entry in entries],
        })  # fmt: skip
        return
    for said in clause.passages:
        give_wrapped(f'"{said.text}"')
        give(
            message(
                "clause_place", section=said.section, clause=said.id, first=said.lines[0], last=said.lines[1]
            )
        )
    _show_see(pack, see)
    _show_beside(pack, notes, entries)


def _show_see(pack: Pack, see: Sequence[CrossReference]) -> None:
    for each in see:
        heading = pack.policy.section(each.section).heading
        give()
        give_wrapped(message("see_section", words=each.words, section=each.section, heading=heading))


def _show_beside(pack: Pack, notes: Sequence[CurrencyNote], entries: Sequence[SilenceEntry]) -> None:
    """The law now, then where clauses pull apart or are silent; each says it is no part of the policy."""
    for note in notes:
        give()
        give_wrapped(message("policy_note", title=note.title))
        for line in law_lines(note, utc_now().date()):
            give_wrapped(line, "   ")
    for entry in entries:
        give()
        give_entry(entry, pack)


def _law_json(note: CurrencyNote) -> dict[str, object]:
    return {
        "title": note.title, "policy_words": note.policy_words, "position": note.position,
        "sources": list(note.sources), "checked_on": note.checked_on.isoformat(),
        "confidence": note.confidence, "open_question": note.open_question,
        "old": note.is_old(utc_now().date()), "part_of_policy": False, "legal_advice": False,
    }  # fmt: skip
