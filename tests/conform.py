"""``pytest --conform``: every obligation of the policy, and whether a test of this run has proven it.

A test says what it proves with ``@pytest.mark.obligation("P7.10")``, and with ``partly=True`` that it proves
a part only. A test that was skipped or that failed proves nothing, and a misspelt id stops the run.
"""

import json
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

_CLAIMS = "obligations"
OBLIGATIONS = Path(__file__).parent / "content" / "data" / "obligations.toml"


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


class Conformity:
    """Follows one run from collection to its last line."""

    def __init__(self) -> None:
        known = tomllib.loads(OBLIGATIONS.read_text(encoding="utf-8"))["obligation"]
        self.proofs = {
            each["id"]: Proof(each["says"], each["shows"], each.get("gap_in_policy", False)) for each in known
        }
        self._claims: dict[str, list[tuple[str, bool]]] = {}
        self._outcomes: dict[str, set[str]] = defaultdict(set)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """A test carries its claims in its report: with several workers, only that comes back."""
        for item in items:
            claims = [
                (name, not mark.kwargs.get("partly", False))
                for mark in item.iter_markers("obligation")
                for name in mark.args
            ]
            for name, _ in claims:
                if name not in self.proofs:
                    raise pytest.UsageError(f"{item.nodeid}: there is no obligation {name}")
            if claims:
                item.user_properties.append((_CLAIMS, claims))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notes how each phase of a test came out."""
        for name, claims in report.user_properties:
            if name == _CLAIMS:
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

    def as_json(self) -> dict[str, Any]:
        """What ``--conform-json`` writes."""
        return {
            "schema": "triage.conform/1",
            "obligations": [
                {
                    "id": name, "state": proof.state, "says": proof.says, "shows": proof.shows,
                    "gap_in_policy": proof.gap_in_policy, "passed": proof.passed, "not_passed": proof.other,
                }
                for name, proof in self.proofs.items()
            ],
        }  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    """Two switches; without them nothing is different."""
    group = parser.getgroup("obligations of the policy")
    group.addoption(
        "--conform", action="store_true", help="print each obligation and the tests that prove it"
    )
    group.addoption("--conform-json", metavar="FILE", type=Path, help="write the same to FILE")


def pytest_configure(config: pytest.Config) -> None:
    """Every run checks the ids; only a run that was asked prints."""
    config.pluginmanager.register(Conformity(), "conformity")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The list, and a count of each state."""
    file = config.getoption("conform_json")
    if not (config.getoption("conform") or file):
        return
    conformity: Conformity = config.pluginmanager.get_plugin("conformity")  # type: ignore[assignment]
    conformity.weigh()
    if file:
        file.write_text(
            json.dumps(conformity.as_json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    if not config.getoption("conform"):
        return
    write = terminalreporter.write_line
    write("")
    for name, proof in conformity.proofs.items():
        write(f"{name:<6} {proof.state:<7} {proof.says} -> {proof.shows}")
        for test in proof.passed:
            write(f"                 {test}")
        for test in proof.other:
            write(f"           not passed: {test}")
    states = [proof.state for proof in conformity.proofs.values()]
    write(", ".join(f"{states.count(state)} {state}" for state in ("proven", "partly", "gap")))
