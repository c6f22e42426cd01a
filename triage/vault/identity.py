"""Who somebody is to a vault: public keys for all to see, private ones for them alone, an enrolment for both.

Three keys a person, each for one thing. The *recipient* opens what is sealed to them (age, X25519). The
*signing* key signs what they do while signed in (Ed25519). The *deciding* key, which managers alone have, is
opened anew for each decision and each enrolment: the passphrase is asked for, and a person who sits down at
an open screen cannot decide.
"""

import base64
import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any, Self

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import AwareDatetime, Field, StringConstraints

from triage.records.people import Person, Role
from triage.records.stored import Stored

SigningKey = Ed25519PrivateKey
Identity = Any
"""``pyrage.x25519.Identity``, which has no type stubs: an age secret key."""

VerifyKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Signature = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
Recipient = Annotated[str, StringConstraints(pattern=r"^age1[02-9ac-hj-np-z]{58}$")]
Seed = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

RECOVERY = Person(id="recovery", name="Recovery key", role=Role.CASEWORKER)
"""Whoever holds the printed recovery key. It enrols people and opens the vault; it never decides."""

ENROLMENT = b"triage-enrolment/1"
"""Every signature is over a domain, a zero byte and the body: none can be passed off as another kind."""


class PublicKeys(Stored):
    """What others need to seal something to a person and to check what they signed."""

    recipient: Recipient
    signing: VerifyKey
    deciding: VerifyKey | None = None
    """None for who can neither decide nor enrol."""


class PrivateKeys(Stored):
    """What a person's passphrase opens."""

    identity: str = Field(repr=False)
    """``AGE-SECRET-KEY-1…``."""
    signing: Seed = Field(repr=False)
    deciding: Seed | None = Field(default=None, repr=False)

    @classmethod
    def new(cls, *, may_decide: bool) -> Self:
        """From the system's random numbers."""
        return cls(
            identity=str(pyrage.x25519.Identity.generate()),
            signing=_seed(SigningKey.generate()),
            deciding=_seed(SigningKey.generate()) if may_decide else None,
        )

    def public(self) -> PublicKeys:
        """The other halves."""
        return PublicKeys(
            recipient=str(age_identity(self.identity).to_public()),
            signing=_public(signing_key(self.signing)),
            deciding=_public(signing_key(self.deciding)) if self.deciding else None,
        )


class Enrolment(Stored):
    """That these keys are this person's, and what they may do; signed by who let them in."""

    schema_version: int = 1
    person: Person
    keys: PublicKeys
    at: AwareDatetime
    here: bool = True
    """False for somebody who works on another device: they have no slot, but are sealed to and checked."""
    by: str
    """Id of the manager whose deciding key signed; the person's own for the first, who founds the vault."""
    signature: Signature

    def body(self) -> bytes:
        """What the signature is over."""
        return self.model_copy(update={"signature": "0" * 128}).canonical()

    def is_signed_by(self, deciding: VerifyKey | None) -> bool:
        """Whether that deciding key made the signature."""
        return deciding is not None and is_signed(deciding, ENROLMENT, self.body(), self.signature)


@dataclass(frozen=True, slots=True)
class Seat:
    """A person signed in: what their passphrase opened. Holds no deciding key."""

    person: Person
    vault_key: bytes = field(repr=False)
    signing: SigningKey = field(repr=False)
    identity: Identity = field(repr=False)
    """Opens what is sealed to this person."""
    keys: PublicKeys


def enrolment(
    person: Person, keys: PublicKeys, at: Any, by: str, deciding: SigningKey, *, here: bool = True
) -> Enrolment:
    """Signed by ``deciding``, the key of the manager whose id is ``by``. ``at`` is an aware datetime."""
    bare = Enrolment(person=person, keys=keys, at=at, here=here, by=by, signature="0" * 128)
    return bare.model_copy(update={"signature": sign(deciding, ENROLMENT, bare.body())})


def fingerprint(keys: PublicKeys) -> str:
    """24 letters and figures in groups of four, to be read aloud: 120 bits over all three keys.

    Crockford's alphabet has no I, L, O or U.
    """
    digest = hashlib.sha256(b"triage-fingerprint/1\0" + keys.canonical()).digest()
    letters = base64.b32encode(digest[:15]).decode().translate(_CROCKFORD)
    return " ".join(letters[at : at + 4] for at in range(0, 24, 4))


def sign(key: SigningKey, domain: bytes, body: bytes) -> str:
    """Ed25519 over the domain, a zero byte and the body, in hexadecimal."""
    return key.sign(domain + b"\0" + body).hex()


def is_signed(key: VerifyKey, domain: bytes, body: bytes, signature: str) -> bool:
    """Whether ``key`` made ``signature`` over this body in this domain. Nonsense is simply not signed."""
    try:
        _verify_key(key).verify(bytes.fromhex(signature), domain + b"\0" + body)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=256)
def _verify_key(key: VerifyKey) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))


def signing_key(seed: Seed) -> SigningKey:
    """The private key that a seed of 32 bytes stands for."""
    return SigningKey.from_private_bytes(bytes.fromhex(seed))


def age_identity(text: str) -> Identity:
    """The age secret key that ``text`` spells."""
    return pyrage.x25519.Identity.from_str(text)


def _seed(key: SigningKey) -> Seed:
    return key.private_bytes_raw().hex()


def _public(key: SigningKey) -> VerifyKey:
    return key.public_key().public_bytes_raw().hex()


_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
