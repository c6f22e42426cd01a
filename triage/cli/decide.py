"""``triage inbox decide``: a manager's decision, asked question by question or read as one JSON object."""

import json
import sys
from datetime import datetime
from typing import Any, TypeVar

import click
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from triage.cli.asking import ask, can_ask, choose, choose_any
from triage.cli.options import SignedCommand, settings
from triage.cli.output import give_json, say, tell, warn
from triage.cli.record import give_file
from triage.cli.sign_in import passphrase_again, signed_in
from triage.desk.desk import Desk
from triage.desk.views import RecordFile
from triage.errors import NotAllowed, RecordIncomplete, SealBroken, UsageError
from triage.labels import label
from triage.model import Rung
from triage.records.consultation import manager_told_at
from triage.records.decision import (
    EXCEPTIONS,
    LEGAL,
    SHARING,
    Choice,
    Decision,
    ParentTold,
    Recipient,
    needs_a_second_look,
)
from triage.records.decision_parts import (
    OF_THE_AUTHORITY,
    ORDERS,
    ActionDue,
    Advice,
    AuthorView,
    Discussion,
    FactReliedOn,
    LegalKind,
    LegalRequirement,
    PoliceChoice,
    RecipientDetail,
)
from triage.records.escalation import Escalation
from triage.records.marks import listed
from triage.records.shared_lines import speaks_of_terrorism
from triage.text import clean

E = TypeVar("E", Choice, ParentTold, AuthorView, LegalKind, PoliceChoice)

_FACTS = dict(zip(EXCEPTIONS, ("decide_fact_safety", "decide_fact_crime", "decide_fact_legal"), strict=True))


class _Decided(BaseModel):
    """A decision as it comes in: on standard input, or from the questions. Fields as in ``Decision``."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    choice: Choice
    reasons: str = Field(repr=False)
    exceptions: tuple[str, ...] = ()
    facts: tuple[FactReliedOn, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    other_recipient: str = Field(default="", repr=False)
    recipient_details: tuple[RecipientDetail, ...] = ()
    what_shared: str = Field(default="", repr=False)
    withheld: str = Field(default="", repr=False)
    parent_told: ParentTold | None = None
    parent_told_how: str = Field(default="", repr=False)
    parent_told_reason: str = Field(default="", repr=False)
    legal: LegalRequirement | None = None
    police: PoliceChoice | None = None
    police_reason: str = Field(default="", repr=False)
    discussion: Discussion | None = None
    conflict: bool | None = None
    by_when: str = ""
    advice: tuple[Advice, ...] = ()
    alternatives: str = Field(default="", repr=False)
    proportion: str = Field(default="", repr=False)
    consent_position: str = Field(default="", repr=False)
    actions: tuple[ActionDue, ...] = ()
    no_actions: bool = False
    support_offered: bool | None = None
    review: str = Field(default="", repr=False)
    decided_at: AwareDatetime | None = None
    """None: now."""
    confirmed: bool = False
    """The second look has been taken, where one is needed."""


@click.command("decide", cls=SignedCommand)
@click.argument("ref")
def decide(ref: str) -> None:
    """Appends a decision. Nothing is chosen beforehand, and the record is read before the questions come."""
    with signed_in() as desk:
        decided(desk, ref)


def decided(desk: Desk, ref: str) -> None:
    """The same, for who is signed in already."""
    desk.inbox()  # for the refusal: a caseworker never gets to the questions
    file = desk.record(ref)
    if file.record is None or not file.sealed:
        raise SealBroken("record_seal_broken", ref=file.ref)
    record = file.record
    if can_ask():
        give_file(file, desk.now())
        given = _asked(desk, file, record)
    else:
        given = _read()
    if needs_a_second_look(given.choice, record.rung) and not given.confirmed:
        raise RecordIncomplete("second_look_needed", field="confirmed")
    signed = None if desk.is_demo else passphrase_again()
    decision = desk.decide(_decision(desk, record, given, desk.now()), signed)
    if settings().json:
        give_json({"schema": "triage.decision/1", "decision": decision.model_dump(mode="json")})
    tell("decision_signed", ref=record.ref)


def _decision(desk: Desk, record: Escalation, given: _Decided, now: datetime) -> Decision:
    me = desk.me
    if me is None:
        raise NotAllowed("only_a_manager_decides")
    body = cleaned(given.model_dump(mode="json", exclude={"confirmed"}))
    when = {"decided_at": (given.decided_at or now).isoformat(), "written_at": now.isoformat()}
    by = me.model_dump(mode="json")
    return Decision.from_canonical(json.dumps({**body, **when, "ref": record.ref, "by": by}))


def _read() -> _Decided:
    try:
        return _Decided.model_validate_json(sys.stdin.buffer.read())
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        raise UsageError("decision_input_broken", field=".".join(map(str, first["loc"])) or "JSON") from None


def _asked(desk: Desk, file: RecordFile, record: Escalation) -> _Decided:
    choice = _one_of("choice", tuple(Choice), "ask_choice")
    second_look = needs_a_second_look(choice, record.rung)
    if second_look and ask("ask_second_look").upper() != "Y":
        raise UsageError("not_signed")
    given: dict[str, Any] = {"choice": choice, "confirmed": second_look}
    if manager_told_at(record, file.additions) is None:
        view = _one_of("author_view", tuple(AuthorView), "decide_discussion")
        given["discussion"] = Discussion(view=view)
    if choice is Choice.SHARE_WITHOUT_CONSENT:
        given |= _asked_exceptions(desk)
    if choice in SHARING:
        given |= _asked_sharing(desk, record, given)
    if choice is Choice.MORE_INFORMATION:
        given["by_when"] = ask("decide_by_when", optional=True)
    elif record.rung is Rung.CRIME:
        warn_clause(desk, "7.criminal_offence")
        given["police"] = _one_of("police_choice", tuple(PoliceChoice), "decide_police")
        given["police_reason"] = ask("decide_police_reason")
    given["reasons"] = ask("ask_reasons")
    if ask("ask_sign").upper() != "Y":
        raise UsageError("not_signed")
    return _Decided(**given)


def _asked_exceptions(desk: Desk) -> dict[str, Any]:
    quotes = [desk.pack.quote(clause).text for clause in EXCEPTIONS]
    chosen = tuple(EXCEPTIONS[place] for place in choose_any("ask_exceptions", quotes))
    facts = tuple(FactReliedOn(exception=clause, fact=ask(_FACTS[clause])) for clause in chosen)
    return {"exceptions": chosen, "facts": facts, "legal": _asked_law() if LEGAL in chosen else None}


def _asked_law() -> LegalRequirement:
    kind = _one_of("legal_kind", tuple(LegalKind), "decide_legal_kind")
    order = kind in ORDERS
    return LegalRequirement(
        kind=kind,
        authority=ask("decide_legal_authority"),
        reference=ask("decide_legal_reference") if order else "",
        court=ask("decide_legal_court") if order else "",
        dated=ask("decide_legal_dated") if order else "",
        deadline=ask("decide_legal_deadline", optional=True),
        scope=listed(ask("ask_legal_scope")),
    )


def _asked_sharing(desk: Desk, record: Escalation, given: dict[str, Any]) -> dict[str, Any]:
    everyone = tuple(Recipient)
    labels = [label("recipient", each) for each in everyone]
    recipients = tuple(everyone[place] for place in choose_any("ask_recipients", labels))
    asked: dict[str, Any] = {"recipients": recipients}
    if OF_THE_AUTHORITY.intersection(recipients):
        warn("decision_of_the_authority")
        asked |= {} if given.get("exceptions") else _asked_exceptions(desk)
    asked["other_recipient"] = ask("ask_other_recipient") if Recipient.OTHER in recipients else ""
    asked["what_shared"] = ask("ask_what_shared")
    if speaks_of_terrorism(record):
        warn("decision_terrorism_form")
    told = _one_of("parent_told", tuple(ParentTold), "ask_parent_told")
    asked["parent_told"] = told
    if told is ParentTold.DONE:
        asked["parent_told_how"] = ask("decide_parent_told_how")
    elif told in (ParentTold.NOT_SAFE, ParentTold.NOT_POSSIBLE):
        asked["parent_told_reason"] = ask("ask_parent_told_reason")
    return asked


def _one_of(group: str, values: tuple[E, ...], code: str) -> E:
    return values[choose(code, [label(group, value) for value in values])]


def warn_clause(desk: Desk, clause: str) -> None:
    """The policy's own words, before a question or after a refusal."""
    quote = desk.pack.quote(clause)
    say(f'{clause}: "{quote.text}"')


def cleaned(value: Any) -> Any:
    """A JSON value with every text in it cleaned."""
    match value:
        case str():
            return clean(value).text
        case list():
            return [cleaned(each) for each in value]
        case dict():
            return {name: cleaned(each) for name, each in value.items()}
    return value
