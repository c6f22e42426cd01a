"""Lets the tests of the edges use what the tests of the screens share."""

import os
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "screens"))

collect_ignore = [] if "TRIAGE_DAY" in os.environ else ["test_over_a_whole_day.py"]
"""Half a minute of it; ``test_names_stay_in.py`` asks the main questions in every run."""


@pytest.fixture(scope="session", autouse=True)
def _warm(export: Path) -> None:
    """Vaults of these tests come with the encoder's export."""
