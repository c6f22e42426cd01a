"""Two devices of an invented service, their people and keys: the same in every process and in the vectors."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from triage.desk.cards import Cards
from triage.desk.handing_over import HandingOver
from triage.handover.age_file import seal, unseal
from triage.handover.letter import ChainHead, Receipt, RecordLetter, Sender, SignedDecision
from triage.handover.plain import framed, read_plain, signed_plain
from triage.model import AnswerKind, Category, HeardBy, Rung
from triage.records.addition import Addition, AdditionKind
from triage.records.decision import Choice, Decision
from triage.records.draft import Exchange, KeptSignal, LineKind, Mode, Reply
from triage.records.escalation import CitedClause, Escalation
from triage.records.people import Person, Role
from triage.vault.deciding import signed_decision
from triage.vault.identity import (
    RECOVERY,
    Enrolment,
    PrivateKeys,
    PublicKeys,
    Seat,
    SigningKey,
    age_identity,
    enrolment,
    sign,
    signing_key,
)
from triage.vault.store import Vault

ALEX = Person(id="p-alex", name="Alex Invented", role=Role.MANAGER)
CASEY = Person(id="p-casey", name="Casey Invented", role=Role.CASEWORKER)
DREW = Person(id="p-drew", name="Drew Invented", role=Role.CASEWORKER)
BAILEY = Person(id="p-bailey", name="Bailey Invented", role=Role.MANAGER)
ROWAN = Person(id="p-rowan", name="Rowan Invented", role=Role.MANAGER)
STRANGER = Person(id="p-stranger", name="Stranger Invented", role=Role.MANAGER)
REF = "ESC-2026-7K4M"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CANARY = "Tamsin Quillfeather"
REASONS = "The children are safe with their aunt tonight."

_IDENTITIES = {
    ALEX.id: "AGE-SECRET-KEY-1LFPFMAFJUHNR00UE4FAU98M7A2KLFUF2TYGWPYDJ289DNAG3WQJS8MGJGE",
    CASEY.id: "AGE-SECRET-KEY-1D7UPAS59KX3H763Z3UFGUSM5RCHVQEHXHM0CQXEUQ7ZN68RKY05SHFZM9A",
    DREW.id: "AGE-SECRET-KEY-1LX5QLL42SD507KUK303RUMUFTSGYVUM4JGUG0CGFYU3FJSY9QQASNXJ784",
    BAILEY.id: "AGE-SECRET-KEY-162HD42G953ZCCXLQDDS7XQLWTFPDRSTLM8QA0CZCPCUXFGM6NK2QT4RCYW",
    ROWAN.id: "AGE-SECRET-KEY-1CSRKZLFS626QV97E7HTAUNTWF4Q86J2WU47R3MDY8TS2NNC6VCZSZREHE5",
    STRANGER.id: "AGE-SECRET-KEY-1QSPXW89A5KQVAGDDPSTH0CKU667YZWHZ086FCRELM05VT260ASLS35QEMN",
    RECOVERY.id: "AGE-SECRET-KEY-1ZXECRLFUMEP7MFFT4JN6UTLEEGZSAKTY7KE53EJ3ZLR5G0T8Q4ES2253KF",
}
"""Invented for these tests; they open nothing else."""


def private(person: Person) -> PrivateKeys:
    seeds = [
        hashlib.sha256(f"{kind} of {person.id}".encode()).hexdigest() for kind in ("signing", "deciding")
    ]
    may_decide = person.role is Role.MANAGER or person is RECOVERY
    return PrivateKeys(
        identity=_IDENTITIES[person.id], signing=seeds[0], deciding=seeds[1] if may_decide else None
    )


def public(person: Person) -> PublicKeys:
    return private(person).public()


def seat_of(person: Person, vault_key: bytes = bytes(32)) -> Seat:
    keys = private(person)
    return Seat(
        person=person,
        vault_key=vault_key,
        signing=signing_key(keys.signing),
        identity=age_identity(keys.identity),
        keys=keys.public(),
    )


def deciding_key_of(person: Person) -> SigningKey:
    seed = private(person).deciding
    assert seed
    return signing_key(seed)


def enrolled_by(manager: Person, *people: Person) -> dict[str, Enrolment]:
    """As a device's register has them; ``manager`` founded it."""
    return {
        person.id: enrolment(person, public(person), START, manager.id, deciding_key_of(manager))
        for person in (manager, *people)
    }


class Clock:
    """Moves on by one second each time it is looked at."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


class Device:
    """A real vault, and who sits at it: what the handing-over asks of a ``Session``."""

    def __init__(self, data_dir: Path, founder: Person, others: tuple[Person, ...], key: bytes) -> None:
        self.folder = data_dir / "vault"
        self.folder.mkdir(parents=True)
        self.now = Clock()
        self._key = key
        self._seat = seat_of(founder, key)
        entries = tuple(enrolled_by(founder, *others, RECOVERY).values())
        self.vault_open = Vault.create(self.folder, self._seat, entries, self.now)
        self.sit(founder)

    def sit(self, person: Person) -> "Device":
        self._seat = seat_of(person, self._key)
        self.vault_open.sit(self._seat)
        return self

    def vault(self) -> Vault:
        return self.vault_open

    def seat(self) -> Seat:
        return self._seat

    def person(self) -> Person:
        return self._seat.person

    def deciding_key(self, _: str | None) -> SigningKey:
        return deciding_key_of(self._seat.person)

    @property
    def handing_over(self) -> HandingOver:
        return HandingOver(self, self.now)  # type: ignore[arg-type] # what it asks of a Session is here

    @property
    def cards(self) -> Cards:
        return Cards(self, self.now)  # type: ignore[arg-type] # the same

    def trusts(self, by: Person, other: "Device", person: Person) -> None:
        """``by`` lets in somebody of the other device, by the card they made there."""
        other.sit(person)
        file = other.cards.write(self.folder.parent)
        self.sit(by)
        self.cards.trust(self.cards.look_at(file), None)


def two_devices(folder: Path) -> tuple[Device, Device]:
    """Casey works at the first, whose manager is Alex; Bailey and Rowan are managers at the second."""
    here = Device(folder / "here", ALEX, (CASEY, DREW), bytes(range(32)))
    there = Device(folder / "there", BAILEY, (ROWAN,), bytes(range(1, 33)))
    here.trusts(ALEX, there, BAILEY)
    there.trusts(BAILEY, here, CASEY)
    here.sit(CASEY)
    there.sit(BAILEY)
    return here, there


def a_record(
    ref: str = REF,
    *,
    author: Person = CASEY,
    mode: Mode = Mode.LIVE,
    about: str | None = None,
    said: str = "",
) -> Escalation:
    signal = KeptSignal(
        category=Category.PHYSICAL_ABUSE, rung=Rung.SAFETY_WORRY, span=(18, 42), by=HeardBy.MEANING,
        score=0.875, rule=None, clauses=("7.exceptions.safety",),
    )  # fmt: skip
    line = Exchange(
        number=1,
        at=START,
        kind=LineKind.CALLER_WORDS,
        text=said or f"I am {CANARY}, «he said he would hurt us» \u2014 آج رات",
        reply=Reply(signals=(signal,), clauses=("7.exceptions.safety",), answer=AnswerKind.SAYS),
    )
    return Escalation(
        ref=ref, mode=mode, policy_sha256="0" * 64, author=author, opened_at=START,
        submitted_at=START + timedelta(minutes=10), rung=Rung.SAFETY_WORRY, rungs=(), account=(line,),
        look_ups=2, answers=(), contacts=(), ended_at=None, dropped=False,
        cited=(CitedClause(id="7.exceptions.safety", quote="An invented quote."),), about_person=about,
    )  # fmt: skip


def an_addition(ref: str = REF, text: str = "Rang back: no answer.") -> Addition:
    return Addition(ref=ref, at=START + timedelta(minutes=20), by=CASEY, kind=AdditionKind.NOTE, text=text)


def a_decision(ref: str = REF, by: Person = BAILEY, reasons: str = REASONS) -> Decision:
    at = START + timedelta(minutes=30)
    return Decision(
        ref=ref,
        by=by,
        choice=Choice.DO_NOT_SHARE,
        reasons=reasons,
        parent_told=None,
        decided_at=at,
        written_at=at,
    )


def decided(record: Escalation, by: Person = BAILEY, key_of: Person | None = None) -> SignedDecision:
    decision = a_decision(record.ref, by)
    key = deciding_key_of(key_of or by)
    signature = signed_decision(decision.canonical(), record.canonical(), key)
    return SignedDecision(decision=decision, signature=signature)


CHAIN = ChainHead(origin="safeguarding-triage/0123456789abcdef", size=12, head="ab" * 32)


def a_letter(
    record: Escalation | None = None,
    *,
    sender: Person = CASEY,
    to: tuple[Person, ...] = (BAILEY,),
    additions: tuple[Addition, ...] = (),
    decisions: tuple[SignedDecision, ...] = (),
    chain: ChainHead = CHAIN,
) -> RecordLetter:
    record = record or a_record()
    return RecordLetter(
        format="sendiass-sealed/1",
        kind="record",
        record_id=record.ref,
        rev=1 + len(additions) + len(decisions),
        created_utc=START + timedelta(hours=1),
        sender=Sender(person_id=sender.id, signing=public(sender).signing),
        to=tuple(sorted(public(person).recipient for person in to)),
        chain=chain,
        record=record,
        additions=additions,
        decisions=decisions,
    )


def a_receipt(
    letter: RecordLetter,
    *,
    sender: Person = BAILEY,
    to: Person = CASEY,
    decisions: tuple[SignedDecision, ...] = (),
) -> Receipt:
    return Receipt(
        format="sendiass-sealed/1",
        kind="receipt",
        record_id=letter.record_id,
        rev=letter.rev,
        created_utc=START + timedelta(hours=2),
        sender=Sender(person_id=sender.id, signing=public(sender).signing),
        to=(public(to).recipient,),
        chain=ChainHead(origin="safeguarding-triage/fedcba9876543210", size=30, head="cd" * 32),
        received_sha256=letter.sha256,
        seen=letter.chain,
        decisions=decisions,
    )


def signed_by(person: Person, body: bytes) -> bytes:
    """A plain text over any bytes, with a true signature: what a hostile but enrolled sender can make."""
    return framed(body, bytes.fromhex(sign(signing_key(private(person).signing), b"sendiass-sealed/1", body)))


def sealed(plain: bytes, *to: Person) -> bytes:
    return seal(plain, [public(person).recipient for person in to or (BAILEY,)])


def sealed_letter(letter: RecordLetter | Receipt, signer: Person = CASEY, *to: Person) -> bytes:
    return sealed(signed_plain(letter, signing_key(private(signer).signing)), *to)


def plain_of(file: Path, reader: Person) -> bytes:
    return unseal(file.read_bytes(), age_identity(private(reader).identity))


def body_of(file: Path, reader: Person) -> dict[str, object]:
    """What a sealed file says, as JSON."""
    found: dict[str, object] = json.loads(read_plain(plain_of(file, reader)).body)
    return found
