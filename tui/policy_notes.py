"""What stands beside the policy: the law now, clauses that pull apart, what is left open. All of it marked as
not part of the policy."""

from datetime import date

from textual.content import Content

from triage.content import message
from triage.model import Quotation
from triage.policy.currency import CurrencyNote
from triage.policy.law_shown import law_lines
from triage.policy.pack import Pack
from triage.policy.silences import SilenceEntry
from triage.records.agreed import agreement_words, how_agreed
from triage.records.people import Service


def beside(section: str, pack: Pack, service: Service | None, today: date) -> Content:
    """All that stands beside a section: the law, then tensions as pairs, then what is left open, by title."""
    near = entries_beside(section, pack)
    parts = [_law_note(note, today) for note in law_of(section, pack)]
    parts += [_tension(entry, pack, service) for entry in near if entry.sides]
    silent = [entry for entry in near if not entry.sides]
    if silent:
        rows = [_silent_row(entry, service) for entry in silent]
        parts.append(Content("\n").join([Content.styled(message("silences_beside"), "bold"), *rows]))
    return Content("\n\n").join(parts)


def law_of(section: str, pack: Pack) -> list[CurrencyNote]:
    """Notes on the law beside any clause of a section."""
    return [
        note
        for note in pack.currency
        if any(pack.policy.passage(address).section == section for address in note.clauses)
    ]


def entries_beside(section: str, pack: Pack) -> list[SilenceEntry]:
    """Entries of the register near a section: tensions by either side, silences by the clause named first."""
    found = []
    for entry in pack.silences:
        near = [address for side in entry.sides for address in side] or entry.clauses[:1]
        if any(pack.policy.passage(address).section == section for address in near):
            found.append(entry)
    return found


def register_words(silence_id: str, pack: Pack, service: Service | None) -> Content:
    """Both sides of a tension, word for word; and what the service has agreed on the point."""
    entry = next(each for each in pack.silences if each.id == silence_id)
    agreed = Content.styled(agreement_words(entry, service.silences_agreed if service else None), "$quiet")
    pair = pack.pair(silence_id)
    if not pair:
        return agreed
    one, other = pair
    return Content("\n").join([
        _side("tension_one_side", one), _side("tension_other_side", other), agreed,
    ])  # fmt: skip


def _law_note(note: CurrencyNote, today: date) -> Content:
    title = Content.styled(message("policy_note", title=note.title), "bold")
    lines = [
        Content.styled(line, "$danger bold") if line.startswith("!") else Content(line)
        for line in law_lines(note, today)
    ]
    return Content("\n").join([title, *lines])


def _tension(entry: SilenceEntry, pack: Pack, service: Service | None) -> Content:
    title = Content.styled(message("tension_title", title=entry.title), "bold")
    instead = message("silence_instead", instead=entry.instead, source=entry.source)
    return Content("\n").join([
        title, Content(entry.text), register_words(entry.id, pack, service), Content(instead),
    ])  # fmt: skip


def _silent_row(entry: SilenceEntry, service: Service | None) -> Content:
    how, _ = how_agreed(entry, service.silences_agreed if service else None)
    return Content(f"- {message('silence_near', title=entry.title, how=message(f'silence_near_{how}'))}")


def _side(code: str, quotations: tuple[Quotation, ...]) -> Content:
    said = [
        Content.assemble(
            (message("clause_heading", section=each.section, title=each.title), "bold"), f'\n"{each.text}"'
        )
        for each in quotations
    ]
    return Content("\n").join([Content.styled(message(code), "$accent"), *said])
