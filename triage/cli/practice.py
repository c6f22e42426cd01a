"""``triage practice``: calls with invented people, what was practised, and writing one's own."""

from pathlib import Path

import click

from triage.cli.device import desk_here
from triage.cli.options import Command, SignedCommand, plain_wanted, settings
from triage.cli.output import give, give_json, give_wrapped, tell, warn
from triage.cli.screen import need_terminal, run_practice
from triage.cli.sign_in import sign_in_here, signed_in
from triage.content import message
from triage.desk.practice import Induction, certificate_lines, path_words
from triage.desk.practice_room import faults_in, scenario_named, shelf, write_skeleton
from triage.desk.views import Access
from triage.errors import ExitCode
from triage.labels import label
from triage.policy.pack import load_pack
from triage.records.people import Role


@click.command("list", cls=Command)
def list_calls() -> None:
    """Every practice call, with what it talks about."""
    calls = shelf(load_pack())
    if settings().json:
        rows = [
            {
                "id": each.id,
                "title": each.scenario.title,
                "content_note": list(each.scenario.content_note),
                "caller": each.scenario.caller.value,
                "sections": list(each.scenario.sections),
            }
            for each in calls
            if each.scenario is not None
        ]
        give_json({"schema": "triage.practice/1", "calls": rows})
        return
    for each in calls:
        if each.scenario is None:
            warn("practice_row_broken", id=each.id)
            continue
        caller = label("practice_caller", each.scenario.caller)
        give(f"{each.id}  {each.scenario.title}  ({caller})")
        give_wrapped(" ".join(each.scenario.content_note), indent="    ")


@click.command("run", cls=SignedCommand)
@click.argument("name")
def run(name: str) -> int:
    """One practice call, by its id or its file; it counts on the path of who signs in."""
    need_terminal()
    scenario_named(load_pack(), name)
    with desk_here(with_encoder=not plain_wanted()) as desk:
        if desk.access is Access.LOCKED:
            sign_in_here(desk)
        else:
            warn("practice_not_signed_in")
        if plain_wanted():
            from triage.cli.practice_lines import practise_plainly

            return practise_plainly(desk, name)
        return run_practice(desk, name)


@click.command("new", cls=Command)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def new(file: Path) -> None:
    """A practice call to fill in, that can be played as it is."""
    write_skeleton(file)
    tell("practice_written", file=file.name)


@click.command("check", cls=Command)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def check(file: Path) -> int:
    """Every fault of a file with its line; nothing to put right gives exit 0."""
    faults = faults_in(load_pack(), file)
    if settings().json:
        rows = [{"line": each.line, "code": each.code, "problem": each.words} for each in faults]
        give_json({"schema": "triage.practice_check/1", "faults": rows})
    else:
        for each in faults:
            give_wrapped(message("practice_fault_row", line=each.line, problem=each.words))
    if not faults:
        tell("practice_file_good", file=file.name)
        return ExitCode.DONE
    return ExitCode.FAILED


@click.command("results", cls=SignedCommand)
def results() -> None:
    """How far somebody is: everybody for a manager, else oneself. Never what was typed."""
    with signed_in() as desk:
        manager = desk.me is not None and desk.me.role is Role.MANAGER
        paths = desk.practice.paths() if manager else (desk.practice.mine(),)
    if settings().json:
        give_json({"schema": "triage.practice_results/1", "people": [_path_json(path) for path in paths]})
        return
    for path in paths:
        give_wrapped(path_words(path))
        if path.next is not None and not manager:
            give_wrapped(message("practice_go_on", id=path.next))


@click.command("certificate", cls=SignedCommand)
@click.argument("person_id", required=False)
def certificate(person_id: str | None) -> None:
    """The page for the personnel file, once every section is practised and the copy confirmed."""
    with signed_in() as desk:
        lines = certificate_lines(desk.practice.certificate(person_id), desk.pack)
    for each in lines:
        give_wrapped(each)


def _path_json(path: Induction) -> dict[str, object]:
    return {
        "person": path.person.id,
        "name": path.person.name,
        "finished": list(path.finished),
        "retries": path.retries,
        "sections_open": list(path.sections_open),
        "has_receipt": path.receipt_on is not None,
        "next": path.next,
    }
