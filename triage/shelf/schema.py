"""The tables of a shelf's list, in plain ``sqlite3``: all of it is public text."""

FORM = "1"
"""Of the tables below; a list of another form is made again."""

TABLES = """
create table meta (name text primary key, value text not null) without rowid;
create table policy (
    id integer primary key, file text not null unique, title text not null, sha256 text not null
);
create table clause_text (
    id integer primary key, key blob not null unique, heading text not null, lead_in text not null,
    said text not null
);
create table entry (
    id integer primary key, policy_id integer not null references policy on delete cascade,
    clause text not null, heading text not null, first_line integer not null, last_line integer not null,
    text_id integer not null references clause_text
);
create index entry_policy on entry (policy_id);
create index entry_text on entry (text_id);
create table kept (key blob primary key, row integer not null) without rowid;
create index kept_row on kept (row);
create virtual table word using fts5(
    heading, lead_in, said, content = "clause_text", content_rowid = "id",
    tokenize = "porter unicode61 remove_diacritics 2"
);
create trigger clause_text_came after insert on clause_text begin
    insert into word (rowid, heading, lead_in, said) values (new.id, new.heading, new.lead_in, new.said);
end;
create trigger clause_text_went after delete on clause_text begin
    insert into word (word, rowid, heading, lead_in, said)
    values ('delete', old.id, old.heading, old.lead_in, old.said);
end;
"""
