"""Papers that are of no record: figures, a certificate, the copy for a person, the policy itself."""

from datetime import datetime
from importlib.metadata import version
from itertools import groupby

from triage.content import message
from triage.labels import label
from triage.papers.building import sealed_by, text_line
from triage.papers.paper import About, Line, Paper, Part
from triage.policy.pack import Pack
from triage.records.data_request import Passage
from triage.records.document import Kind
from triage.records.statistics import CATEGORIES, Dimension, StatisticsMade, Table
from triage.records.times import full_time

_Cell = tuple[tuple[Dimension, str], ...]


def figures_parts(made: StatisticsMade, duty: str) -> tuple[Part, ...]:
    """A part for each table, then what to know of the figures, with the duty in the policy's words."""
    about = [text_line(message(f"stats_note_{name}")) for name in ("left_out", "not_counted", "once")]
    return (
        Part(
            id="figures",
            heading=message("stats_title", period=made.period),
            lines=(text_line(message("stats_number", number=made.number)),),
        ),
        *(_table(made, table) for table in made.tables),
        Part(
            id="about_figures",
            heading=message("paper_about_figures"),
            lines=(*about, text_line(message("stats_duty_shown", duty=duty), Kind.POLICY)),
        ),
    )


def certificate_parts(lines: tuple[str, ...]) -> tuple[Part, ...]:
    """Lines as the terminal shows them, the first of them the heading; those set in are points."""
    heading, *rest = lines
    said = [text_line(line.strip()).model_copy(update={"point": line.startswith(" ")}) for line in rest]
    return (Part(id="certificate", heading=heading, lines=tuple(said)),)


def copy_parts(passages: tuple[Passage, ...], leave_out: frozenset[int]) -> tuple[Part, ...]:
    """The record's lines under their headings; one that is left out says so in its place."""
    return tuple(
        Part(id="copy", heading=heading, lines=tuple(_passage(each, leave_out) for each in found))
        for heading, found in groupby(passages, lambda each: each.text.partition(" | ")[0])
    )


def policy_paper(pack: Pack, now: datetime) -> Paper:
    """The whole policy, word for word, with no data of any call (P9.6)."""
    parts = tuple(
        Part(
            id=section.number,
            heading=f"{section.number}. {section.heading}",
            lines=tuple(
                Line(label="", text=each.text, kind=Kind.POLICY, point=each.bullet)
                for each in section.paragraphs
            ),
        )
        for section in pack.policy.sections
    )
    return Paper(
        about=About.POLICY,
        title=pack.policy.title,
        marking=message("paper_marking_policy"),
        number="",
        reference="",
        practice=False,
        made_at=now,
        notices=() if pack.intact else (message("policy_changed"),),
        parts=parts,
        seal=(sealed_by("policy", pack.sha256),),
        footer=message("paper_footer", time=full_time(now), version=version("safeguarding-triage")),
    )


def _passage(passage: Passage, leave_out: frozenset[int]) -> Line:
    gone = passage.number in leave_out
    text = message("passage_left_out") if gone else passage.text.partition(" | ")[2]
    return text_line(text).model_copy(update={"left_out": gone, "number": passage.number})


def _table(made: StatisticsMade, table: Table) -> Part:
    """As the terminal has it: rows, and columns where there are two lists; the totals last."""
    counts = {figure.of: figure.count for figure in made.figures}
    rows, *others = table
    heads: list[_Cell] = [*(((each, value),) for each in others for value in CATEGORIES[each]), ()]
    names: list[_Cell] = [*(((rows, value),) for value in CATEGORIES[rows]), ()]
    by = message("stats_by").join(label("counted_by", name) for name in table)
    return Part(
        id="+".join(table),
        heading=message("stats_table_title", by=by),
        table=(
            (label("counted_by", rows).capitalize(), *map(_named, heads)),
            *((_named(row), *(_shown(counts[(*row, *head)]) for head in heads)) for row in names),
        ),
    )


def _named(cell: _Cell) -> str:
    return " ".join(label(f"counted_{name}", value) for name, value in cell) or message("stats_total")


def _shown(count: int | None) -> str:
    return "[c]" if count is None else str(count)
