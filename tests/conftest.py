"""What every test may ask for, and the fence that keeps a test out of the home of whoever runs it."""

import gc
import signal
from pathlib import Path

import pytest

from triage.cli.border import RARELY
from triage.encoder.encoder import Encoder
from triage.encoder.reference import load_reference
from triage.policy.pack import Pack, load_pack

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell that runs the suite in the background has Ctrl+C ignored, and every child would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)

gc.set_threshold(*RARELY)  # as the program does

pytest_plugins = ("conform", "warm")


@pytest.fixture(autouse=True)
def _no_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever asks for a user's folder gets an empty one."""
    home: Path = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The shipped policy with its notes."""
    return load_pack()


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The real encoder, in this process; about 5 s, once."""
    return load_reference()
