"""``pytest --conform``: every obligation of the policy and every trap of the screen, and whether a test of
this run has proven it.

A test says what it proves with ``@pytest.mark.obligation("P7.10")`` or ``@pytest.mark.trap(17)``, and with
``partly=True`` that it proves a part only. A test that was skipped or that failed proves nothing, and a
misspelt id stops the run.
"""

import json
import tomllib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

_DATA = Path(__file__).parent / "content" / "data"
OBLIGATIONS = _DATA / "obligations.toml"
TRAPS = _DATA / "traps.toml"


@dataclass
class Proof:
    """What the tests of this run say about one obligation."""

    says: str
    shows: str
    gap_in_policy: bool
    passed: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    """Tests that carry the id and did not pass."""
    whole: bool = False
    """One that passed claims the whole obligation."""

    @property
    def state(self) -> str:
        """``proven``, ``partly`` or ``gap``."""
        if not self.passed:
            return "gap"
        return "proven" if self.whole and not self.other else "partly"


def known(marker: str, file: Path) -> dict[str | int, Proof]:
    """All that ``file`` lists for ``marker``, none of it proven yet."""
    listed = tomllib.loads(file.read_text(encoding="utf-8"))[marker]
    return {
        each["id"]: Proof(each["says"], each["shows"], each.get("gap_in_policy", False)) for each in listed
    }


class Conformity:
    """Follows one run from collection to its last line, for one marker and the list behind it."""

    def __init__(self, marker: str, file: Path) -> None:
        self.marker = marker
        self.proofs = known(marker, file)
        self._claims: dict[str, list[tuple[str | int, bool]]] = {}
        self._outcomes: dict[str, set[str]] = defaultdict(set)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """A test carries its claims in its report: with several workers, only that comes back."""
        for item in items:
            claims = [
                (name, not mark.kwargs.get("partly", False))
                for mark in item.iter_markers(self.marker)
                for name in mark.args
            ]
            for name, _ in claims:
                if name not in self.proofs:
                    raise pytest.UsageError(f"{item.nodeid}: there is no {self.marker} {name}")
            if claims:
                item.user_properties.append((self.marker, claims))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notes how each phase of a test came out."""
        for name, claims in report.user_properties:
            if name == self.marker:
                self._claims[report.nodeid] = [(each, whole) for each, whole in claims]
        self._outcomes[report.nodeid].add("xfailed" if hasattr(report, "wasxfail") else report.outcome)

    def weigh(self) -> None:
        """Turns outcomes into proofs, once, when the last test has run."""
        for test, claims in self._claims.items():
            if test not in self._outcomes:
                continue
            for name, whole in claims:
                proof = self.proofs[name]
                if self._outcomes[test] == {"passed"}:
                    proof.passed.append(test)
                    proof.whole = proof.whole or whole
                else:
                    proof.other.append(test)

    def as_json(self) -> list[dict[str, Any]]:
        """What ``--conform-json`` writes of this list."""
        return [
            {
                "id": name, "state": proof.state, "says": proof.says, "shows": proof.shows,
                "gap_in_policy": proof.gap_in_policy, "passed": proof.passed, "not_passed": proof.other,
            }
            for name, proof in self.proofs.items()
        ]  # fmt: skip

    def write(self, line: Callable[[str], None]) -> None:
        """The list with its tests, and a count of each state."""
        line("")
        for name, proof in self.proofs.items():
            line(f"{name!s:<6} {proof.state:<7} {proof.says} -> {proof.shows}")
            for test in proof.passed:
                line(f"                 {test}")
            for test in proof.other:
                line(f"           not passed: {test}")
        states = [proof.state for proof in self.proofs.values()]
        line(", ".join(f"{states.count(state)} {state}" for state in ("proven", "partly", "gap")))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Two switches; without them nothing is different."""
    group = parser.getgroup("obligations of the policy")
    group.addoption(
        "--conform", action="store_true", help="print each obligation and trap and the tests that prove it"
    )
    group.addoption("--conform-json", metavar="FILE", type=Path, help="write the same to FILE")


def pytest_configure(config: pytest.Config) -> None:
    """Every run checks the ids; only a run that was asked prints."""
    config.pluginmanager.register(Conformity("obligation", OBLIGATIONS), "obligations")
    config.pluginmanager.register(Conformity("trap", TRAPS), "traps")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Both lists, and a count of each state."""
    file = config.getoption("conform_json")
    if not (config.getoption("conform") or file):
        return
    lists: dict[str, Conformity] = {
        name: config.pluginmanager.get_plugin(name)  # type: ignore[misc]
        for name in ("obligations", "traps")
    }
    for conformity in lists.values():
        conformity.weigh()
    if file:
        written = {"schema": "triage.conform/1"} | {name: each.as_json() for name, each in lists.items()}
        file.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if config.getoption("conform"):
        for conformity in lists.values():
            conformity.write(terminalreporter.write_line)
