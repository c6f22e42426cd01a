"""The guards of a process: no network, no other program, no trace of what was typed outside the vault.

Every process of ours calls ``apply_guards`` before it imports anything else. Each guard is put up and then
asked, by an attempt where one is possible, whether it holds; one that this system has and that does not hold
stops the program. One that this system does not have is named by ``guards_missing`` and claimed nowhere.

The two that are the kernel's pass to every process started from here, and to this one started again: a mark
in the environment says so. The mark is not believed. It only saves putting them up where they already hold.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from triage.errors import TriageError
from triage.privacy import environment, hook, traces

STARTED = time.time()
"""When this process came up, in seconds since 1970."""

_MARK = "TRIAGE_GUARDED"


@dataclass(frozen=True, slots=True)
class _Guard:
    """One layer of the guards."""

    name: str
    put_up: Callable[[], None]
    holds: Callable[[], bool]
    is_here: Callable[[], bool] = lambda: True
    """This system has it."""
    passes_on: bool = False
    """To what is started from here; putting it up twice costs, and is not always possible."""


_in_force: tuple[str, ...] = ()
_missing: tuple[str, ...] = ()


def apply_guards(data_dir: Path | None = None) -> tuple[str, ...]:
    """Names of the guards now in force. Calling it again is harmless, and takes out what has come in since.

    With ``data_dir``, temporary files go to a private folder beside the vault, if its disk takes it. Raises
    TriageError ``guard_failed`` when another guard that this system has does not come up: the caller must
    not go on.
    """
    global _in_force, _missing  # guards belong to the process, and so does this
    names, missing = [], []
    for guard in _guards():
        if guard.passes_on and guard.name in _in_force:
            names.append(guard.name)
        elif not guard.is_here():
            missing.append(guard.name)
        else:
            _put_up(guard)
            names.append(guard.name)
    is_private = "private_temp" in _in_force
    if data_dir is not None:
        is_private = traces.keep_temporary_files_in(data_dir / "tmp") or is_private
    if is_private:
        names.append("private_temp")
    os.environ[_MARK] = "1"
    _in_force, _missing = tuple(names), tuple(missing)
    return _in_force


def guards_in_force() -> tuple[str, ...]:
    """What the last ``apply_guards`` of this process put up; empty when it was never called."""
    return _in_force


def guards_missing() -> tuple[str, ...]:
    """What this system does not have. Nothing is claimed of these."""
    return _missing


def blocked_attempts() -> int:
    """How often this process tried what the hook refuses. Libraries swallow the error; the count stays."""
    return hook.blocked()


def sockets_opened() -> int:
    """Internet sockets this process was allowed: asyncio's own loopback pair on Windows, elsewhere none."""
    return hook.let_through()


def _put_up(guard: _Guard) -> None:
    try:
        if guard.passes_on and _MARK in os.environ and guard.holds():
            return
        guard.put_up()
        held = guard.holds()
    except (OSError, ValueError):
        held = False
    if not held:
        raise TriageError("guard_failed", guard=guard.name)


def _guards() -> tuple[_Guard, ...]:
    """In the order in which they come up: what needs no rights first, what cannot be undone last."""
    return (
        _Guard("environment", environment.scrub, environment.is_scrubbed),
        _Guard("offline", environment.go_offline, environment.is_offline),
        _Guard("ipv6_off", hook.refuse_newer_addresses, hook.newer_addresses_are_refused),
        _Guard("private_files", traces.make_files_private, traces.files_are_private),
        _Guard("no_core_file", traces.forbid_core_files, traces.core_files_are_forbidden, _is_posix),
        _Guard("memory_closed", traces.close_memory, traces.memory_is_closed, _is_linux),
        _Guard("audit_hook", hook.put_up, hook.holds),
        *_of_the_kernel(),
    )


def _of_the_kernel() -> tuple[_Guard, ...]:
    if not _is_linux():
        return tuple(_Guard(name, _nothing, _is_linux, _is_linux) for name in ("seccomp", "landlock"))
    from triage.privacy import landlock, seccomp

    return (
        _Guard("seccomp", seccomp.put_up, seccomp.holds, seccomp.is_here, passes_on=True),
        _Guard("landlock", landlock.put_up, landlock.holds, landlock.is_here, passes_on=True),
    )


def _is_linux() -> bool:
    return sys.platform == "linux"


def _is_posix() -> bool:
    return sys.platform != "win32"


def _nothing() -> None:
    """There is nothing to put up."""
