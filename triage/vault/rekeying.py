"""Another key for the vault's file: every page is written anew, in one transaction, or none is.

Done with the file closed and the window lock held. Which of two keys fits is asked of the file itself: after
a crash on the way that is the only one who knows.
"""

from collections.abc import Iterable
from pathlib import Path

from triage.errors import InUse, NotFound, NotSaved, SealBroken
from triage.vault.border import border
from triage.vault.connection import keyed
from triage.vault.witness import Witness


def rekey_file(file: Path, old: bytes, new: bytes, outside: Path | None = None) -> None:
    """On return ``new`` opens ``file`` and ``old`` does not, on the disk too. Again is no error.

    ``outside``: the folder of the second witness, None where there is none. Raises NotFound; NotSaved, then
    ``old`` still opens it; SealBroken when neither does; InUse while another program reads it.
    """
    if not file.exists():
        raise NotFound("vault_missing")
    if not fits(file, new):
        Witness(file.parent, old, outside).ready_for(new)
        with border():
            raw = keyed(file, old)
            try:
                raw.execute("pragma synchronous=full")
                raw.execute("pragma busy_timeout=5000")
                raw.execute("pragma wal_checkpoint(truncate)")
                raw.reset_key(f"x'{new.hex()}'")
            finally:
                raw.close()
        # SQLCipher does not always say that the disk refused a page: then nothing was changed.
        if not fits(file, new) and fits(file, old):
            raise NotSaved("disk_refused")
    with border():
        raw = keyed(file, new)
        try:
            # The pages under the old key are still in the file until the log is written back.
            [(busy, _, _)] = raw.execute("pragma wal_checkpoint(truncate)").fetchall()
        finally:
            raw.close()
    if busy:
        raise InUse("vault_busy")


def fits(file: Path, key: bytes) -> bool:
    """Whether ``key`` opens ``file``. Raises NotSaved where the disk does not let it be tried."""
    try:
        with border():
            keyed(file, key).close()
    except SealBroken:
        return False
    return True


def which_fits(file: Path, keys: Iterable[bytes]) -> bytes | None:
    """The first of ``keys`` that opens ``file``; None when none does, or there is no file to ask."""
    if not file.exists():
        return None
    try:
        return next((key for key in keys if fits(file, key)), None)
    except NotSaved:  # whoever opens the vault next is told what stands in the way
        return None
