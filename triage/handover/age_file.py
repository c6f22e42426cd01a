"""The envelope: age (https://age-encryption.org/v1), binary, to recipients of the kind X25519 alone."""

import re
from collections.abc import Iterable

import pyrage

from triage.errors import SealBroken
from triage.handover.limits import FILE_BYTES, HEADER_BYTES, PLAIN_BYTES, STANZAS
from triage.vault.identity import Identity, Recipient

_STANZA = rb"-> [!-~]+(?: [!-~]+)*\n(?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n"
_HEADER = re.compile(rb"age-encryption\.org/v1\n(?:" + _STANZA + rb")+--- [A-Za-z0-9+/]{43}\n")
"""Stricter than the library, which opens stanzas without their last line, as an early writer made them."""


def seal(plain: bytes, to: Iterable[Recipient]) -> bytes:
    """``plain`` for these and nobody else, the sender not included."""
    sealed: bytes = pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(each) for each in to])
    return sealed


def unseal(sealed: bytes, identity: Identity) -> bytes:
    """What is inside. Raises SealBroken: ``letter_too_big``, ``letter_not_sealed``, ``letter_not_for_you``,
    ``letter_damaged``."""
    if len(sealed) > FILE_BYTES:
        raise SealBroken("letter_too_big")
    _check_header(sealed)
    try:
        plain: bytes = pyrage.decrypt(sealed, [identity])
    except pyrage.DecryptError as refused:
        code = "letter_not_for_you" if "No matching keys" in str(refused) else "letter_damaged"
        raise SealBroken(code) from None
    if len(plain) > PLAIN_BYTES:
        raise SealBroken("letter_too_big")
    return plain


def _check_header(sealed: bytes) -> None:
    """Before any key is tried: each stanza costs a key agreement."""
    found = _HEADER.match(sealed, 0, HEADER_BYTES)
    if found is None or found[0].count(b"\n-> ") > STANZAS:
        raise SealBroken("letter_not_sealed")
