"""Sealed files on a disk: read with limits, whatever lies there; written whole, under a neutral name."""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from triage.errors import NotFound, NotSaved, SealBroken
from triage.paths import private_folder
from triage.vault.durable import settle_folder

SUFFIX = ".sendiass"
CARD_SUFFIX = ".card"
_CAREFULLY = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY")
)
"""No link is followed, and a pipe that nobody writes to does not hold us up."""


def outbox(data_dir: Path) -> Path:
    """Where what we made waits to be taken to another device. Made if need be."""
    return private_folder(private_folder(data_dir / "handover") / "outbox")


def inbox(data_dir: Path) -> Path:
    """Where what came from another device is looked for. Made if need be."""
    return private_folder(private_folder(data_dir / "handover") / "inbox")


def waiting_in(folder: Path) -> tuple[Path, ...]:
    """The sealed files of a folder, by name. Raises NotFound."""
    try:
        return tuple(sorted(each for each in folder.iterdir() if each.suffix == SUFFIX))
    except OSError:
        raise NotFound("folder_not_found") from None


def read_small(file: Path, most: int) -> bytes:
    """All of an ordinary file of at most ``most`` bytes. Raises NotFound; SealBroken for anything else.

    Its size is asked for first, and no more than that is ever read.
    """
    try:
        handle = os.open(file, _CAREFULLY)
    except FileNotFoundError:
        raise NotFound("letter_not_found") from None
    except OSError:  # a link, a socket, a folder on Windows, or one that is not ours to read
        raise SealBroken("letter_no_file") from None
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or file.is_symlink():
        os.close(handle)
        raise SealBroken("letter_no_file")
    with os.fdopen(handle, "rb", buffering=0) as source:
        if found.st_size > most:
            raise SealBroken("letter_too_big")
        content = bytearray()
        try:
            while len(content) <= most and (part := source.read(most + 1 - len(content))):
                content += part
        except OSError:
            raise SealBroken("letter_no_file") from None
    if len(content) > most:
        raise SealBroken("letter_too_big")
    return bytes(content)


class Fresh:
    """A file that is on the disk already and has no name yet that anybody looks for."""

    def __init__(self, folder: Path, content: bytes, suffix: str) -> None:
        """Mode 0600, on the disk on return. Raises NotSaved, and leaves nothing."""
        self._folder = folder
        self._name = secrets.token_hex(10)
        self._suffix = suffix
        self._part = folder / f".{self._name}.part"
        try:
            handle = os.open(
                self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
            )
            with os.fdopen(handle, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
        except OSError:
            self.drop()
            raise NotSaved("letter_not_saved") from None

    def name_it(self) -> Path:
        """Its random name from now on. Raises NotSaved."""
        file = self._folder / f"{self._name}{self._suffix}"
        try:
            self._part.rename(file)
            settle_folder(self._folder)
        except OSError:
            self.drop()
            raise NotSaved("letter_not_saved") from None
        return file

    def drop(self) -> None:
        """Away with it; never raises."""
        with suppress(OSError):
            self._part.unlink(missing_ok=True)
