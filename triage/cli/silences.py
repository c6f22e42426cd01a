"""``triage policy silences`` and ``agree``: what the policy leaves open, and what the service does then."""

from datetime import date
from typing import Any

import click
from pydantic import BaseModel, ConfigDict, Field

from triage.cli.asking import ask, ask_day, can_ask
from triage.cli.options import Command, SignedCommand, settings
from triage.cli.output import give, give_json, give_wrapped, tell
from triage.cli.policy_input import read_input
from triage.cli.sign_in import signed_in
from triage.content import message
from triage.desk.service_file import read_service
from triage.errors import NotFound
from triage.paths import vault_dir
from triage.policy.pack import Pack, load_pack
from triage.policy.silences import SilenceEntry
from triage.records.agreed import Agreed, agreement_words, how_agreed


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    agreed_by: str = Field(min_length=1)
    agreed_on: date
    does: str = Field(min_length=1)


@click.command("silences", cls=Command)
@click.argument("silence_id", required=False)
def silences(silence_id: str | None) -> None:
    """The register: every entry by id and title, or one with all that is known of it. Raises NotFound."""
    pack = load_pack()
    entries = [entry for entry in pack.silences if silence_id in (None, entry.id)]
    if not entries:
        raise NotFound("silence_not_found", id=silence_id or "")
    if settings().json:
        give_json({"schema": "triage.silences/1", "entries": [entry_json(each, pack) for each in entries]})
    elif silence_id is not None:
        give_entry(entries[0], pack)
    else:
        widest, here = max(len(entry.id) for entry in entries), _agreed_here()
        for entry in entries:
            how = message(f"silence_near_{how_agreed(entry, here)[0]}")
            give(f"{entry.id:<{widest}}  {message('silence_near', title=entry.title, how=how)}")


@click.command("agree", cls=SignedCommand)
@click.argument("silence_id")
def agree(silence_id: str) -> None:
    """A manager notes what the service does where the policy is silent; asked for, or one JSON object."""
    with signed_in() as desk:
        given = _asked() if can_ask() else read_input(_Given)
        desk.policy_life.agree(silence_id, given.agreed_by, given.agreed_on, given.does)
        title = next(entry.title for entry in desk.pack.silences if entry.id == silence_id)
    tell("silence_is_agreed", title=title, name=given.agreed_by)


def give_entry(entry: SilenceEntry, pack: Pack) -> None:
    """What the policy leaves open here, both sides of a tension word for word, and what the service does."""
    give_wrapped(message("tension_title" if entry.sides else "silence_title", title=entry.title))
    give_wrapped(entry.text, "   ")
    give_sides(_sides(entry, pack))
    give_wrapped(message("silence_instead", instead=entry.instead, source=entry.source), "   ")
    give_wrapped(agreement_words(entry, _agreed_here()), "   ")


def entry_json(entry: SilenceEntry, pack: Pack) -> dict[str, Any]:
    """The same as data."""
    how, agreed = how_agreed(entry, _agreed_here())
    return {
        "id": entry.id, "kind": entry.kind, "title": entry.title, "text": entry.text,
        "instead": entry.instead, "source": entry.source, "clauses": list(entry.clauses),
        "sides": _sides(entry, pack),
        "agreed": how.value,
        "agreement": agreement_words(entry, _agreed_here()),
        "agreed_by": agreed.by if agreed else None,
        "agreed_on": agreed.on.isoformat() if agreed else None,
        "service_does": agreed.does if agreed else None,
        "part_of_policy": False,
    }  # fmt: skip


def give_sides(sides: list[list[dict[str, str]]]) -> None:
    """The clauses that pull one way, then those that pull the other; nothing for a silence."""
    for code, side in zip(("tension_one_side", "tension_other_side"), sides, strict=False):
        give_wrapped(message(code), "   ")
        for said in side:
            give_wrapped(f'policy {said["section"]}: "{said["text"]}"', "      ")


def _sides(entry: SilenceEntry, pack: Pack) -> list[list[dict[str, str]]]:
    return [
        [{"id": said.passage_id, "section": said.section, "text": said.text} for said in side]
        for side in pack.pair(entry.id)
    ]


def _agreed_here() -> dict[str, Agreed] | None:
    service = read_service(vault_dir(settings().folder))
    return service.silences_agreed if service else None


def _asked() -> _Given:
    return _Given(agreed_by=ask("ask_agreed_by"), agreed_on=ask_day("ask_agreed_on"), does=ask("ask_does"))
