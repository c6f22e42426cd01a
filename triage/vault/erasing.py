"""Taking a record's words out of the file for good, once an event says that a manager had them erased.

What stays: that there was a record, its rung, its dates, and who did what to it when. The salt goes with the
words, so that the commitments left in the chain prove nothing about them to anyone.
"""

from triage.vault.connection import Connection


def erase_words(connection: Connection, ref: str, erased_at: int) -> None:
    """In the caller's transaction, after event ``erased_at``. ``secure_delete`` overwrites pages and index;
    the write-ahead log still holds the old pages until it is checkpointed."""
    connection.execute(
        "delete from found where rowid in (select -seq from words where ref = :ref and seq < :seq)",
        ref=ref,
        seq=erased_at,
    )
    connection.execute("delete from words where ref = :ref and seq < :seq", ref=ref, seq=erased_at)
    connection.execute("delete from draft where ref = :ref", ref=ref)
    # Where people were when the screen locked may hold a note half typed: nobody can tell about whom.
    connection.execute("delete from setting where name like 'place %'")
