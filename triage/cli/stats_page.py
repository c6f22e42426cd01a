"""Figures for third parties as plain text, 80 columns wide, and as JSON. No name stands on either."""

import textwrap
from collections.abc import Iterator
from typing import Any

from triage.content import message
from triage.labels import label
from triage.records.statistics import CATEGORIES, Dimension, StatisticsMade, Table

_WIDTH = 80
_FIRST = 20
_COLUMN = 10
_LEFT_OUT = "[c]"
_NOTES = ("stats_note_left_out", "stats_note_not_counted", "stats_note_once")


def text_page(made: StatisticsMade, duty: str) -> str:
    """The whole page, ending in a line break."""
    parts = [message("stats_title", period=made.period), message("stats_number", number=made.number)]
    parts += ["\n".join(_table(made, table)) for table in made.tables]
    parts += [*_notes(), message("stats_duty_shown", duty=duty)]
    return "\n\n".join(_filled(part) if "\n" not in part else part for part in parts) + "\n"


def json_page(made: StatisticsMade, duty: str) -> dict[str, Any]:
    """``null`` for a count that is left out."""
    counts = _counts(made)
    return {
        "schema": "triage.statistics/1",
        "number": made.number,
        "period": made.period,
        "least": made.least,
        "duty": duty,
        "notes": _notes(),
        "tables": [
            {
                "by": list(table),
                "cells": [
                    {"of": dict(cell), "count": count}
                    for cell, count in counts.items()
                    if {name for name, _ in cell} <= set(table)
                ],
            }
            for table in made.tables
        ],
    }


def _table(made: StatisticsMade, table: Table) -> Iterator[str]:
    counts = _counts(made)
    rows, *columns = table
    yield message(
        "stats_table_title", by=message("stats_by").join(label("counted_by", name) for name in table)
    )
    yield ""
    heads: list[tuple[tuple[Dimension, str], ...]] = [()]
    if columns:
        heads = [*(((columns[0], value),) for value in CATEGORIES[columns[0]]), ()]
        yield from _lines("", [_named(head) for head in heads])
    for value in (*CATEGORIES[rows], None):
        row = () if value is None else ((rows, value),)
        yield from _lines(_named(row), [_shown(counts[(*row, *head)]) for head in heads])


def _counts(made: StatisticsMade) -> dict[tuple[tuple[Dimension, str], ...], int | None]:
    return {figure.of: figure.count for figure in made.figures}


def _named(cell: tuple[tuple[Dimension, str], ...]) -> str:
    return " ".join(label(f"counted_{name}", value) for name, value in cell) or message("stats_total")


def _shown(count: int | None) -> str:
    return _LEFT_OUT if count is None else str(count)


def _lines(first: str, others: list[str]) -> Iterator[str]:
    cut = [textwrap.wrap(first, _FIRST - 1) or [""]]
    cut += [textwrap.wrap(other, _COLUMN - 1) or [""] for other in others]
    for at in range(max(map(len, cut))):
        name, *rest = (part[at] if at < len(part) else "" for part in cut)
        yield (f"{name:{_FIRST}}" + "".join(f"{each:>{_COLUMN}}" for each in rest)).rstrip()


def _notes() -> list[str]:
    return [message(code) for code in _NOTES]


def _filled(text: str) -> str:
    return textwrap.fill(text, _WIDTH)
