"""The tables, as migrations that are never edited after a release. Hand-written SQL only.

sqlite-utils' ``transform()`` drops triggers without a word and is never used here. A migration that makes an
FTS5 table also sets its ``secure-delete``, or erased words stay in the index.
"""

from triage.vault.append_only import APPEND_ONLY
from triage.vault.sqlcipher import Database, Migrations

migrations = Migrations("vault")


@migrations(name="m001_tables")
def _m001_tables(db: Database) -> None:
    db.execute("create table setting (name text primary key, value text not null) strict, without rowid")
    db.execute(
        """
        create table draft (
            ref text primary key,
            author_id text not null,
            updated_at text not null,
            body blob not null
        ) strict, without rowid
        """
    )
    db.execute(
        """
        create table event (
            seq integer primary key,
            at_utc text not null,
            offset_minutes integer not null,
            person_id text not null,
            action text not null,
            ref text,
            commitment text,
            prev text not null unique,
            hash text not null unique
        ) strict
        """
    )
    db.execute("create index event_ref on event (ref, action)")
    db.execute(
        """
        create table record (
            ref text primary key,
            seq integer not null unique references event (seq),
            author_id text not null,
            mode text not null,
            rung integer not null,
            submitted_at text not null,
            salt blob not null,
            body blob not null
        ) strict, without rowid
        """
    )
    db.execute(
        """
        create table addition (
            seq integer primary key references event (seq),
            ref text not null references record (ref),
            salt blob not null,
            body blob not null
        ) strict
        """
    )
    db.execute(
        """
        create table decision (
            seq integer primary key references event (seq),
            ref text not null references record (ref),
            choice text not null,
            salt blob not null,
            body blob not null
        ) strict
        """
    )
    db.execute("create index addition_ref on addition (ref)")
    db.execute("create index decision_ref on decision (ref)")


@migrations(name="m002_append_only")
def _m002_append_only(db: Database) -> None:
    for table in sorted(APPEND_ONLY):
        for verb in ("update", "delete"):
            db.execute(
                f"create trigger {table}_no_{verb} before {verb} on {table} "
                f"begin select raise(abort, '{table} is append-only'); end"
            )
