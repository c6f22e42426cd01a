"""Whatever a test here opens is closed again."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))

from handover_case import Device, two_devices  # noqa: E402


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[tuple[Device, Device]]:
    """The caseworker's and the manager's, each knowing the other's people."""
    here, there = two_devices(tmp_path)
    yield here, there
    here.vault_open.close()
    there.vault_open.close()
