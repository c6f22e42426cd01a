"""«Prove it»: what this program says of itself, tried and measured while one looks on, in plain words.

Works with records closed: nothing of a case is needed for it, and nothing of one is shown.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from triage.content import message
from triage.desk.seals import SealCheck, check_seals
from triage.labels import label
from triage.policy.pack import Pack
from triage.privacy import guards
from triage.privacy.footprint import Footprint, footprint
from triage.privacy.proof import attempts
from triage.privacy.selftest import Attempt, Outcome

SHOWN_OF_A_HASH = 16


class Standing(StrEnum):
    """How one line of the proof came out."""

    HOLDS = "holds"
    OPEN = "open"
    """Nothing is claimed here."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at."""

    standing: Standing
    words: str


def prove(data_dir: Path, pack: Pack, stopped: Callable[[], bool] = lambda: False) -> Iterator[Line]:
    """Line by line as each is found out: some seconds in all; fewer when ``stopped`` says so."""
    for attempt in attempts(stopped):
        yield attempt_said(attempt)
    yield from guards_said()
    for check in check_seals(pack):
        yield seal_said(check)
    yield from files_said(footprint(data_dir, guards.STARTED), data_dir)


def attempt_said(attempt: Attempt) -> Line:
    """One way out: refused and by whom, or not."""
    route = label("route", attempt.route)
    match attempt.outcome:
        case Outcome.REFUSED:
            return Line(
                Standing.HOLDS, message("proof_refused", route=route, by=label("refused_by", attempt.by))
            )
        case Outcome.NOT_COVERED:
            return Line(Standing.OPEN, message("proof_not_covered", route=route))
        case Outcome.WENT_OUT:
            return Line(Standing.WRONG, message("proof_went_out", route=route))
        case Outcome.UNANSWERED:
            return Line(Standing.WRONG, message("proof_unanswered", route=route))


def guards_said() -> Iterator[Line]:
    """Which guards this system lacks, and what has not been tried on it."""
    for name in guards.guards_missing():
        yield Line(Standing.OPEN, message("proof_guard_missing", guard=label("guard", name)))
    if sys.platform != "linux":
        yield Line(Standing.OPEN, message("proof_other_system"))


def seal_said(check: SealCheck) -> Line:
    """What answers here, by the first digits of its hash."""
    what, sha256 = label("sealed", check.name), check.sha256[:SHOWN_OF_A_HASH]
    if check.holds:
        return Line(Standing.HOLDS, message("proof_seal", what=what, sha256=sha256))
    return Line(Standing.WRONG, message("proof_seal_wrong", what=what, sha256=sha256))


def files_said(found: Footprint, data_dir: Path) -> Iterator[Line]:
    """Where files have changed since this process started."""
    yield Line(Standing.HOLDS, message("proof_files_ours", count=found.ours, folder=str(data_dir)))
    for folder, count in found.elsewhere:
        if count:
            yield Line(Standing.OPEN, message("proof_files_elsewhere", count=count, folder=str(folder)))
        else:
            yield Line(Standing.HOLDS, message("proof_files_none", folder=str(folder)))
