"""Wrong tries, counted in a small file beside the key file: starting the program anew does not end a wait.

It slows down whoever guesses at this keyboard. Whoever copies the key file is held back by Argon2id and the
words alone. The file holds no names. A lost or damaged one counts as no tries: it never locks anybody out.
"""

import hmac
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AwareDatetime, Field, StringConstraints, ValidationError

from triage.errors import NotSaved, TooSoon, WrongPassphrase
from triage.records.stored import Stored
from triage.vault.durable import write_durably
from triage.vault.keys import delay_after

FILE_NAME = "vault.tries"
_LARGEST = 64 * 1024
_MOST = 200

Hidden = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Opened = TypeVar("Opened")


class _Tries(Stored):
    count: int = Field(ge=1)
    at: AwareDatetime
    """Of the last one, by the device's clock."""


class _TriesFile(Stored):
    salt: Hidden
    tries: dict[Hidden, _Tries] = Field(default_factory=dict, max_length=_MOST)


def slowed(
    key_file: Path, person_id: str, now: datetime, open_it: Callable[[], Opened]
) -> tuple[Opened, int]:
    """What ``open_it`` gives, and how many wrong tries came before it; the count begins again.

    ``open_it`` raises WrongPassphrase for one more. Raises TooSoon, without trying, while the wait runs that
    earlier ones brought.
    """
    file = key_file.with_name(FILE_NAME)
    left = seconds_left(key_file, person_id, now)
    if left:
        raise TooSoon("too_soon", seconds=ceil(left))
    try:
        opened = open_it()
    except WrongPassphrase:
        kept = _read(file)
        _write(file, kept, person_id, _Tries(count=_count(kept, person_id) + 1, at=now))
        raise
    kept = _read(file)
    before = _count(kept, person_id)
    if before:
        _write(file, kept, person_id, None)
    return opened, before


def failures(key_file: Path, person_id: str) -> int:
    """Wrong tries since this person last got in."""
    return _count(_read(key_file.with_name(FILE_NAME)), person_id)


def seconds_left(key_file: Path, person_id: str, now: datetime) -> float:
    """Until the next try; 0 for at once. A clock that was set back brings the whole wait, never more."""
    kept = _read(key_file.with_name(FILE_NAME))
    tried = kept.tries.get(_hidden(kept, person_id))
    if tried is None:
        return 0.0
    wait = timedelta(seconds=delay_after(tried.count))
    left = tried.at + wait - now
    return max(timedelta(0), min(wait, left)).total_seconds()


def _count(kept: _TriesFile, person_id: str) -> int:
    tried = kept.tries.get(_hidden(kept, person_id))
    return tried.count if tried else 0


def _hidden(kept: _TriesFile, person_id: str) -> str:
    return hmac.digest(bytes.fromhex(kept.salt), person_id.encode(), "sha256").hex()


def _read(file: Path) -> _TriesFile:
    try:
        with file.open("rb") as source:
            return _TriesFile.from_canonical(source.read(_LARGEST))
    except (OSError, ValidationError):
        return _TriesFile(salt=os.urandom(32).hex())


def _write(file: Path, kept: _TriesFile, person_id: str, tried: _Tries | None) -> None:
    tries = {key: each for key, each in kept.tries.items() if key != _hidden(kept, person_id)}
    if tried is not None:
        tries[_hidden(kept, person_id)] = tried
    newest = sorted(tries.items(), key=lambda pair: pair[1].at)[-_MOST:]
    # A full disk must not keep out who knows the words; the wait of this process goes on all the same.
    with suppress(NotSaved):
        write_durably(file, kept.model_copy(update={"tries": dict(newest)}).canonical())
