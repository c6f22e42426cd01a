"""Room kept for a full disk: a file of real bytes, given up so that a draft can still be saved.

At no free byte at all the vault could not even be opened: SQLite makes its index of the log anew each time.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from triage.errors import NotSaved
from triage.vault.durable import settle_folder, write_durably

FILE_NAME = "vault.ballast"
SIZE = 1024 * 1024
"""Bytes. A long call's draft with its log takes some 200 KiB."""
LOW = 256 * 1024
"""Free bytes below which the ballast goes before the next write is tried."""
ROOM = 8 * SIZE
"""Free bytes from which it is made, or made again: it must not be what fills the disk."""


class Ballast:
    """The ballast beside the vault in ``folder``. Nothing here raises: it is a help, and no save."""

    def __init__(self, folder: Path, room: int = ROOM) -> None:
        self._file = folder / FILE_NAME
        self._room = room

    @property
    def there(self) -> bool:
        """It can still be given up."""
        return self._file.exists()

    def keep(self) -> None:
        """Makes it where it is missing and there is room again."""
        if self.there or self._free() < self._room:
            return
        with suppress(NotSaved):
            # Random: a disk that leaves out zeros, or packs them, would keep no room for them.
            write_durably(self._file, os.urandom(SIZE))

    def give_up(self) -> bool:
        """Makes its room free; False where it was free already."""
        try:
            self._file.unlink()
        except OSError:
            return False
        with suppress(OSError):
            settle_folder(self._file.parent)
        return True

    def give_up_when_low(self) -> None:
        """The same when the disk is nearly full. A disk that does not say how full it is counts as roomy."""
        if self.is_low:
            self.give_up()

    @property
    def is_low(self) -> bool:
        """The disk is nearly full."""
        return self._free() < LOW

    def _free(self) -> int:
        try:
            return shutil.disk_usage(self._file.parent).free
        except OSError:
            return self._room
