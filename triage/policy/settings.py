"""pack.toml: what a service says of its policy: where it comes from, its seal, its reviews, its own rules."""

from datetime import date
from importlib.resources.abc import Traversable

from triage.content import Content, read_toml


class Review(Content):
    """When the text was last looked at and is due again. Set by the service: the text itself has no date."""

    every_months: int
    reviewed_on: date | None = None
    """None until the service has recorded a review."""
    review_due: date | None = None
    """None until the service has set a date."""
    note: str
    """What a reader should know about the text's own date or version."""


class ServiceRule(Content):
    """A rule the service adds to its policy; shown with the label «service rule»."""

    id: str
    text: str
    why: str
    approved_by: str = ""
    """Who in the service approved it; empty where nobody has, or ``Service.rules_adopted`` names them."""


class CrossReference(Content):
    """Where the policy itself points from one section to another."""

    clause: str
    """The clause that points."""
    words: str
    """The policy's words that point, verbatim."""
    section: str
    """Where they lead."""


class PackSettings(Content):
    """The whole of pack.toml."""

    title: str
    source: str
    owner: str
    policy_sha256: str
    """SHA-256 of the bytes of policy.md when it was last checked against its source."""
    review: Review
    service_rules: tuple[ServiceRule, ...]
    links: dict[str, tuple[str, ...]]
    """From what may have been heard to what the policy asks of staff, first things first."""
    see: tuple[CrossReference, ...] = ()
    """In the order of the policy."""


def load_settings(file: Traversable) -> PackSettings:
    """Raises ContentError."""
    return read_toml(file, PackSettings)
