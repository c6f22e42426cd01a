"""B41: a window whose terminal went without a word ends by itself, and lets go of the vault."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from edges_case import PATIENCE, PROJECT, a_vault

from triage.paths import vault_dir
from triage.vault.lock import WindowLock

pytestmark = pytest.mark.skipif(os.name != "posix", reason="terminals of another kind")


@pytest.mark.trap(1)
def test_a_window_with_no_terminal_left_ends_though_no_signal_came(tmp_path: Path) -> None:
    a_vault(tmp_path)
    ours, theirs = pty.openpty()
    # A session of its own on a terminal that does not control it: closing that one sends no signal.
    program = subprocess.Popen(
        [sys.executable, "-m", "triage", "--data-dir", str(tmp_path)],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, cwd=PROJECT,
        env={**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(PROJECT)},
    )  # fmt: skip
    os.close(theirs)
    end = time.monotonic() + PATIENCE
    seen = b""
    while b"\x1b[?1049h" not in seen and time.monotonic() < end:
        seen += os.read(ours, 65536)
    os.close(ours)

    try:
        assert program.wait(PATIENCE) == 128 + signal.SIGHUP
    finally:
        program.kill()
    WindowLock(vault_dir(tmp_path)).release()
