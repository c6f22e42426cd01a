"""The filter of system calls: the kernel itself refuses every socket, also to C code, threads and children.

Refused is what could carry words out (socket(2) of any family, what an inherited socket would need, io_uring
that does all of it past such filters) and what could reach into another process. A pair of joined sockets
stays: asyncio wakes itself with one. Errors are EACCES, which libraries take as a normal refusal. Sources:
linux/seccomp.h, linux/filter.h, linux/audit.h, and the tables of system calls of each architecture.
"""

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from triage.privacy import kernel

MARKED_CALLS = 0x40000000
"""From here calls are x32's: the same kernel functions by other numbers."""

_SET_MODE_FILTER, _GET_ACTION_AVAIL = 1, 2
_ALL_THREADS = 1
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
"""Places in struct seccomp_data; the argument's lower half, as both machines are little-endian."""
_LOCAL_PAIR = 1
"""AF_UNIX."""


@dataclass(frozen=True, slots=True)
class Machine:
    """How one architecture names what is refused."""

    audit: int
    """Its AUDIT_ARCH."""
    install: int
    """Number of seccomp(2)."""
    pair: int
    """Number of socketpair(2)."""
    refused: dict[str, int]
    """Numbers of the calls that are refused whatever they are given."""


_SHARED = {"io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "pidfd_getfd": 438}
_MACHINES = {
    "x86_64": Machine(0xC000003E, 317, 53, _SHARED | {
        "socket": 41, "connect": 42, "accept": 43, "bind": 49, "listen": 50, "accept4": 288,
        "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "execveat": 322,
    }),
    "aarch64": Machine(0xC00000B7, 277, 199, _SHARED | {
        "socket": 198, "connect": 203, "accept": 202, "bind": 200, "listen": 201, "accept4": 242,
        "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "execveat": 281,
    }),
}  # fmt: skip


def machine() -> Machine | None:
    """This one; None where the numbers are not known to us."""
    if sys.platform != "linux" or sys.maxsize <= 2**32:
        return None
    return _MACHINES.get(os.uname().machine)


def is_here() -> bool:
    """The kernel has filters and lets us ask: some containers do not."""
    this = machine()
    if this is None:
        return False
    action = ctypes.c_uint32(_ERROR)
    return kernel.error_of(this.install, _GET_ACTION_AVAIL, 0, ctypes.byref(action)) == 0


def put_up() -> None:
    """For all threads that are and all that come, and every process started from here. Raises OSError."""
    this = machine()
    assert this is not None, "only where it is here"
    kernel.control(kernel.SET_NO_NEW_PRIVS, 1)
    code = program(this)
    steps = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(steps))
    left_out = kernel.call(this.install, _SET_MODE_FILTER, _ALL_THREADS, header)
    if left_out:  # the id of a thread that could not be brought under it
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))


def holds() -> bool:
    """Every call is tried, with arguments that can do nothing: -1 is no family, no file and no process."""
    this = machine()
    return (
        this is not None
        and kernel.control(kernel.GET_NO_NEW_PRIVS) == 1
        and all(kernel.error_of(each, -1, 0, 0, 0, 0, 0) == errno.EACCES for each in this.refused.values())
    )


def program(this: Machine) -> bytes:
    """The filter as the kernel reads it: 8 bytes a step."""
    steps = list(_steps(this))
    refuse, allow = len(steps) - 1, len(steps) - 2
    places = {"refuse": refuse, "allow": allow}
    return b"".join(
        struct.pack("HBBI", code, _ahead(if_so, at, places), _ahead(if_not, at, places), value)
        for at, (code, value, if_so, if_not) in enumerate(steps)
    )


_Step = tuple[int, int, str, str]


def _steps(this: Machine) -> Iterator[_Step]:
    yield _LOAD, _ARCHITECTURE, "", ""
    yield _IF_EQUAL, this.audit, "", "refuse"  # 32-bit calls on a 64-bit kernel have other numbers
    yield _LOAD, _NUMBER, "", ""
    yield _IF_AT_LEAST, MARKED_CALLS, "refuse", ""
    for number in this.refused.values():
        yield _IF_EQUAL, number, "refuse", ""
    yield _IF_EQUAL, this.pair, "", "allow"
    yield _LOAD, _FIRST_ARGUMENT, "", ""
    yield _IF_EQUAL, _LOCAL_PAIR, "", "refuse"
    yield _RETURN, _ALLOW, "", ""
    yield _RETURN, _ERROR | errno.EACCES, "", ""


def _ahead(name: str, at: int, places: dict[str, int]) -> int:
    """Steps to jump over; none for the next one."""
    return places[name] - at - 1 if name else 0
