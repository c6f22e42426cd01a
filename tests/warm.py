"""The encoder's quick export, made once for a whole run: a program at a terminal need not make its own.

Making it takes a dozen seconds of both processors. What happens without it is tested where it matters: the
export, the encoder's process, and the call that the system watches.
"""

import os
import shutil
import time
from pathlib import Path

import pytest

_MADE: list[Path] = []
LONGEST_SECONDS = 300.0


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds it. Of several workers the first makes it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder, done = shared / "export", shared / "export.done"
    try:
        folder.mkdir()
    except FileExistsError:
        until = time.monotonic() + LONGEST_SECONDS
        while not done.exists():
            assert time.monotonic() < until, "the export was never made"
            time.sleep(0.2)
    else:
        from triage.encoder.export import write_export
        from triage.encoder.reference import load_model
        from triage.encoder.weights import load_tuning

        write_export(load_model(tuning=load_tuning()), folder)
        done.touch()
    _MADE[:] = [folder]
    return folder


def warm(data_dir: Path) -> None:
    """Puts the export of this run where the program looks for it; without one, nothing."""
    for made in _MADE:
        cache = data_dir / "cache"
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in made.iterdir():
            shutil.copy(file, cache / file.name)
            (cache / file.name).chmod(0o600)
