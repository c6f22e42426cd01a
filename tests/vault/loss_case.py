"""What the attacks on the vault share: a writer in a process of its own, and a small disk.

How many of each attack are made comes from the environment; a plain run makes a few. All of them::

    VAULT_KILLS=500 VAULT_DAMAGES=300 VAULT_NOTES=300 python -m pytest tests/integration/test_vault_faults.py
    VAULT_POWER_CUTS=500 python -m pytest tests/vault/test_power_cuts.py
    VAULT_FLIPS=200 python -m pytest tests/vault/test_witness.py
    VAULT_FULL_AT=all python -m pytest tests/vault/test_failing_disk.py
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

STRACE = shutil.which("strace")


def times(name: str, few: int) -> int:
    """How often an attack is made."""
    return int(os.environ.get(name, few))


def needs_strace() -> pytest.MarkDecorator:
    """For what is only seen, or only made to fail, at the border to the system."""
    return pytest.mark.skipif(STRACE is None, reason="strace is not here")


def writer(*arguments: str, trace: list[str] | None = None, **more: object) -> "subprocess.Popen[str]":
    """Runs ``vault_writer.py``, behind strace where ``trace`` has options for it."""
    before = [STRACE or "strace", *trace] if trace is not None else []
    paths = os.pathsep.join((str(ROOT), str(ROOT / "tests" / "integration")))
    return subprocess.Popen(
        [*before, sys.executable, str(HERE / "vault_writer.py"), *arguments],
        env={**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more,
    )  # fmt: skip


@contextmanager
def small_disk(place: Path, kilobytes: int) -> Iterator[Path]:
    """A disk of so many KiB at ``place``; skips where this user may not mount one."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    place.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(folder: Path, leave: int = 0) -> Path:
    """Takes all room but ``leave`` bytes with a file of real bytes; gives the file."""
    file = folder / "filler"
    with file.open("wb", buffering=0) as out:
        for size in (65536, 4096, 512, 1):
            while shutil.disk_usage(folder).free > leave:
                try:
                    if not out.write(b"x" * size):
                        break
                except OSError:
                    break
    return file
