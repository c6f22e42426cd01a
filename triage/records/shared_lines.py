"""The books of what went out as lines of a record, and the fuller parts of a decision."""

from collections.abc import Iterable, Iterator

from triage.content import message
from triage.labels import label
from triage.model import Category
from triage.records.answered import field
from triage.records.book import BookEntry
from triage.records.decision import Decision
from triage.records.decision_parts import OF_THE_AUTHORITY, LegalRequirement
from triage.records.disclosing import (
    Consent,
    ConsentEnded,
    ContactTried,
    Disclosure,
    FollowUp,
    OnBehalf,
)
from triage.records.document import Kind, Section, TextLine, section
from triage.records.escalation import Escalation
from triage.records.times import full_time


def speaks_of_terrorism(record: Escalation) -> bool:
    """Something in the account was heard as terrorism, or its clause was cited: section 39 may matter."""
    heard = any(
        signal.category is Category.TERRORISM for line in record.account for signal in line.reply.signals
    )
    return heard or any(clause.id == "7.terrorism" for clause in record.cited)


def shared_section(entries: Iterable[BookEntry]) -> tuple[Section, ...]:
    """One section of all lines; none where nothing is written."""
    lines = tuple(line for entry in entries for line in _lines(entry))
    return (section("shared", lines),) if lines else ()


def fuller_lines(decision: Decision) -> Iterator[TextLine]:
    """What a decision says besides choice, reasons and recipients; nothing for what was left open."""
    if decision.supersedes:
        yield field("supersedes", message("decision_replaces"))
    if decision.by_when:
        yield field("by_when", decision.by_when)
    yield from _consulted(decision)
    for relied in decision.facts:
        yield _note("fact", _joined(label("exception", relied.exception), relied.fact))
    for name in ("alternatives", "proportion", "consent_position", "what_shared", "withheld"):
        if words := getattr(decision, name):
            yield _note(name, "; ".join(words.splitlines()))
    yield from _recipients(decision)
    if decision.legal:
        yield from _legal(decision.legal)
    yield from _due(decision)


def _consulted(decision: Decision) -> Iterator[TextLine]:
    if decision.conflict is not None:
        yield field("conflict", message("decision_no_conflict"))
    if decision.discussion:
        said = decision.discussion
        yield field("discussion", _joined(label("author_view", said.view), said.at, said.points))
    for advice in decision.advice:
        yield _note("advice", _joined(advice.who, advice.at, _named(advice.named), advice.gist))


def _recipients(decision: Decision) -> Iterator[TextLine]:
    if OF_THE_AUTHORITY.intersection(decision.recipients):
        yield TextLine(label("field", "of_the_authority"), message("decision_of_the_authority"), Kind.POLICY)
    for detail in decision.recipient_details:
        parts = (label("recipient", detail.agency), detail.person, detail.contact, detail.method, detail.at)
        yield field("recipient_detail", _joined(*parts))
    if decision.police:
        yield field("police", label("police_choice", decision.police))
        yield _note("police_reason", decision.police_reason)
    if decision.parent_told_how:
        yield _note("parent_told_how", decision.parent_told_how)


def _due(decision: Decision) -> Iterator[TextLine]:
    for action in decision.actions:
        yield _note("action", _joined(action.what, action.owner, action.due))
    if decision.no_actions:
        yield field("action", message("decision_no_actions"))
    if decision.support_offered is not None:
        offered = "decision_support_offered" if decision.support_offered else "decision_no_support"
        yield field("support", message(offered))
    if decision.review:
        yield _note("review", decision.review)


def _legal(legal: LegalRequirement) -> Iterator[TextLine]:
    yield field("legal", _joined(label("legal_kind", legal.kind), legal.authority, legal.reference))
    if when := _joined(legal.court, legal.dated, legal.deadline):
        yield field("legal_court", when)
    yield _note("legal_scope", "; ".join(legal.scope))


def _lines(entry: BookEntry) -> Iterator[TextLine]:
    match entry:
        case Consent():
            whom = _joined(label("recipient", entry.agency), entry.name, "; ".join(entry.what))
            how = _joined(entry.given_by, label("how_given", entry.how), full_time(entry.given_at))
            yield field("consent_to", whom)
            yield field("consent_by", how)
            yield TextLine(label("field", "exact_reply"), entry.words, Kind.THEIR_WORDS)
        case ConsentEnded():
            yield field("consent_ended", full_time(entry.ended_at))
        case Disclosure():
            whom = _joined(label("recipient", entry.agency), entry.name, "; ".join(entry.what))
            yield field("was_shared", whom)
            ground = label("ground", entry.ground) if entry.ground else ""
            when = _joined(ground, entry.how, entry.shared_by, full_time(entry.shared_at))
            yield field("shared_how", when)
        case OnBehalf():
            kind, agency = label("on_behalf", entry.kind), label("recipient", entry.agency)
            what = _joined(kind, agency, entry.name, "; ".join(entry.what), full_time(entry.done_at))
            yield field("on_behalf", what)
        case ContactTried():
            way = label("contact_way", entry.way)
            yield _note("contact_tried", _joined(way, entry.outcome, full_time(entry.tried_at)))
        case FollowUp():
            words = _joined(entry.words, full_time(entry.happened_at), entry.by.name)
            yield TextLine(label("after", entry.kind), words, Kind.NOTE, about="follow_up")


def _named(named: bool | None) -> str:
    return "" if named is None else message("advice_named" if named else "advice_unnamed")


def _note(name: str, text: str) -> TextLine:
    return TextLine(label("field", name), text, Kind.NOTE, about=name)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
