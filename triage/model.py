"""The words of the house: what is heard, what is found, what is advised. Values only; nothing here acts.

Spans are ``(start, end)`` in characters of the cleaned text, half open. Scores run from 0 to 1.
Free text from a caller is kept out of ``repr``, so that no log or traceback can show it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

Span = tuple[int, int]
Clock = Callable[[], datetime]
"""Gives the present moment as an aware ``datetime`` in UTC."""


class Rung(IntEnum):
    """The ladder of a call. Lower is more urgent; a caseworker chooses, the ears only suggest."""

    DANGER_NOW = 1
    SAFETY_WORRY = 2
    CRIME = 3
    LEGAL_ORDER = 4
    NO_RISK_HEARD = 5


class Category(StrEnum):
    """What kind of concern a signal is. A signal may have none (a fire, a missing child)."""

    PHYSICAL_ABUSE = "physical_abuse"
    SEXUAL_ABUSE = "sexual_abuse"
    EMOTIONAL_ABUSE = "emotional_abuse"
    NEGLECT = "neglect"
    DOMESTIC_ABUSE = "domestic_abuse"
    SELF_HARM_SUICIDE = "self_harm_suicide"
    EXPLOITATION = "exploitation"
    RADICALISATION = "radicalisation"
    FGM_FORCED_MARRIAGE = "fgm_forced_marriage"
    ADULT_AT_RISK = "adult_at_risk"
    CRIMINAL_OFFENCE = "criminal_offence"
    TERRORISM = "terrorism"
    LEGAL_DISCLOSURE = "legal_disclosure"


class HeardBy(StrEnum):
    """Which ear raised a signal."""

    RULE = "rule"
    MEANING = "meaning"


class Stage(StrEnum):
    """How far the listening and looking-up has come for one line."""

    WORDS = "words"
    """Rules and word search only: there at once, also without the encoder."""
    MEANING = "words+meaning"
    """The meaning ear and the encoder have answered too."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason to stop and think, with the words that raised it. Never a finding."""

    category: Category | None
    """None where the danger has no category of its own."""
    rung: Rung
    span: Span
    words: str = field(repr=False)
    by: HeardBy
    score: float
    clauses: tuple[str, ...]
    """Clause ids it leads to, most useful first."""
    rule: str | None = None
    """Id of the lexicon rule; None for the meaning ear."""


@dataclass(frozen=True, slots=True)
class Detection:
    """All that the ears made of one text, strongest rung first. Nothing here ever clears a signal."""

    signals: tuple[Signal, ...]
    score: float
    """How sure that a signal should be shown."""
    danger_score: float
    """How sure that rung 1 should be suggested."""
    understood: bool = True
    """False where the text is in another language: then no silence of the ears means anything."""

    @property
    def concern(self) -> bool:
        """A signal is shown."""
        return bool(self.signals)

    @property
    def rung(self) -> Rung:
        """The most urgent rung among the signals; ``NO_RISK_HEARD`` when there are none."""
        return min((signal.rung for signal in self.signals), default=Rung.NO_RISK_HEARD)

    @property
    def immediate_danger(self) -> bool:
        """Rung 1 is suggested."""
        return self.rung is Rung.DANGER_NOW


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of the policy, verbatim, with where they stand."""

    clause_id: str
    """As in INTERFACES: ``7.consult_manager``, or ``2`` for a clause that is a whole section."""
    passage_id: str
    """The stretch of text quoted; equal to ``clause_id`` for a clause said in one place."""
    section: str
    """Section number, ``1`` to ``9`` here; a string, since other policies number otherwise."""
    title: str
    """A short name for the clause, ours: ``Consult your line manager``."""
    text: str
    """One unbroken stretch of the policy, white space made single spaces."""
    lines: tuple[int, int]
    """First and last line in the policy's file, counted from 1."""
    lead_in: str | None = None
    """The policy's own words that introduce a bullet; None for a sentence that stands alone."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One clause found for a text."""

    quotation: Quotation
    score: float
    why: tuple[str, ...]
    """What led here, in words: matching words, ``meaning``, or the id of the signal's link."""


class AnswerKind(StrEnum):
    """The three answers the policy can give to a look-up."""

    SAYS = "says"
    SILENT = "silent"
    TENSION = "tension"


@dataclass(frozen=True, slots=True)
class Silence:
    """A reviewed entry of silences.toml: what the policy does not say, or where two clauses pull apart."""

    id: str
    kind: AnswerKind
    title: str
    text: str
    """What the policy does not say (or how the clauses differ), in our own words."""
    instead: str
    """What to do instead."""
    source: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look-up found, best first, or that the policy does not answer it."""

    answer: AnswerKind
    says_score: float
    """Ranks texts that the policy answers above those it does not."""
    hits: tuple[Hit, ...]
    silence: Silence | None
    stage: Stage


@dataclass(frozen=True, slots=True)
class GuidanceLine:
    """One line a caseworker reads: what to say, or what to do next."""

    id: str
    text: str
    source: str
    """``policy 7``, ``service rule`` or ``practice``: shown in brackets behind the line, never left off."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """SAY, NEVER SAY, DO NEXT and POLICY for one moment of a call."""

    rung: Rung | None
    """None before anything is chosen or heard."""
    suggested: bool
    """The rung comes from the ears, not from a key."""
    say: GuidanceLine
    never: GuidanceLine
    """Not to be said, whatever else is."""
    steps: tuple[GuidanceLine, ...]
    clauses: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """The reply to one line: what the screen draws and the thread keeps."""

    text: str = field(repr=False)
    detection: Detection
    finding: Finding
    guidance: Guidance

    @property
    def stage(self) -> Stage:
        """How far the answer has come; a later stage replaces an earlier one for the same text."""
        return self.finding.stage
