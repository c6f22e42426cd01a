"""A practice call in plain lines: the caller is read out, and what the learner types is what they say."""

from triage.cli.output import give_wrapped
from triage.cli.plain_lines import Hiding, fault, line, read
from triage.content import message
from triage.desk.desk import Desk
from triage.desk.practice_room import question_kinds, scenario_named
from triage.desk.views import Access
from triage.errors import ExitCode, TriageError
from triage.labels import label
from triage.model import Rung
from triage.practice.debrief import debrief, headline
from triage.practice.kinds import KindOf
from triage.practice.play import (
    CallerLine,
    ChoseRung,
    EndedCall,
    Move,
    Picked,
    Playing,
    Said,
    Waited,
    again_from,
    begin,
    options,
    step,
)
from triage.practice.safety import asks_safety

_RUNGS = {str(rung.value): rung for rung in Rung}
_END, _STOP = "/e", "/b"


class _Stopped(Exception):
    """The learner stops here."""


def practise_plainly(desk: Desk, name: str, kind_of: KindOf | None = None) -> int:
    """Until it is left or hidden: the exit code. ``desk`` is the real one, and only learns that the call was
    played."""
    try:
        play_plainly(desk, name, kind_of)
    except Hiding:
        desk.lock()
        line("plain_hidden")
    return ExitCode.DONE


def play_plainly(desk: Desk, name: str, kind_of: KindOf | None = None) -> None:
    """The same for who has a Home to come back to. Raises Hiding, NotFound."""
    kind_of = kind_of or question_kinds()
    playing = begin(scenario_named(desk.pack, name))
    scenario = playing.scenario
    line("practice_plain_mark", title=scenario.title)
    give_wrapped("\n".join(scenario.content_note))
    line("practice_support")
    line("practice_plain_keys")
    while True:
        playing = _played(desk, playing, kind_of)
        _note(desk, playing)
        number = _again(desk, playing)
        if number is None:
            return
        playing = again_from(playing, number)


def _played(desk: Desk, playing: Playing, kind_of: KindOf) -> Playing:
    began = desk.now()
    before = playing.acts[-1].at_seconds if playing.acts else 0.0
    _give(playing.acts[-1].heard if playing.acts else playing.opening)
    while playing.ending is None:
        try:
            move = _chosen(playing) if options(playing) else _typed(kind_of)
        except _Stopped:
            return playing
        after = step(playing, move, before + (desk.now() - began).total_seconds())
        if after is playing:
            line("practice_plain_nothing")
        elif isinstance(move, ChoseRung):
            line("practice_plain_rung", rung=label("rung", move.rung))
        else:
            _give(after.acts[-1].heard)
        playing = after
    return playing


def _typed(kind_of: KindOf) -> Move:
    text = read("practice_plain_say", optional=True).strip()
    if text == _STOP:
        raise _Stopped
    if text == _END:
        return EndedCall()
    if text in _RUNGS:
        return ChoseRung(_RUNGS[text])
    return Said(text, kind_of(text), asks_safety(text)) if text else Waited()


def _chosen(playing: Playing) -> Move:
    stage = playing.stage
    line("practice_plain_asks", asks=stage.asks if stage else "")
    offered = options(playing)
    for at, (_, branch) in enumerate(offered, 1):
        give_wrapped(f"{at}  {branch.option}")
    while True:
        text = read("practice_plain_number", optional=True).strip()
        if text == _STOP:
            raise _Stopped
        if text.isdecimal() and 1 <= int(text) <= len(offered):
            return Picked(offered[int(text) - 1][0])
        line("practice_plain_which", most=len(offered))


def _give(lines: tuple[CallerLine, ...]) -> None:
    for each in lines:
        if each.pause_seconds:
            line("practice_silence")
        line("practice_caller_said", words=each.words)


def _note(desk: Desk, playing: Playing) -> None:
    if desk.access is not Access.OPEN:
        return
    try:
        desk.practice.note(playing.scenario.id, finished=playing.ending is not None)
    except TriageError as error:
        fault(error)


def _again(desk: Desk, playing: Playing) -> int | None:
    """The debrief, row by row; the act to try again from, or None to leave."""
    found = debrief(playing, desk.pack)
    line("practice_plain_mark", title=message("debrief_place", title=playing.scenario.title))
    for words in headline(found):
        give_wrapped(words)
    if found.ending is not None and found.ending_backing is not None:
        words = " ".join((*found.ending.text, found.ending.why))
        line("debrief_ending", words=words, source=found.ending_backing.short)
    else:
        line("practice_plain_stopped")
    for at, row in enumerate(found.rows, 1):
        line("practice_plain_row", number=at, did=row.did, result=row.result_words)
        if row.why:
            give_wrapped(row.why)
        if row.backing.words:
            where = "debrief_policy_says" if row.backing.clause_id else "debrief_rule_says"
            line(where, words=row.backing.words, section=row.backing.short)
        if row.instead:
            line("debrief_instead", words=row.instead)
    while True:
        text = read("practice_plain_again", optional=True).strip()
        if not text or text == _STOP:
            return None
        if text.isdecimal() and 1 <= int(text) <= len(found.rows):
            return found.rows[int(text) - 1].number or 0
        line("practice_plain_which", most=len(found.rows))
