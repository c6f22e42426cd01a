"""The words that events vouch for: kept with a salt of their own, read only as their event knows them."""

import secrets

from triage.vault.audit import commitment
from triage.vault.connection import Connection, Row

SALT_BYTES = 32


def new_salt() -> bytes:
    """Random; it goes with the words when they are erased, and nobody can guess at them from the chain."""
    return secrets.token_bytes(SALT_BYTES)


def keep_words(connection: Connection, seq: int, ref: str | None, salt: bytes, body: bytes) -> None:
    """In the caller's transaction, after the event ``seq`` that holds the commitment to both."""
    connection.execute(
        "insert into words (seq, ref, salt, body) values (:seq, :ref, :salt, :body)",
        seq=seq,
        ref=ref,
        salt=salt,
        body=body,
    )


def vouched(row: Row) -> bytes | None:
    """The bytes of a row that holds ``salt``, ``body`` and its event's ``commitment``; None when they do not
    match, or are gone."""
    if row["body"] is None or row["salt"] is None:
        return None
    return bytes(row["body"]) if row["commitment"] == commitment(row["salt"], row["body"]) else None
