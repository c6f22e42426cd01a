"""A call as it grows: what was heard and asked, the rungs chosen, the answers given, who was reached.

A draft is a value. Every function here takes one and returns the next; the desk keeps the newest in the
vault. Nothing that was said is ever edited: a mistake is answered by a new line.
"""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from triage.model import AnswerKind, Category, HeardBy, Rung, Span
from triage.records.people import Person
from triage.records.stored import Stored


class Mode(StrEnum):
    """Live work and practice never share a store."""

    LIVE = "live"
    PRACTICE = "practice"


class LineKind(StrEnum):
    """What a line of the thread is."""

    CALLER_WORDS = "caller_words"
    """The caller's exact words: part of the account."""
    NOTE = "note"
    """What the caseworker notes of the call: part of the account, told apart from the caller's words."""
    QUESTION = "question"
    """What the caseworker asked the caller: part of the account, so that it shows what led to an answer."""
    LOOK_UP = "look_up"
    """A question to the policy: kept in the thread, never part of the account."""


class KeptSignal(Stored):
    """A signal as it was shown."""

    category: Category | None
    rung: Rung
    span: Span
    by: HeardBy
    score: float
    rule: str | None
    clauses: tuple[str, ...] = ()
    """Clause ids it leads to: they go on the record."""


class Reply(Stored):
    """What the screen answered to a line: ids only; the words are in the pack named by ``Draft``."""

    signals: tuple[KeptSignal, ...] = ()
    clauses: tuple[str, ...] = ()
    """Clause ids shown, in order."""
    steps: tuple[str, ...] = ()
    """Guidance line ids shown, SAY first."""
    answer: AnswerKind = AnswerKind.SAYS
    silence: str | None = None


class Exchange(Stored):
    """One line of the thread and the reply it got."""

    number: int
    """Counts from 1 through the whole thread."""
    at: AwareDatetime
    kind: LineKind
    text: str = Field(repr=False)
    reply: Reply


class RungChosen(Stored):
    """A press of 1 to 5."""

    at: AwareDatetime
    rung: Rung


class AnswerState(StrEnum):
    """How a question stands. A blank never reads as «no»."""

    GIVEN = "given"
    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"
    DECLINED = "declined"


class Answer(Stored):
    """One answer of the interview."""

    question: str
    """Id of the question in the flow."""
    state: AnswerState
    choices: tuple[str, ...] = ()
    """Ids of the options chosen; empty for an answer in words."""
    words: str = Field(default="", repr=False)
    """Free text, exactly as typed."""
    at: AwareDatetime


class ManagerContact(Stored):
    """One attempt to speak to the line manager or the next on the chain."""

    at: AwareDatetime
    name: str
    reached: bool


class Draft(Stored):
    """Everything of one call up to submission."""

    ref: str
    """Random, says nothing about anyone: ESC-2026-7K4M."""
    mode: Mode
    policy_sha256: str
    author: Person
    opened_at: AwareDatetime
    thread: tuple[Exchange, ...] = ()
    rungs: tuple[RungChosen, ...] = ()
    """Every choice in order; the last is in force."""
    answers: tuple[Answer, ...] = ()
    """In order given; for one question the last counts, the earlier stay on file."""
    contacts: tuple[ManagerContact, ...] = ()
    typing: str = Field(default="", repr=False)
    """What stood in the input box, not yet entered: brought back after a crash."""
    ended_at: AwareDatetime | None = None
    """When the call ended or dropped; None while it runs."""
    dropped: bool = False

    @property
    def rung(self) -> Rung | None:
        """The rung in force; None when none was chosen."""
        return self.rungs[-1].rung if self.rungs else None

    @property
    def account(self) -> tuple[Exchange, ...]:
        """The lines that belong in the record: words, questions and notes of the call, not look-ups."""
        return tuple(line for line in self.thread if line.kind is not LineKind.LOOK_UP)

    def answer_to(self, question: str) -> Answer | None:
        """The answer that counts for ``question``; None when it was never answered."""
        for answer in reversed(self.answers):
            if answer.question == question:
                return answer
        return None

    def said(self, at: AwareDatetime, kind: LineKind, text: str, reply: Reply) -> "Draft":
        """With one more line of the thread; the input box is empty again."""
        line = Exchange(number=len(self.thread) + 1, at=at, kind=kind, text=text, reply=reply)
        return self.model_copy(update={"thread": (*self.thread, line), "typing": ""})

    def replied(self, number: int, reply: Reply) -> "Draft":
        """With a later, fuller reply to line ``number``; the line itself stays as it was."""
        thread = tuple(
            line.model_copy(update={"reply": reply}) if line.number == number else line
            for line in self.thread
        )
        return self.model_copy(update={"thread": thread})

    def chose(self, at: AwareDatetime, rung: Rung) -> "Draft":
        """With one more rung chosen; the same rung again is no new choice."""
        if rung is self.rung:
            return self
        return self.model_copy(update={"rungs": (*self.rungs, RungChosen(at=at, rung=rung))})

    def answered(self, answer: Answer) -> "Draft":
        """With one more answer; an earlier answer to the same question stays on file."""
        return self.model_copy(update={"answers": (*self.answers, answer)})

    def contacted(self, at: AwareDatetime, name: str, *, reached: bool) -> "Draft":
        """With one more attempt to speak to somebody of the manager chain."""
        attempt = ManagerContact(at=at, name=name, reached=reached)
        return self.model_copy(update={"contacts": (*self.contacts, attempt)})

    def ended(self, at: AwareDatetime, *, dropped: bool) -> "Draft":
        """With the call over, or cut off."""
        return self.model_copy(update={"ended_at": at, "dropped": dropped})

    def with_typing(self, text: str) -> "Draft":
        """With what stands in the input box now."""
        return self.model_copy(update={"typing": text})
