"""What a decision may say besides choice and reasons: to whom, on which fact, by which law, what is due."""

from enum import StrEnum

from pydantic import Field

from triage.records.stored import Stored


class Recipient(StrEnum):
    """Who will be told."""

    POLICE = "police"
    SOCIAL_CARE = "social_care"
    """Part of the Local Authority (P3.9)."""
    OTHER = "other"
    LOCAL_AUTHORITY = "local_authority"
    """A third party like any other (policy 3)."""


OF_THE_AUTHORITY = frozenset({Recipient.LOCAL_AUTHORITY, Recipient.SOCIAL_CARE})


class RecipientDetail(Stored):
    """One recipient, as far as known when it was decided."""

    agency: Recipient
    person: str = Field(default="", repr=False)
    contact: str = Field(default="", repr=False)
    method: str = ""
    at: str = ""
    """When, as typed."""


class AuthorView(StrEnum):
    """What the author thinks of the decision: another view is kept, and stops nothing."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    NO_VIEW = "no_view"


class Discussion(Stored):
    """The author and the manager spoke: the consultation of policy 7, noted by the manager."""

    view: AuthorView
    at: str = ""
    """When, as typed; empty: not noted."""
    points: str = Field(default="", repr=False)
    """What was said, and what the author sees in another way."""


class Advice(Stored):
    """Advice that was sought. With no names given it tells nobody who it is about."""

    who: str
    at: str = ""
    named: bool | None = None
    """Whether names were given; None: not noted."""
    gist: str = Field(default="", repr=False)


class FactReliedOn(Stored):
    """The fact by which an exception of section 7 is met (P7.5)."""

    exception: str
    fact: str = Field(repr=False)


class PoliceChoice(StrEnum):
    """Policy 7: the line manager decides «whether or not to contact the police»."""

    CONTACT = "contact"
    DO_NOT_CONTACT = "do_not_contact"


class LegalKind(StrEnum):
    """What asks for it. A request is no order, whoever makes it (P7.18)."""

    PRODUCTION_ORDER = "production_order"
    COURT_ORDER = "court_order"
    ACT = "act"
    REQUEST = "request"


ORDERS = frozenset({LegalKind.PRODUCTION_ORDER, LegalKind.COURT_ORDER})


class LegalRequirement(Stored):
    """What the law requires, and no more (P7.16)."""

    kind: LegalKind
    authority: str = ""
    """Who requires it, or the act and section that does."""
    reference: str = ""
    court: str = ""
    """Judge or court: an order has one."""
    dated: str = ""
    deadline: str = ""
    scope: tuple[str, ...] = Field(default=(), repr=False)
    """Exactly what is asked for, item by item."""


class ActionDue(Stored):
    """What follows from a decision."""

    what: str = Field(repr=False)
    owner: str = ""
    due: str = ""
