"""A practice call being played: what the learner does, and what the caller says next. Nothing here waits.

A play is the chain of what was done; any earlier moment of it can be played again from there.
"""

from dataclasses import dataclass, field, replace

from triage.model import Rung
from triage.practice.kinds import QuestionKind
from triage.practice.scenario import (
    ANYTHING,
    END,
    QUIET,
    SAFETY,
    Branch,
    CountsAs,
    Ending,
    Given,
    Scenario,
    Stage,
)


@dataclass(frozen=True, slots=True)
class Said:
    """The learner typed a line."""

    words: str = field(repr=False)
    kind: QuestionKind
    asks_safety: bool = False


@dataclass(frozen=True, slots=True)
class Picked:
    """The learner picked an option; ``number`` counts the branches of the stage from 0."""

    number: int


@dataclass(frozen=True, slots=True)
class Waited:
    """The learner said nothing for as long as the stage waits."""


@dataclass(frozen=True, slots=True)
class EndedCall:
    """The learner ended the call."""


@dataclass(frozen=True, slots=True)
class ChoseRung:
    """The learner chose a rung; the caller does not hear it."""

    rung: Rung


Move = Said | Picked | Waited | EndedCall | ChoseRung


@dataclass(frozen=True, slots=True)
class Standing:
    """All that decides what follows."""

    place: str
    """Id of a stage or an ending."""
    safety_asked: bool = False
    promised: bool = False
    rung: Rung | None = None
    """None while none is chosen."""
    call_over: bool = False


@dataclass(frozen=True, slots=True)
class CallerLine:
    """One thing the caller said."""

    words: str
    pause_seconds: int = 0
    """Silence before it."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing the learner did, with what it led to."""

    at_seconds: float
    """Since the call began."""
    move: Move
    before: Standing
    after: Standing
    branch: Branch | None
    """None for a rung, and for a call ended where the stage says nothing of it."""
    heard: tuple[CallerLine, ...] = ()
    """What the caller said upon it."""


@dataclass(frozen=True, slots=True)
class Playing:
    """A call so far."""

    scenario: Scenario
    standing: Standing
    opening: tuple[CallerLine, ...]
    """What the caller said before the learner did anything."""
    acts: tuple[Act, ...] = ()

    @property
    def stage(self) -> Stage | None:
        """None when it has ended."""
        return self.scenario.stage_at(self.standing.place)

    @property
    def ending(self) -> Ending | None:
        """None until it has ended."""
        return self.scenario.ending_at(self.standing.place)

    @property
    def lines(self) -> tuple[CallerLine, ...]:
        """All that the caller said, in order."""
        return (*self.opening, *(line for act in self.acts for line in act.heard))

    def at(self, standing: Standing) -> "Playing":
        """The same call standing elsewhere, with nothing done yet: to ask what would follow there."""
        return replace(self, standing=standing, acts=())

    @property
    def stages_seen(self) -> tuple[Stage, ...]:
        """Every stage that was come to, in order, each once."""
        places = dict.fromkeys((self.scenario.start, *(act.after.place for act in self.acts)))
        return tuple(stage for place in places if (stage := self.scenario.stage_at(place)))


def begin(scenario: Scenario) -> Playing:
    """The phone has just been picked up."""
    stage = scenario.stage_at(scenario.start)
    standing = _arrive(scenario, Standing(scenario.start), scenario.start)
    return Playing(scenario, standing, _opening_lines(stage))


def options(playing: Playing) -> tuple[tuple[int, Branch], ...]:
    """What may be picked now, each with the number to pick it by; empty while the learner talks."""
    stage = playing.stage
    if stage is None or not stage.chooses:
        return ()
    return tuple(
        (number, branch)
        for number, branch in enumerate(stage.branch)
        if holds(branch.given, playing.scenario, playing.standing)
    )


def can_talk(playing: Playing) -> bool:
    """Whether somebody is there to hear a line."""
    return (stage := playing.stage) is not None and not stage.chooses


def quiet_seconds(playing: Playing) -> int | None:
    """After how long a silence ``Waited`` means something here; None where it means nothing."""
    stage = playing.stage
    if stage is None or _branch_for(playing, Waited()) is None:
        return None
    return stage.quiet_seconds


def step(playing: Playing, move: Move, at_seconds: float) -> Playing:
    """The call after ``move``; the very same value where the move means nothing here."""
    if playing.stage is None:
        return playing
    before = playing.standing
    if isinstance(move, ChoseRung):
        if before.rung is move.rung:
            return playing
        after = replace(before, rung=move.rung)
        return _with(playing, Act(at_seconds, move, before, after, None))
    branch = _branch_for(playing, move)
    if branch is not None:
        return _follow(playing, move, branch, at_seconds)
    if isinstance(move, EndedCall) and can_talk(playing):
        after = replace(_arrive(playing.scenario, before, playing.scenario.hang_up), call_over=True)
        heard = _opening_lines(playing.scenario.stage_at(after.place))
        return _with(playing, Act(at_seconds, move, before, after, None, heard))
    return playing


def again_from(playing: Playing, number: int) -> Playing:
    """As it stood just before the act of that number, counted from 0: the acts after it never were."""
    kept = playing.acts[:number]
    standing = kept[-1].after if kept else begin(playing.scenario).standing
    return replace(playing, acts=kept, standing=standing)


def holds(given: tuple[Given, ...], scenario: Scenario, standing: Standing) -> bool:
    """Whether all of ``given`` is so."""
    return all(_is_so(each, scenario, standing) for each in given)


def _is_so(each: Given, scenario: Scenario, standing: Standing) -> bool:
    match each:
        case Given.SAFETY_ASKED:
            return standing.safety_asked
        case Given.SAFETY_NOT_ASKED:
            return not standing.safety_asked
        case Given.PROMISED:
            return standing.promised
        case Given.NOT_PROMISED:
            return not standing.promised
        case Given.RUNG_RIGHT:
            return standing.rung in scenario.right_rungs()
        case Given.RUNG_NOT_RIGHT:
            return standing.rung not in scenario.right_rungs()


def _branch_for(playing: Playing, move: Move) -> Branch | None:
    stage = playing.stage
    if stage is None:
        return None
    if stage.chooses:
        offered = dict(options(playing))
        return offered.get(move.number) if isinstance(move, Picked) else None
    for branch in stage.branch:
        if _hears(branch, move) and holds(branch.given, playing.scenario, playing.standing):
            return branch
    return None


def _hears(branch: Branch, move: Move) -> bool:
    match move:
        case Said(kind=kind, asks_safety=asks_safety):
            return kind in branch.on or ANYTHING in branch.on or (asks_safety and SAFETY in branch.on)
        case Waited():
            return QUIET in branch.on
        case EndedCall():
            return END in branch.on
        case _:
            return False


def _follow(playing: Playing, move: Move, branch: Branch, at_seconds: float) -> Playing:
    scenario, before = playing.scenario, playing.standing
    noted = before
    if branch.counts_as is CountsAs.SAFETY or (isinstance(move, Said) and move.asks_safety):
        noted = replace(noted, safety_asked=True)
    if branch.counts_as is CountsAs.PROMISE or (isinstance(move, Said) and move.kind is QuestionKind.PROMISE):
        noted = replace(noted, promised=True)
    after = _arrive(scenario, noted, branch.to)
    if isinstance(move, EndedCall):
        after = replace(after, call_over=True)
    heard = tuple(CallerLine(words) for words in branch.says)
    if branch.to != before.place:
        heard += _opening_lines(scenario.stage_at(branch.to))
    return _with(playing, Act(at_seconds, move, before, after, branch, heard))


def _arrive(scenario: Scenario, standing: Standing, place: str) -> Standing:
    stage = scenario.stage_at(place)
    if stage is None or stage.dropped or place == scenario.hang_up:
        return replace(standing, place=place, call_over=True)
    return replace(standing, place=place, call_over=standing.call_over and stage.chooses)


def _opening_lines(stage: Stage | None) -> tuple[CallerLine, ...]:
    if stage is None:
        return ()
    pauses = (stage.pause_seconds, *(0 for _ in stage.says[1:]))
    return tuple(CallerLine(words, pause) for words, pause in zip(stage.says, pauses, strict=False))


def _with(playing: Playing, act: Act) -> Playing:
    return replace(playing, acts=(*playing.acts, act), standing=act.after)
