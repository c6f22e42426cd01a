"""What the tests of silence share: a watcher of system calls, an outer filter, and eyes on folders."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from running import PROJECT

linux = pytest.mark.skipif(sys.platform != "linux", reason="a guard of Linux")
traced = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="has to become another user"
)

INTERNET = re.compile(r"AF_INET6?\b|AF_PACKET|AF_NETLINK|AF_VSOCK|AF_BLUETOOTH")
AT_FIRST = frozenset(os.environ)
"""Names of the environment before any test: what the program sets in this process is no part of it."""

WATCHED = "network,execve,execveat,ptrace,process_vm_readv,io_uring_setup"
NOBODY = 65534

TRY_ALL = """
import json
from triage.privacy.selftest import attempt, routes
print(json.dumps({route.id: attempt(route).outcome for route in routes()}))
"""
"""Every way out, tried by this process as it is; whatever guards it has."""

GUARDED = "from triage.privacy.guards import apply_guards\napply_guards()\n"


@dataclass(frozen=True)
class Watched:
    """What a process and all that it started did."""

    code: int
    shown: str
    said: str
    calls: tuple[str, ...]

    @property
    def answer(self) -> dict[str, Any]:
        """Its standard output, read."""
        found: dict[str, Any] = json.loads(self.shown)
        return found

    @property
    def internet(self) -> list[str]:
        """Its system calls that name the internet, or any other way of leaving the device."""
        return internet(self.calls)


def internet(calls: tuple[str, ...] | list[str]) -> list[str]:
    return [call for call in calls if INTERNET.search(call)]


def strace(log: Path, what: str = WATCHED) -> list[str]:
    """What to put before a program so that its system calls are written to ``log``."""
    return ["strace", "-f", "-qq", "-e", f"trace={what}", "-o", str(log)]


def calls_in(log: Path) -> tuple[str, ...]:
    return tuple(log.read_text(errors="replace").splitlines())


def watched(folder: Path, code: str, *arguments: str, env: dict[str, str] | None = None) -> Watched:
    """A fresh interpreter that runs ``code`` under strace, its calls logged in ``folder``."""
    log = folder / "calls"
    ran = subprocess.run(
        [*strace(log), sys.executable, "-c", code, *arguments],
        env={**_as_started(), "PYTHONPATH": str(PROJECT), **(env or {})}, cwd=folder,
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False, timeout=300,
    )  # fmt: skip
    return Watched(ran.returncode, ran.stdout, ran.stderr, calls_in(log))


def _as_started() -> dict[str, str]:
    fenced = ("HOME", "XDG_", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
    return {name: value for name, value in os.environ.items() if name in AT_FIRST or name.startswith(fenced)}


OUTER_FILTER = """
import ctypes, errno, struct
from triage.privacy import kernel, seccomp
this = seccomp.machine()
def outer(number, error, first=None):
    code = b''.join(struct.pack('HBBI', *step) for step in (
        (0x20, 0, 0, 0), (0x15, 0, 3 if first is not None else 1, number),
        *([(0x20, 0, 0, 16), (0x15, 0, 1, first)] if first is not None else []),
        (0x06, 0, 0, 0x50000 | error), (0x06, 0, 0, 0x7FFF0000),
    ))
    steps = ctypes.create_string_buffer(code, len(code))
    kernel.control(38, 1)
    kernel.call(this.install, 1, 0, struct.pack('HxxxxxxP', len(code) // 8, ctypes.addressof(steps)))
"""
"""Defines ``outer``: from then on the kernel answers one call with an error, or only where its first argument
is ``first``. So do containers, and older kernels."""


def tree(*folders: Path) -> dict[Path, tuple[int, int]]:
    """Every file beneath these folders, with its size and the time of its last change."""
    return {
        path: (seen.st_size, seen.st_mtime_ns)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
        for seen in (path.lstat(),)
    }
