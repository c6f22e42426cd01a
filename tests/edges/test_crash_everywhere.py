"""Whatever breaks, on whatever screen: no word of a case is left on the terminal or in a file."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from crashing import CANARY, WHERE, all_screens
from edges_case import CASEY, LEAVES_ALTERNATE_SCREEN, MORGAN, OTHER_PASSPHRASE, PASSPHRASE, PROJECT, a_vault
from test_lock_forgets import a_record

from triage.content import message
from triage.errors import ExitCode

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of this kind")

Crash = Callable[[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def crash(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crash]:
    """Breaks a screen at a place; gives what was left."""
    vault = tmp_path_factory.mktemp("crash")
    a_vault(vault)
    ref = a_record(vault)
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).parent / "crashing.py")], env=_env(), cwd=PROJECT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None

    def run(screen: str, where: str) -> dict[str, Any]:
        manager = screen in ("DecisionScreen", "InboxScreen")
        person, passphrase = (MORGAN, OTHER_PASSPHRASE) if manager else (CASEY, PASSPHRASE)
        case = {"vault": str(vault), "screen": screen, "where": where, "person": person.id, "ref": ref}
        process.stdin.write(json.dumps({**case, "passphrase": passphrase}) + "\n")
        process.stdin.flush()
        told: dict[str, Any] = json.loads(process.stdout.readline())
        return told

    yield run
    process.communicate(timeout=30)


def _env() -> dict[str, str]:
    env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(PROJECT)}
    env.pop("NO_COLOR", None)
    return env


def _cases() -> list[tuple[str, str]]:
    """Each screen, broken at one place, the places in turn; at every place where ``TRIAGE_CRASH=all``."""
    screens = sorted(all_screens())
    if os.environ.get("TRIAGE_CRASH") == "all":
        return [(screen, where) for screen in screens for where in WHERE]
    return [(screen, WHERE[at % len(WHERE)]) for at, screen in enumerate(screens)]


@pytest.mark.parametrize(("screen", "where"), _cases())
# B15
@pytest.mark.trap(3)
def test_a_fault_leaves_no_word_behind_keeps_the_draft_and_says_what_to_do(
    crash: Crash, screen: str, where: str
) -> None:
    left = crash(screen, where)
    wrote = left["wrote"].encode("latin-1")
    after = wrote[wrote.rindex(LEAVES_ALTERNATE_SCREEN) :]
    said = " ".join(after.decode().split())

    assert left["code"] == ExitCode.CRASHED
    assert message("crashed") in said
    assert b"Quillfeather" not in after
    assert b"violet" not in wrote
    assert b"Traceback" not in wrote
    assert b"RuntimeError" not in wrote
    assert left["drafts"] == [CANARY]
    assert left["files"] == []


def test_textuals_own_crash_screen_would_show_the_words() -> None:
    """The control: without our own way to end, the words are on the terminal for good."""
    import io

    from rich.console import Console
    from rich.traceback import Traceback

    def hear() -> None:
        heard = CANARY
        raise RuntimeError(len(heard))

    shown = io.StringIO()
    try:
        hear()
    except RuntimeError:
        Console(file=shown, width=100).print(Traceback(show_locals=True))

    assert CANARY in shown.getvalue()
