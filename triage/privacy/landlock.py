"""No program but our own interpreter, and no TCP: what the filter of system calls cannot tell apart.

A filter sees that a program is started, not which; Landlock does. So C code, too, can start nothing but this
Python. Where files may be written is left open: exports, backups and hand-overs go to folders that the user
names on the way. TCP is a second layer beneath the filter, from Landlock's fourth version on; it knows no
UDP.

A process carries 16 layers at most, over every start of itself: one that is there already is not put up
again. Sources: linux/landlock.h; the numbers are the same on every architecture.
"""

import errno
import os
import struct
import sys
from functools import cache
from pathlib import Path

from triage.privacy import kernel

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_VERSION = 1
_BENEATH = 1
_EXECUTE, _REFER = 1 << 0, 1 << 13
_TCP = 0b11
"""Bind and connect."""
_FIRST_USEFUL, _FIRST_WITH_TCP = 2, 4
"""Under the first version nothing can be moved between folders, whatever the rules say."""
_OTHERS = ("/bin/true", "/usr/bin/true", "/bin/sh", "/usr/bin/env")
_LOADER_SEGMENT = 3
"""PT_INTERP of elf.h."""


def is_here() -> bool:
    """New enough, allowed to us, and there is a program by which to see that it holds."""
    return sys.platform == "linux" and _version() >= _FIRST_USEFUL and another_program() is not None


def put_up() -> None:
    """For this thread, all it starts, and every process started from here. Raises OSError."""
    kernel.control(kernel.SET_NO_NEW_PRIVS, 1)
    attributes = struct.pack("QQ", _EXECUTE | _REFER, _TCP)
    size = len(attributes) if _version() >= _FIRST_WITH_TCP else len(attributes) // 2
    rules = kernel.call(_CREATE, attributes, size, 0)
    try:
        _allow(rules, Path("/"), _REFER)  # unless allowed, moving a file to another folder is refused
        for file in _what_starts_us():
            _allow(rules, file, _EXECUTE)
        kernel.call(_RESTRICT, rules, 0)
    finally:
        os.close(rules)


def holds() -> bool:
    """Another program is tried, past Python; it does nothing, and ends at once where it is let start."""
    other = another_program()
    if other is None:
        return False
    try:
        started = kernel.spawn(other)
    except OSError as refused:
        return refused.errno == errno.EACCES
    os.waitpid(started, 0)
    return False


@cache
def another_program() -> str | None:
    """One of the system's that this user could start if nothing stood against it; None where none is."""
    ours = _what_starts_us()
    return next(
        (each for each in _OTHERS if os.access(each, os.X_OK) and Path(each).resolve() not in ours), None
    )


def _version() -> int:
    try:
        return kernel.call(_CREATE, None, 0, _VERSION)
    except OSError:
        return 0


def _allow(rules: int, place: Path, what: int) -> None:
    there = os.open(place, os.O_PATH | os.O_CLOEXEC)
    try:
        # Packed: the two stand without a gap.
        kernel.call(_ADD_RULE, rules, _BENEATH, struct.pack("=Qi", what, there), 0)
    finally:
        os.close(there)


@cache
def _what_starts_us() -> tuple[Path, ...]:
    """The interpreter and the loader that its file names; it has none when it was built without."""
    interpreter = Path(sys.executable).resolve()
    loader = _loader_of(interpreter)
    return (interpreter, loader) if loader else (interpreter,)


def _loader_of(program: Path) -> Path | None:
    with program.open("rb") as file:
        head = file.read(64)
        if head[:5] != b"\x7fELF\x02":
            return None
        table, each, count = (*struct.unpack_from("Q", head, 32), *struct.unpack_from("HH", head, 54))
        file.seek(table)
        segments = file.read(each * count)
        for at in range(0, len(segments), each):
            kind, offset, length = struct.unpack_from("I4xQ16xQ", segments, at)
            if kind == _LOADER_SEGMENT:
                file.seek(offset)
                return Path(os.fsdecode(file.read(length).rstrip(b"\0"))).resolve()
    return None
