"""What the call itself already says, so that nobody is asked twice."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from triage.records.draft import Draft, Exchange, LineKind, ManagerContact, RungChosen
from triage.records.people import Contact


@dataclass(frozen=True, slots=True)
class Facts:
    """Taken from the draft and the service; built by ``facts_of``."""

    chosen: RungChosen | None = None
    """The newest press of 1 to 5; None when none was made."""
    account: tuple[Exchange, ...] = field(default=(), repr=False)
    contacts: tuple[ManagerContact, ...] = ()
    manager_chain: tuple[Contact, ...] = ()
    """Line manager first. Without the author: nobody consults themselves."""

    heard_at: datetime | None = None
    """When the call was opened; None where nobody knows."""
    told_within: timedelta = timedelta(hours=1)
    """After so long the reason for the wait is asked; the service sets it."""

    @property
    def their_words(self) -> tuple[Exchange, ...]:
        """The lines that hold the caller's exact words."""
        return tuple(line for line in self.account if line.kind is LineKind.CALLER_WORDS)

    @property
    def next_person(self) -> Contact | None:
        """The first after the line manager whom nobody has tried yet; None when there is none."""
        tried = {attempt.name for attempt in self.contacts}
        return next((person for person in self.manager_chain[1:] if person.name not in tried), None)


def facts_of(draft: Draft, chain: tuple[Contact, ...], told_within_minutes: int = 60) -> Facts:
    """The facts of ``draft``; ``chain`` is the service's, line manager first, empty before set-up."""
    return Facts(
        chosen=draft.rungs[-1] if draft.rungs else None,
        account=draft.account,
        contacts=draft.contacts,
        manager_chain=tuple(person for person in chain if person.person_id != draft.author.id),
        heard_at=draft.opened_at,
        told_within=timedelta(minutes=told_within_minutes),
    )
