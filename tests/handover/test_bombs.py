"""What is made to waste time or memory is refused, in a process that may not grow by more than 50 MiB. B36"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from bombs import BOMBS, MOST_MIB
from running import PROJECT

_HANG_SECONDS = 60


def run(*arguments: str) -> str:
    return subprocess.run(
        [sys.executable, str(Path(__file__).parent / "bombs.py"), *arguments],
        cwd=PROJECT, env={"PYTHONPATH": str(PROJECT), "PATH": "", "OMP_NUM_THREADS": "1"},
        capture_output=True, text=True, timeout=_HANG_SECONDS, check=True,
    ).stdout  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_at_little_cost(name: str, tmp_path: Path) -> None:
    run(str(tmp_path), name)

    cost = json.loads(run(str(tmp_path), name, "open"))

    assert cost["code"] == BOMBS[name][1]
    assert cost["mib"] < MOST_MIB


def test_the_bound_on_memory_is_felt_when_it_is_passed(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.append(sys.argv[1])\n"
        "import bombs\n"
        "bombs.open_it = lambda *_: str(len(bytearray(60 * 1024 * 1024)))\n"
        "try: bombs.cost(bombs.Path(sys.argv[2]))\n"
        "except MemoryError: print('felt')\n"
    )
    # The first call, for the good file, is not bounded yet: it gets its 60 MiB.
    ran = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent), str(tmp_path / "x")],
        cwd=PROJECT, env={"PYTHONPATH": str(PROJECT), "PATH": ""},
        capture_output=True, text=True, timeout=_HANG_SECONDS, check=True,
    )  # fmt: skip

    assert ran.stdout.strip() == "felt"
