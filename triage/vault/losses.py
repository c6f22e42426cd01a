"""Saves that went missing, on record for good: one row each, by the event that says so."""

from datetime import datetime

from triage.vault.connection import Connection
from triage.vault.witness import Loss, LossKind


def keep_loss(connection: Connection, seq: int, loss: Loss) -> None:
    """In the caller's transaction, after the event ``seq``."""
    connection.execute(
        """
        insert into loss (seq, kind, commits, events, since_utc)
        values (:seq, :kind, :commits, :events, :since)
        """,
        seq=seq,
        kind=loss.kind.value,
        commits=loss.commits,
        events=loss.events,
        since=loss.since.isoformat(),
    )


def losses(connection: Connection, *, unseen: bool = False) -> tuple[Loss, ...]:
    """Oldest first. ``unseen``: only those of which no manager has said yet that they know."""
    rows = connection.rows(
        """
        select * from loss where seq > case when :unseen then coalesce(
            (select max(seq) from event where action = 'loss_seen'), 0
        ) else 0 end order by seq
        """,
        unseen=int(unseen),
    )
    return tuple(
        Loss(LossKind(row["kind"]), row["commits"], row["events"], datetime.fromisoformat(row["since_utc"]))
        for row in rows
    )
