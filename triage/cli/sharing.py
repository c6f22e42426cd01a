"""``triage record consent``, ``take-back``, ``share``, ``act``, ``contact``, ``after``: lines of the books.

Asked question by question, or read as one JSON object. A refusal shows the clause that refuses.
"""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

import click
from pydantic import ValidationError

from triage.cli.asking import ask, can_ask, choose, choose_any
from triage.cli.decide import cleaned, warn_clause
from triage.cli.options import SignedCommand, settings
from triage.cli.output import give, give_json, tell, warn
from triage.cli.sign_in import signed_in
from triage.desk.desk import Desk
from triage.desk.sharing import Shared
from triage.errors import NotAllowed, NotFound, UsageError
from triage.labels import label
from triage.records.book import BookEntry
from triage.records.decision_parts import Recipient
from triage.records.disclosing import (
    AfterKind,
    Consent,
    ConsentEnded,
    ContactTried,
    ContactWay,
    Disclosure,
    FollowUp,
    Ground,
    HowGiven,
    OnBehalf,
    OnBehalfKind,
)
from triage.records.marks import listed, mark_of
from triage.records.times import full_time
from triage.records.typed_time import typed_time

E = TypeVar("E", bound=StrEnum)
B = TypeVar("B", bound=BookEntry)
Given = dict[str, Any]


@click.command("consent", cls=SignedCommand)
@click.argument("ref")
def consent(ref: str) -> None:
    """Express consent, in words. Its mark goes to standard output."""
    with signed_in() as desk:
        entry = _entry(desk, ref, Consent, _ask_consent)
        _kept(desk, entry, desk.sharing.consented)


@click.command("take-back", cls=SignedCommand)
@click.argument("ref")
def take_back(ref: str) -> None:
    """Consent was taken back: nothing goes out by it from then on."""
    with signed_in() as desk:
        entry = _entry(desk, ref, ConsentEnded, _ask_taken_back)
        _kept(desk, entry, desk.sharing.end_consent)


@click.command("share", cls=SignedCommand)
@click.argument("ref")
def share(ref: str) -> None:
    """What was really told to somebody outside."""
    with signed_in() as desk:
        entry = _entry(desk, ref, Disclosure, _ask_disclosure)
        _kept(desk, entry, desk.sharing.shared)


@click.command("act", cls=SignedCommand)
@click.argument("ref")
def act(ref: str) -> None:
    """What was done on somebody's behalf."""
    with signed_in() as desk:
        entry = _entry(desk, ref, OnBehalf, _ask_on_behalf)
        _kept(desk, entry, desk.sharing.acted)


@click.command("contact", cls=SignedCommand)
@click.argument("ref")
def contact(ref: str) -> None:
    """A try to reach who told us, by a way that was agreed."""
    with signed_in() as desk:
        entry = _entry(desk, ref, ContactTried, _ask_contact)
        _kept(desk, entry, desk.sharing.contact_tried)


@click.command("after", cls=SignedCommand)
@click.argument("ref")
def after(ref: str) -> None:
    """How it went on after the decision."""
    with signed_in() as desk:
        entry = _entry(desk, ref, FollowUp, _ask_after)
        _kept(desk, entry, desk.sharing.followed_up)


def _entry(desk: Desk, ref: str, kind: type[B], asked: Callable[[Desk, Shared], Given]) -> B:
    """The line as it will stand. Raises UsageError; NotFound and NotAllowed before anything is asked."""
    shared, me = desk.sharing.about(ref), desk.me
    if me is None:
        raise NotAllowed("not_your_record")
    given = asked(desk, shared) if can_ask() else _read()
    if given.get("ground") in ("section_7", "legal") and not given.get("relies_on") and shared.file.decisions:
        given["relies_on"] = mark_of(shared.file.decisions[-1])
    whole = {**cleaned(given), "ref": ref, "at": desk.now().isoformat(), "by": me.model_dump(mode="json")}
    try:
        return kind.from_canonical(json.dumps(whole))
    except ValidationError as wrong:
        raise _broken(wrong) from None


def _kept(desk: Desk, entry: B, keep: Callable[[B], object]) -> None:
    try:
        keep(entry)
    except NotAllowed as refused:
        if clause := refused.facts.get("clause"):
            warn_clause(desk, str(clause))
        raise
    if settings().json:
        give_json({"schema": f"triage.{entry.BOOK}/1", "mark": mark_of(entry), "entry": _plain(entry)})
    elif isinstance(entry, Consent):
        give(mark_of(entry))
    tell("book_line_kept")


def _plain(entry: BookEntry) -> Given:
    return entry.model_dump(mode="json")


def _read() -> Given:
    try:
        given = json.loads(sys.stdin.buffer.read())
    except ValueError:
        raise UsageError("decision_input_broken", field="JSON") from None
    if not isinstance(given, dict) or {"ref", "at", "by"} & set(given):
        raise UsageError("decision_input_broken", field="JSON")
    return given


def _broken(wrong: ValidationError) -> UsageError:
    first = wrong.errors(include_input=False, include_url=False)[0]
    return UsageError("decision_input_broken", field=".".join(map(str, first["loc"])) or "JSON")


def _ask_consent(desk: Desk, _: Shared) -> Given:
    return {
        "given_by": ask("ask_given_by"),
        "how": _one_of(HowGiven, "how_given", "ask_how_given"),
        **_whom(),
        "what": list(listed(ask("ask_consent_what"))),
        "words": ask("ask_consent_words"),
        "own_request": ask("ask_own_request").upper() == "Y",
        "given_at": _when(desk, "ask_given_at"),
    }


def _ask_taken_back(desk: Desk, shared: Shared) -> Given:
    standing = shared.file.standing
    if not standing:
        raise NotFound("no_consent_stands")
    rows = [f"{each.name}; {'; '.join(each.what)}: {full_time(each.given_at)}" for each in standing]
    consent = standing[choose("ask_which_consent", rows)]
    return {"consent": mark_of(consent), "ended_at": _when(desk, "ask_taken_back_at")}


def _ask_disclosure(desk: Desk, shared: Shared) -> Given:
    whom, ground = _whom(), _ground(shared)
    allowed = ground.pop("allowed")
    return {
        **whom,
        **ground,
        "what": _some_of(allowed) if allowed else list(listed(ask("ask_was_shared"))),
        "how": ask("ask_shared_how"),
        "shared_by": ask("ask_shared_by"),
        "shared_at": _when(desk, "ask_shared_at"),
    }


def _ask_on_behalf(desk: Desk, shared: Shared) -> Given:
    kind = _one_of(OnBehalfKind, "on_behalf", "ask_on_behalf")
    whom, ground = _whom(), _ground(shared)
    allowed = ground.pop("allowed") if ground["ground"] is Ground.CONSENT else ground.pop("allowed") and ()
    return {
        "kind": kind,
        **whom,
        **ground,
        "what": _some_of(allowed) if allowed else list(listed(ask("ask_what_done"))),
        "done_at": _when(desk, "ask_done_at"),
    }


def _ask_contact(desk: Desk, _: Shared) -> Given:
    return {
        "way": _one_of(ContactWay, "contact_way", "ask_contact_way"),
        "outcome": ask("ask_contact_outcome"),
        "tried_at": _when(desk, "ask_done_at"),
    }


def _ask_after(desk: Desk, _: Shared) -> Given:
    return {
        "kind": _one_of(AfterKind, "after", "ask_after"),
        "words": ask("ask_after_words"),
        "happened_at": _when(desk, "ask_done_at"),
    }


def _whom() -> Given:
    return {"agency": _one_of(Recipient, "recipient", "ask_agency"), "name": ask("ask_agency_name")}


def _ground(shared: Shared) -> Given:
    """By which consent or decision; with nothing on file the gate will say what it needs."""
    grounds: list[tuple[str, Given]] = [
        (
            f"{label('ground', Ground.CONSENT)}: {each.name}; {'; '.join(each.what)}",
            {"ground": Ground.CONSENT, "relies_on": mark_of(each), "allowed": each.what},
        )
        for each in shared.file.consents
    ]
    if shared.file.decisions:
        last = shared.file.decisions[-1]
        grounds += [
            (
                f"{label('ground', ground)}: {full_time(last.decided_at)}",
                {"ground": ground, "relies_on": mark_of(last), "allowed": last.items},
            )
            for ground in (Ground.SECTION_7, Ground.LEGAL)
        ]
    if not grounds:
        return {"ground": None, "relies_on": "", "allowed": ()}
    return dict(grounds[choose("ask_ground", [words for words, _ in grounds])][1])


def _some_of(allowed: tuple[str, ...]) -> list[str]:
    return [allowed[place] for place in choose_any("ask_items", allowed)]


def _one_of(kind: type[E], group: str, code: str) -> E:
    values = tuple(kind)
    return values[choose(code, [label(group, value) for value in values])]


def _when(desk: Desk, code: str) -> str:
    """A time, asked for until it can be read; nothing typed means now."""
    while typed := ask(code, optional=True):
        at: datetime | None = typed_time(typed, desk.now())
        if at is not None:
            return at.isoformat()
        warn("decide_time_not_read")
    return desk.now().isoformat()
