"""Every shipped practice call, played along every branch to every ending that may follow it."""

from functools import cache

import pytest

from policy_corpus import root
from triage.policy.pack import DEFAULT_PACK, load_pack
from triage.practice.load import check_scenario
from triage.practice.play import Picked, Playing, begin, options, step
from triage.practice.scenario import Result, Scenario
from triage.practice.walk import Walk, walk

PACK = load_pack()
FILES = sorted(
    (
        file
        for file in (root() / DEFAULT_PACK / "scenarios").iterdir()
        if file.name.endswith(".toml")
    ),
    key=lambda file: file.name,
)  # fmt: skip
IDS = [file.name.removesuffix(".toml") for file in FILES]
every_scenario = pytest.mark.parametrize("name", IDS)


@cache
def walked(name: str) -> Walk:
    text = next(file for file in FILES if file.name == f"{name}.toml").read_text(encoding="utf-8")
    checked = check_scenario(text, PACK, name)
    assert checked.scenario is not None, "\n".join(
        f"line {each.line}: {each.words}" for each in checked.faults
    )
    return walk(checked.scenario)


@every_scenario
def test_each_branch_is_played_to_each_ending_that_may_follow(name: str) -> None:
    found = walked(name)
    branches: set[tuple[str, int]] = set()
    endings: set[str] = set()

    for way in found.ways():
        played = begin(found.scenario)
        for at, move in enumerate(way):
            played = step(played, move, float(at))
        assert played.ending is not None
        assert len(played.acts) == len(way), "a move of the way meant nothing"
        branches.update(places_of(played))
        endings.add(played.ending.id)

    assert branches == set(every_branch(found.scenario))
    assert endings == {ending.id for ending in found.scenario.ending}


@every_scenario
def test_a_good_ending_is_reached_by_doing_only_what_is_good(name: str) -> None:
    found = walked(name)
    start = begin(found.scenario)
    waiting, seen = [start], {start.standing}
    endings = set()

    while waiting:
        here = waiting.pop()
        for edge in found.edges:
            if edge.before != here.standing or edge.after in seen or edge.branch is None:
                continue
            there = step(here, edge.move, 0.0)
            branch = there.acts[-1].branch
            if branch is not None and branch.result is Result.GOOD:
                seen.add(there.standing)
                waiting.append(there)
                if there.ending is not None:
                    endings.add(there.ending.result)

    assert Result.GOOD in endings


@every_scenario
def test_the_options_of_a_stage_can_be_told_apart(name: str) -> None:
    for stage in walked(name).scenario.stage:
        texts = [branch.option.casefold() for branch in stage.branch if branch.option]
        assert len(texts) == len(set(texts)), stage.id


def every_branch(scenario: Scenario) -> list[tuple[str, int]]:
    return [(stage.id, number) for stage in scenario.stage for number in range(len(stage.branch))]


def places_of(played: Playing) -> list[tuple[str, int]]:
    found = []
    for act in played.acts:
        stage = played.scenario.stage_at(act.before.place)
        if stage is None or act.branch is None:
            continue
        if isinstance(act.move, Picked):
            assert act.move.number in dict(options(played.at(act.before)))
        found.append((stage.id, next(n for n, each in enumerate(stage.branch) if each is act.branch)))
    return found
