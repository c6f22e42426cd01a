"""Where files have changed since this process came up: by looking, in the places where programs leave things.

By looking one cannot tell who changed them: another program may have. In our own folder only we write.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

CLOCK_STEP_SECONDS = 0.02
"""File times are taken from a clock that ticks; a file of the first moment may seem a tick too old."""


@dataclass(frozen=True, slots=True)
class Footprint:
    """How many files of this user changed, by place. Links are not followed, folders not counted."""

    ours: int
    """In the data folder, however deep."""
    elsewhere: tuple[tuple[Path, int], ...]
    """Each place that was looked at, with its count; to the depth that programs use."""


def footprint(data_dir: Path, since: float) -> Footprint:
    """``since``: seconds since 1970. A folder that is not there, or not ours to read, counts none."""
    after = since - CLOCK_STEP_SECONDS
    places = [*_home(), (Path.cwd(), 1), (Path(tempfile.gettempdir()), 2), *_shared()]
    data = data_dir.resolve()
    found: dict[Path, int] = {}
    for place, depth in places:
        folder = place.resolve()
        if folder not in found and not folder.is_relative_to(data):
            found[folder] = _changed(folder, after, depth, leave_out=data)
    return Footprint(_changed(data, after, depth=99, leave_out=None), tuple(found.items()))


def _home() -> list[tuple[Path, int]]:
    try:
        return [(Path.home(), 2)]
    except RuntimeError:  # nobody says where it is
        return []


def _shared() -> list[tuple[Path, int]]:
    return [(Path("/tmp"), 2), (Path("/dev/shm"), 1)] if os.name == "posix" else []  # noqa: S108 - only looked at


def _changed(folder: Path, after: float, depth: int, leave_out: Path | None) -> int:
    count = 0
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if depth > 1 and Path(entry.path) != leave_out:
                        count += _changed(Path(entry.path), after, depth - 1, leave_out)
                else:
                    count += _is_mine_and_new(entry, after)
    except OSError:
        return count
    return count


def _is_mine_and_new(entry: "os.DirEntry[str]", after: float) -> bool:
    try:
        seen = entry.stat(follow_symlinks=False)
    except OSError:  # gone again
        return False
    is_mine = not hasattr(os, "getuid") or seen.st_uid == os.getuid()
    return is_mine and max(seen.st_mtime, seen.st_ctime) >= after
