"""``triage inbox decide``: a manager's decision, asked question by question or read as one JSON object."""

import sys
from datetime import datetime
from typing import TypeVar

import click
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from triage.cli.asking import ask, can_ask, choose, choose_any
from triage.cli.options import SignedCommand, settings
from triage.cli.output import give_json, tell
from triage.cli.record import give_file
from triage.cli.sign_in import passphrase_again, signed_in
from triage.desk.desk import Desk
from triage.errors import NotAllowed, RecordIncomplete, SealBroken, UsageError
from triage.labels import label
from triage.records.decision import Choice, Decision, ParentTold, Recipient, needs_a_second_look
from triage.records.escalation import Escalation
from triage.text import clean

E = TypeVar("E", Choice, ParentTold)

_SHARES = (Choice.SHARE_WITHOUT_CONSENT, Choice.SHARE_WITH_CONSENT)
_EXCEPTIONS = ("7.exceptions.safety", "7.exceptions.crime", "7.exceptions.legal")


class _Decided(BaseModel):
    """A decision as it comes in: on standard input, or from the questions."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    choice: Choice
    reasons: str = Field(repr=False)
    exceptions: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    other_recipient: str = Field(default="", repr=False)
    parent_told: ParentTold | None = None
    parent_told_reason: str = Field(default="", repr=False)
    decided_at: AwareDatetime | None = None
    """None: now."""
    confirmed: bool = False
    """The second look has been taken, where one is needed."""


@click.command("decide", cls=SignedCommand)
@click.argument("ref")
def decide(ref: str) -> None:
    """Appends a decision. Nothing is chosen beforehand, and the record is read before the questions come."""
    with signed_in() as desk:
        desk.inbox()  # for the refusal: a caseworker never gets to the questions
        file = desk.record(ref)
        if file.record is None or not file.sealed:
            raise SealBroken("record_seal_broken", ref=file.ref)
        record = file.record
        if can_ask():
            give_file(file, desk.now())
            given = _asked(desk, record)
        else:
            given = _read()
        if needs_a_second_look(given.choice, record.rung) and not given.confirmed:
            raise RecordIncomplete("second_look_needed", field="confirmed")
        signed = passphrase_again()
        decision = desk.decide(_decision(desk, record, given, desk.now()), signed)
        if settings().json:
            give_json({"schema": "triage.decision/1", "decision": decision.model_dump(mode="json")})
        tell("decision_signed", ref=record.ref)


def _decision(desk: Desk, record: Escalation, given: _Decided, now: datetime) -> Decision:
    me = desk.me
    if me is None:
        raise NotAllowed("only_a_manager_decides")
    return Decision(
        ref=record.ref,
        by=me,
        choice=given.choice,
        reasons=clean(given.reasons).text,
        exceptions=given.exceptions,
        recipients=given.recipients,
        other_recipient=clean(given.other_recipient).text,
        parent_told=given.parent_told,
        parent_told_reason=clean(given.parent_told_reason).text,
        decided_at=given.decided_at or now,
        written_at=now,
    )


def _read() -> _Decided:
    try:
        return _Decided.model_validate_json(sys.stdin.buffer.read())
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        raise UsageError("decision_input_broken", field=".".join(map(str, first["loc"])) or "JSON") from None


def _asked(desk: Desk, record: Escalation) -> _Decided:
    choice = _one_of("choice", tuple(Choice), "ask_choice")
    second_look = needs_a_second_look(choice, record.rung)
    if second_look and ask("ask_second_look").upper() != "Y":
        raise UsageError("not_signed")
    exceptions: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    other, parent_told, parent_reason = "", None, ""
    if choice is Choice.SHARE_WITHOUT_CONSENT:
        quotes = [desk.pack.quote(clause).text for clause in _EXCEPTIONS]
        exceptions = tuple(_EXCEPTIONS[place] for place in choose_any("ask_exceptions", quotes))
    if choice in _SHARES:
        everyone = tuple(Recipient)
        labels = [label("recipient", each) for each in everyone]
        recipients = tuple(everyone[place] for place in choose_any("ask_recipients", labels))
        other = ask("ask_other_recipient") if Recipient.OTHER in recipients else ""
        parent_told = _one_of("parent_told", tuple(ParentTold), "ask_parent_told")
        if parent_told in (ParentTold.NOT_SAFE, ParentTold.NOT_POSSIBLE):
            parent_reason = ask("ask_parent_told_reason")
    reasons = ask("ask_reasons")
    if ask("ask_sign").upper() != "Y":
        raise UsageError("not_signed")
    return _Decided(
        choice=choice, reasons=reasons, exceptions=exceptions, recipients=recipients, other_recipient=other,
        parent_told=parent_told, parent_told_reason=parent_reason, confirmed=second_look,
    )  # fmt: skip


def _one_of(group: str, values: tuple[E, ...], code: str) -> E:
    return values[choose(code, [label(group, value) for value in values])]
