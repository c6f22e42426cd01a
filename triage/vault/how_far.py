"""The vault's own count of its commits, which its witness is held against: the last 256, each with a mark."""

import secrets
from datetime import datetime

from triage.vault.sqlcipher import Database
from triage.vault.witness import Head, Loss, Witness, missing

KEPT = 256
"""Commits whose marks are kept: how far the witness may lag, on a disk that does not take it."""

_OUTSIDE = "witness outside"
_EXPECTED = "select 1 from setting where name = :name"


def count_commit(db: Database, at: datetime) -> Head:
    """In the transaction that is about to be kept: one more, with a mark of its own."""
    last = _last(db)
    commits = (last[0] if last else 0) + 1
    mark = secrets.token_hex(16)
    db.execute(
        """
        insert into how_far (slot, commits, mark, at_utc) values (:slot, :commits, :mark, :at)
        on conflict (slot) do update set commits = :commits, mark = :mark, at_utc = :at
        """,
        {"slot": commits % KEPT, "commits": commits, "mark": mark, "at": at.isoformat()},
    )
    return _head(db, commits, mark, at)


def head_of(db: Database, at: datetime) -> Head:
    """How far it is now. ``at`` is for a vault that has kept nothing yet."""
    last = _last(db)
    return _head(db, last[0], last[1], datetime.fromisoformat(last[2])) if last else _head(db, 0, "", at)


def loss_in(db: Database, witness: Witness, at: datetime) -> Loss | None:
    """What the witness saw and the vault does not have. The witness comes first: another window may write."""
    inside, outside = witness.heads()
    marks = {int(row[0]): str(row[1]) for row in db.execute("select commits, mark from how_far")}
    hash_at = {}
    for seq in {head.events for head in (inside, outside) if head}:
        for row in db.execute("select hash from event where seq = :seq", {"seq": seq}):
            hash_at[seq] = str(row[0])
    expects = db.execute(_EXPECTED, {"name": _OUTSIDE}).fetchone()
    expects_outside = witness.has_outside and expects is not None
    return missing(head_of(db, at), marks, hash_at, inside, outside, expects_outside=expects_outside)


def begin_outside(db: Database, witness: Witness, at: datetime) -> None:
    """Makes the witness outside where there was none before; from then on its absence is told."""
    if not witness.has_outside or db.execute(_EXPECTED, {"name": _OUTSIDE}).fetchone():
        return
    witness.settle(head_of(db, at))
    if witness.heads()[1] is not None:
        db.execute("insert into setting (name, value) values (:name, '1')", {"name": _OUTSIDE})


def _last(db: Database) -> tuple[int, str, str] | None:
    row = db.execute("select commits, mark, at_utc from how_far order by commits desc limit 1").fetchone()
    return (int(row[0]), str(row[1]), str(row[2])) if row else None


def _head(db: Database, commits: int, mark: str, at: datetime) -> Head:
    event = db.execute("select seq, hash from event order by seq desc limit 1").fetchone()
    return Head(
        commits=commits,
        mark=mark,
        at=at,
        events=int(event[0]) if event else 0,
        head=event[1] if event else "",
    )
