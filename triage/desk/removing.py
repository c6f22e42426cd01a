"""Taking a record's words out for good: the one way there, for a request and for a manager's own reason."""

from triage.desk.session import Session
from triage.errors import NotAllowed, TriageError
from triage.records.enquiry import Enquiry, EnquiryAnswer


def remove(session: Session, ref: str, reason: str) -> tuple[str, ...]:
    """Names the copies of the vault that still hold them. ``reason`` is an id, never words about a person.

    Raises NotFound; NotAllowed for who is no manager, while a decision is open, while the record is held, and
    while any enquiry with a judge's order waits: it names no record, so it may mean this one (policy 7).
    """
    from triage.vault.backup import copies_with

    vault = session.vault()
    _refuse_while_an_order_waits(session, ref)
    vault.erase(ref, reason)
    first = vault.events(ref)[0].seq
    return tuple(copy.name for copy in copies_with(vault, first))


def why_not_removed(session: Session, ref: str) -> TriageError | None:
    """What ``remove`` would raise now, so that its reason can be read before it is tried; None: nothing."""
    try:
        _refuse_while_an_order_waits(session, ref)
        session.vault().refuse_erasing(ref)
    except TriageError as reason:
        return reason
    return None


def _refuse_while_an_order_waits(session: Session, ref: str) -> None:
    waiting = _order_waiting(session)
    if waiting is not None:
        raise NotAllowed("erase_order_waits", ref=ref, enquiry=waiting)


def _order_waiting(session: Session) -> str | None:
    vault = session.vault()
    answered = {kept.entry.enquiry for kept in vault.book(EnquiryAnswer) if kept.entry is not None}
    asked = (kept.entry for kept in vault.book(Enquiry) if kept.entry is not None)
    return next((each.enquiry for each in asked if each.order_seen and each.enquiry not in answered), None)
