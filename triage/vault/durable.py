"""Replacing a small file so that a power cut leaves either the old one or the new one, whole."""

import os
from pathlib import Path

from triage.errors import NotSaved


def write_durably(file: Path, content: bytes) -> None:
    """On return ``file`` holds ``content`` on the disk, mode 0600. Raises NotSaved; the old file stays."""
    fresh = file.with_name(file.name + ".new")
    try:
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
        settle_folder(file.parent)
    except OSError:
        raise NotSaved("file_not_saved", file=file.name) from None


def settle_folder(folder: Path) -> None:
    """Makes a new or renamed entry of ``folder`` last through a power cut. Windows does this by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
