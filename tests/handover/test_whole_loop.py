"""From one device to another and back: a record goes, a receipt with the signed decision returns."""

import shutil
from pathlib import Path

import pytest
from handover_case import (
    ALEX,
    BAILEY,
    CANARY,
    CASEY,
    DREW,
    REASONS,
    REF,
    START,
    Device,
    a_decision,
    a_record,
    an_addition,
    body_of,
    deciding_key_of,
)

from triage.errors import NotAllowed, NotFound, SealBroken
from triage.handover.standing import Standing
from triage.records.disclosing import Consent
from triage.records.draft import Answer, AnswerState
from triage.vault.audit import Action, read_checkpoint

Devices = tuple[Device, Device]


def carried(file: Path, to: Device) -> Path:
    """As a person carries it: a copy in the other device's inbox."""
    inbox = to.folder.parent / "handover" / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(file, inbox / file.name))


def submitted(here: Device, **changes: object) -> None:
    here.sit(CASEY)
    here.vault().submit(a_record(**changes))  # type: ignore[arg-type]


def handed_over(here: Device, there: Device) -> Path:
    submitted(here)
    return carried(here.handing_over.make(REF).file, there)


def test_a_record_goes_out_and_its_receipt_brings_the_signed_decision_back(devices: Devices) -> None:
    here, there = devices
    submitted(here)

    made = here.handing_over.make(REF)
    [file] = [carried(made.file, there)]
    opened = there.handing_over.open(file)
    there.vault().decide(a_decision(), deciding_key_of(BAILEY))
    receipt = there.handing_over.receipt(REF)
    back = here.handing_over.open(carried(receipt.file, here))

    assert (opened.standing, opened.sender, opened.cautions) == (Standing.NEW, CASEY, ())
    assert (back.standing, back.sender, back.cautions) == (Standing.NEW, BAILEY, ())
    assert back.decided == a_decision()
    assert here.handing_over.decisions_back(REF) == (a_decision(),)
    assert there.vault().record(REF) == here.vault().record(REF)
    assert here.vault().verify().intact
    assert there.vault().verify().intact


def test_a_receipt_may_come_twice_first_without_the_decision(devices: Devices) -> None:
    here, there = devices
    there.handing_over.open(handed_over(here, there))
    first = here.handing_over.open(there.handing_over.receipt(REF).file)
    there.vault().decide(a_decision(), deciding_key_of(BAILEY))

    second = here.handing_over.open(there.handing_over.receipt(REF).file)

    assert (first.standing, first.decided) == (Standing.NEW, None)
    assert (second.standing, second.decided) == (Standing.NEWER, a_decision())
    [sent, *_] = here.handing_over.passed()
    assert (sent.received, sent.decided) == (True, True)


def test_a_record_that_came_in_waits_for_a_decision_like_any_other(devices: Devices) -> None:
    here, there = devices

    there.handing_over.open(handed_over(here, there))

    assert [kept.ref for kept in there.vault().inbox()] == [REF]
    assert [kept.ref for kept in there.vault().search(CANARY, 5)] == [REF]
    there.vault().decide(a_decision(), deciding_key_of(BAILEY))
    assert there.vault().inbox() == ()


def test_what_is_added_later_comes_with_the_next_file(devices: Devices) -> None:
    here, there = devices
    there.handing_over.open(handed_over(here, there))
    here.vault().add(an_addition())

    opened = there.handing_over.open(here.handing_over.make(REF).file)

    assert (opened.standing, opened.rev) == (Standing.NEWER, 2)
    assert there.vault().kept(REF).additions == (an_addition(),)
    assert there.vault().verify().intact


@pytest.mark.obligation("P3.3", partly=True)
def test_express_consent_given_on_the_call_is_in_the_book_of_the_other_device_once(devices: Devices) -> None:
    here, there = devices
    agreed = {
        "consent": (("agreed",), "Yes, ring the school"), "consent_by": (("caller",), ""),
        "consent_how": (("said",), ""), "consent_to": ((), "Hill School"), "consent_what": ((), "A date"),
        "consent_when": ((), "09:00"),
    }  # fmt: skip
    answers = tuple(
        Answer(question=question, state=AnswerState.GIVEN, choices=choices, words=words, at=START)
        for question, (choices, words) in agreed.items()
    )
    here.vault().submit(a_record().model_copy(update={"answers": answers}))
    file = carried(here.handing_over.make(REF).file, there)

    there.handing_over.open(file)
    there.handing_over.open(file)

    [kept] = there.vault().book(Consent, REF)
    assert kept.entry is not None
    assert (kept.entry.name, kept.entry.by) == ("Hill School", BAILEY)


def test_an_older_file_changes_nothing(devices: Devices) -> None:
    here, there = devices
    first = handed_over(here, there)
    here.vault().add(an_addition())
    there.handing_over.open(here.handing_over.make(REF).file)
    events = there.vault().events()

    opened = there.handing_over.open(first)

    assert opened.standing is Standing.OLDER
    assert there.vault().events() == events


def test_the_same_file_twice_is_one_record(devices: Devices) -> None:  # B35
    here, there = devices
    file = handed_over(here, there)
    there.handing_over.open(file)
    events = there.vault().events()

    again = [there.handing_over.open(file).standing for _ in range(3)]
    made_anew = there.handing_over.open(here.handing_over.make(REF).file)

    assert again == [Standing.ALREADY] * 3
    assert made_anew.standing is Standing.ALREADY
    assert there.vault().events() == events
    assert len(there.vault().records()) == 1


def test_other_words_under_the_same_name_are_a_conflict_and_overwrite_nothing(  # B35
    devices: Devices, tmp_path: Path
) -> None:
    here, there = devices
    there.handing_over.open(handed_over(here, there))
    other = Device(tmp_path / "other", ALEX, (CASEY,), bytes(range(2, 34)))
    other.trusts(ALEX, there, BAILEY)
    other.sit(CASEY).vault().submit(a_record(said="Something else was said."))
    there.sit(BAILEY)
    before = there.vault().record(REF)

    files = [other.handing_over.make(REF).file for _ in range(2)]
    stood = [there.handing_over.open(file).standing for file in files]

    assert stood == [Standing.CONFLICT, Standing.ALREADY]
    assert there.vault().record(REF) == before
    assert [each.standing for each in there.handing_over.passed()] == ["new", "conflict"]
    assert there.vault().verify().intact
    other.vault_open.close()


def test_a_record_written_here_is_not_overwritten_by_one_that_comes_in(devices: Devices) -> None:
    here, there = devices
    mine = a_record(author=BAILEY, said="Written on this device.")
    there.vault().submit(mine)

    opened = there.handing_over.open(handed_over(here, there))

    assert opened.standing is Standing.CONFLICT
    assert there.vault().record(REF) == mine


def test_the_receipt_is_an_anchor_for_the_sender_and_the_other_way_round(devices: Devices) -> None:
    here, there = devices
    there.handing_over.open(handed_over(here, there))
    here.handing_over.open(there.handing_over.receipt(REF).file)

    [of_there], [of_here] = here.handing_over.anchors(), there.handing_over.anchors()

    for lines, device in ((of_there, there), (of_here, here)):
        anchor = read_checkpoint(lines)
        assert anchor
        assert device.vault().against(anchor) == "anchor_holds"


def test_a_sender_whose_events_were_cut_off_is_told_by_the_next_receipt(
    devices: Devices, tmp_path: Path
) -> None:
    here, there = devices
    submitted(here)
    old = tmp_path / "old"
    here.vault_open.close()
    shutil.copytree(here.folder, old)
    here.vault_open = type(here.vault_open).open(here.folder, bytes(range(32)), here.now)
    here.sit(CASEY)
    there.handing_over.open(carried(here.handing_over.make(REF).file, there))
    receipt = there.handing_over.receipt(REF).file
    here.vault().note(Action.SIGNED_IN)
    here.vault_open.close()
    shutil.rmtree(here.folder)
    shutil.copytree(old, here.folder)  # somebody put the copy from before back
    here.vault_open = type(here.vault_open).open(here.folder, bytes(range(32)), here.now)
    here.sit(CASEY)

    with pytest.raises(SealBroken) as refused:
        here.handing_over.open(receipt)

    assert refused.value.code == "receipt_for_nothing"  # the event that it was sent is gone as well


def test_a_sender_whose_list_of_events_went_back_is_named(devices: Devices, tmp_path: Path) -> None:
    here, there = devices
    submitted(here)
    submitted(here, ref="ESC-2026-9W9W")
    here.vault_open.close()
    shutil.copytree(here.folder, tmp_path / "old")
    here.vault_open = type(here.vault_open).open(here.folder, bytes(range(32)), here.now)
    here.sit(CASEY)
    for _ in range(3):
        here.vault().note(Action.SIGNED_IN)
    there.handing_over.open(here.handing_over.make(REF).file)
    here.vault_open.close()
    shutil.rmtree(here.folder)
    shutil.copytree(tmp_path / "old", here.folder)
    here.vault_open = type(here.vault_open).open(here.folder, bytes(range(32)), here.now)
    here.sit(CASEY)

    opened = there.handing_over.open(here.handing_over.make("ESC-2026-9W9W").file)

    assert opened.cautions == ("sender_chain_went_back",)


def test_erased_words_do_not_come_back_with_an_old_file(devices: Devices) -> None:
    here, there = devices
    file = handed_over(here, there)
    there.handing_over.open(file)
    there.vault().decide(a_decision(), deciding_key_of(BAILEY))
    there.vault().erase(REF, "retention")

    with pytest.raises(NotFound) as refused:
        there.handing_over.open(file)

    assert refused.value.code == "record_erased"
    assert there.vault().verify().intact
    assert [each.rev for each in there.handing_over.passed()] == [None]


def test_a_caseworker_hands_over_their_own_records_only(devices: Devices) -> None:
    here, _ = devices
    submitted(here)
    here.sit(DREW)

    with pytest.raises(NotAllowed) as refused:
        here.handing_over.make(REF)

    assert refused.value.code == "not_your_record"


def test_a_manager_hands_over_a_record_of_their_device(devices: Devices) -> None:
    here, there = devices
    submitted(here)
    here.sit(ALEX)
    file = here.handing_over.make(REF).file
    with pytest.raises(SealBroken) as refused:
        there.handing_over.open(file)
    there.trusts(BAILEY, here, ALEX)

    opened = there.handing_over.open(file)

    assert refused.value.code == "letter_unknown_sender"
    assert (opened.standing, opened.sender) == (Standing.NEW, ALEX)


def test_nobody_without_a_trusted_card_is_sent_anything(devices: Devices) -> None:
    here, _ = devices
    submitted(here)

    for who in ("p-rowan", "p-alex", "p-nobody", CASEY.id):
        with pytest.raises(NotAllowed) as refused:
            here.handing_over.make(REF, [who])
        assert refused.value.code == "receiver_not_found"


def test_a_worry_about_a_manager_never_goes_to_them(devices: Devices) -> None:
    here, there = devices
    submitted(here, about=BAILEY.id)

    assert here.handing_over.receivers(REF) == ()
    for to in ((), (BAILEY.id,)):
        with pytest.raises(NotAllowed):
            here.handing_over.make(REF, to)
    assert not list((here.folder.parent / "handover").rglob("*"))


def test_a_worry_about_a_manager_is_sealed_to_the_others_on_the_other_device_too(devices: Devices) -> None:
    from handover_case import ROWAN

    here, there = devices
    here.trusts(ALEX, there, ROWAN)
    submitted(here, about=BAILEY.id)
    file = here.handing_over.make(REF, [ROWAN.id]).file
    there.sit(ROWAN).handing_over.open(file)

    there.sit(BAILEY)

    assert there.vault().kept(REF).closed
    assert there.vault().search(CANARY, 5) == ()
    assert [each.rev for each in there.handing_over.passed()] == [None]
    with pytest.raises(NotAllowed):
        there.handing_over.receipt(REF)
    there.sit(ROWAN)
    assert body_of(there.handing_over.receipt(REF).file, CASEY)["kind"] == "receipt"
    assert there.vault().verify().intact


def test_only_a_manager_sends_a_receipt_and_only_for_what_came_in(devices: Devices) -> None:
    here, there = devices
    submitted(here)

    with pytest.raises(NotAllowed):
        here.handing_over.receipt(REF)
    here.sit(ALEX)
    with pytest.raises(NotFound) as refused:
        here.handing_over.receipt(REF)

    assert refused.value.code == "nothing_to_acknowledge"


def test_a_full_disk_leaves_neither_a_file_nor_an_event(
    devices: Devices, monkeypatch: pytest.MonkeyPatch
) -> None:
    from triage.desk import letter_book
    from triage.errors import NotSaved

    here, _ = devices
    submitted(here)
    events = here.vault().events()

    def refuse(*_: object, **__: object) -> None:
        raise NotSaved("disk_full")

    monkeypatch.setattr(letter_book, "keep_letter", refuse)
    with pytest.raises(NotSaved):
        here.handing_over.make(REF)

    assert list((here.folder.parent / "handover" / "outbox").iterdir()) == []
    assert here.vault().events() == events


@pytest.mark.trap(34, partly=True)
def test_no_words_of_the_record_are_readable_in_the_file(devices: Devices) -> None:
    here, there = devices
    file = handed_over(here, there)

    content = file.read_bytes()

    assert all(word.encode() not in content for word in (CANARY, REASONS, CASEY.name, REF))
    assert file.stat().st_size % 4096 < 1024  # 4 KiB blocks and age's own header: the length says little


def test_an_author_who_gives_another_name_than_is_known_is_told(devices: Devices) -> None:
    here, there = devices
    submitted(here, author=CASEY.model_copy(update={"name": "Bailey Invented"}))

    opened = there.handing_over.open(here.handing_over.make(REF).file)

    assert (opened.sender, opened.cautions) == (CASEY, ("letter_other_name",))


def test_a_kept_letter_in_a_form_not_known_any_more_stops_nothing(
    devices: Devices, monkeypatch: pytest.MonkeyPatch
) -> None:
    from triage.desk import letter_book
    from triage.handover.letter import Letter, read_letter

    here, there = devices
    file = handed_over(here, there)
    there.handing_over.open(file)
    before = there.vault().record(REF)

    def of_today(body: bytes) -> Letter:
        raise SealBroken("letter_unreadable")

    monkeypatch.setattr(letter_book, "read_letter", of_today)
    opened = there.handing_over.open(file)
    monkeypatch.setattr(letter_book, "read_letter", read_letter)

    assert opened.standing is Standing.ALREADY
    assert there.vault().record(REF) == before


def test_a_receipt_that_knows_other_events_of_ours_is_told(
    devices: Devices, monkeypatch: pytest.MonkeyPatch
) -> None:
    from triage.vault.audit import Held

    here, there = devices
    there.handing_over.open(handed_over(here, there))
    receipt = there.handing_over.receipt(REF).file
    monkeypatch.setattr(here.vault(), "against", lambda _: Held.REWRITTEN)

    opened = here.handing_over.open(receipt)

    assert opened.cautions == ("own_anchor_rewritten",)
