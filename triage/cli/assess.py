"""``triage assess``: what the ears make of texts, one a line; the same path as a line typed in a call."""

import time
from typing import Any

import click

from triage.cli.device import desk_here
from triage.cli.json_lines import answer_each
from triage.cli.options import Command
from triage.desk.desk import Desk
from triage.model import Heard, Hit, Signal

_MOST_CLAUSES = 10


@click.command("assess", cls=Command)
def assess() -> int:
    """Reads ``{"id", "text"}`` objects; the exit code is 2 when one of the lines was something else."""
    with desk_here(with_encoder=True) as desk:
        return answer_each(desk, "triage.assess/1", lambda text: _assessed(desk, text))


def _assessed(desk: Desk, text: str) -> dict[str, Any]:
    started = time.perf_counter()
    heard = desk.hear_with_meaning(text, rung=None) or desk.hear(text, rung=None)
    took = (time.perf_counter() - started) * 1000
    return {**_as_json(heard), "ms": round(took, 1)}


def _as_json(heard: Heard) -> dict[str, Any]:
    detection, finding = heard.detection, heard.finding
    return {
        "rung": int(detection.rung),
        "concern": detection.concern,
        "score": round(detection.score, 6),
        "immediate_danger": detection.immediate_danger,
        "danger_score": round(detection.danger_score, 6),
        "signals": [_signal(signal) for signal in detection.signals],
        "clauses": [_clause(hit) for hit in finding.hits[:_MOST_CLAUSES]],
        "answer": finding.answer.value,
        "says_score": round(finding.says_score, 6),
    }


def _signal(signal: Signal) -> dict[str, Any]:
    return {
        "category": signal.category.value if signal.category else None,
        "rung": int(signal.rung),
        "span": list(signal.span),
        "words": signal.words,
        "by": signal.by.value,
        "score": round(signal.score, 6),
        "clauses": list(signal.clauses),
    }


def _clause(hit: Hit) -> dict[str, Any]:
    said = hit.quotation
    return {
        "id": said.clause_id,
        "section": said.section,
        "quote": said.text,
        "lines": list(said.lines),
        "score": round(hit.score, 6),
    }
