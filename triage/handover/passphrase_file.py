"""A file for somebody without the program: sealed with a passphrase, in the age format, for any age tool."""

import re
import unicodedata

import pyrage

from triage.errors import SealBroken

SUFFIX = ".age"
LARGEST = 16 * 1024 * 1024
"""Bytes that are read: a paper of a call of a thousand lines has a tenth of it."""
_HEADER = re.compile(
    rb"age-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{22} (?:[1-9]|1[0-9]|20)\n[A-Za-z0-9+/]{43}\n---"
)
"""One passphrase and nobody's key. Work of 2^20 takes 1 GiB of memory; each step above doubles it, and the
library stops at none."""


def seal_with(plain: bytes, passphrase: str) -> bytes:
    """``plain`` for who knows the passphrase. Takes about a second: so long does each guess."""
    sealed: bytes = pyrage.passphrase.encrypt(plain, _words(passphrase))
    return sealed


def unseal_with(sealed: bytes, passphrase: str) -> bytes:
    """What is inside. Raises SealBroken: ``letter_too_big``, ``export_damaged``, ``export_not_opened``."""
    if len(sealed) > LARGEST:
        raise SealBroken("letter_too_big")
    if not _HEADER.match(sealed):
        raise SealBroken("export_damaged")
    try:
        plain: bytes = pyrage.passphrase.decrypt(sealed, _words(passphrase))
    except (pyrage.DecryptError, ValueError):
        raise SealBroken("export_not_opened") from None
    return plain


def _words(passphrase: str) -> str:
    """The same letters, however the keyboard put them together."""
    return unicodedata.normalize("NFC", passphrase)
