"""Where a record stands in the tables, wherever it was written: its row, the inbox, the index of words.

Each in the caller's transaction, after the event ``seq`` that vouches for the words.
"""

from triage.records.addition import Addition
from triage.records.decision import Decision
from triage.records.escalation import Escalation
from triage.vault.case_file import searchable, sortable
from triage.vault.connection import Connection


def place_record(connection: Connection, seq: int, record: Escalation) -> None:
    """Its row among the records; it waits for a decision from now on, and is found by its words."""
    connection.execute(
        """
        insert into record (ref, seq, author_id, mode, rung, submitted_at)
        values (:ref, :seq, :author_id, :mode, :rung, :submitted_at)
        """,
        ref=record.ref,
        seq=seq,
        author_id=record.author.id,
        mode=record.mode.value,
        rung=record.rung.value,
        submitted_at=sortable(record.submitted_at),
    )
    wait_for_decision(connection, record)
    make_findable(connection, seq, record, sealed=record.about_person is not None)


def wait_for_decision(connection: Connection, record: Escalation) -> None:
    """Into the inbox, if it is not there already."""
    connection.execute(
        """
        insert or ignore into waiting (rung, submitted_at, ref, sealed)
        values (:rung, :submitted_at, :ref, :sealed)
        """,
        rung=record.rung.value,
        submitted_at=sortable(record.submitted_at),
        ref=record.ref,
        sealed=int(record.about_person is not None),
    )


def make_findable(
    connection: Connection, seq: int, value: Escalation | Addition | Decision, *, sealed: bool
) -> None:
    """By its words, unless it is ``sealed`` to some people only: that is in no index."""
    if not sealed:
        connection.execute(
            "insert into found (rowid, words) values (:newest_first, :words)",
            newest_first=-seq,
            words=searchable(value),
        )
