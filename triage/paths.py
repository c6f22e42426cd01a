"""Where things live on this device: one folder for the vault, one for what can be made again.

Folders are made 0700. The folder is an argument everywhere; only the doors ask for the default.
"""

from contextlib import suppress
from pathlib import Path

from platformdirs import PlatformDirs

_DIRS = PlatformDirs("safeguarding-triage", appauthor=False, roaming=False)


def default_data_dir() -> Path:
    """The user's own, never roaming, data folder for triage."""
    return Path(_DIRS.user_data_dir)


def vault_dir(data_dir: Path) -> Path:
    """Holds vault.db, vault.keys and service.json."""
    return _private_where_it_can_be(data_dir / "vault")


def cache_dir(data_dir: Path) -> Path:
    """Holds only what can be computed again: clause vectors, the quick export of the encoder. Nothing about a
    person."""
    return _private_where_it_can_be(data_dir / "cache")


def usual_cache() -> Path:
    """The cache of the usual data folder, which may not be there: for one who looks but leaves nothing."""
    return default_data_dir() / "cache"


def private_folder(folder: Path) -> Path:
    """``folder``, there now, and open to this user alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def _private_where_it_can_be(folder: Path) -> Path:
    """On a disk that takes nothing guidance still works; whatever writes there says so itself."""
    with suppress(OSError):
        private_folder(folder)
    return folder
