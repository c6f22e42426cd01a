"""A card: who somebody is and their public keys, signed by themselves, to be trusted only after a phone call.

The signature shows that nobody changed the name or the role on the way *for these keys*. That the keys are
theirs, only their voice can show: 24 letters read aloud.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, ValidationError

from triage.errors import NotAllowed, SealBroken
from triage.handover.letter import PersonId
from triage.handover.limits import CARD_BYTES, NAME_CHARACTERS
from triage.handover.strict_json import strict_object
from triage.records.people import Person, Role
from triage.records.stored import Stored
from triage.text import one_line
from triage.vault.identity import RECOVERY, PublicKeys, Seat, fingerprint, is_signed, sign

FORMAT: Literal["sendiass-card/1"] = "sendiass-card/1"
DOMAIN = FORMAT.encode()
GROUPS = 6
"""Of four letters, in a fingerprint."""
_FAMILY = re.compile(rb"sendiass-card/[0-9]{1,4}\n")
_FIRST = FORMAT.encode() + b"\n"
_HEARD_AS = str.maketrans("OIL", "011")


class Card(Stored):
    """What is on it."""

    format: Literal["sendiass-card/1"]
    created_utc: AwareDatetime
    person: Person
    keys: PublicKeys

    @property
    def fingerprint(self) -> str:
        """24 letters and figures in groups of four."""
        return fingerprint(self.keys)


class _Id(Stored):
    id: PersonId


def card_of(seat: Seat, at: datetime) -> bytes:
    """My own card."""
    card = Card(format=FORMAT, created_utc=at.replace(microsecond=0), person=seat.person, keys=seat.keys)
    body = card.canonical()
    signature = bytes.fromhex(sign(seat.signing, DOMAIN, body))
    return _FIRST + base64.b64encode(signature) + b"\n" + body + b"\n"


def read_card(content: bytes) -> Card:
    """Raises SealBroken: ``card_newer``, or ``card_unreadable`` for one that is not exactly so."""
    if _FAMILY.match(content) and not content.startswith(_FIRST):
        raise SealBroken("card_newer")
    lines = content.split(b"\n")
    if len(content) > CARD_BYTES or len(lines) != 4 or lines[0] + b"\n" != _FIRST or lines[3]:
        raise SealBroken("card_unreadable")
    body = lines[2]
    strict_object(body, "card_unreadable")
    try:
        signature = base64.b64decode(lines[1], validate=True)
        card = Card.from_canonical(body)
        _Id(id=card.person.id)
    except (binascii.Error, ValidationError):
        raise SealBroken("card_unreadable") from None
    if (
        base64.b64encode(signature) != lines[1]
        or card.canonical() != body
        or not is_signed(card.keys.signing, DOMAIN, body, signature.hex())
        or not _is_plausible(card)
    ):
        raise SealBroken("card_unreadable")
    return card


def refuse_known(card: Card, people: Mapping[str, PublicKeys]) -> None:
    """``people``: keys by id of everybody enrolled. Raises NotAllowed ``card_known`` when there is nothing to
    do, ``card_other_keys`` for new keys of somebody enrolled, ``card_keys_taken`` for keys of others."""
    mine = people.get(card.person.id)
    if mine == card.keys:
        raise NotAllowed("card_known")
    if mine is not None:
        raise NotAllowed("card_other_keys")
    taken = {key for keys in people.values() for key in _keys_in(keys)}
    if taken & _keys_in(card.keys):
        raise NotAllowed("card_keys_taken")


def groups_to_hear() -> tuple[int, int]:
    """Two groups of the fingerprint, from 0, that are left off the screen: they must come by telephone."""
    first, second = sorted(secrets.SystemRandom().sample(range(GROUPS), 2))
    return first, second


def without(letters: str, hidden: tuple[int, ...]) -> str:
    """A fingerprint with some of its groups left off."""
    groups = letters.split()
    return " ".join("...." if at in hidden else group for at, group in enumerate(groups))


def is_heard(typed: str, letters: str) -> bool:
    """Whether ``typed`` is what was read aloud; spaces, dashes, small letters, O for 0 do not matter."""
    heard = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_HEARD_AS)
    return secrets.compare_digest(heard.encode(), letters.replace(" ", "").encode())


def _is_plausible(card: Card) -> bool:
    person, keys = card.person, card.keys
    return (
        person.id != RECOVERY.id
        and (person.role is Role.MANAGER) == (keys.deciding is not None)
        and 0 < len(person.name) <= NAME_CHARACTERS
        and one_line(person.name) == person.name
        and len(_keys_in(keys)) == (3 if keys.deciding else 2)
    )


def _keys_in(keys: PublicKeys) -> set[str]:
    return {key for key in (keys.recipient, keys.signing, keys.deciding) if key}
