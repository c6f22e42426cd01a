"""Whether the files of a pack fit each other: each clause has its note, each citation leads somewhere."""

from collections.abc import Iterator, Mapping

from triage.errors import ContentError
from triage.policy.corpus import Policy
from triage.policy.currency import CurrencyNote
from triage.policy.notes import ClauseNote
from triage.policy.settings import PackSettings
from triage.policy.silences import SilenceEntry


def faults(
    policy: Policy,
    notes: Mapping[str, ClauseNote],
    settings: PackSettings,
    silences: tuple[SilenceEntry, ...],
    currency: tuple[CurrencyNote, ...],
) -> Iterator[ContentError]:
    """Every place where a file cites what is not there or says a thing twice."""
    places = [("clauses.toml", clause_id, clause_id) for clause_id in notes]
    places += [
        ("pack.toml", f"links.{start}", address)
        for start, linked in settings.links.items()
        for address in (start, *linked)
    ]
    places += [("silences.toml", entry.id, address) for entry in silences for address in entry.clauses]
    places += [
        ("silences.toml", entry.id, address) for entry in silences for side in entry.sides for address in side
    ]
    places += [("pack.toml", f"see.{each.clause}", each.clause) for each in settings.see]
    places += [("currency.toml", note.id, address) for note in currency for address in note.clauses]
    for file, key, address in places:
        if address not in policy:
            yield ContentError(file=file, key=key, problem=f"the policy has no clause {address}")
    yield from _one_sided(silences)
    sections = {section.number for section in policy.sections}
    for each in settings.see:
        if each.section not in sections:
            yield ContentError(
                file="pack.toml", key=f"see.{each.clause}", problem=f"there is no section {each.section}"
            )
    yield from _twice("pack.toml", [rule.id for rule in settings.service_rules])
    yield from _twice("silences.toml", [entry.id for entry in silences])
    yield from _twice("currency.toml", [note.id for note in currency])


def faults_of_wording(
    policy: Policy,
    notes: Mapping[str, ClauseNote],
    currency: tuple[CurrencyNote, ...],
    settings: PackSettings,
) -> Iterator[ContentError]:
    """What does not fit the policy's words. Not asked of a changed text: that has its own warning."""
    for clause in policy.clauses:
        if clause.id not in notes:
            yield ContentError(file="clauses.toml", key=clause.id, problem="the clause has no note")
    for note in currency:
        if note.policy_words and note.policy_words not in policy.passage(note.clauses[0]).text:
            yield ContentError(file="currency.toml", key=note.id, problem="the policy says it otherwise")
    for each in settings.see:
        if each.words not in policy.passage(each.clause).text:
            yield ContentError(
                file="pack.toml", key=f"see.{each.clause}", problem="the policy says it otherwise"
            )


def _one_sided(silences: tuple[SilenceEntry, ...]) -> Iterator[ContentError]:
    for entry in silences:
        wanted = 2 if entry.kind == "tension" else 0
        if len(entry.sides) != wanted or not all(entry.sides):
            yield ContentError(
                file="silences.toml", key=entry.id, problem="a tension has two sides, a silence none"
            )


def _twice(file: str, ids: list[str]) -> Iterator[ContentError]:
    for place, each in enumerate(ids):
        if each in ids[:place]:
            yield ContentError(file=file, key=each, problem="this id is used twice")
