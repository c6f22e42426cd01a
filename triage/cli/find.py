"""``triage find``: what the policy says about some words, quoted word for word, or that it does not say."""

import sys
import time
from typing import Any

import click

from triage.cli.asking import ask
from triage.cli.device import desk_here
from triage.cli.json_lines import answer_each
from triage.cli.options import Command, settings
from triage.cli.output import give, give_json, give_wrapped, say, tell, warn
from triage.cli.silences import entry_json, give_sides
from triage.content import message
from triage.desk.desk import Desk
from triage.errors import ExitCode
from triage.guidance import load_guidance
from triage.labels import label
from triage.model import AnswerKind, Finding, Hit, Stage
from triage.text import clean

_SCHEMA = "triage.find/1"


@click.command("find", cls=Command)
@click.argument("words", nargs=-1)
@click.option("--count", "-n", default=5, type=click.IntRange(1, 20))
@click.option("--section")
@click.option("--meaning", is_flag=True)
@click.option("--jsonl", is_flag=True)
def find(words: tuple[str, ...], count: int, section: str | None, meaning: bool, jsonl: bool) -> int:
    """Clauses for ``words``, best first. Exit code 3 when there is none."""
    text = "" if jsonl else _asked(words)
    with desk_here(with_encoder=meaning or jsonl) as desk:
        if section is not None:
            desk.pack.policy.section(section)  # NotFound, before anything is looked up
        if not desk.pack.intact:
            warn("policy_changed")
        if jsonl:
            return _find_each(desk, count, section)
        return _find_one(desk, text, count, section, meaning=meaning)


def _asked(words: tuple[str, ...]) -> str:
    if words == ("-",):
        return clean(sys.stdin.read()).text
    return clean(" ".join(words)).text or ask("ask_look_up")


def _find_each(desk: Desk, count: int, section: str | None) -> int:
    def answer(text: str) -> dict[str, Any]:
        return _answer(desk, text, count, section, meaning=True)

    return answer_each(desk, _SCHEMA, answer)


def _find_one(desk: Desk, text: str, count: int, section: str | None, *, meaning: bool) -> int:
    if meaning:
        tell("looking_by_meaning")
    answer = _answer(desk, text, count, section, meaning=meaning)
    if settings().json:
        give_json({"schema": _SCHEMA, **answer})
    else:
        _show(answer)
        line = load_guidance(desk.pack).guidance_line("someone_at_risk")
        say(f"{line.text} ({line.source})")
    return ExitCode.DONE if answer["results"] else ExitCode.NOT_FOUND


def _answer(desk: Desk, text: str, count: int, section: str | None, *, meaning: bool) -> dict[str, Any]:
    started = time.perf_counter()
    found = desk.look_up_with_meaning(text) if meaning else None
    warnings = [] if desk.pack.intact else [message("policy_changed")]
    if found is None:
        found = desk.look_up(text)
        warnings.append(message("meaning_missing" if meaning else "found_by_words_only"))
    took = (time.perf_counter() - started) * 1000
    hits = [hit for hit in found.hits if section in (None, hit.quotation.section)][:count]
    return {
        "policy": {"title": desk.pack.title, "sha256": desk.pack.sha256, "checked": desk.pack.intact},
        "took_ms": round(took, 1),
        "mode": found.stage.value,
        "answer": found.answer.value,
        "says_score": round(found.says_score, 6),
        "silence": _silence(desk, found),
        "results": [_result(desk, hit, rank) for rank, hit in enumerate(hits, 1)],
        "warnings": warnings,
    }


def _silence(desk: Desk, found: Finding) -> dict[str, Any] | None:
    """The entry of the register with both sides of a tension, and what the service has agreed."""
    if found.silence is None:
        return None
    entry = next(entry for entry in desk.pack.silences if entry.id == found.silence.id)
    return entry_json(entry, desk.pack)


def _result(desk: Desk, hit: Hit, rank: int) -> dict[str, Any]:
    said = hit.quotation
    return {
        "id": said.clause_id,
        "section": int(said.section) if said.section.isdecimal() else said.section,
        "heading": desk.pack.policy.section(said.section).heading,
        "text": said.text,
        "lines": list(said.lines),
        "why": list(hit.why),
        "rank": rank,
        "score": round(hit.score, 6),
    }


def _show(answer: dict[str, Any]) -> None:
    if answer["answer"] != AnswerKind.SAYS:
        give(label("answer_kind", answer["answer"]))
        silence = answer["silence"]
        if silence is not None:
            give_wrapped(f"{silence['text']} {silence['instead']} ({silence['source']})", "   ")
            give_sides(silence["sides"])
            give_wrapped(silence["agreement"], "   ")
        give()
    for result in answer["results"]:
        give_wrapped(f'"{result["text"]}"')
        first, last = result["lines"]
        give(message("clause_place", section=result["section"], clause=result["id"], first=first, last=last))
        give()
    if not answer["results"]:
        warn("nothing_found")
    if answer["mode"] == Stage.WORDS:
        tell("found_by_words_only")
