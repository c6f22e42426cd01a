"""``triage policy index`` and ``triage policy search``: many policies at once, quoted word for word."""

import sys
import time
from pathlib import Path
from typing import Any

import click

from triage.cli.asking import ask
from triage.cli.options import Command, settings
from triage.cli.output import give, give_json, give_wrapped, say, warn
from triage.content import message
from triage.desk.shelving import Found, Indexed, index_folder, search_shelf
from triage.errors import ExitCode
from triage.guidance import load_guidance
from triage.paths import cache_dir
from triage.policy.pack import load_pack
from triage.shelf.building import Step
from triage.shelf.shelf import ShelfHit
from triage.text import clean


@click.command("index", cls=Command)
@click.argument("folder", type=click.Path(path_type=Path))
def index(folder: Path) -> int:
    """Puts the policies of ``folder`` onto the shelf. Exit code 1 when a file had to be left out."""
    bar = _Bar()
    try:
        indexed = index_folder(folder, cache_dir(settings().folder), bar.show)
    finally:
        bar.end()
    if indexed.built.was_damaged:
        warn("shelf_was_damaged")
    for wrong in indexed.skipped:
        warn("shelf_skipped", **wrong.facts)
    built = indexed.built
    if settings().json:
        give_json(_as_json(indexed))
    else:
        give(message("shelf_built", policies=built.policies, clauses=built.passages, encoded=built.encoded))
    return ExitCode.FAILED if indexed.skipped else ExitCode.DONE


@click.command("search", cls=Command)
@click.argument("words", nargs=-1)
@click.option("--count", "-n", default=5, type=click.IntRange(1, 20))
def search(words: tuple[str, ...], count: int) -> int:
    """Clauses of all indexed policies for ``words``, best first. Exit code 3 when there is none."""
    text = clean(sys.stdin.read() if words == ("-",) else " ".join(words)).text or ask("ask_look_up")
    started = time.perf_counter()
    found = search_shelf(text, cache_dir(settings().folder), count)
    took_ms = (time.perf_counter() - started) * 1000
    warnings = _warnings(found)
    if settings().json:
        give_json({
            "schema": "triage.policy_search/1", "took_ms": round(took_ms, 1), "mode": found.stage.value,
            "results": [_result(hit, rank) for rank, hit in enumerate(found.hits, 1)], "warnings": warnings,
        })  # fmt: skip
    else:
        _show(found, warnings)
    return ExitCode.DONE if found.hits else ExitCode.NOT_FOUND


class _Bar:
    """How far a build has come, for a person who looks on; nothing where standard error is no terminal."""

    def __init__(self) -> None:
        self._is_wanted = sys.stderr.isatty() and not settings().quiet
        self._step: Step | None = None
        self._bar: Any = None

    def show(self, step: Step, done: int, total: int) -> None:
        if not self._is_wanted:
            return
        if step != self._step:
            self.end()
            self._step = step
            self._bar = click.progressbar(length=total, label=message(step), file=sys.stderr)
            self._bar.render_progress()
        self._bar.update(done - self._bar.pos)

    def end(self) -> None:
        if self._bar:
            self._bar.render_finish()
        self._bar = None


def _as_json(indexed: Indexed) -> dict[str, Any]:
    built = indexed.built
    return {
        "schema": "triage.policy_index/1",
        "policies": built.policies,
        "clauses": built.passages,
        "encoded": built.encoded,
        "was_damaged": built.was_damaged,
        "skipped": [wrong.facts for wrong in indexed.skipped],
    }


def _warnings(found: Found) -> list[str]:
    said = [message("shelf_words_only")] if found.warning else []
    if found.warning == "shelf_other_encoder":
        said = [message("shelf_other_encoder")]
    elif found.pending:
        said.append(message("shelf_not_finished", pending=found.pending))
    return said


def _result(hit: ShelfHit, rank: int) -> dict[str, Any]:
    place = hit.place
    return {
        "policy": place.title,
        "file": place.file,
        "id": place.entry.clause,
        "heading": place.entry.heading,
        "lead_in": place.entry.lead_in,
        "text": place.entry.text,
        "lines": list(place.entry.lines),
        "said_in": place.policies,
        "rank": rank,
        "score": round(hit.score, 6),
    }


def _show(found: Found, warnings: list[str]) -> None:
    for place in (hit.place for hit in found.hits):
        said = place.entry
        if said.lead_in:
            give_wrapped(f'"{said.lead_in}"')
        give_wrapped(f'"{said.text}"')
        first, last = said.lines
        give(message(
            "shelf_place", policy=place.title, file=place.file, heading=said.heading, clause=said.clause,
            first=first, last=last,
        ))  # fmt: skip
        if place.policies > 1:
            give(message("shelf_also", others=place.policies - 1))
        give()
    if not found.hits:
        warn("nothing_found")
    for words in warnings:
        say(words)
    line = load_guidance(load_pack()).guidance_line("someone_at_risk")
    say(f"{line.text} ({line.source})")
