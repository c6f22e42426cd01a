"""References of records: random, so that they say nothing about anyone, nor how many there are."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a reference read out on the telephone is heard right."""


def random_ref(year: int, prefix: str = "ESC") -> str:
    """``ESC-2026-7K4M``: one of a million a year. Whether it is taken is the vault's to say."""
    return f"{prefix}-{year}-{''.join(secrets.choice(ALPHABET) for _ in range(4))}"
