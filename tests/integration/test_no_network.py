"""Nothing leaves the device: the system calls of a whole call, played to its end, hold no internet socket."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from running import HOSTILE, PROJECT

INTERNET = re.compile(r"AF_INET6?\b|PF_INET6?\b|AF_PACKET")

traced = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


def network_calls(log: Path, arguments: list[str], env: dict[str, str]) -> tuple[int, list[str]]:
    """Exit code, and every network call that the program and all it started have made."""
    ran = subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(log), sys.executable, *arguments],
        cwd=PROJECT, env={**os.environ, **env, "HOME": str(log.parent)},
        stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=300,
    )  # fmt: skip
    return ran.returncode, [
        line for line in log.read_text(errors="replace").splitlines() if INTERNET.search(line)
    ]


@traced
@pytest.mark.obligation("P2.3", "P3.1", partly=True)
@pytest.mark.parametrize(
    "env", [pytest.param({}, id="as it is"), pytest.param(HOSTILE, id="hostile environment")]
)
def test_a_whole_call_makes_no_internet_socket(tmp_path: Path, env: dict[str, str]) -> None:
    """The encoder, its process, the vault, the decision and the audit: with all their libraries."""
    code, made = network_calls(tmp_path / "calls", ["-m", "triage", "demo", "--headless", "--json"], env)

    assert code == 0
    assert made == []


@traced
def test_the_watch_sees_a_socket_when_there_is_one(tmp_path: Path) -> None:
    """Without this, the test above could pass by seeing nothing at all."""
    opens = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)"

    _, made = network_calls(tmp_path / "calls", ["-c", opens], {})

    assert len(made) == 1
