"""What a service has agreed where its policy is silent, and whether that still fits the register's words."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from triage.content import message
from triage.policy.silences import SilenceEntry
from triage.records.stored import Stored


class Agreed(Stored):
    """Who agreed to an entry of silences.toml, when, and what the service does about it."""

    entry_sha256: str
    """Of the entry's words then; another hash now means that it has changed since."""
    by: str
    """As typed: it may be a group, or somebody with no sign-in here."""
    on: date
    does: str
    """In the service's own words; never shown as the policy's."""


class HowAgreed(StrEnum):
    """How an entry stands in this service."""

    NOT_YET = "not_yet"
    AGREED = "agreed"
    CHANGED_SINCE = "changed_since"
    """Agreed, but for other words than the entry has now."""


def how_agreed(
    entry: SilenceEntry, here: Mapping[str, Agreed] | None = None
) -> tuple[HowAgreed, Agreed | None]:
    """How the entry stands, and what was agreed. The service's own settings come before the file's."""
    agreed = (here or {}).get(entry.id)
    if agreed is not None:
        fits = agreed.entry_sha256 == entry.sha256
        return (HowAgreed.AGREED if fits else HowAgreed.CHANGED_SINCE), agreed
    if entry.agreed_by.strip() and entry.agreed_on is not None:
        in_file = Agreed(
            entry_sha256=entry.sha256, by=entry.agreed_by, on=entry.agreed_on, does=entry.service_does
        )
        return HowAgreed.AGREED, in_file
    return HowAgreed.NOT_YET, None


def agreement_words(entry: SilenceEntry, here: Mapping[str, Agreed] | None = None) -> str:
    """What the service does about an entry, with who agreed to it and when; or that nobody has yet."""
    how, agreed = how_agreed(entry, here)
    if agreed is None:
        return message("silence_not_yet")
    return message(f"silence_{how}_words", does=agreed.does, by=agreed.by, on=f"{agreed.on:%d %B %Y}")
