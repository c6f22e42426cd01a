"""The tables, as migrations that are never edited after a release. Hand-written SQL only.

sqlite-utils' ``transform`` drops triggers without a word and is never used here. A migration that makes an
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
            hash text not null unique,
            signature text not null
        ) strict
        """
    )
    db.execute("create index event_ref on event (ref, action, person_id)")
    # What events vouch for. The one table beside the drafts from which anything is ever taken: by erasure.
    db.execute(
        """
        create table words (
            seq integer primary key references event (seq),
            ref text,
            salt blob not null,
            body blob not null
        ) strict
        """
    )
    db.execute("create index words_ref on words (ref)")
    db.execute(
        """
        create table record (
            ref text primary key,
            seq integer not null unique references event (seq),
            author_id text not null,
            mode text not null,
            rung integer not null,
            submitted_at text not null
        ) strict, without rowid
        """
    )
    # What waits for a decision, so that 100,000 decided records do not slow it. Walking the chain checks it.
    db.execute(
        """
        create table waiting (
            rung integer not null,
            submitted_at text not null,
            ref text not null unique references record (ref),
            sealed integer not null,
            primary key (rung, submitted_at, ref)
        ) strict, without rowid
        """
    )
    db.execute("create index record_author on record (author_id, seq)")
    db.execute(
        """
        create table addition (
            seq integer primary key references event (seq),
            ref text not null references record (ref)
        ) strict
        """
    )
    db.execute(
        """
        create table decision (
            seq integer primary key references event (seq),
            ref text not null references record (ref),
            choice text not null,
            signature text not null
        ) strict
        """
    )
    db.execute("create index addition_ref on addition (ref)")
    db.execute("create index decision_ref on decision (ref, seq, choice)")
    db.execute(
        "create table register (seq integer primary key references event (seq), kind text not null) strict"
    )


@migrations(name="m002_append_only")
def _m002_append_only(db: Database) -> None:
    for table in sorted(APPEND_ONLY):
        for verb in ("update", "delete"):
            db.execute(
                f"create trigger {table}_no_{verb} before {verb} on {table} "
                f"begin select raise(abort, '{table} is append-only'); end"
            )
    db.execute(
        "create trigger words_no_update before update on words "
        "begin select raise(abort, 'words are never changed'); end"
    )
    # Erased words go only after the event that says so, in the same transaction or before.
    db.execute(
        """
        create trigger words_no_delete before delete on words when not exists (
            select 1 from event where event.ref = old.ref and event.action = 'record_erased'
            and event.seq > old.seq
        ) begin select raise(abort, 'words go by erasure alone'); end
        """
    )


@migrations(name="m003_search")
def _m003_search(db: Database) -> None:
    # Its rowid is a seq below nought: the newest comes first, which FTS5 gives at once only upwards.
    db.execute("create virtual table found using fts5 (words, tokenize='unicode61 remove_diacritics 2')")
    db.execute("insert into found (found, rank) values ('secure-delete', 1)")


@migrations(name="m004_how_far")
def _m004_how_far(db: Database) -> None:
    # The last commits, in a ring: what the witness outside the file is held against.
    db.execute(
        """
        create table how_far (
            slot integer primary key,
            commits integer not null unique,
            mark text not null,
            at_utc text not null
        ) strict
        """
    )
    # Saves that went missing, by the event that says so.
    db.execute(
        """
        create table loss (
            seq integer primary key references event (seq),
            kind text not null,
            commits integer not null,
            events integer not null,
            since_utc text not null
        ) strict
        """
    )
    for verb in ("update", "delete"):
        db.execute(
            f"create trigger loss_no_{verb} before {verb} on loss "
            "begin select raise(abort, 'loss is append-only'); end"
        )


@migrations(name="m005_letters")
def _m005_letters(db: Database) -> None:
    # Sealed files that went to another device or came from one, by the event that covers each.
    db.execute(
        """
        create table letter (
            seq integer primary key references event (seq),
            ref text not null,
            outgoing integer not null,
            kind text not null,
            standing text not null
        ) strict
        """
    )
    db.execute("create index letter_ref on letter (ref, seq)")
    for verb in ("update", "delete"):
        db.execute(
            f"create trigger letter_no_{verb} before {verb} on letter "
            "begin select raise(abort, 'letter is append-only'); end"
        )


@migrations(name="m006_books")
def _m006_books(db: Database) -> None:
    # What a service writes down line by line beside its records, by the event that covers each line.
    db.execute(
        """
        create table book (
            seq integer primary key references event (seq),
            book text not null,
            ref text
        ) strict
        """
    )
    db.execute("create index book_ref on book (book, ref, seq)")
    for verb in ("update", "delete"):
        db.execute(
            f"create trigger book_no_{verb} before {verb} on book "
            "begin select raise(abort, 'book is append-only'); end"
        )
