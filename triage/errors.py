"""Every error of ours, under one root; each carries facts, and the words a person reads are in messages.toml.

A class exists only where somebody catches it or an exit code depends on it. No error holds a caller's words.
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process says to the shell when it ends."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOT_FOUND = 3
    NOT_COMPLETE = 4
    LOCKED = 5
    SEAL_BROKEN = 6
    NOT_ALLOWED = 7
    NO_TERMINAL = 8
    IN_USE = 9
    CRASHED = 70


class TriageError(Exception):
    """Root of our errors. ``code`` is the id of its message; ``facts`` fill the message in."""

    code = "failed"
    exit_code = ExitCode.FAILED

    def __init__(self, code: str | None = None, /, **facts: str | int) -> None:
        self.code = code or type(self).code
        self.facts = facts
        super().__init__(self.code)


class ContentError(TriageError):
    """A content file breaks its own rules: ``file``, ``key`` and ``problem`` say where and how."""

    code = "content_broken"


class UsageError(TriageError):
    """The caller of a command gave words it cannot take."""

    code = "usage"
    exit_code = ExitCode.USAGE


class NotFound(TriageError):
    """Nothing by that name: a clause, a reference, a person."""

    code = "not_found"
    exit_code = ExitCode.NOT_FOUND


class RecordIncomplete(TriageError):
    """A record or decision lacks an answer it must have: ``field`` names it."""

    code = "record_incomplete"
    exit_code = ExitCode.NOT_COMPLETE


class Locked(TriageError):
    """Records are closed until somebody signs in."""

    code = "locked"
    exit_code = ExitCode.LOCKED


class WrongPassphrase(Locked):
    """The passphrase did not open the slot; the same for a person nobody knows."""

    code = "wrong_passphrase"


class TooSoon(Locked):
    """Nothing was tried: wrong passphrases came before, and ``seconds`` of their wait are left."""

    code = "too_soon"


class SealBroken(TriageError):
    """Policy, record, vault or model does not match the seal kept for it."""

    code = "seal_broken"
    exit_code = ExitCode.SEAL_BROKEN


class NotAllowed(TriageError):
    """This person may not do this: their role, or they wrote the record."""

    code = "not_allowed"
    exit_code = ExitCode.NOT_ALLOWED


class NoTerminal(TriageError):
    """The screen was asked for where there is no terminal."""

    code = "no_terminal"
    exit_code = ExitCode.NO_TERMINAL


class InUse(TriageError):
    """Another window has this vault open."""

    code = "in_use"
    exit_code = ExitCode.IN_USE


class NotSaved(TriageError):
    """A write did not reach the disk; what was to be written is still in the caller's hands."""

    code = "not_saved"
