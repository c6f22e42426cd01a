"""``pytest --conform`` counts only what a test of this very run has shown."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conform import OBLIGATIONS

TESTS = """
import pytest

@pytest.mark.obligation("P1.1")
def test_it_passes(): pass

@pytest.mark.obligation("P1.2", partly=True)
def test_a_part_passes(): pass

@pytest.mark.obligation("P1.3")
def test_it_is_skipped(): pytest.skip("no reason")

@pytest.mark.obligation("P1.4")
def test_it_fails(): assert False

@pytest.mark.obligation("P2.1")
def test_one_passes(): pass

@pytest.mark.obligation("P2.1")
@pytest.mark.xfail
def test_another_is_expected_to_fail(): assert False
"""


def conform(folder: Path, tests: str) -> "subprocess.CompletedProcess[str]":
    """A run of these tests alone, with the plugin."""
    (folder / "test_made_up.py").write_text(tests)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "conform", "-p", "no:cacheprovider", "-c", "/dev/null",
         "--rootdir", str(folder), "--conform", "--conform-json", str(folder / "out.json"), str(folder)],
        env={"PYTHONPATH": str(OBLIGATIONS.parents[2])}, cwd=folder,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("conform")
    conform(folder, TESTS)
    written = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    return {each["id"]: each["state"] for each in written["obligations"]}


@pytest.mark.parametrize(
    ("obligation", "state"),
    [
        pytest.param("P1.1", "proven", id="a test that passes proves"),
        pytest.param("P1.2", "partly", id="a test of a part proves a part"),
        pytest.param("P1.3", "gap", id="a skipped test proves nothing"),
        pytest.param("P1.4", "gap", id="a failed test proves nothing"),
        pytest.param("P2.1", "partly", id="one of two that passes proves a part"),
        pytest.param("P9.6", "gap", id="no test, no proof"),
    ],
)
def test_a_state_follows_from_the_tests(states: dict[str, str], obligation: str, state: str) -> None:
    assert states[obligation] == state


def test_all_seventy_five_obligations_are_listed(states: dict[str, str]) -> None:
    assert len(states) == 75
    assert (next(iter(states)), list(states)[-1]) == ("P1.1", "P9.6")


@pytest.mark.parametrize(
    ("mark", "instead", "said"),
    [
        pytest.param(
            'obligation("P1.4")', 'obligation("P14")', "there is no obligation P14", id="obligation"
        ),
        pytest.param('obligation("P1.4")', "trap(43)", "there is no trap 43", id="trap"),
    ],
)
def test_a_misspelt_mark_stops_the_run(tmp_path: Path, mark: str, instead: str, said: str) -> None:
    ran = conform(tmp_path, TESTS.replace(mark, instead))

    assert ran.returncode != 0
    assert said in ran.stdout + ran.stderr


def test_traps_are_proven_as_obligations_are(tmp_path: Path) -> None:
    conform(tmp_path, TESTS.replace('obligation("P1.1")', "trap(3)").replace('obligation("P1.4")', "trap(4)"))

    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    states = {each["id"]: each["state"] for each in written["traps"]}
    assert (len(states), states[3], states[4]) == (42, "proven", "gap")
