"""The ways out of this device, each tried in earnest, to see that it is refused.

The one module that uses what the rest of the program may not: sockets, other programs, a browser. It is
called by ``proof``, in a process that holds nothing of a case. Should a guard not hold, what leaves is a
greeting to this very device, a question for a public name, or nothing.
"""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from triage.privacy import guards, hook

_THIS_DEVICE = ("127.0.0.1", 9)
_HUB = "huggingface.co"
_MODEL = "sentence-transformers/all-MiniLM-L6-v2"
_OTHER_PROGRAM = "/bin/true"
_SECONDS = 10.0


class Outcome(StrEnum):
    """What came of an attempt."""

    REFUSED = "refused"
    NOT_COVERED = "not_covered"
    """Not tried: this system has no guard against it, and none is claimed."""
    WENT_OUT = "went_out"
    """It was not refused, whether or not it then reached anything."""
    UNANSWERED = "unanswered"
    """Whoever tried it never said: it may have gone out."""


class By(StrEnum):
    """Who refused."""

    PROGRAM = "program"
    """Our own hook in Python."""
    SYSTEM = "system"
    """The operating system."""
    OFFLINE = "offline"
    """The library itself, which was told that there is no network."""
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way out, tried."""

    route: str
    """Id of its name in the labels."""
    outcome: Outcome
    by: By = By.NOBODY


@dataclass(frozen=True, slots=True)
class Route:
    """A way out."""

    id: str
    go: Callable[[], object]
    """Returns when it was not refused."""
    needs: str = ""
    """The guard without which nothing stands against it; empty: Python's hook is enough."""


def routes() -> tuple[Route, ...]:
    """All of them, in the order in which they are shown."""
    return (
        Route("tcp", _tcp),
        Route("udp", _udp),
        Route("lookup", _look_up),
        Route("c_tcp", lambda: _socket_in_c(1), "seccomp"),
        Route("c_udp", lambda: _socket_in_c(2), "seccomp"),
        Route("io_uring", _io_uring, "seccomp"),
        Route("thread", _in_a_thread),
        Route("child", _in_a_child, "seccomp"),
        Route("program", _other_program),
        Route("c_program", _other_program_in_c, "landlock"),
        Route("subprocess", _subprocess),
        Route("shell", _shell),
        Route("browser", _browser),
        Route("web", _web),
        Route("hub", _hub),
        Route("trace", _trace, "seccomp"),
        Route("memory", _memory_of_parent, "memory_closed"),
    )


def tried() -> Iterator[Attempt]:
    """Each route as it is tried, by this process as it is guarded now."""
    for route in routes():
        if route.needs and not _is_covered(route):
            yield Attempt(route.id, Outcome.NOT_COVERED)
        else:
            yield attempt(route)


def attempt(route: Route) -> Attempt:
    """Goes that way. Whatever is no plain refusal counts as having gone out."""
    try:
        route.go()
    except Exception as error:  # noqa: BLE001 - libraries raise what they like; only a refusal is looked for
        by = _who_refused(error)
        return Attempt(route.id, Outcome.WENT_OUT if by is By.NOBODY else Outcome.REFUSED, by)
    return Attempt(route.id, Outcome.WENT_OUT)


def _is_covered(route: Route) -> bool:
    # An administrator reads any memory, whatever a process asks for.
    is_administrator = route.id == "memory" and hasattr(os, "geteuid") and os.geteuid() == 0
    return route.needs in guards.guards_in_force() and not is_administrator


def _who_refused(error: BaseException) -> By:
    """Looks through what libraries wrap around the error that they met."""
    left: list[object] = [error]
    seen: set[int] = set()
    found = By.NOBODY
    while left:
        each = left.pop()
        if not isinstance(each, BaseException) or id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, hook.Refused):
            return By.PROGRAM
        if isinstance(each, OSError) and each.errno == errno.EACCES:
            found = By.SYSTEM
        elif found is By.NOBODY and type(each).__name__ == "OfflineModeIsEnabled":
            found = By.OFFLINE
        left += [each.__cause__, each.__context__, getattr(each, "reason", None)]
    return found


def _tcp() -> None:
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as way:
        way.settimeout(_SECONDS)
        way.connect(_THIS_DEVICE)


def _udp() -> None:
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.sendto(b"hello", _THIS_DEVICE)


def _look_up() -> None:
    import socket

    socket.getaddrinfo(_HUB, 443)


def _socket_in_c(kind: int) -> None:
    """Past Python, by the C library; ``kind``: 1 a stream, 2 datagrams."""
    import ctypes
    import socket

    libc = ctypes.CDLL(None, use_errno=True)
    opened = libc.socket(int(socket.AF_INET), kind, 0)
    if opened < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    libc.close(opened)


def _io_uring() -> None:
    import ctypes

    from triage.privacy import kernel

    opened = kernel.call(425, 1, ctypes.create_string_buffer(120))
    os.close(opened)


def _in_a_thread() -> None:
    import threading

    met: list[Exception] = []

    def go() -> None:
        try:
            _socket_in_c(1) if "seccomp" in guards.guards_in_force() else _tcp()
        except Exception as error:  # noqa: BLE001 - handed on to the thread that asked
            met.append(error)

    way = threading.Thread(target=go)
    way.start()
    way.join()
    if met:
        raise met[0]


_CHILD = """
import ctypes, sys
libc = ctypes.CDLL(None, use_errno=True)
sys.exit(ctypes.get_errno() if libc.socket(2, 1, 0) < 0 else 0)
"""
"""It puts up no guard of its own: what stops it came down to it."""


def _in_a_child() -> None:
    started = os.posix_spawn(sys.executable, [sys.executable, "-I", "-c", _CHILD], dict(os.environ))
    number = os.waitstatus_to_exitcode(os.waitpid(started, 0)[1])
    if number:
        raise OSError(number, os.strerror(number))


def _other_program() -> None:
    if hasattr(os, "posix_spawn"):
        os.waitpid(os.posix_spawn(_OTHER_PROGRAM, [_OTHER_PROGRAM], {}), 0)
    else:
        os.spawnv(os.P_WAIT, "cmd.exe", ["cmd.exe", "/c", "exit"])  # noqa: S606 - no shell is wanted


def _other_program_in_c() -> None:
    from triage.privacy import kernel, landlock

    other = landlock.another_program()
    assert other is not None, "without one there is no such guard"
    os.waitpid(kernel.spawn(other), 0)


def _subprocess() -> None:
    import subprocess

    subprocess.run([_OTHER_PROGRAM], check=True, timeout=_SECONDS)  # noqa: S603 - a name of our own


def _shell() -> None:
    os.system("exit 0")  # noqa: S605, S607 - a word of our own


def _browser() -> None:
    import webbrowser

    # Where there is no browser a harmless program stands in for one: without it nothing would be tried.
    if not webbrowser.open("http://127.0.0.1:9/"):
        webbrowser.GenericBrowser(_OTHER_PROGRAM).open("http://127.0.0.1:9/")


def _web() -> None:
    import urllib.request

    urllib.request.urlopen(f"https://{_HUB}/", timeout=_SECONDS).close()


def _hub() -> None:
    """What a model library does when it is given a model's public name instead of a folder."""
    import huggingface_hub

    huggingface_hub.hf_hub_download(_MODEL, "config.json", force_download=True)


def _trace() -> None:
    from triage.privacy import kernel, seccomp

    this = seccomp.machine()
    assert this is not None, "without it there is no such guard"
    look = 2  # PTRACE_PEEKDATA
    for name in ("ptrace", "process_vm_readv"):
        refused = kernel.error_of(this.refused[name], look, os.getppid(), 0, 0)
        if refused != errno.EACCES:
            raise OSError(refused, os.strerror(refused))
    raise OSError(errno.EACCES, os.strerror(errno.EACCES))


def _memory_of_parent() -> None:
    with open(f"/proc/{os.getppid()}/mem", "rb", buffering=0):
        pass
