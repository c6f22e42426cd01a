"""Linux, asked directly: the few calls that Python has no words for. Only guards that are Linux's use it."""

import ctypes
import os

GET_DUMPABLE, SET_DUMPABLE = 3, 4
SET_NO_NEW_PRIVS, GET_NO_NEW_PRIVS = 38, 39
"""Of linux/prctl.h."""

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def control(option: int, value: int = 0) -> int:
    """prctl(2). Raises OSError."""
    return _checked(_libc.prctl(option, *(ctypes.c_ulong(each) for each in (value, 0, 0, 0))))


def call(number: int, *arguments: object) -> int:
    """syscall(2): integers go in as longs, the rest as ctypes has it. Raises OSError."""
    return _checked(_libc.syscall(ctypes.c_long(number), *(_long(each) for each in arguments)))


def spawn(program: str) -> int:
    """posix_spawn(3) past Python and its hook; gives the new process's id. Raises OSError."""
    pid = ctypes.c_int()
    arguments = (ctypes.c_char_p * 2)(program.encode(), None)
    # Unlike its kind it gives the error back instead of setting it.
    error = _libc.posix_spawn(
        ctypes.byref(pid), program.encode(), None, None, arguments, (ctypes.c_char_p * 1)(None)
    )
    if error:
        raise OSError(error, os.strerror(error))
    return pid.value


def error_of(number: int, *arguments: object) -> int:
    """The number of the error that a call ends with; 0: none."""
    try:
        call(number, *arguments)
    except OSError as refused:
        return refused.errno or 0
    return 0


def _long(value: object) -> object:
    return ctypes.c_long(value) if isinstance(value, int) else value


def _checked(result: int) -> int:
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
