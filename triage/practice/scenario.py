"""A practice call as written down: who calls, what they say, and what follows from what the learner does.

A call is a chain of stages. In a talking stage the learner types lines, as in a real call, and the kind of
line decides what follows. In a choosing stage the learner picks one of a few things to do. It ends at an
ending. Each thing that can be done says where its rule comes from, and whether it was good.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from triage.content import Content
from triage.model import Category, Rung
from triage.practice.kinds import QuestionKind

PRACTICE = "practice"
"""The source of what is good practice and not in the policy or the service's rules."""

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Line = Annotated[str, Field(min_length=2, max_length=240, pattern=r"^\S.*\S$")]
"""One thing said or shown: no line breaks, no blanks at either end."""
Seconds = Annotated[int, Field(ge=0, le=120)]


class Caller(StrEnum):
    """Who is on the line."""

    PARENT = "parent"
    YOUNG_PERSON = "young_person"
    CHILD = "child"
    ADULT_WITH_LEARNING_DISABILITY = "adult_with_learning_disability"
    EX_PARTNER = "ex_partner"
    RELATIVE = "relative"
    NEIGHBOUR = "neighbour"
    HEAD_TEACHER = "head_teacher"
    COUNCIL = "council"
    POLICE = "police"
    PRACTITIONER = "practitioner"
    ANONYMOUS = "anonymous"


class Result(StrEnum):
    """What the debrief says of one thing done. There are no points."""

    GOOD = "good"
    LOOK_AGAIN = "look_again"


class Given(StrEnum):
    """What must have happened before, for a branch to be taken. The closed list; nothing else is known."""

    SAFETY_ASKED = "safety_asked"
    SAFETY_NOT_ASKED = "safety_not_asked"
    PROMISED = "promised"
    NOT_PROMISED = "not_promised"
    RUNG_RIGHT = "rung_right"
    RUNG_NOT_RIGHT = "rung_not_right"
    """Another rung was chosen, or none."""


class CountsAs(StrEnum):
    """What an option does besides: as if the learner had said it in a talking stage."""

    SAFETY = "safety"
    PROMISE = "promise"


SAFETY: Literal["safety"] = "safety"
QUIET: Literal["quiet"] = "quiet"
END: Literal["end"] = "end"
ANYTHING: Literal["anything"] = "anything"
Trigger = QuestionKind | Literal["safety", "quiet", "end", "anything"]
"""A kind of line; or a line that asks about safety; a silence; the end of the call; any line at all."""


class Branch(Content):
    """One thing the learner may do at a stage, and what follows. The first that fits is taken."""

    to: Id
    """The next stage or ending; may be the same stage again."""
    source: str
    """A clause id, the id of a service rule, or ``practice``."""
    result: Result
    why: Line
    """Why it was good, or what it may lead to. Shown in the debrief."""
    on: tuple[Trigger, ...] = ()
    """Talking stages only."""
    option: Line = ""
    """Choosing stages only: what the learner reads and picks."""
    given: tuple[Given, ...] = ()
    """All must hold, as things stood before this was done."""
    says: tuple[Line, ...] = ()
    """What the caller answers at once, before the next stage begins."""
    instead: Line = ""
    """A better way, to be said or done; required with ``look_again``."""
    safe_step: bool = False
    """It made somebody safer: the debrief tells when the first such step was taken."""
    counts_as: CountsAs | None = None
    """Choosing stages only."""


class Stage(Content):
    """One moment of the call."""

    id: Id
    says: tuple[Line, ...] = ()
    """What the caller says when it begins."""
    asks: Line = ""
    """Choosing stages only: what the learner is asked, by the program and not by the caller."""
    pause_seconds: Seconds = 0
    """How long the caller is silent before ``says``."""
    quiet_seconds: Seconds = 20
    """How long the learner may be silent before ``quiet`` happens, where a branch waits for it."""
    dropped: bool = False
    """The line goes dead here, after ``says``. A choosing stage."""
    keep_words: tuple[Line, ...] = ()
    """Of ``says``, word for word: what belongs in the record in their own words."""
    branch: tuple[Branch, ...] = Field(default=(), min_length=1)

    @property
    def chooses(self) -> bool:
        """The learner picks an option here; otherwise the learner talks."""
        return bool(self.asks)


class Ending(Content):
    """How it comes out."""

    id: Id
    text: tuple[Line, ...] = Field(min_length=1, max_length=3)
    result: Result
    source: str
    why: Line


class RightRung(Content):
    """The rung that fits this call. A learner may choose and change it at any time."""

    right: Annotated[Rung, Field(strict=False)]
    also_fine: tuple[Annotated[Rung, Field(strict=False)], ...] = ()
    source: str
    why: Line
    instead: Line
    """Shown when another rung was chosen, or none."""


class Scenario(Content):
    """One practice call."""

    id: Id
    """Also the name of its file."""
    title: Annotated[Line, Field(max_length=40)]
    content_note: tuple[Line, ...] = Field(min_length=1, max_length=3)
    """Shown before anything else: what it talks about, and that one may stop."""
    caller: Caller
    sections: tuple[str, ...] = Field(min_length=1)
    """Sections of the policy it practises; each is the section of some ``source`` in it."""
    categories: tuple[Category, ...] = ()
    """None for a call without risk."""
    sounds_alarming: bool = False
    """A call without risk in which something sounds like one."""
    silences: tuple[str, ...] = ()
    """Ids of silences.toml that it practises."""
    start: Id
    hang_up: Id
    """Where it goes when the learner ends the call and the stage has no branch for that."""
    rung: RightRung
    stage: tuple[Stage, ...] = Field(min_length=1)
    ending: tuple[Ending, ...] = Field(min_length=2)

    def stage_at(self, place: str) -> Stage | None:
        """The stage of that id; None where the id is an ending's."""
        return next((stage for stage in self.stage if stage.id == place), None)

    def ending_at(self, place: str) -> Ending | None:
        """The ending of that id; None where the id is a stage's."""
        return next((ending for ending in self.ending if ending.id == place), None)

    def right_rungs(self) -> frozenset[Rung]:
        """Every rung that counts as right."""
        return frozenset((self.rung.right, *self.rung.also_fine))
