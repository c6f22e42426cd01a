"""Each way in which a sealed file is not to be believed has its own refusal; nothing of it is kept. B34"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from handover_case import (
    ALEX,
    BAILEY,
    CASEY,
    DREW,
    REF,
    ROWAN,
    STRANGER,
    Device,
    a_letter,
    a_receipt,
    a_record,
    an_addition,
    decided,
    enrolled_by,
    plain_of,
    public,
    sealed,
    sealed_letter,
    seat_of,
    signed_by,
)

from triage.content import messages
from triage.errors import NotAllowed, SealBroken, TriageError
from triage.handover.letter import RecordLetter
from triage.handover.plain import framed, read_plain
from triage.handover.receiving import Received, check_receipt, receive
from triage.records.draft import Mode
from triage.records.people import Person
from triage.vault.identity import Enrolment

KNOWN = enrolled_by(BAILEY, ROWAN, CASEY, DREW)


def opened(
    content: bytes, reader: Person = BAILEY, known: dict[str, Enrolment] = KNOWN, mode: Mode = Mode.LIVE
) -> Received:
    seat = seat_of(reader)
    return receive(
        content,
        identity=seat.identity,
        recipient=seat.keys.recipient,
        person_id=reader.id,
        enrolled=known,
        mode=mode,
    )


def refusal(content: bytes, **how: Any) -> str:
    with pytest.raises(TriageError) as refused:
        opened(content, **how)
    assert refused.value.code in messages()
    return refused.value.code


def changed(**parts: object) -> bytes:
    """A letter with these keys changed, in canonical form, truly signed by its sender."""
    plain = json.loads(a_letter().canonical())
    plain.update(parts)
    return canonical(plain)


def canonical(plain: object) -> bytes:
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def within(change: Callable[[dict[str, Any]], object]) -> bytes:
    plain = json.loads(a_letter(additions=(an_addition(),)).canonical())
    change(plain)
    return canonical(plain)


def test_a_letter_that_is_as_it_must_be_is_believed() -> None:
    letter = a_letter(additions=(an_addition(),))

    assert opened(sealed_letter(letter)).letter == letter


def test_a_letter_in_which_nothing_was_changed_passes_the_same_hands_as_the_forged_ones() -> None:
    assert opened(sealed(signed_by(CASEY, within(lambda _: None)))).letter.rev == 2


def test_an_unsigned_file() -> None:
    body = a_letter().canonical()

    assert refusal(sealed(framed(body, b""))) == "letter_unsigned"
    assert refusal(sealed(framed(body, bytes(64)))) == "letter_re_signed"


def test_a_file_signed_by_nobody_enrolled() -> None:
    content = sealed_letter(a_letter(a_record(author=STRANGER), sender=STRANGER), STRANGER)

    assert refusal(content) == "letter_unknown_sender"


def test_a_file_of_somebody_who_has_left() -> None:
    assert refusal(sealed_letter(a_letter()), known=enrolled_by(BAILEY)) == "letter_unknown_sender"


def test_a_file_signed_anew_by_a_stranger() -> None:
    assert refusal(sealed_letter(a_letter(), STRANGER)) == "letter_re_signed"


def test_a_file_signed_anew_by_somebody_enrolled() -> None:
    assert refusal(sealed_letter(a_letter(), DREW)) == "letter_wrong_signer"


def test_a_file_whose_sender_was_swapped_by_another_who_is_enrolled() -> None:
    in_their_name = changed(sender={"person_id": CASEY.id, "signing": public(DREW).signing})

    assert refusal(sealed(signed_by(DREW, in_their_name))) == "letter_wrong_signer"


def test_a_file_in_which_one_letter_was_changed_after_it_was_signed() -> None:
    plain = read_plain(b"".join([signed_by(CASEY, a_letter().canonical())]))
    forged = plain.body.replace(b"hurt us", b"hurt it")
    assert forged != plain.body

    assert refusal(sealed(framed(forged, bytes.fromhex(plain.signature)))) == "letter_re_signed"


def test_a_signature_of_another_kind_is_none() -> None:
    from triage.vault.identity import sign

    body = a_letter().canonical()
    elsewhere = bytes.fromhex(sign(seat_of(CASEY).signing, b"triage-event-signature/1", body))

    assert refusal(sealed(framed(body, elsewhere))) == "letter_re_signed"


def test_a_forwarded_file() -> None:
    for_rowan = a_letter(to=(ROWAN,))
    passed_on = sealed_letter(for_rowan, CASEY, BAILEY)

    assert refusal(passed_on) == "letter_forwarded"
    assert opened(sealed_letter(for_rowan, CASEY, ROWAN), ROWAN).letter == for_rowan


def test_a_file_sealed_for_somebody_else() -> None:
    assert refusal(sealed_letter(a_letter(), CASEY, ROWAN)) == "letter_not_for_you"


def test_a_file_of_a_later_version() -> None:
    later = b"sendiass-sealed/2\n" + bytes(4096 - 18)
    body = changed(format="sendiass-sealed/2")
    record = json.loads(a_letter().canonical())
    record["record"]["schema_version"] = 2

    assert refusal(sealed(later)) == "letter_newer"
    assert refusal(sealed(signed_by(CASEY, body))) == "letter_newer"
    assert refusal(sealed(signed_by(CASEY, canonical(record)))) == "letter_newer"


def test_a_caseworker_who_hands_over_what_another_wrote() -> None:
    assert refusal(sealed_letter(a_letter(sender=DREW), DREW)) == "letter_not_theirs"


def test_a_manager_may_hand_over_what_a_caseworker_wrote() -> None:
    assert opened(sealed_letter(a_letter(sender=ROWAN), ROWAN)).letter.sender.person_id == ROWAN.id


@pytest.mark.trap(24, partly=True)
def test_practice_and_live_work_stay_apart() -> None:
    practice = sealed_letter(a_letter(a_record(mode=Mode.PRACTICE)))

    assert refusal(practice) == "practice_stays_apart"
    assert refusal(sealed_letter(a_letter()), mode=Mode.PRACTICE) == "practice_stays_apart"


def test_the_manager_whom_it_is_about_opens_nothing() -> None:
    assert refusal(sealed_letter(a_letter(a_record(about=BAILEY.id)))) == "another_manager_decides"


@pytest.mark.parametrize(
    ("by", "key_of"),
    [
        pytest.param(BAILEY, ROWAN, id="another manager's key"),
        pytest.param(BAILEY, STRANGER, id="a stranger's key"),
    ],
)
def test_a_decision_signed_with_another_key(by: Person, key_of: Person) -> None:
    letter = a_letter(decisions=(decided(a_record(), by, key_of),))

    assert refusal(sealed_letter(letter)) == "letter_decision_false"


def test_a_decision_moved_to_another_record() -> None:
    other = a_record(said="Something else was said.")

    assert refusal(sealed_letter(a_letter(decisions=(decided(other),)))) == "letter_decision_false"


def test_a_decision_of_a_manager_who_is_not_known_counts_for_nothing_and_is_told() -> None:
    letter = a_letter(decisions=(decided(a_record(), ALEX),))

    assert opened(sealed_letter(letter)).unknown_decisions == 1


def test_a_decision_that_holds_is_believed() -> None:
    assert opened(sealed_letter(a_letter(decisions=(decided(a_record()),)))).unknown_decisions == 0


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(within(lambda plain: plain.update(extra=1)), id="a key too many"),
        pytest.param(
            within(lambda plain: plain["record"].update(extra=1)), id="a key too many in the record"
        ),
        pytest.param(within(lambda plain: plain.pop("chain")), id="a key too few"),
        pytest.param(
            within(lambda plain: plain["record"].pop("about_person")), id="a key left to its default"
        ),
        pytest.param(within(lambda plain: plain.update(rev=True)), id="a truth value for a number"),
        pytest.param(within(lambda plain: plain.update(rev=2.0)), id="a fraction for a number"),
        pytest.param(within(lambda plain: plain.update(rev="2")), id="a text for a number"),
        pytest.param(within(lambda plain: plain.update(rev=3)), id="a revision that does not count"),
        pytest.param(within(lambda plain: plain.update(rev=0)), id="revision nought"),
        pytest.param(within(lambda plain: plain.update(rev=-2)), id="a revision below nought"),
        pytest.param(within(lambda plain: plain.update(rev=10**400)), id="a huge number"),
        pytest.param(within(lambda plain: plain["chain"].update(size=10**16)), id="too large a number"),
        pytest.param(within(lambda plain: plain.update(kind="receipt")), id="a receipt's name on a record"),
        pytest.param(within(lambda plain: plain.update(kind=["record"])), id="a list for a name"),
        pytest.param(within(lambda plain: plain.update(record_id="ESC-2026-AAAA")), id="another reference"),
        pytest.param(
            within(lambda plain: plain.update(record_id="../../x")), id="a reference that is a path"
        ),
        pytest.param(
            within(lambda plain: plain["additions"][0].update(ref="ESC-2026-AAAA")), id="another's note"
        ),
        pytest.param(within(lambda plain: plain.update(to=[])), id="to nobody"),
        pytest.param(within(lambda plain: plain.update(to=plain["to"] * 2)), id="to one twice"),
        pytest.param(within(lambda plain: plain.update(to=plain["to"] * 11)), id="to too many"),
        pytest.param(
            within(lambda plain: plain.update(created_utc="2026-03-02T10:00:00+01:00")), id="not UTC"
        ),
        pytest.param(within(lambda plain: plain.update(created_utc="2026-03-02T10:00:00")), id="no zone"),
        pytest.param(within(lambda plain: plain.update(created_utc=1772445600)), id="a time in seconds"),
        pytest.param(within(lambda plain: plain.update(record=None)), id="no record"),
        pytest.param(within(lambda plain: plain["record"].update(rung=9)), id="a rung that is none"),
        pytest.param(
            a_letter().canonical().replace(b'"rev":1', b'"rev":NaN'), id="not a number, where one should be"
        ),
        pytest.param(a_letter().canonical().replace(b"0.875", b"NaN"), id="not a number"),
        pytest.param(a_letter().canonical().replace(b"0.875", b"Infinity"), id="infinity"),
        pytest.param(a_letter().canonical().replace(b"0.875", b"1e999"), id="infinity by another name"),
        pytest.param(a_letter().canonical().replace(b"0.875", b"0.8750"), id="a number written otherwise"),
        pytest.param(a_letter().canonical().replace(b'"rev":1', b'"rev":1,"rev":1'), id="a key twice"),
        pytest.param(a_letter().canonical().replace(b'"rev":1', b'"rev": 1'), id="a space too many"),
        pytest.param(a_letter().canonical().replace(b"hurt us", b"h\\u0075rt us"), id="a letter escaped"),
        pytest.param(a_letter().canonical().replace(b"hurt us", b"hurt \\ud800 us"), id="a lone surrogate"),
        pytest.param(a_letter().canonical().replace(b"hurt us", b"hurt \xed\xa0\x80"), id="one in UTF-8"),
        pytest.param(a_letter().canonical().replace(b"hurt us", b"hurt \xff us"), id="no UTF-8"),
        pytest.param(
            a_letter().canonical().replace(b"hurt us", b"\\u001b]52;c;x\\u0007"), id="an escape sequence"
        ),
        pytest.param(
            a_letter().canonical().replace(b"hurt us", "\u202egnp".encode()), id="a direction override"
        ),
        pytest.param(a_letter().canonical().replace(b"hurt us", b"hurt\\rus"), id="a carriage return"),
        pytest.param(canonical({"format": "sendiass-sealed/1", "kind": "record"}), id="nearly nothing"),
        pytest.param(b"[" * 200_000 + b"]" * 200_000, id="200,000 levels"),
        pytest.param(b'{"a":' * 200_000, id="200,000 objects"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"null", id="nothing"),
        pytest.param(b"", id="empty"),
        pytest.param(b"\xef\xbb\xbf" + a_letter().canonical(), id="a byte order mark"),
        pytest.param(a_letter().canonical() + b" ", id="a space behind"),
    ],
)
def test_what_is_not_exactly_in_the_form_is_refused_even_when_it_is_truly_signed(body: bytes) -> None:
    assert refusal(sealed(signed_by(CASEY, body))) == "letter_unreadable"


@pytest.mark.parametrize(
    ("plain", "code"),
    [
        pytest.param(b"", "letter_damaged", id="nothing"),
        pytest.param(bytes(4096), "letter_damaged", id="noughts"),
        pytest.param(signed_by(CASEY, a_letter().canonical())[:-1], "letter_damaged", id="a byte short"),
        pytest.param(signed_by(CASEY, a_letter().canonical()) + b"\0", "letter_damaged", id="a byte long"),
        pytest.param(
            signed_by(CASEY, a_letter().canonical()) + bytes(4096),
            "letter_damaged",
            id="a block of padding too many",
        ),
        pytest.param(
            signed_by(CASEY, a_letter().canonical())[:-1] + b"x",
            "letter_damaged",
            id="something in the padding",
        ),
        pytest.param(
            b"sendiass-sealed/1\r\n" + bytes(4077), "letter_damaged", id="a line end of another system"
        ),
        pytest.param(b"sendiass-sealed/1\n" + b"A" * 4078, "letter_damaged", id="no lines"),
        pytest.param(
            b"sendiass-sealed/1\n!\n{}\n" + bytes(4073), "letter_damaged", id="a signature that is none"
        ),
        pytest.param(bytes(2 * 1024 * 1024 - 4096), "letter_too_big", id="a large one"),
    ],
)
def test_a_plain_text_that_is_not_exactly_so_is_refused(plain: bytes, code: str) -> None:
    assert refusal(sealed(plain)) == code


def test_a_signature_written_in_another_base64_is_refused() -> None:
    plain = signed_by(CASEY, a_letter().canonical())
    at = len(b"sendiass-sealed/1\n")
    last = at + 85  # the last letter before "==" carries four bits that mean nothing
    other = plain[:last] + bytes([plain[last] + 1]) + plain[last + 1 :]
    assert plain[last : last + 1] in b"AQgw"

    assert refusal(sealed(other)) == "letter_damaged"


class TestReceipts:
    """A receipt is held against what was sent."""

    sent = a_letter()
    known = enrolled_by(ALEX, BAILEY, ROWAN, CASEY)

    def code(self, receipt: Any, sent: RecordLetter | None = sent) -> str:
        with pytest.raises(SealBroken) as refused:
            check_receipt(receipt, sent, self.known)
        return refused.value.code

    def test_one_that_fits_is_believed(self) -> None:
        receipt = a_receipt(self.sent, decisions=(decided(a_record()),))

        assert check_receipt(receipt, self.sent, self.known) == self.sent

    def test_one_for_nothing(self) -> None:
        assert self.code(a_receipt(self.sent), None) == "receipt_for_nothing"

    def test_one_for_other_words(self) -> None:
        other = a_letter(a_record(said="Something else was said."))

        assert self.code(a_receipt(other)) == "receipt_for_nothing"

    def test_one_that_names_another_place_in_our_list_of_events(self) -> None:
        elsewhere = self.sent.chain.model_copy(update={"size": 13})

        assert self.code(a_receipt(self.sent).model_copy(update={"seen": elsewhere})) == "receipt_for_nothing"

    def test_one_by_a_manager_whom_it_was_not_sent_to(self) -> None:
        assert self.code(a_receipt(self.sent, sender=ROWAN)) == "receipt_for_nothing"

    def test_a_decision_by_a_manager_who_is_not_known(self) -> None:
        receipt = a_receipt(self.sent, decisions=(decided(a_record(), STRANGER),))

        assert self.code(receipt) == "receipt_decision_unknown"

    def test_a_decision_by_a_caseworker(self) -> None:
        receipt = a_receipt(self.sent, decisions=(decided(a_record(), CASEY, BAILEY),))

        assert self.code(receipt) == "receipt_decision_unknown"

    def test_a_decision_with_a_false_signature(self) -> None:
        receipt = a_receipt(self.sent, decisions=(decided(a_record(), BAILEY, ROWAN),))

        assert self.code(receipt) == "letter_decision_false"


def test_nothing_of_what_is_refused_is_kept(devices: tuple[Device, Device], tmp_path: Path) -> None:
    _, there = devices
    events = there.vault().events()
    forged = (
        sealed_letter(a_letter(), DREW),
        sealed_letter(a_letter(to=(ROWAN,))),
        sealed_letter(a_letter(sender=BAILEY), CASEY),
        sealed_letter(a_receipt(a_letter(), sender=CASEY, to=BAILEY)),
        b"nothing of ours",
    )

    for number, content in enumerate(forged):
        file = tmp_path / f"{number}.sendiass"
        file.write_bytes(content)
        with pytest.raises((SealBroken, NotAllowed)):
            there.handing_over.open(file)

    assert there.vault().events() == events
    assert there.vault().records() == ()


def test_a_file_opened_by_its_manager_and_passed_on_to_another_is_refused_there(
    devices: tuple[Device, Device], tmp_path: Path
) -> None:
    here, there = devices
    here.vault().submit(a_record())
    made = here.handing_over.make(REF).file
    passed_on = tmp_path / "passed-on.sendiass"
    passed_on.write_bytes(sealed(plain_of(made, BAILEY), ROWAN))
    there.sit(ROWAN)

    with pytest.raises(NotAllowed) as refused:
        there.handing_over.open(passed_on)

    assert refused.value.code == "letter_forwarded"
