"""Every way a scenario can be played: the branches and endings ever reached, and the shortest way there.

A scenario has few stages and only three things to remember, so all of it can be walked.
"""

from collections import deque
from dataclasses import dataclass
from itertools import product

from triage.model import Rung
from triage.practice.kinds import QuestionKind
from triage.practice.play import (
    ChoseRung,
    EndedCall,
    Move,
    Picked,
    Playing,
    Said,
    Standing,
    Waited,
    begin,
    can_talk,
    options,
    step,
)
from triage.practice.scenario import Branch, Scenario

BranchPlace = tuple[str, int]
"""A stage's id, and the number of a branch in it, from 0."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One move from one standing to another."""

    before: Standing
    move: Move
    after: Standing
    branch: BranchPlace | None


@dataclass(frozen=True, slots=True)
class Walk:
    """All that can happen."""

    scenario: Scenario
    standings: tuple[Standing, ...]
    """In the order they were come to: the shortest way first."""
    edges: tuple[Edge, ...]

    @property
    def branches(self) -> frozenset[BranchPlace]:
        """Every branch that is ever taken."""
        return frozenset(edge.branch for edge in self.edges if edge.branch is not None)

    @property
    def places(self) -> frozenset[str]:
        """Every stage and ending ever come to."""
        return frozenset(standing.place for standing in self.standings)

    def stuck(self) -> tuple[Standing, ...]:
        """Where no way leads to any ending any more."""
        leading: dict[Standing, list[Standing]] = {}
        for edge in self.edges:
            leading.setdefault(edge.after, []).append(edge.before)
        waiting = [each for each in self.standings if self.scenario.ending_at(each.place)]
        free = set(waiting)
        while waiting:
            for earlier in leading.get(waiting.pop(), ()):
                if earlier not in free:
                    free.add(earlier)
                    waiting.append(earlier)
        return tuple(each for each in self.standings if each not in free)

    def ways(self) -> tuple[tuple[Move, ...], ...]:
        """For each branch and each ending that may follow it, the shortest play through both."""
        onward: dict[Standing, list[Edge]] = {}
        for edge in self.edges:
            onward.setdefault(edge.before, []).append(edge)
        first = _shortest(onward, self.standings[0])
        taken: dict[BranchPlace, Edge] = {}
        for edge in self.edges:
            if edge.branch is not None:
                taken.setdefault(edge.branch, edge)
        ways = []
        for edge in taken.values():
            rest = _shortest(onward, edge.after)
            ends: dict[str, tuple[Move, ...]] = {}
            for standing, moves in rest.items():
                if self.scenario.ending_at(standing.place):
                    ends.setdefault(standing.place, moves)
            ways += [(*first[edge.before], edge.move, *moves) for moves in ends.values()]
        return tuple(ways)


def walk(scenario: Scenario) -> Walk:
    """``scenario`` along every branch."""
    begun = begin(scenario)
    waiting, seen, edges = deque([begun]), {begun.standing: None}, []
    while waiting:
        here = waiting.popleft()
        for move in moves_from(here):
            there = step(here, move, 0.0)
            if there is here:
                continue
            act = there.acts[-1]
            edges.append(Edge(here.standing, move, there.standing, _place(here, act.branch)))
            if there.standing not in seen:
                seen[there.standing] = None
                waiting.append(there.at(there.standing))
    return Walk(scenario, tuple(seen), tuple(edges))


def moves_from(playing: Playing) -> tuple[Move, ...]:
    """Every different thing that can be done now; of the rungs, the right one and one other."""
    if playing.stage is None:
        return ()
    other = next(rung for rung in reversed(Rung) if rung not in playing.scenario.right_rungs())
    found: list[Move] = [Picked(number) for number, _ in options(playing)]
    if can_talk(playing):
        found += [
            Said(kind.value, kind, asks_safety) for kind, asks_safety in product(QuestionKind, (False, True))
        ]
        found.append(Waited())
    return (*found, EndedCall(), ChoseRung(playing.scenario.rung.right), ChoseRung(other))


def _place(playing: Playing, branch: Branch | None) -> BranchPlace | None:
    stage = playing.stage
    if stage is None or branch is None:
        return None
    return stage.id, next(number for number, each in enumerate(stage.branch) if each is branch)


def _shortest(onward: dict[Standing, list[Edge]], start: Standing) -> dict[Standing, tuple[Move, ...]]:
    found: dict[Standing, tuple[Move, ...]] = {start: ()}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for edge in onward.get(here, ()):
            if edge.after not in found:
                found[edge.after] = (*found[here], edge.move)
                waiting.append(edge.after)
    return found
