"""Drafts, records, additions and decisions in a real encrypted vault."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from vault_case import (
    CASEY,
    DREW,
    MORGAN,
    START,
    a_decision,
    a_draft,
    a_record,
    a_vault,
    an_addition,
    at_it,
    deciding_key_of,
    the_vault,
    with_the_key,
)

from triage.errors import Locked, NotAllowed, NotFound, RecordIncomplete, SealBroken, TriageError
from triage.model import Rung
from triage.records.decision import Choice
from triage.records.draft import Mode
from triage.vault.audit import Action
from triage.vault.refs import ALPHABET
from triage.vault.store import Vault

REF = "ESC-2026-7K4M"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    vault = a_vault(tmp_path)
    yield vault
    vault.close()


def refs_of(kept: tuple) -> list[str]:
    return [one.ref for one in kept]


def test_a_draft_comes_back_as_it_was_kept_also_after_a_restart(vault: Vault, tmp_path: Path) -> None:
    draft = a_draft().with_typing("half a sent")
    saved_at = vault.keep_draft(draft)
    vault.close()

    again = the_vault(tmp_path)

    assert again.draft(REF) == draft
    [kept] = again.drafts(CASEY.id)
    assert (kept.ref, kept.saved_at, kept.draft) == (REF, saved_at, draft)
    again.close()


def test_keeping_a_draft_again_replaces_it(vault: Vault) -> None:
    vault.keep_draft(a_draft().with_typing("first"))
    vault.keep_draft(a_draft().with_typing("second"))

    assert [kept.draft.typing for kept in vault.drafts(CASEY.id) if kept.draft] == ["second"]


def test_drafts_are_the_authors_own_newest_first(vault: Vault) -> None:
    for ref, author in (("ESC-2026-0001", CASEY), ("ESC-2026-0002", DREW), ("ESC-2026-0003", CASEY)):
        at_it(vault, author).keep_draft(a_draft(ref, author))

    assert refs_of(at_it(vault, CASEY).drafts(CASEY.id)) == ["ESC-2026-0003", "ESC-2026-0001"]


def test_nobody_writes_over_another_authors_draft(vault: Vault) -> None:
    vault.keep_draft(a_draft())

    with pytest.raises(NotAllowed):
        at_it(vault, DREW).keep_draft(a_draft(author=DREW))
    with pytest.raises(NotAllowed):
        vault.keep_draft(a_draft())

    assert at_it(vault, CASEY).draft(REF).author == CASEY


def test_a_draft_or_record_that_is_not_there_is_not_found(vault: Vault) -> None:
    for read in (vault.draft, vault.record, vault.kept):
        with pytest.raises(NotFound):
            read("ESC-2026-0000")
    with pytest.raises(NotFound):
        vault.add(an_addition("ESC-2026-0000"))
    with pytest.raises(NotFound):
        at_it(vault, MORGAN).decide(a_decision("ESC-2026-0000"), deciding_key_of(MORGAN))


def test_submitting_keeps_record_and_event_and_takes_the_draft_away(vault: Vault) -> None:
    vault.keep_draft(a_draft())
    vault.submit(a_record())

    assert vault.record(REF) == a_record()
    assert vault.drafts(CASEY.id) == ()
    [event] = vault.events(REF)
    assert (event.seq, event.person_id, event.action) == (6, CASEY.id, Action.RECORD_SUBMITTED)


@pytest.mark.parametrize("table", ["event", "words", "record", "found_content", "draft"])
def test_a_fault_at_any_statement_of_submitting_leaves_the_draft_and_no_record(
    vault: Vault, tmp_path: Path, table: str
) -> None:
    vault.keep_draft(a_draft())
    vault.close()
    verb = "delete" if table == "draft" else "insert"
    with_the_key(
        tmp_path, f"create trigger fault before {verb} on {table} begin select raise(abort, 'a fault'); end"
    )
    vault = the_vault(tmp_path)

    with pytest.raises(TriageError):
        vault.submit(a_record())

    assert vault.draft(REF) == a_draft()
    assert (vault.records(), vault.events(REF)) == ((), ())
    vault.close()


@pytest.mark.trap(32)
def test_a_record_is_submitted_once(vault: Vault) -> None:
    vault.submit(a_record())

    with pytest.raises(NotAllowed) as refused:
        vault.submit(a_record(rung=Rung.NO_RISK_HEARD))

    assert refused.value.code == "already_submitted"
    assert vault.record(REF).rung is Rung.SAFETY_WORRY


def test_a_save_that_comes_late_does_not_bring_a_submitted_draft_back(vault: Vault) -> None:
    vault.keep_draft(a_draft())
    vault.submit(a_record())

    with pytest.raises(NotAllowed):
        vault.keep_draft(a_draft().with_typing("late"))

    assert vault.drafts(CASEY.id) == ()


def test_nobody_submits_in_anothers_name(vault: Vault) -> None:
    with pytest.raises(NotAllowed):
        at_it(vault, DREW).submit(a_record())

    assert vault.records() == ()


def test_records_are_listed_newest_first_whatever_the_clock_said_one_authors_or_all(vault: Vault) -> None:
    for ref, author, minute in (("ESC-A", CASEY, 1), ("ESC-B", DREW, 3), ("ESC-C", CASEY, 2)):
        at_it(vault, author).submit(a_record(ref, author=author, minute=minute))

    assert refs_of(vault.records()) == ["ESC-C", "ESC-B", "ESC-A"]
    assert refs_of(vault.records(CASEY.id)) == ["ESC-C", "ESC-A"]


def test_the_inbox_puts_the_most_urgent_first_and_then_who_waits_longest(vault: Vault) -> None:
    for ref, rung, minute in (
        ("ESC-LATE", Rung.DANGER_NOW, 5),
        ("ESC-WORRY", Rung.SAFETY_WORRY, 1),
        ("ESC-EARLY", Rung.DANGER_NOW, 4),
    ):
        vault.submit(a_record(ref, rung=rung, minute=minute))

    assert refs_of(vault.inbox()) == ["ESC-EARLY", "ESC-LATE", "ESC-WORRY"]


@pytest.mark.parametrize(
    ("choices", "waits"),
    [
        pytest.param([], True, id="no decision"),
        pytest.param([Choice.DO_NOT_SHARE], False, id="decided"),
        pytest.param([Choice.MORE_INFORMATION], True, id="more information asked for"),
        pytest.param([Choice.MORE_INFORMATION, Choice.DO_NOT_SHARE], False, id="asked, then decided"),
        pytest.param([Choice.DO_NOT_SHARE, Choice.MORE_INFORMATION], True, id="decided, then opened again"),
    ],
)
def test_a_record_waits_until_it_is_decided(vault: Vault, choices: list[Choice], waits: bool) -> None:
    vault.submit(a_record())
    for choice in choices:
        at_it(vault, MORGAN).decide(a_decision(choice=choice), deciding_key_of(MORGAN))

    assert refs_of(vault.inbox()) == ([REF] if waits else [])
    assert [decision.choice for decision in vault.kept(REF).decisions] == choices


@pytest.mark.obligation("P7.11", partly=True)
def test_the_author_never_decides_also_as_a_manager(vault: Vault) -> None:
    at_it(vault, MORGAN).submit(a_record(author=MORGAN))

    with pytest.raises(NotAllowed) as refused:
        at_it(vault, MORGAN).decide(a_decision(by=MORGAN), deciding_key_of(MORGAN))

    assert refused.value.code == "author_never_decides"
    assert vault.kept(REF).decisions == ()


@pytest.mark.obligation("P7.11", partly=True)
def test_a_caseworker_never_decides(vault: Vault) -> None:
    vault.submit(a_record())

    with pytest.raises(NotAllowed) as refused:
        at_it(vault, DREW).decide(a_decision(by=DREW), deciding_key_of(MORGAN))

    assert refused.value.code == "only_a_manager_decides"
    assert [event.action for event in vault.events(REF)] == [Action.RECORD_SUBMITTED]


def test_a_decision_without_reasons_is_not_kept(vault: Vault) -> None:
    vault.submit(a_record())

    with pytest.raises(RecordIncomplete):
        at_it(vault, MORGAN).decide(a_decision(reasons="no"), deciding_key_of(MORGAN))

    assert vault.kept(REF).decisions == ()


def test_additions_stand_beside_the_record_and_leave_it_as_it_was(vault: Vault) -> None:
    vault.submit(a_record())
    vault.add(an_addition(text="first"))
    vault.add(an_addition(text="second"))

    assert [addition.text for addition in vault.kept(REF).additions] == ["first", "second"]
    assert vault.record(REF) == a_record()


def test_a_record_is_seen_when_somebody_but_its_author_has_opened_it(vault: Vault) -> None:
    vault.submit(a_record())
    at_it(vault, CASEY).note(Action.RECORD_OPENED, REF)
    assert not vault.kept(REF).seen

    at_it(vault, MORGAN).note(Action.RECORD_OPENED, REF)

    assert vault.kept(REF).seen


def test_the_history_of_a_record_is_its_events_in_order(vault: Vault) -> None:
    at_it(vault, CASEY).note(Action.SIGNED_IN)
    vault.submit(a_record())
    at_it(vault, MORGAN).note(Action.RECORD_OPENED, REF)
    at_it(vault, MORGAN).decide(a_decision(), deciding_key_of(MORGAN))

    assert [(event.person_id, event.action.value) for event in vault.events(REF)] == [
        (CASEY.id, "record_submitted"),
        (MORGAN.id, "record_opened"),
        (MORGAN.id, "decision_made"),
    ]
    assert [event.seq for event in vault.events()][5:] == [6, 7, 8, 9]


def test_an_event_that_keeps_something_cannot_be_noted_without_it(vault: Vault) -> None:
    vault.submit(a_record())

    with pytest.raises(ValueError, match="decision_made"):
        at_it(vault, MORGAN).note(Action.DECISION_MADE, REF)

    assert len(vault.events(REF)) == 1


def test_events_keep_their_order_when_the_clock_is_set_back(vault: Vault) -> None:
    at_it(vault, CASEY).note(Action.SIGNED_IN)
    vault._now.moment = START - timedelta(days=2000)  # type: ignore[attr-defined]
    at_it(vault, CASEY).note(Action.LOCKED)

    assert [event.action for event in vault.events()][-2:] == [Action.SIGNED_IN, Action.LOCKED]
    assert vault.verify().clock_back_seqs == (7,)
    assert vault.verify().intact


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.trap(24, partly=True)
def test_practice_and_real_work_never_share_a_vault(tmp_path: Path, mode: Mode) -> None:
    other = Mode.PRACTICE if mode is Mode.LIVE else Mode.LIVE
    a_vault(tmp_path, mode=mode).close()
    vault = the_vault(tmp_path)

    vault.keep_draft(a_draft(mode=mode))
    with pytest.raises(NotAllowed):
        vault.keep_draft(a_draft("ESC-2026-0002", mode=other))
    with pytest.raises(NotAllowed):
        vault.submit(a_record("ESC-2026-0002", mode=other))

    assert (vault.mode, vault.records()) == (mode, ())
    vault.close()


def test_a_reference_is_random_readable_aloud_and_free(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    vault.submit(a_record("ESC-2026-AAAA"))
    vault.keep_draft(a_draft("ESC-2026-BBBB"))
    letters = iter("AAAABBBBCCCC")
    assert not set("ILOU") & set(ALPHABET)
    assert len(set(ALPHABET)) == 32

    monkeypatch.setattr("triage.vault.refs.secrets.choice", lambda _: next(letters))

    assert vault.new_ref(2026) == "ESC-2026-CCCC"


def test_a_closed_vault_says_locked_and_closing_again_is_no_error(vault: Vault) -> None:
    vault.close()
    vault.close()

    for use in (vault.records, vault.events, vault.verify, lambda: vault.keep_draft(a_draft())):
        with pytest.raises(Locked):
            use()


def test_a_vault_is_never_made_over_another(vault: Vault, tmp_path: Path) -> None:
    vault.submit(a_record())

    with pytest.raises(NotAllowed):
        a_vault(tmp_path)

    assert vault.record(REF) == a_record()


def test_what_a_crash_left_of_making_a_vault_is_no_vault_and_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "vault.db.new").write_bytes(b"half a page")
    with pytest.raises(NotFound):
        the_vault(tmp_path)

    a_vault(tmp_path).close()

    assert sorted(file.name for file in tmp_path.iterdir()) == ["vault.ballast", "vault.db", "vault.witness"]


def test_a_draft_that_cannot_be_read_is_said_and_the_others_are_still_there(
    vault: Vault, tmp_path: Path
) -> None:
    vault.keep_draft(a_draft("ESC-2026-0001"))
    vault.keep_draft(a_draft("ESC-2026-0002"))
    with_the_key(tmp_path, "update draft set body = x'7b7d' where ref = 'ESC-2026-0001'")

    kept = vault.drafts(CASEY.id)

    assert [(one.ref, one.draft is None) for one in kept] == [
        ("ESC-2026-0002", False),
        ("ESC-2026-0001", True),
    ]
    with pytest.raises(SealBroken):
        vault.draft("ESC-2026-0001")
