"""``triage backup``: copies of the records that were checked before they count, and putting one back."""

from pathlib import Path

import click

from triage.cli.asking import ask, ask_secret, can_ask, choose
from triage.cli.options import SignedCommand, settings
from triage.cli.output import give, give_json, give_wrapped, tell, warn
from triage.cli.sign_in import passphrase_in, signed_in
from triage.content import message
from triage.errors import NotFound, SealBroken, UsageError
from triage.paths import vault_dir
from triage.records.people import Person

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("make", cls=SignedCommand)
@click.argument("folder", type=_FOLDER, required=False)
def make(folder: Path | None) -> None:
    """A checked copy in ``folder``, or beside the vault."""
    with signed_in() as desk:
        copy = desk.copies.make(folder)
    if settings().json:
        give_json({"schema": "triage.copy/1", "folder": str(copy)})
    else:
        give(str(copy))
        tell("copy_made" if folder else "copy_made_here")


@click.command("list", cls=SignedCommand)
def list_copies() -> None:
    """Every copy that was ever made: what is erased is still in those made before."""
    with signed_in() as desk:
        copies = desk.copies.listed()
    if settings().json:
        rows = [
            {"name": copy.name, "at": copy.at.isoformat(), "event": copy.seq, "gone": copy.gone}
            for copy in copies
        ]
        give_json({"schema": "triage.copies/1", "copies": rows})
        return
    for copy in copies:
        give(
            f"{copy.at:%Y-%m-%d %H:%M}  {copy.name}  {message('copy_is_gone') if copy.gone else ''}".rstrip()
        )
    if not copies:
        tell("no_copies")


@click.command("gone", cls=SignedCommand)
@click.argument("name")
def gone(name: str) -> None:
    """Keeps on the list that somebody destroyed a copy."""
    with signed_in() as desk:
        desk.copies.gone(name)
    tell("copy_gone_noted", name=name)


@click.command("check", cls=SignedCommand)
@click.argument("folder", type=_FOLDER, required=False)
@click.option("--seen", is_flag=True)
def check(folder: Path | None, seen: bool) -> None:
    """Everything that can be checked: in a copy, or in the records themselves. Raises SealBroken."""
    if folder is not None:
        from triage.desk.copies import copy_checked, people_of_copy

        person_id, passphrase = _who(people_of_copy(folder))
        label = copy_checked(folder, person_id, passphrase)
        tell("copy_holds", events=label.events, records=label.rows.get("record", 0))
        return
    with signed_in() as desk:
        found = desk.copies.check()
        if seen:
            desk.copies.see_losses()
    for wrong in found.wrong:
        warn(wrong.value)
    if not found.holds:
        raise SealBroken("check_failed")
    tell("check_holds")


@click.command("restore", cls=SignedCommand)
@click.argument("folder", type=_FOLDER)
@click.option("--yes", is_flag=True)
def restore(folder: Path, yes: bool) -> None:
    """Puts a copy in the place of the records, which are moved aside whole."""
    from triage.desk.bootstrap import utc_now
    from triage.desk.copies import copy_put_back, people_of_copy

    person_id, passphrase = _who(people_of_copy(folder))
    if not yes and ask("ask_put_back").strip().upper() != "Y":
        raise UsageError("copy_left")
    done = copy_put_back(folder, vault_dir(settings().folder), person_id, passphrase, utc_now)
    if done.newer is not None and done.newer.readable:
        new = done.newer
        give_wrapped(
            message(
                "copy_lacks", records=new.records, additions=new.additions, decisions=new.decisions,
                drafts=new.drafts,
            )
        )  # fmt: skip
    elif done.newer is not None:
        give_wrapped(message("copy_lacks_unknown"))
    if done.aside is not None:
        tell("copy_aside", folder=str(done.aside))
    for wrong in done.checked.wrong:
        warn(wrong.value)
    tell("copy_restored")


def _who(people: tuple[Person, ...]) -> tuple[str, str]:
    """One of those who can open a copy, with their passphrase of that day."""
    given, file = settings().person, settings().passphrase_file
    if given is None and can_ask():
        person: Person | None = people[choose("ask_person", [each.name for each in people])]
    else:
        numbered = enumerate(people, 1)
        person = next((each for number, each in numbered if given in (each.id, str(number))), None)
    if person is None:
        raise NotFound("person_not_found")
    return person.id, passphrase_in(file) if file else ask_secret("ask_passphrase")
