"""``triage handover``: cards, sealed files and receipts, between devices that no network joins."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from triage.cli.asking import ask
from triage.cli.options import SignedCommand, settings
from triage.cli.output import give, give_json, give_wrapped, tell, warn
from triage.cli.sign_in import passphrase_again, signed_in
from triage.content import message
from triage.desk.handing_over import HandingOver, Made, into
from triage.desk.passed import Passed
from triage.desk.taking_in import Opened
from triage.errors import ExitCode, TriageError, UsageError
from triage.handover.card import Card, groups_to_hear, is_heard, without
from triage.handover.standing import Standing
from triage.labels import label
from triage.records.people import Person
from triage.records.times import moment

_FILE = click.Path(path_type=Path)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("card", cls=SignedCommand)
@click.option("--out", type=_FOLDER)
def card(out: Path | None) -> None:
    """My card, and on standard error the letters to read aloud from it. Raises NotSaved."""
    with signed_in() as desk:
        text, letters = desk.cards.mine().decode(), desk.cards.fingerprint
        file = desk.cards.write(into(out)) if out else None
    if settings().json:
        where = str(file) if file else None
        give_json({"schema": "triage.card/1", "card": text, "fingerprint": letters, "file": where})
    else:
        give(str(file) if file else text.rstrip("\n"))
        warn("card_read_aloud", letters=letters)


@click.command("trust", cls=SignedCommand)
@click.argument("file", type=_FILE)
@click.option("--fingerprint", "heard", type=str)
def trust(file: Path, heard: str | None) -> None:
    """Lets in whoever is on a card, once a manager has heard its letters. Raises NotAllowed, SealBroken."""
    with signed_in() as desk:
        theirs = desk.cards.look_at(file)
        if not _is_confirmed(theirs, heard):
            raise UsageError("card_not_confirmed")
        desk.cards.trust(theirs, passphrase_again())
    tell("card_trusted", name=theirs.person.name)
    if settings().json:
        person = {"id": theirs.person.id, "role": theirs.person.role.value}
        give_json({"schema": "triage.trusted/1", "person": person})


@click.command("make", cls=SignedCommand)
@click.argument("ref")
@click.option("--to", multiple=True)
@click.option("--out", type=_FOLDER)
def make(ref: str, to: tuple[str, ...], out: Path | None) -> None:
    """A sealed file of one record for managers on other devices. Raises NotFound, NotAllowed, NotSaved."""
    with signed_in() as desk:
        _give_made(desk.handing_over.make(ref, to, into(out) if out else None), "letter_made")


@click.command("receipt", cls=SignedCommand)
@click.argument("ref")
@click.option("--out", type=_FOLDER)
def receipt(ref: str, out: Path | None) -> None:
    """The signed receipt for a record that came in, with its decision. Raises NotFound, NotAllowed."""
    with signed_in() as desk:
        _give_made(desk.handing_over.receipt(ref, into(out) if out else None), "receipt_made")


@click.command("open", cls=SignedCommand)
@click.argument("files", nargs=-1, type=_FILE)
def open_files(files: tuple[Path, ...]) -> int:
    """Opens these, or all that lie in the inbox; a bad one does not stop the rest. Gives the exit code."""
    with signed_in() as desk:
        mine = desk.handing_over
        each = [(file.name, *_open(mine, file)) for file in files or mine.inbox()]
    if settings().json:
        give_json({"schema": "triage.opened/1", "files": [_file_as_json(*one) for one in each]})
    elif not each:
        tell("handover_inbox_empty")
    codes = [_tell(*one) for one in each]
    return max(codes, default=ExitCode.DONE)


@click.command("list", cls=SignedCommand)
def list_passed() -> None:
    """What went out and what came in, oldest first."""
    with signed_in() as desk:
        mine = desk.handing_over
        passed, anchors, now = mine.passed(), mine.anchors(), desk.now()
    if settings().json:
        rows = [_passed_as_json(each) for each in passed]
        give_json({"schema": "triage.handover/1", "letters": rows, "anchors": list(anchors)})
        return
    if not passed:
        tell("handover_nothing_yet")
    for each in passed:
        give_wrapped(_line(each, now))


def _is_confirmed(theirs: Card, heard: str | None) -> bool:
    """Two groups are left off the screen, so that nobody can copy them: they come by telephone."""
    if heard is not None:
        return is_heard(heard, theirs.fingerprint)
    hidden = groups_to_hear()
    warn("card_is_of", name=theirs.person.name, role=label("role", theirs.person.role))
    warn("card_hear", letters=without(theirs.fingerprint, hidden))
    wanted = " ".join(theirs.fingerprint.split()[at] for at in hidden)
    return is_heard(ask("ask_card_groups"), wanted)


def _open(mine: HandingOver, file: Path) -> tuple[Opened | None, TriageError | None]:
    try:
        return mine.open(file), None
    except TriageError as refused:
        return None, refused


def _tell(name: str, opened: Opened | None, refused: TriageError | None) -> ExitCode:
    if opened is None or refused is not None:
        fault = refused or TriageError()
        warn("handover_file", file=name)
        warn(fault.code, **fault.facts)
        return fault.exit_code
    code = f"{opened.kind}_is_{opened.standing.value}"
    tell(code, ref=opened.ref, name=opened.sender.name)
    if opened.decided:
        tell("receipt_decided", ref=opened.ref, name=opened.decided.by.name)
    for caution in opened.cautions:
        warn(caution, ref=opened.ref, name=opened.sender.name)
    is_fault = opened.standing is Standing.CONFLICT or opened.cautions
    return ExitCode.SEAL_BROKEN if is_fault else ExitCode.DONE


def _file_as_json(name: str, opened: Opened | None, refused: TriageError | None) -> dict[str, Any]:
    if opened is None:
        fault = refused or TriageError()
        error = {
            "code": fault.code,
            "exit": int(fault.exit_code),
            "message": message(fault.code, **fault.facts),
        }
        return {"file": name, "error": error}
    return {
        "file": name,
        "kind": opened.kind,
        "ref": opened.ref,
        "rev": opened.rev,
        "standing": opened.standing.value,
        "from": opened.sender.id,
        "decision": opened.decided.model_dump(mode="json") if opened.decided else None,
        "cautions": list(opened.cautions),
    }


def _give_made(made: Made, code: str) -> None:
    if settings().json:
        people = [person.id for person in made.to]
        give_json({
            "schema": "triage.made/1", "file": str(made.file), "ref": made.ref, "rev": made.rev, "to": people,
        })  # fmt: skip
    else:
        give(str(made.file))
    tell(code, ref=made.ref, names=_names(made.to))


def _passed_as_json(each: Passed) -> dict[str, Any]:
    return {
        "at": each.at.isoformat(),
        "outgoing": each.outgoing,
        "kind": each.kind,
        "ref": each.ref,
        "rev": each.rev,
        "standing": each.standing,
        "people": [person.id for person in each.people],
        "received": each.received,
        "decided": each.decided,
    }


def _line(each: Passed, now: datetime) -> str:
    way = "out" if each.outgoing else "in"
    facts = {"at": moment(each.at, now), "ref": each.ref, "names": _names(each.people)}
    line = message(f"passed_{each.kind}_{way}", **facts)
    if each.outgoing and each.kind == "record":
        back = "decided" if each.decided else "received" if each.received else "no_receipt"
        return f"{line} {label('passed', back)}."
    return f"{line} {label('standing', each.standing)}." if each.standing == Standing.CONFLICT else line


def _names(people: Sequence[Person]) -> str:
    return ", ".join(person.name for person in people)
