"""The text inside a sealed file: version, signature, letter, padding. Every byte is accounted for.

The signature is checked before the letter is read: what nobody known signed is never believed.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from triage.errors import SealBroken
from triage.handover.letter import FORMAT, Letter
from triage.handover.limits import BLOCK_BYTES, PLAIN_BYTES
from triage.vault.identity import SigningKey, VerifyKey, is_signed, sign

DOMAIN = FORMAT.encode()
"""What the signature is over begins with this and a zero byte: no other signature of ours fits here."""

_FAMILY = re.compile(rb"sendiass-sealed/[0-9]{1,4}\n")
_FIRST = FORMAT.encode() + b"\n"
_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class SignedBody:
    """The parts of a plain text, not yet believed."""

    body: bytes = field(repr=False)
    """The letter in its canonical form, as far as can be seen."""
    signature: str
    """In hexadecimal."""

    def signer(self, keys: Iterable[VerifyKey]) -> VerifyKey | None:
        """Which of ``keys`` signed it; None when none did."""
        return next((key for key in keys if is_signed(key, DOMAIN, self.body, self.signature)), None)


def signed_plain(letter: Letter, signing: SigningKey) -> bytes:
    """``letter``, signed and padded. Raises SealBroken ``letter_too_long`` for one that nobody would take."""
    body = letter.canonical()
    return framed(body, bytes.fromhex(sign(signing, DOMAIN, body)))


def framed(body: bytes, signature: bytes) -> bytes:
    """The plain text of these two parts."""
    text = _FIRST + base64.b64encode(signature) + b"\n" + body + b"\n"
    if len(text) > PLAIN_BYTES:
        raise SealBroken("letter_too_long")
    return text + bytes(-len(text) % BLOCK_BYTES)


def read_plain(plain: bytes) -> SignedBody:
    """Its parts. Raises SealBroken: ``letter_newer``, ``letter_unsigned``, or ``letter_damaged``."""
    if _FAMILY.match(plain) and not plain.startswith(_FIRST):
        raise SealBroken("letter_newer")
    if not plain.startswith(_FIRST) or len(plain) > PLAIN_BYTES or len(plain) % BLOCK_BYTES:
        raise SealBroken("letter_damaged")
    signature, _, rest = plain[len(_FIRST) :].partition(b"\n")
    body, end, padding = rest.partition(b"\n")
    if not end or len(padding) >= BLOCK_BYTES or padding.strip(b"\0"):
        raise SealBroken("letter_damaged")
    if not signature:
        raise SealBroken("letter_unsigned")
    return SignedBody(body, _signature(signature).hex())


def _signature(text: bytes) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise SealBroken("letter_damaged") from None
    if len(raw) != _SIGNATURE_BYTES or base64.b64encode(raw) != text:
        raise SealBroken("letter_damaged")
    return raw
