"""The guards of a process: no network, no other program, no trace of what was typed outside the vault.

Every process of ours calls ``apply_guards`` before it imports anything else. What libraries read from the
environment is taken out first; an audit hook then refuses whatever still tries. The hook sees Python only:
C code that opens a socket by itself goes past it, and only the operating system can stop that.

This is the one module that imports ``socket``, to switch part of it off.
"""

import os
import socket
import sys
from pathlib import Path

from triage.errors import TriageError

_SCRUBBED_PREFIXES = (
    "LANGSMITH", "LANGCHAIN", "TEXTUAL", "HF_", "HUGGING", "TRANSFORMERS_", "OTEL_", "WANDB",
)  # fmt: skip
"""Tracing, remote debugging, model hubs: TEXTUAL_LOG alone would write every key pressed to a file."""

_SCRUBBED_SUFFIX = "_PROXY"

_SETTINGS = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_XET": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "DO_NOT_TRACK": "1",
    # All four names: each one alone can switch tracing on, and the V2 name is read first.
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "TEXTUAL_ANIMATIONS": "none",
    "TOKENIZERS_PARALLELISM": "false",
    # Not a guard, but read at the same first import: threads of arithmetic that wait for each other take the
    # processor from the screen.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}

_CHECK = "triage.guard_check"
_NEW_SOCKET = "socket.__new__"
_TO_ADDRESS = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
_NEW_PROGRAM = frozenset({"os.exec", "os.posix_spawn"})
_WATCHED = frozenset({
    _CHECK, _NEW_SOCKET, *_TO_ADDRESS, *_NEW_PROGRAM,
    "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo",
    "subprocess.Popen", "os.system", "os.startfile", "os.startfile/2", "webbrowser.open",
})  # fmt: skip

_LOOPBACK = ("127.0.0.1", "::1")

_in_force: tuple[str, ...] = ()
_refused: list[str] = []
_let_through: list[object] = []


def apply_guards(data_dir: Path | None = None) -> tuple[str, ...]:
    """Names of the guards now in force. Calling it again is harmless, and takes out what has come in since.

    With ``data_dir``, temporary files go to a private folder beside the vault, if its disk takes it. Raises
    TriageError ``guard_failed`` when another guard that this system has does not come up: the caller must
    not go on.
    """
    global _in_force  # noqa: PLW0603 - guards belong to the process, and so does this
    _scrub_environment()
    socket.has_ipv6 = False  # told yes, urllib3 opens a socket at import to see for itself
    os.umask(0o077)
    names = ["environment", "offline", "ipv6_off", "private_files"]
    if sys.platform != "win32":
        _forbid_core_files()
        names.append("no_core_file")
    if sys.platform == "linux":
        _close_memory()
        names.append("memory_closed")
    if "audit_hook" not in _in_force:
        _start_audit_hook()
    names.append("audit_hook")
    if (data_dir is not None and _keep_temporary_files_in(data_dir / "tmp")) or "private_temp" in _in_force:
        names.append("private_temp")
    _in_force = tuple(names)
    return _in_force


def guards_in_force() -> tuple[str, ...]:
    """What the last ``apply_guards`` of this process put up; empty when it was never called."""
    return _in_force


def blocked_attempts() -> int:
    """How often this process tried what the hook refuses. Libraries swallow the error; the count stays."""
    return len(_refused)


def sockets_opened() -> int:
    """Internet sockets this process was allowed: asyncio's own loopback pair on Windows, elsewhere none."""
    return len(_let_through)


def _scrub_environment() -> None:
    for name in tuple(os.environ):
        upper = name.upper()
        if upper.startswith(_SCRUBBED_PREFIXES) or upper.endswith(_SCRUBBED_SUFFIX):
            del os.environ[name]
    os.environ.update(_SETTINGS)


def _keep_temporary_files_in(folder: Path) -> bool:
    """False on a disk that takes nothing: guidance must work there, and nothing of a case can be kept."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError:
        return False
    os.environ.update({"TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder)})
    return True


if sys.platform != "win32":

    def _forbid_core_files() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if resource.getrlimit(resource.RLIMIT_CORE) != (0, 0):
            raise TriageError("guard_failed", guard="no_core_file")


if sys.platform == "linux":

    def _close_memory() -> None:
        """Another process of the same user may not read this one's memory."""
        import ctypes

        set_dumpable, get_dumpable = 4, 3  # PR_SET_DUMPABLE, PR_GET_DUMPABLE of linux/prctl.h
        prctl = ctypes.CDLL(None).prctl
        if prctl(set_dumpable, 0, 0, 0, 0) != 0 or prctl(get_dumpable, 0, 0, 0, 0) != 0:
            raise TriageError("guard_failed", guard="memory_closed")


def _start_audit_hook() -> None:
    sys.addaudithook(_watch)
    # A hook that another one refused is dropped without a word; so it is asked to refuse something.
    try:
        sys.audit(_CHECK)
    except PermissionError:
        return
    raise TriageError("guard_failed", guard="audit_hook")


def _watch(event: str, args: tuple[object, ...], watched: frozenset[str] = _WATCHED) -> None:
    """Called for every audited act, so the way out for most of them comes first."""
    if event not in watched or _may(event, args):
        return
    if event != _CHECK:
        _refused.append(event)
    # An OSError: libraries that can do without the network already know how to take one.
    raise PermissionError(f"triage does not allow {event}")


def _may(event: str, args: tuple[object, ...]) -> bool:
    """Our own interpreter may be started again, and a local socket pair made. Nothing else."""
    if event in _NEW_PROGRAM:
        return _is_our_interpreter(args[0])
    if event == _NEW_SOCKET:
        return _may_make(args[1])
    if event in _TO_ADDRESS:
        return _may_reach(args[1])
    return False


def _is_our_interpreter(program: object) -> bool:
    return isinstance(program, str | bytes | os.PathLike) and os.fsencode(program) == os.fsencode(
        sys.executable
    )


def _may_make(family: object) -> bool:
    if family not in (socket.AF_INET, socket.AF_INET6):
        return True
    if sys.platform != "win32":
        return False
    _let_through.append(family)
    return True


def _may_reach(address: object) -> bool:
    if address is None:  # sendmsg within a pair that is already joined
        return True
    return sys.platform == "win32" and isinstance(address, tuple) and address[0] in _LOOPBACK
