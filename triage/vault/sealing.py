"""Words that the vault's key alone does not open: sealed with age to the people who may read them.

Drafts are sealed to their author. A record of a worry about a manager is sealed to its author and the other
managers, with all that is added to it: the manager whom it is about has the vault's key, and reads nothing.
"""

from collections.abc import Iterable

import pyrage

from triage.vault.identity import Identity, Recipient

MARK = b"age-encryption.org/v1\n"
"""How every age file begins. What is not sealed is JSON, and begins with a brace."""


def sealed_to(recipients: Iterable[Recipient], body: bytes) -> bytes:
    """``body`` for these and nobody else."""
    keys = [pyrage.x25519.Recipient.from_str(each) for each in sorted(set(recipients))]
    sealed: bytes = pyrage.encrypt(body, keys)
    return sealed


def is_sealed(body: bytes) -> bool:
    """Whether it takes more than the vault's key to read ``body``."""
    return body.startswith(MARK)


def opened(body: bytes, identity: Identity | None) -> bytes | None:
    """What was sealed, or ``body`` itself where nothing was; None when it is not for ``identity``."""
    if not is_sealed(body):
        return body
    if identity is None:
        return None
    try:
        plain: bytes = pyrage.decrypt(body, [identity])
    except pyrage.DecryptError:
        return None
    return plain
