"""The rules that a practice call keeps, beyond having the right keys: each tells its faults."""

import re
from collections.abc import Iterator

from triage.model import Rung
from triage.policy.pack import Pack
from triage.practice.faults import Finding
from triage.practice.places import Loc
from triage.practice.scenario import ANYTHING, PRACTICE, Branch, Result, Scenario, Stage

MOST_OPTIONS = 5
_ADDRESS = re.compile(r"https?:|www\.|\S@\S")
_PHONE = re.compile(r"\+?\d[\d \-]{6,}\d")
_DRAMA = re.compile(r"(01632 ?960 ?\d{3}|07700 ?900 ?\d{3})$")
"""Numbers that Ofcom keeps for drama; nobody has them."""


def faults_of(scenario: Scenario, pack: Pack, file_id: str | None) -> Iterator[Finding]:
    """Every fault seen without playing it. ``file_id``: the file's name without its ending, or None."""
    if file_id is not None and scenario.id != file_id:
        yield Finding(("id",), "practice_fault_file_name", {"id": scenario.id})
    if not any("Esc" in line for line in scenario.content_note):
        yield Finding(("content_note",), "practice_fault_note_esc")
    yield from _ids(scenario)
    yield from _what_it_is_about(scenario, pack)
    yield from _sources(scenario, pack)
    yield from _endings(scenario)
    for number, stage in enumerate(scenario.stage):
        yield from _stage(stage, ("stage", number))
    yield from _texts(scenario)


def _ids(scenario: Scenario) -> Iterator[Finding]:
    known: set[str] = set()
    rows: list[tuple[Loc, str]] = [
        (("stage", number), stage.id) for number, stage in enumerate(scenario.stage)
    ]
    rows += [(("ending", number), ending.id) for number, ending in enumerate(scenario.ending)]
    for loc, place in rows:
        if place in known:
            yield Finding((*loc, "id"), "practice_fault_id_twice", {"id": place})
        known.add(place)
    stages = {stage.id for stage in scenario.stage}
    if scenario.start not in stages:
        yield Finding(("start",), "practice_fault_start", {"id": scenario.start})
    if scenario.hang_up not in known:
        yield Finding(("hang_up",), "practice_fault_nowhere", {"id": scenario.hang_up})
    hang_up = scenario.stage_at(scenario.hang_up)
    if hang_up is not None and not hang_up.chooses:
        yield Finding(("hang_up",), "practice_fault_hang_up_talks", {"id": scenario.hang_up})
    for loc, branch in _branches(scenario):
        if branch.to not in known:
            yield Finding((*loc, "to"), "practice_fault_nowhere", {"id": branch.to})


def _what_it_is_about(scenario: Scenario, pack: Pack) -> Iterator[Finding]:
    no_risk = scenario.rung.right is Rung.NO_RISK_HEARD
    if no_risk and scenario.categories:
        yield Finding(("categories",), "practice_fault_category_no_risk")
    if not scenario.categories and scenario.rung.right in (Rung.SAFETY_WORRY, Rung.CRIME, Rung.LEGAL_ORDER):
        yield Finding(("categories",), "practice_fault_category_missing")
    if scenario.sounds_alarming and not no_risk:
        yield Finding(("sounds_alarming",), "practice_fault_sounds_alarming")
    known = {entry.id for entry in pack.silences}
    for silence in scenario.silences:
        if silence not in known:
            yield Finding(("silences",), "practice_fault_silence", {"id": silence})
    if no_risk:
        return
    if not any(stage.keep_words for stage in scenario.stage):
        yield Finding(("stage", 0), "practice_fault_keep_words_missing")
    if not any(branch.safe_step for _, branch in _branches(scenario)):
        yield Finding(("stage", 0), "practice_fault_safe_step_missing")


def _sources(scenario: Scenario, pack: Pack) -> Iterator[Finding]:
    rows: list[tuple[Loc, str]] = [(("rung", "source"), scenario.rung.source)]
    rows += [((*loc, "source"), branch.source) for loc, branch in _branches(scenario)]
    rows += [(("ending", number, "source"), each.source) for number, each in enumerate(scenario.ending)]
    cited = set()
    for loc, source in rows:
        if source in pack.policy:
            cited.add(pack.policy.passage(source).section)
        elif source != PRACTICE and source not in pack.service_rules:
            yield Finding(loc, "practice_fault_source", {"id": source})
    for section in scenario.sections:
        if section not in cited:
            yield Finding(("sections",), "practice_fault_section", {"section": section})


def _endings(scenario: Scenario) -> Iterator[Finding]:
    results = {ending.result for ending in scenario.ending}
    for result in Result:
        if result not in results:
            yield Finding(("ending", 0), "practice_fault_ending_result", {"result": result})


def _stage(stage: Stage, loc: Loc) -> Iterator[Finding]:
    if stage.dropped and not stage.chooses:
        yield Finding((*loc, "dropped"), "practice_fault_dropped_talks", {"id": stage.id})
    for words in stage.keep_words:
        if not any(words in line for line in stage.says):
            yield Finding((*loc, "keep_words"), "practice_fault_keep_words", {"id": stage.id})
    if stage.chooses and not 2 <= len(stage.branch) <= MOST_OPTIONS:
        yield Finding(loc, "practice_fault_option_count", {"id": stage.id, "most": MOST_OPTIONS})
    if not stage.chooses and not any(ANYTHING in each.on and not each.given for each in stage.branch):
        yield Finding(loc, "practice_fault_anything", {"id": stage.id})
    for number, branch in enumerate(stage.branch):
        yield from _branch(stage, branch, (*loc, "branch", number))


def _branch(stage: Stage, branch: Branch, loc: Loc) -> Iterator[Finding]:
    if stage.chooses:
        if not branch.option:
            yield Finding(loc, "practice_fault_option_missing", {"id": stage.id})
        if branch.on:
            yield Finding((*loc, "on"), "practice_fault_on_in_choice", {"id": stage.id})
    else:
        if not branch.on:
            yield Finding(loc, "practice_fault_on_missing", {"id": stage.id})
        if branch.option or branch.counts_as:
            key = "option" if branch.option else "counts_as"
            yield Finding((*loc, key), "practice_fault_option_in_talk", {"id": stage.id})
    look_again = branch.result is Result.LOOK_AGAIN
    if look_again and not branch.instead:
        yield Finding(loc, "practice_fault_instead_missing", {"id": stage.id})
    if branch.instead and not look_again:
        yield Finding((*loc, "instead"), "practice_fault_instead_good", {"id": stage.id})


def _texts(scenario: Scenario) -> Iterator[Finding]:
    for loc, words in _lines(scenario):
        if _ADDRESS.search(words):
            yield Finding(loc, "practice_fault_address")
        if any(not _DRAMA.search(found) for found in _PHONE.findall(words)):
            yield Finding(loc, "practice_fault_phone")


def _lines(scenario: Scenario) -> Iterator[tuple[Loc, str]]:
    yield ("title",), scenario.title
    yield from ((("content_note",), line) for line in scenario.content_note)
    for number, stage in enumerate(scenario.stage):
        yield from ((("stage", number, "says"), line) for line in (*stage.says, stage.asks))
    for loc, branch in _branches(scenario):
        yield from (((*loc, "says"), line) for line in branch.says)
        for key, line in (("option", branch.option), ("why", branch.why), ("instead", branch.instead)):
            yield (*loc, key), line
    for number, ending in enumerate(scenario.ending):
        yield from ((("ending", number, "text"), line) for line in (*ending.text, ending.why))


def _branches(scenario: Scenario) -> Iterator[tuple[Loc, Branch]]:
    for number, stage in enumerate(scenario.stage):
        for place, branch in enumerate(stage.branch):
            yield ("stage", number, "branch", place), branch
