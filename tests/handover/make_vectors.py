"""Writes the test vectors of docs/HANDOVER.md that are not there: ``python tests/handover/make_vectors.py``.

age draws random numbers for each file, so a vector made anew is another file: those that are there stay.
"""

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent))

from handover_case import (  # noqa: E402
    ALEX,
    BAILEY,
    CASEY,
    DREW,
    ROWAN,
    STRANGER,
    a_letter,
    a_receipt,
    a_record,
    an_addition,
    decided,
    private,
    public,
    sealed,
    seat_of,
    signed_by,
)

from triage.handover.card import card_of  # noqa: E402
from triage.handover.letter import Letter  # noqa: E402
from triage.handover.plain import framed  # noqa: E402
from triage.records.draft import Mode  # noqa: E402
from triage.records.people import Person  # noqa: E402

FOLDER = Path(__file__).parents[1] / "vectors" / "handover"
ENROLLED = (BAILEY, ROWAN, CASEY, DREW)


def canonical(plain: object) -> bytes:
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def altered(letter: Letter, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The letter with a part changed, and truly signed: what a hostile but enrolled sender can make."""
    plain = json.loads(letter.canonical())
    change(plain)
    return signed_by(CASEY, canonical(plain))


LETTER = a_letter()
FULL = a_letter(additions=(an_addition(),), decisions=(decided(a_record()),))
BODY = LETTER.canonical()

PLAINS: dict[str, tuple[str, bytes]] = {
    "record": ("accepted", signed_by(CASEY, BODY)),
    "record_with_additions": ("accepted", signed_by(CASEY, FULL.canonical())),
    "receipt": ("accepted", signed_by(ROWAN, a_receipt(LETTER, sender=ROWAN, to=BAILEY).canonical())),
    "two_recipients": ("accepted", signed_by(CASEY, a_letter(to=(BAILEY, ROWAN)).canonical())),
    "unsigned": ("letter_unsigned", framed(BODY, b"")),
    "signature_of_noughts": ("letter_re_signed", framed(BODY, bytes(64))),
    "signed_by_a_stranger": ("letter_re_signed", signed_by(STRANGER, BODY)),
    "signed_by_another": ("letter_wrong_signer", signed_by(DREW, BODY)),
    "stranger": ("letter_unknown_sender", signed_by(STRANGER, a_letter(sender=STRANGER).canonical())),
    "forwarded": ("letter_forwarded", signed_by(CASEY, a_letter(to=(ROWAN,)).canonical())),
    "not_theirs": ("letter_not_theirs", signed_by(DREW, a_letter(sender=DREW).canonical())),
    "practice": (
        "practice_stays_apart",
        signed_by(CASEY, a_letter(a_record(mode=Mode.PRACTICE)).canonical()),
    ),
    "about_the_reader": (
        "another_manager_decides",
        signed_by(CASEY, a_letter(a_record(about=BAILEY.id)).canonical()),
    ),
    "false_decision": (
        "letter_decision_false",
        signed_by(CASEY, a_letter(decisions=(decided(a_record(), BAILEY, ROWAN),)).canonical()),
    ),
    "decision_of_a_stranger": (
        "accepted",
        signed_by(CASEY, a_letter(decisions=(decided(a_record(), ALEX),)).canonical()),
    ),
    "later_version_outside": ("letter_newer", signed_by(CASEY, BODY).replace(b"sealed/1", b"sealed/2", 1)),
    "later_version_inside": (
        "letter_newer",
        altered(LETTER, lambda plain: plain.update(format="sendiass-sealed/2")),
    ),
    "key_too_many": ("letter_unreadable", altered(LETTER, lambda plain: plain.update(extra=1))),
    "key_too_few": ("letter_unreadable", altered(LETTER, lambda plain: plain.pop("chain"))),
    "key_twice": ("letter_unreadable", signed_by(CASEY, BODY.replace(b'"rev":1', b'"rev":1,"rev":1'))),
    "not_canonical": ("letter_unreadable", signed_by(CASEY, BODY.replace(b'"rev":1', b'"rev": 1'))),
    "not_a_number": ("letter_unreadable", signed_by(CASEY, BODY.replace(b"0.875", b"NaN"))),
    "truth_value": ("letter_unreadable", altered(LETTER, lambda plain: plain.update(rev=True))),
    "lone_surrogate": ("letter_unreadable", signed_by(CASEY, BODY.replace(b"hurt us", b"\\ud800"))),
    "not_utf8": ("letter_unreadable", signed_by(CASEY, BODY.replace(b"hurt us", b"\xff"))),
    "escape_sequence": ("letter_unreadable", signed_by(CASEY, BODY.replace(b"hurt us", b"\\u001b[2J"))),
    "too_deep": ("letter_unreadable", signed_by(CASEY, b"[" * 13 + b"]" * 13)),
    "wrong_revision": ("letter_unreadable", altered(LETTER, lambda plain: plain.update(rev=2))),
    "padding_not_empty": ("letter_damaged", signed_by(CASEY, BODY)[:-1] + b"x"),
    "padding_too_long": ("letter_damaged", signed_by(CASEY, BODY) + bytes(4096)),
    "block_not_full": ("letter_damaged", signed_by(CASEY, BODY)[:-1]),
}
"""What the reader makes of each plain text, sealed to them."""


def files() -> dict[str, tuple[str, bytes]]:
    """Every vector: what is expected, and the file."""
    found = {name: (code, sealed(plain, BAILEY)) for name, (code, plain) in PLAINS.items()}
    good = sealed(PLAINS["record"][1], BAILEY)
    found["for_somebody_else"] = ("letter_not_for_you", sealed(PLAINS["record"][1], ROWAN))
    found["cut_short"] = ("letter_damaged", good[:-1])
    found["a_bit_changed"] = ("letter_damaged", good[:-100] + bytes([good[-100] ^ 1]) + good[-99:])
    found["too_many_stanzas"] = ("letter_not_sealed", sealed(PLAINS["record"][1], *[BAILEY] * 21))
    found["no_age_file"] = ("letter_not_sealed", PLAINS["record"][1])
    return found


def key_line(person: Person) -> str:
    keys = public(person)
    parts = (person.id, person.role.value, keys.recipient, keys.signing, keys.deciding or "-")
    return "enrolled: " + " ".join(parts)


def header(code: str, plain: bytes | None) -> str:
    lines = [f"expect: {code}", f"identity: {private(BAILEY).identity}", f"reader: {BAILEY.id}", "mode: live"]
    lines += [key_line(person) for person in ENROLLED]
    if plain is not None:
        lines.append(f"plain: {hashlib.sha256(plain).hexdigest()}")
    return "\n".join(lines) + "\n\n"


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (code, content) in files().items():
        file = FOLDER / name
        if not file.exists():
            plain = PLAINS[name][1] if name in PLAINS else None
            file.write_bytes(header(code, plain).encode() + content)
    card = FOLDER / "card"
    if not card.exists():
        seat = seat_of(BAILEY)
        text = card_of(seat, LETTER.created_utc)
        from triage.vault.identity import fingerprint

        card.write_bytes(f"expect: accepted\nfingerprint: {fingerprint(seat.keys)}\n\n".encode() + text)


if __name__ == "__main__":
    main()
