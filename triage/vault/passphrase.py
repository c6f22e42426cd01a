"""From a passphrase to a key, and somebody's private keys sealed under it: Argon2id, then AES-256-GCM.

64 MiB and three passes cost about 0.2 s. That cost and the words are all that holds back a thief of the file.
"""

import os
import unicodedata
from typing import Annotated

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from pydantic import Field, StringConstraints

from triage.records.stored import Stored

KEY_BYTES = 32

Salt = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Nonce = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{24}$")]
Wrapped = Annotated[str, StringConstraints(pattern=r"^(?:[0-9a-f]{2})+$", min_length=96, max_length=2048)]


class Cost(Stored):
    """What one guess costs. Bounds are checked before use: too cheap is a weakened file, too dear a trap."""

    memory_kib: int = Field(default=64 * 1024, ge=46 * 1024, le=256 * 1024)
    passes: int = Field(default=3, ge=1, le=10)
    lanes: int = Field(default=1, ge=1, le=4)


LEAST_COST = Cost(memory_kib=46 * 1024, passes=1)
"""Enough for words that are 24 random bytes: there is no guessing them at any cost."""


class Wrap(Stored):
    """A secret sealed under one passphrase; all in hexadecimal."""

    cost: Cost
    salt: Salt
    nonce: Nonce
    wrapped: Wrapped


def wrap(secret: bytes, passphrase: str, about: bytes, cost: Cost | None = None) -> Wrap:
    """``secret`` sealed under ``passphrase`` and bound to ``about``: both are needed again to open it."""
    cost = cost or Cost()
    salt, nonce = os.urandom(16), os.urandom(12)
    wrapped = AESGCM(_stretched(passphrase, salt, cost)).encrypt(nonce, secret, cost.canonical() + about)
    return Wrap(cost=cost, salt=salt.hex(), nonce=nonce.hex(), wrapped=wrapped.hex())


def unwrap(sealed: Wrap, passphrase: str, about: bytes) -> bytes | None:
    """The secret; None when the passphrase, or ``about``, is not the one it was sealed with."""
    stretched = _stretched(passphrase, bytes.fromhex(sealed.salt), sealed.cost)
    nonce, wrapped = bytes.fromhex(sealed.nonce), bytes.fromhex(sealed.wrapped)
    try:
        return AESGCM(stretched).decrypt(nonce, wrapped, sealed.cost.canonical() + about)
    except InvalidTag:
        return None


def decoy(cost: Cost) -> Wrap:
    """A wrap that nothing opens: an unknown person must cost a guesser as much as a wrong passphrase."""
    return Wrap(cost=cost, salt="00" * 16, nonce="00" * 12, wrapped="00" * 48)


def _stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    # The same words typed on another keyboard may arrive composed otherwise: NFKC makes them one.
    words = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    stretch = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return stretch.derive(words)
