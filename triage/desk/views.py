"""What the desk shows of its stores: how access stands, a line of a list, a record with its additions."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.records.addition import Addition
from triage.records.book import BookEntry
from triage.records.decision import Decision
from triage.records.escalation import Escalation


class Access(StrEnum):
    """How the vault stands."""

    NONE = "none"
    """No vault on this device yet."""
    LOCKED = "locked"
    OPEN = "open"
    FAULT = "fault"
    """It is there and cannot be opened: damaged, read-only, in use. ``Desk.fault`` has the message."""


class EncoderState(StrEnum):
    """How the meaning side stands."""

    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"
    """Word search only; the screen says so."""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One line of the records list or the inbox."""

    ref: str
    record: Escalation | None
    """None when it does not match its seal: the line says so and shows nothing of it."""
    seen: bool
    """A manager has opened it."""
    decision: Decision | None
    """The newest decision; None while it waits."""
    manager_told_at: datetime | None
    """When the author says they spoke to the line manager or a deputy; None: not spoken."""
    sealed: bool
    """Record, additions and decisions match their seals."""
    outcome_unread: bool = False
    """The author has not opened it since the newest decision was made."""


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A record with everything added to it since."""

    ref: str
    record: Escalation | None
    """None when it does not match its seal: «Do not rely on it.»"""
    additions: tuple[Addition, ...]
    decisions: tuple[Decision, ...]
    """Oldest first; the last is in force."""
    history: tuple[tuple[datetime, str, str], ...]
    """When, who (a name), what (an audit action id): the chronology from the event log."""
    sealed: bool
    """Record, additions and decisions match their seals; False is shown as «does not match its seal»."""
    shared: tuple[BookEntry, ...] = ()
    """What was told outside, done for somebody, and how it went on: lines of ``desk.sharing``."""
