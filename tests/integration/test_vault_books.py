"""Books beside the records: a line is kept with its event, never changed, and goes with its record."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest
from vault_case import (
    CANARY,
    CASEY,
    MORGAN,
    ROBIN,
    a_decision,
    a_record,
    a_vault,
    at_it,
    deciding_key_of,
    the_vault,
    with_the_key,
)

from triage.errors import NotAllowed
from triage.records.book import BookEntry
from triage.records.people import Person
from triage.vault.audit import Fault
from triage.vault.store import Vault

REF = "ESC-2026-7K4M"


class Line(BookEntry):
    BOOK: ClassVar[str] = "tried"
    text: str


class OtherLine(BookEntry):
    BOOK: ClassVar[str] = "other"
    text: str


def a_line(text: str = CANARY, ref: str | None = None, by: Person = CASEY) -> Line:
    return Line(ref=ref, at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC), by=by, text=text)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    vault = a_vault(tmp_path)
    at_it(vault, CASEY)
    yield vault
    vault.close()


def test_lines_come_back_in_order_and_each_from_its_own_book(vault: Vault) -> None:
    vault.enter(a_line("first"))
    vault.enter(OtherLine(ref=None, at=a_line().at, by=CASEY, text="elsewhere"))
    vault.enter(a_line("second"))

    assert [kept.entry and kept.entry.text for kept in vault.book(Line)] == ["first", "second"]
    assert [kept.entry and kept.entry.text for kept in vault.book(OtherLine)] == ["elsewhere"]
    assert vault.verify().intact


def test_nobody_writes_in_the_name_of_somebody_else(vault: Vault) -> None:
    with pytest.raises(NotAllowed):
        vault.enter(a_line(by=MORGAN))

    assert vault.book(Line) == ()


@pytest.mark.parametrize("verb", ["update book set book = 'x'", "delete from book"])
def test_a_line_is_never_changed_or_taken_away(vault: Vault, verb: str) -> None:
    vault.enter(a_line())

    with pytest.raises(NotAllowed):
        vault.connection.execute(verb)

    assert len(vault.book(Line)) == 1


def test_a_line_that_was_changed_past_the_locks_is_left_out_and_named(vault: Vault, tmp_path: Path) -> None:
    seq = vault.enter(a_line(ref=None))
    vault.close()
    with_the_key(tmp_path, f"update words set body = x'7b7d' where seq = {seq}")

    found = the_vault(tmp_path)

    assert [kept.entry for kept in found.book(Line)] == [None]
    assert (found.verify().first_fault_seq, found.verify().reason) == (seq, Fault.BODY_CHANGED)
    found.close()


def test_a_line_goes_when_the_words_of_its_record_are_erased(vault: Vault) -> None:
    vault.submit(a_record())
    vault.enter(a_line(ref=REF))
    vault.enter(a_line("about no record"))
    at_it(vault, MORGAN).decide(a_decision(), deciding_key_of(MORGAN))

    vault.erase(REF, "their_request")

    assert [kept.entry and kept.entry.text for kept in vault.book(Line)] == [None, "about no record"]
    assert vault.verify().intact


def test_a_line_about_a_worry_about_a_manager_is_closed_to_that_manager(vault: Vault) -> None:
    vault.submit(a_record().model_copy(update={"about_person": MORGAN.id}))
    vault.enter(a_line(ref=REF))

    assert at_it(vault, MORGAN).book(Line)[0].entry is None
    assert at_it(vault, ROBIN).book(Line)[0].entry == a_line(ref=REF)
