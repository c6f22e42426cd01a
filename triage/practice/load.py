"""A scenario file read strictly: every fault is told at once, with its line; a faulty file is not played."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from triage.content import as_json
from triage.policy.pack import Pack
from triage.practice.faults import Fault, Finding, ScenarioBroken, in_words
from triage.practice.places import Places, find_places
from triage.practice.play import begin, options
from triage.practice.rules import faults_of
from triage.practice.scenario import Result, Scenario
from triage.practice.walk import Walk, walk

_AT_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of reading a file."""

    scenario: Scenario | None
    """None where there are faults."""
    faults: tuple[Fault, ...]
    """By line."""


def load_scenario(text: str, pack: Pack, file_name: str) -> Scenario:
    """Raises ScenarioBroken with every fault."""
    checked = check_scenario(text, pack, file_name.removesuffix(".toml"))
    if checked.scenario is None:
        raise ScenarioBroken(file_name, checked.faults)
    return checked.scenario


def check_scenario(text: str, pack: Pack, file_id: str | None = None, *, walked: bool = True) -> Checked:
    """``text`` against every rule. ``file_id``: the file's name without its ending; None: any.

    Without ``walked`` it is not played through, which takes most of the time: enough for a list.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        found = _AT_LINE.search(str(wrong))
        line = int(found.group(1)) if found else text.count("\n") + 1
        return _with_faults(in_words(Finding((), "practice_fault_toml", {"problem": str(wrong)}), line))
    places = find_places(text)
    try:
        scenario = Scenario.model_validate_json(as_json(data), strict=True)
    except ValidationError as wrong:
        return _with_faults(*(in_words(each, places.line_of(each.loc)) for each in _of_shape(wrong)))
    faults = _told(faults_of(scenario, pack, file_id), places)
    if not faults and walked:
        faults = _told(_of_play(walk(scenario)), places)
    return _with_faults(*faults) if faults else Checked(scenario, ())


def _with_faults(*faults: Fault) -> Checked:
    return Checked(None, tuple(sorted(set(faults))))


def _told(findings: Iterator[Finding], places: Places) -> list[Fault]:
    return [in_words(finding, places.line_of(finding.loc)) for finding in findings]


def _of_shape(wrong: ValidationError) -> Iterator[Finding]:
    for error in wrong.errors(include_input=False, include_url=False):
        key = next((str(part) for part in reversed(error["loc"]) if isinstance(part, str)), "-")
        match error["type"]:
            case "missing":
                yield Finding(error["loc"], "practice_fault_key_missing", {"key": key})
            case "extra_forbidden":
                yield Finding(error["loc"], "practice_fault_key_unknown", {"key": key})
            case _:
                facts = {"key": key, "problem": error["msg"]}
                yield Finding(error["loc"], "practice_fault_value", facts)


def _of_play(walked: Walk) -> Iterator[Finding]:
    scenario = walked.scenario
    places, branches = walked.places, walked.branches
    for number, ending in enumerate(scenario.ending):
        if ending.id not in places:
            yield Finding(("ending", number), "practice_fault_ending_unreached", {"id": ending.id})
    for number, stage in enumerate(scenario.stage):
        if stage.id not in places:
            yield Finding(("stage", number), "practice_fault_stage_unreached", {"id": stage.id})
            continue
        for place in range(len(stage.branch)):
            if (stage.id, place) not in branches:
                loc = ("stage", number, "branch", place)
                yield Finding(loc, "practice_fault_branch_unreached", {"id": stage.id})
    numbers = {stage.id: number for number, stage in enumerate(scenario.stage)}
    for stage_id in dict.fromkeys(standing.place for standing in walked.stuck()):
        yield Finding(("stage", numbers[stage_id]), "practice_fault_stuck", {"id": stage_id})
    for stage_id in dict.fromkeys(_short_of_options(walked)):
        yield Finding(("stage", numbers[stage_id]), "practice_fault_options_left", {"id": stage_id})


def _short_of_options(walked: Walk) -> Iterator[str]:
    begun = begin(walked.scenario)
    for standing in walked.standings:
        stage = walked.scenario.stage_at(standing.place)
        if stage is None or not stage.chooses:
            continue
        offered = options(begun.at(standing))
        if len(offered) < 2 or not any(branch.result is Result.GOOD for _, branch in offered):
            yield stage.id
