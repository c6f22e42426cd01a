"""Python's own ways out, refused by an audit hook and counted.

It sees Python only: C code that opens a socket by itself goes past it, and is the operating system's to stop
(``seccomp``, ``landlock``). Where the system has neither, this is all there is against it.
"""

import os
import socket
import sys

CHECK = "triage.guard_check"
_NEW_SOCKET = "socket.__new__"
_TO_ADDRESS = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
_NEW_PROGRAM = frozenset({"os.exec", "os.posix_spawn", "os.spawn"})
_WATCHED = frozenset({
    CHECK, _NEW_SOCKET, *_TO_ADDRESS, *_NEW_PROGRAM,
    "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo",
    "subprocess.Popen", "os.system", "os.startfile", "os.startfile/2", "webbrowser.open",
})  # fmt: skip
"""Names of Python's audit events."""

_LOOPBACK = ("127.0.0.1", "::1")

_refused: list[str] = []
_let_through: list[object] = []
_interpreter = os.fsencode(sys.executable or "")


class Refused(PermissionError):
    """The hook said no. An OSError: libraries that can do without the network know how to take one."""


def put_up() -> None:
    """A hook that another one refuses is dropped without a word: ask ``holds``."""
    if not holds():
        sys.addaudithook(_watch)


def holds() -> bool:
    """It refuses what it is asked to refuse."""
    try:
        sys.audit(CHECK)
    except Refused:
        return True
    return False


def refuse_newer_addresses() -> None:
    """Told that there are IPv6 addresses, urllib3 opens a socket at import to see for itself."""
    socket.has_ipv6 = False


def newer_addresses_are_refused() -> bool:
    """``refuse_newer_addresses`` was called."""
    return not socket.has_ipv6


def blocked() -> int:
    """How often it refused."""
    return len(_refused)


def let_through() -> int:
    """Internet sockets it allowed."""
    return len(_let_through)


def _watch(event: str, args: tuple[object, ...], watched: frozenset[str] = _WATCHED) -> None:
    """Called for every audited act, so the way out for most of them comes first."""
    if event not in watched or _may(event, args):
        return
    if event != CHECK:
        _refused.append(event)
    raise Refused(f"triage does not allow {event}")


def _may(event: str, args: tuple[object, ...]) -> bool:
    """Our own interpreter may be started again, and a local socket pair made. Nothing else."""
    if event in _NEW_PROGRAM:
        return _is_our_interpreter(args[1 if event == "os.spawn" else 0])
    if event == _NEW_SOCKET:
        return _may_make(args[1])
    if event in _TO_ADDRESS:
        return _may_reach(args[1])
    return False


def _is_our_interpreter(program: object) -> bool:
    return isinstance(program, str | bytes | os.PathLike) and os.fsencode(program) == _interpreter


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
