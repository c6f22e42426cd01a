"""A file that somebody named for words out of the vault: new, theirs alone, and gone again when it fails."""

import os
from collections.abc import Callable
from pathlib import Path

from triage.errors import NotSaved


def write_private(file: Path, make: Callable[[], str | bytes]) -> None:
    """Makes ``file`` (mode 0600), then writes what ``make`` gives. When ``make`` raises, it is gone again.

    Raises NotSaved when it is there already or cannot be made.
    """
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        raise NotSaved("request_file_not_made") from None
    try:
        with os.fdopen(handle, "wb") as out:
            content = make()
            out.write(content.encode() if isinstance(content, str) else content)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
