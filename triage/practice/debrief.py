"""What a learner did in a practice call, beside what the policy says of it. No points, no comparing."""

from dataclasses import dataclass, field

from triage.content import message
from triage.labels import label
from triage.model import Quotation
from triage.policy.pack import Pack
from triage.practice.kinds import QuestionKind
from triage.practice.marking import Mark, MarkKind, keep_of, marks
from triage.practice.play import Act, ChoseRung, EndedCall, Picked, Playing, Said, Waited
from triage.practice.scenario import PRACTICE, Ending, Result, Scenario
from triage.records.escalation import Escalation

POOR = frozenset(
    (
        QuestionKind.CLOSED,
        QuestionKind.LEADING,
        QuestionKind.MULTIPLE,
        QuestionKind.WHY,
        QuestionKind.PROMISE,
    )
)
"""Kinds whose name says more in the result column than «Look at this again»."""

_SAID = {QuestionKind.STATEMENT: "debrief_did_say", QuestionKind.PROMISE: "debrief_did_promise"}


RECORD_CLAUSE = "7.record"
_MARK_WHY = {
    MarkKind.VERBATIM: "mark_why_verbatim",
    MarkKind.TIDIED: "mark_why_tidied",
    MarkKind.PARAPHRASED: "mark_why_paraphrased",
    MarkKind.NOT_SAID: "mark_why_not_said",
    MarkKind.OPINION_AS_FACT: "mark_why_opinion",
    MarkKind.MISSING: "mark_why_missing",
}
_MARK_INSTEAD = {
    MarkKind.TIDIED: "mark_instead_theirs",
    MarkKind.PARAPHRASED: "mark_instead_theirs",
    MarkKind.NOT_SAID: "mark_instead_not_said",
    MarkKind.OPINION_AS_FACT: "mark_instead_opinion",
    MarkKind.MISSING: "mark_instead_theirs",
}


@dataclass(frozen=True, slots=True)
class Backing:
    """Where a row's rule comes from."""

    short: str
    """For the policy column: the section's number, ``rule``, or ``-`` for practice."""
    words: str
    """The policy's words or the service rule's; empty for practice."""
    clause_id: str | None
    """To open the policy at; None for a service rule and for practice."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing done."""

    number: int | None
    """The act to try again from, counted from 0; None for what was never done."""
    did: str = field(repr=False)
    result: Result
    result_words: str
    backing: Backing
    why: str
    instead: str
    """Empty where it was good."""


@dataclass(frozen=True, slots=True)
class Debrief:
    """All that the debrief shows."""

    scenario: Scenario
    rows: tuple[Row, ...]
    right_rung_at: int | None
    """After how many lines of the caller the right rung was chosen for good; None: it never was."""
    lines_heard: int
    first_safe_seconds: float | None
    """Since the beginning of the call; None where no such step was taken."""
    ending: Ending | None
    """None where it was stopped before."""
    ending_backing: Backing | None


def debrief(playing: Playing, pack: Pack) -> Debrief:
    """What was done, in order, and last the rung if none was chosen."""
    rows = [row for number, act in enumerate(playing.acts) if (row := _row(playing, number, act, pack))]
    if playing.standing.rung is None:
        rows.append(_no_rung(playing.scenario, pack))
    ending = playing.ending
    return Debrief(
        scenario=playing.scenario,
        rows=tuple(rows),
        right_rung_at=_right_rung_at(playing),
        lines_heard=len(playing.lines),
        first_safe_seconds=next(
            (act.at_seconds for act in playing.acts if act.branch is not None and act.branch.safe_step), None
        ),
        ending=ending,
        ending_backing=backing(ending.source, pack) if ending else None,
    )


def record_rows(playing: Playing, record: Escalation | None, pack: Pack) -> tuple[Row, ...]:
    """The record beside what the caller said, piece by piece; one row where words were heard that belong in a
    record and none was written."""
    keep, source = keep_of(playing), backing(RECORD_CLAUSE, pack)
    look_again = Result.LOOK_AGAIN
    if record is None:
        if not keep:
            return ()
        words, instead = message("mark_no_record"), message("mark_no_record_instead")
        result = label("practice_result", look_again)
        return (Row(None, words, look_again, result, source, "", instead),)
    said = tuple(line.words for line in playing.lines)
    return tuple(_marked(mark, source) for mark in marks(record, said, keep))


def _marked(mark: Mark, source: Backing) -> Row:
    good = mark.kind is MarkKind.VERBATIM
    instead = _MARK_INSTEAD.get(mark.kind)
    theirs = mark.words if mark.kind is MarkKind.MISSING else mark.theirs
    return Row(
        None,
        message("mark_missing" if mark.kind is MarkKind.MISSING else "mark_wrote", words=mark.words),
        Result.GOOD if good else Result.LOOK_AGAIN,
        label("practice_mark", mark.kind),
        source,
        message(_MARK_WHY[mark.kind]),
        message(instead, words=theirs) if instead else "",
    )


def headline(found: Debrief) -> tuple[str, str]:
    """The two facts at the top: the rung, and the first safe step."""
    if found.right_rung_at is None:
        rung = message("debrief_rung_never", rung=label("rung", found.scenario.rung.right))
    else:
        rung = message("debrief_rung_at", line=found.right_rung_at, lines=found.lines_heard)
    if found.first_safe_seconds is None:
        return rung, message("debrief_no_safe_step")
    minutes, seconds = divmod(int(found.first_safe_seconds), 60)
    return rung, message("debrief_safe_step", minutes=minutes, seconds=seconds)


def backing(source: str, pack: Pack) -> Backing:
    """Of a source that was checked when the file was read."""
    if source == PRACTICE:
        return Backing("-", "", None)
    if (rule := pack.service_rules.get(source)) is not None:
        return Backing(message("debrief_rule"), rule.text, None)
    quotation: Quotation = pack.quote(source)
    return Backing(quotation.section, quotation.text, quotation.passage_id)


def _row(playing: Playing, number: int, act: Act, pack: Pack) -> Row | None:
    scenario = playing.scenario
    if isinstance(act.move, ChoseRung):
        right = act.move.rung in scenario.right_rungs()
        result = Result.GOOD if right else Result.LOOK_AGAIN
        rung = scenario.rung
        return Row(
            number,
            message("debrief_did_rung", rung=label("rung", act.move.rung)),
            result,
            label("practice_result", result),
            backing(rung.source, pack),
            rung.why if right else "",
            "" if right else rung.instead,
        )
    if act.branch is None:
        return None
    branch = act.branch
    return Row(
        number,
        _did(act),
        branch.result,
        _result_words(act, branch.result),
        backing(branch.source, pack),
        branch.why,
        branch.instead,
    )


def _did(act: Act) -> str:
    match act.move:
        case Said(words=words, kind=kind):
            return message(_SAID.get(kind, "debrief_did_ask"), words=words)
        case Picked() if act.branch is not None:
            return act.branch.option
        case Waited():
            return message("debrief_did_wait")
        case EndedCall():
            return message("debrief_did_end")
        case _:
            return ""


def _result_words(act: Act, result: Result) -> str:
    if result is Result.LOOK_AGAIN and isinstance(act.move, Said) and act.move.kind in POOR:
        return label("practice_kind", act.move.kind)
    return label("practice_result", result)


def _no_rung(scenario: Scenario, pack: Pack) -> Row:
    return Row(
        None,
        message("debrief_did_no_rung"),
        Result.LOOK_AGAIN,
        label("practice_result", Result.LOOK_AGAIN),
        backing(scenario.rung.source, pack),
        "",
        scenario.rung.instead,
    )


def _right_rung_at(playing: Playing) -> int | None:
    right = playing.scenario.right_rungs()
    if playing.standing.rung not in right:
        return None
    heard, found = len(playing.opening), len(playing.opening)
    was_right = False
    for act in playing.acts:
        if isinstance(act.move, ChoseRung):
            now_right = act.move.rung in right
            if now_right and not was_right:
                found = heard
            was_right = now_right
        heard += len(act.heard)
    return found
