"""What plain mode reads and writes: lines, one after another. Nothing is drawn over, nothing is coloured.

A screen reader reads each line as it comes. So a heading stands before each question, and a number that was
typed is said back in words.
"""

import click

from triage.cli.output import give_wrapped, warn
from triage.content import message
from triage.errors import TriageError
from triage.labels import label
from triage.model import AnswerKind, Finding, Quotation
from triage.policy.pack import Pack
from triage.records.agreed import agreement_words
from triage.records.people import Service
from triage.text import LONGEST_LINE, clean

HIDE = "/x"
"""Typed alone at any prompt of plain mode: the records are closed."""
MOST_FOUND = 3
"""Clauses read aloud for one look-up: more than that nobody hears out in a call."""
_ROOM_OF_A_LINE = 4095
"""Bytes: what Linux keeps of one line typed at a terminal. The rest is gone before any program sees it."""


class Hiding(Exception):
    """The person wants the records closed now."""


def line(code: str, /, **facts: str | int) -> None:
    """A message, in lines that fit the window."""
    give_wrapped(message(code, **facts))


def fault(error: TriageError) -> None:
    """What stopped it, in its own words."""
    give_wrapped(f"! {message(error.code, **error.facts)}")


def read(code: str, /, *, optional: bool = False) -> str:
    """What was typed, cleaned and otherwise as it is. Raises Hiding; click.Abort at Ctrl+C and Ctrl+D."""
    default = "" if optional else None
    raw = str(click.prompt(message(code), default=default, show_default=False, err=True))
    if raw.strip().lower() == HIDE:
        raise Hiding
    cleaned = clean(raw)
    if cleaned.hidden_removed:
        warn("hidden_removed")
    if cleaned.cut:
        warn("text_cut", longest=f"{LONGEST_LINE:,}")
    if len(raw.encode(errors="replace")) >= _ROOM_OF_A_LINE:
        line("plain_line_full")
    return cleaned.text


def give_clause(clause: Quotation) -> None:
    """The policy's own words, with their section."""
    line("plain_policy", section=clause.section, title=clause.title, text=clause.text)


def give_finding(finding: Finding, pack: Pack, service: Service | None) -> None:
    """What a look-up found: that the policy is silent or pulls two ways comes before its clauses."""
    if finding.answer is not AnswerKind.SAYS:
        give_wrapped(f"{label('answer_kind', finding.answer)}.")
        _give_silence(finding, pack, service)
    for hit in finding.hits[:MOST_FOUND]:
        give_clause(hit.quotation)
    if not finding.hits:
        warn("nothing_found")


def _give_silence(finding: Finding, pack: Pack, service: Service | None) -> None:
    """The entry of the register, both its sides word for word, and what the service has agreed."""
    silence = finding.silence
    if silence is None:
        return
    give_wrapped(silence.text)
    line("silence_instead", instead=silence.instead, source=silence.source)
    for code, side in zip(("tension_one_side", "tension_other_side"), pack.pair(silence.id), strict=False):
        line(code)
        for clause in side:
            give_clause(clause)
    entry = next(each for each in pack.silences if each.id == silence.id)
    give_wrapped(agreement_words(entry, service.silences_agreed if service else None))
