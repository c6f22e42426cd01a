"""Where a vault may not stand: in a folder that a service copies elsewhere, or on a disk of another computer.

The first would send every record off the device. On the second SQLite's locks and its write-ahead log do not
hold, and a saved word could be lost. There is no switch that allows either.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from triage.errors import NotAllowed

MOUNTS = Path("/proc/self/mountinfo")
"""Linux alone says there what is mounted where: https://docs.kernel.org/filesystems/proc.html (3.5)."""

_SYNCED = re.compile(
    r"onedrive( ?-.*)?|sharepoint( ?-.*)?|dropbox( ?[-(].*)?|google ?drive( ?[-(].*)?|googledrive.*|my drive"
    r"|drivefs|icloud ?drive|icloud.*|mobile documents|com~apple~.*|cloudstorage|box ?sync|box-box"
    r"|nextcloud|owncloud|syncthing|pcloud ?drive|proton ?drive|megasync.*|resilio ?sync",
    re.IGNORECASE,
)
"""Names of folders that such services make, anywhere on the way to the vault."""
_MARKS = (
    ".dropbox",
    ".dropbox.cache",
    ".stfolder",
    ".tmp.driveupload",
    ".tmp.drivedownload",
    ".owncloudsync.log",
)
"""What they leave in the folder that they copy, whatever its name."""
_SYNC_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
"""Where Windows says which folder it copies, also when that is Documents or the Desktop itself."""
_FAR = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|ncpfs|afs|coda|ceph|glusterfs|lustre|davfs2?|fuse|fuse\..*", re.IGNORECASE
)
"""Types of file systems that stand elsewhere, or behind a program of which nobody knows where it writes.
``fuseblk`` is not among them: a local disk in another system's format."""
_ESCAPED = re.compile(r"\\([0-7]{3})")
_DRIVE_REMOTE = 4


def refuse_far(folder: Path, mounts: Path = MOUNTS, environ: Mapping[str, str] = os.environ) -> None:
    """Raises NotAllowed where ``folder``, which need not be there yet, is copied elsewhere or is not on this
    device. On macOS only names and marks can tell."""
    refuse_synced(folder, environ)
    if _is_far(folder, mounts):
        raise NotAllowed("folder_not_here")


def refuse_synced(folder: Path, environ: Mapping[str, str] = os.environ) -> None:
    """The first half of ``refuse_far``."""
    roots = {Path(os.path.realpath(root)) for name in _SYNC_VARIABLES if (root := environ.get(name))}
    for place in _ways(folder):
        for above in (place, *place.parents):
            if (
                _SYNCED.fullmatch(above.name)
                or above in roots
                or any((above / mark).exists() for mark in _MARKS)
            ):
                raise NotAllowed("folder_synced")


def _ways(folder: Path) -> Iterator[Path]:
    """As it was given, and where it leads: a link may hide what is behind it."""
    yield Path(os.path.abspath(folder))
    yield Path(os.path.realpath(folder))


def _is_far(folder: Path, mounts: Path) -> bool:
    if sys.platform == "win32":
        return _is_far_on_windows(folder)
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    place, kind, depth = Path(os.path.realpath(folder)), "", -1
    for line in lines:
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) < 5 or not after:
            continue
        point = Path(_ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), fields[4]))
        # The last of several on one place is the one that is seen.
        if (place == point or point in place.parents) and len(point.parts) >= depth:
            kind, depth = after.split()[0], len(point.parts)
    return _FAR.fullmatch(kind) is not None


def _is_far_on_windows(folder: Path) -> bool:
    import ctypes

    place = os.path.realpath(folder)
    drive = os.path.splitdrive(place)[0]
    if drive.startswith("\\\\"):
        return not drive.startswith(("\\\\?\\", "\\\\.\\")) or drive.upper().startswith("\\\\?\\UNC\\")
    kind: int = ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\")  # type: ignore[attr-defined,unused-ignore]
    return kind == _DRIVE_REMOTE
