"""Lets the tests of the edges use what the tests of the screens share."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent.parent / "screens"))


@pytest.fixture(scope="session", autouse=True)
def _warm(export: Path) -> None:
    """Vaults of these tests come with the encoder's export."""
