"""What an open connection may do: the first lock on the append-only tables. Triggers are the second.

It also shuts the ways in which text could leave the vault unencrypted: attached files, exports, loaded code,
new keys.
"""

from triage.vault.sqlcipher import dbapi2

APPEND_ONLY = frozenset({"event", "record", "addition", "decision", "register"})
ALSO_APPEND_ONLY = frozenset({"loss", "letter", "book"})
"""Tables that came with a later migration."""
NEVER_CHANGED = APPEND_ONLY | ALSO_APPEND_ONLY | {"words"}
"""Words can only be taken away, and a trigger asks for the event of it first."""

_NO_SHAPE_CHANGES = frozenset(
    code
    for name, code in vars(dbapi2).items()
    if name.startswith(("SQLITE_CREATE_", "SQLITE_DROP_")) or name in {"SQLITE_ATTACH", "SQLITE_DETACH"}
) | {dbapi2.SQLITE_ALTER_TABLE}
_NO_FUNCTIONS = frozenset({"load_extension", "sqlcipher_export", "fts3_tokenizer"})
_CHECKS = frozenset(
    {"wal_checkpoint", "integrity_check", "cipher_integrity_check", "foreign_key_check", "table_info"}
)
"""The pragmas that may be given an argument; any other may only be read."""
_NEVER = frozenset({"key", "rekey", "hexkey", "hexrekey", "cipher_migrate"})


def authorize(
    operation: int, first: str | None, second: str | None, _database: str | None, _by: str | None
) -> int:
    """SQLite's authorizer: asked for every step of every statement, before it runs."""
    return int(dbapi2.SQLITE_DENY if _is_forbidden(operation, first, second) else dbapi2.SQLITE_OK)


def _is_forbidden(operation: int, first: str | None, second: str | None) -> bool:
    if operation == dbapi2.SQLITE_UPDATE:
        return first in NEVER_CHANGED
    if operation == dbapi2.SQLITE_DELETE:
        return first in APPEND_ONLY | ALSO_APPEND_ONLY
    if operation == dbapi2.SQLITE_PRAGMA:
        name = (first or "").lower()
        return name in _NEVER or (second is not None and name not in _CHECKS)
    if operation == dbapi2.SQLITE_FUNCTION:
        return (second or "").lower() in _NO_FUNCTIONS
    return operation in _NO_SHAPE_CHANGES
