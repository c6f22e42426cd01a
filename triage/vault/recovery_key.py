"""The printed recovery key: 160 random bits as letters and figures that are hard to misread.

Crockford's base32 (https://www.crockford.com/base32.html) has no I, L, O or U, and whoever types one of the
first three meant 1, 1 or 0. Nine groups of four; the last checks the others, so that a slip of the pen is
told from a key that does not fit.
"""

import base64
import hashlib
import os
import re

from triage.errors import UsageError

_BYTES = 20
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TO_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _ALPHABET)
_MISREAD = str.maketrans("OIL", "011")


def new_recovery_key() -> str:
    """As it is printed: ``7K4M-…``, nine groups of four."""
    return _grouped(_letters(os.urandom(_BYTES)))


def typed_recovery_key(typed: str) -> str:
    """As it was printed, whatever case, spaces or strokes it was typed with.

    Raises UsageError when a letter is missing or wrong: the check says so, and nothing was tried.
    """
    letters = plain_letters(typed)
    if len(letters) != 36 or set(letters) - set(_ALPHABET) or _checked(letters[:32]) != letters:
        raise UsageError("recovery_key_mistyped")
    return _grouped(letters)


def plain_letters(typed: str) -> str:
    """Without spaces and strokes, in capitals, with the letters that are misread as what they stand for."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", typed).upper().translate(_MISREAD)


def _letters(secret: bytes) -> str:
    return _checked(base64.b32encode(secret).decode().translate(_TO_CROCKFORD))


def _checked(letters: str) -> str:
    digest = hashlib.sha256(b"triage-recovery-key/1\0" + letters.encode()).digest()
    return letters + base64.b32encode(digest[:5]).decode().translate(_TO_CROCKFORD)[:4]


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))
