"""What the call screen says of a reply: one row in the thread, and the clauses in the POLICY panel."""

from textual.content import Content

from triage.content import message
from triage.labels import label
from triage.model import AnswerKind, Finding, Guidance, GuidanceLine, Quotation, Rung
from triage.policy.pack import Pack
from triage.records.draft import Exchange, LineKind
from triage.records.people import Service
from tui.policy_notes import register_words
from tui.widgets.thread import Told

CONSULT = "7.consult_manager"
OUR_STAFF = "our_own_staff"
"""Rule of signals.toml: a worry about somebody who works here, who may be the line manager."""
"""The step that follows on every signal (P7.10)."""
MOST_CLAUSES = 8
"""Clauses in the POLICY panel; more than that nobody reads in a call."""


def told(line: Exchange, pack: Pack, in_force: Rung | None) -> Told:
    """The reply in one row: the words that raised a signal with what they may mean, then the step and the
    clause."""
    reply, parts = line.reply, []
    signals = reply.signals
    if signals:
        first = signals[0]
        start, end = first.span
        parts.append(
            message(
                "reply_heard",
                words=line.text[start:end],
                category=label("category", first.category or "none"),
            )
        )
        if in_force is None or first.rung < in_force:
            parts.append(message("reply_press", rung=first.rung.value))
    if not signals and reply.answer is not AnswerKind.SAYS and line.kind is LineKind.LOOK_UP:
        parts.append(f"{label('answer_kind', reply.answer)}.")
    elif not signals and reply.answer is not AnswerKind.SAYS:
        parts.append(message("reply_noted"))
    elif reply.clauses:
        if any(signal.rule == OUR_STAFF for signal in signals):
            parts.append(message("reply_our_staff"))
        elif signals and CONSULT in reply.clauses:
            parts.append(_clause_name("reply_step", CONSULT, pack))
        rest = [clause for clause in reply.clauses if not signals or clause != CONSULT]
        parts += [_clause_name("reply_clause", clause, pack) for clause in rest[:1]]
    elif not signals:
        parts.append(message("reply_nothing_found" if line.kind is LineKind.LOOK_UP else "reply_noted"))
    return Told(tuple(signal.span for signal in signals), " ".join(parts), warns=bool(signals))


def clauses_for(guidance: Guidance, finding: Finding | None, *, look_up: bool) -> tuple[Quotation, ...]:
    """Guidance first and what was found after it; for a look-up what was found comes first."""
    found = tuple(hit.quotation for hit in finding.hits) if finding else ()
    both = (*found, *guidance.clauses) if look_up else (*guidance.clauses, *found)
    return _once(both)[:MOST_CLAUSES]


def pinned(shown: tuple[Quotation, ...], at: int, later: tuple[Quotation, ...]) -> tuple[Quotation, ...]:
    """A later answer that leaves what is being read where it is: all up to row ``at`` stays, the rest
    follows."""
    return _once((*shown[: at + 1], *later))[: max(MOST_CLAUSES, at + 1)]


def not_answered(finding: Finding | None, pack: Pack, service: Service | None) -> Content:
    """What is said before the clauses when the policy is silent or two clauses pull apart; else nothing.

    A tension shows both its sides word for word; either says what this service has agreed to do.
    """
    if finding is None or finding.answer is AnswerKind.SAYS:
        return Content("")
    lines: list[Content | tuple[str, str]] = [(f"{label('answer_kind', finding.answer)}.", "bold")]
    silence = finding.silence
    if silence is not None:
        instead = message("silence_instead", instead=silence.instead, source=silence.source)
        lines.append(("\n" + silence.text, ""))
        lines.append(("\n" + instead, ""))
        lines += [Content("\n"), register_words(silence.id, pack, service)]
    return Content.assemble(*lines, "\n\n")


def policy_words(clauses: tuple[Quotation, ...], before: Content) -> Content:
    """The clauses verbatim, each under its heading; what introduces a bullet stands after it, where there
    is room."""
    return Content.assemble(before, Content("\n\n").join(_clause_words(clause) for clause in clauses))


def with_source(line: GuidanceLine) -> str:
    """The line and where it comes from: never one without the other."""
    return f"{line.text} ({line.source})"


def line_words(line: GuidanceLine) -> Content:
    """What to say, or never to say, in quotation marks, with its source."""
    return Content.assemble(f'"{line.text.strip(chr(34))}"', (f" ({line.source})", "$quiet"))


def step_words(guidance: Guidance) -> Content:
    """What to do, numbered, each with its source."""
    return Content(
        "\n".join(f"{number} {with_source(step)}" for number, step in enumerate(guidance.steps, 1))
    )


def _clause_name(code: str, clause: str, pack: Pack) -> str:
    return message(code, section=pack.policy.clause(clause).section, title=pack.notes[clause].title)


def _clause_words(clause: Quotation) -> Content:
    heading = message("clause_heading", section=clause.section, title=clause.title)
    under = f"\n{message('clause_under', lead_in=clause.lead_in)}" if clause.lead_in else ""
    return Content.assemble((heading, "bold"), f'\n"{clause.text}"', (under, "$quiet"))


def _once(quotations: tuple[Quotation, ...]) -> tuple[Quotation, ...]:
    first: dict[str, Quotation] = {}
    for quotation in quotations:
        first.setdefault(quotation.passage_id, quotation)
    return tuple(first.values())
