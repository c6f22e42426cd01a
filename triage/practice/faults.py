"""What can be wrong with a scenario file: the line, and in words what to put right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from triage.content import message
from triage.errors import TriageError
from triage.practice.places import Loc


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault as a rule found it: where in the file, and the message that tells it."""

    loc: Loc
    code: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A fault as its writer is told it."""

    line: int
    """From 1."""
    code: str
    words: str
    """What is wrong and what to do, in plain English."""


class ScenarioBroken(TriageError):
    """A scenario file breaks its rules: ``file``, ``line`` and ``problem`` of the first fault; ``count``."""

    code = "practice_file_broken"

    def __init__(self, file: str, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        super().__init__(file=file, line=first.line, problem=first.words, count=len(self.faults))


def in_words(finding: Finding, line: int) -> Fault:
    """Raises ContentError where the message is missing."""
    return Fault(line, finding.code, message(finding.code, **finding.facts))
