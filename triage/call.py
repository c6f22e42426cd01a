"""A call while it runs: what a typed line is, a call that nobody has signed in for yet, who to try next.

Values and rules without a store: the desk keeps what comes of them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.model import Rung
from triage.records.draft import Draft, LineKind, Mode
from triage.records.people import Contact, Person, Role, Service

LONGEST_CALL = timedelta(hours=4)
"""A draft older than this is no running call, even if nobody said that it ended."""

_NOBODY = Person(id="", name="", role=Role.CASEWORKER)
_OPENING = '"\u201c\u201d'


@dataclass(frozen=True, slots=True)
class NextContact:
    """Whom F3 noted as not reached, and whom to try now."""

    tried: str | None
    """None where the service has set nobody."""
    next: Contact | None
    """None at the end of the list."""
    deputy_set: bool


def spoken_line(typed: str, *, their_words: bool) -> tuple[LineKind, str]:
    """What a line is: ``Q:`` is what the caseworker asked, ``?`` asks the policy, quotation marks or
    ``their_words`` are the caller's own, else a note."""
    text = typed.strip()
    if text[:2].lower() == "q:" and text[2:].strip():
        return LineKind.QUESTION, text[2:].strip()
    if their_words:
        return LineKind.CALLER_WORDS, _without_marks(text) or text
    if text.startswith("?"):
        return LineKind.LOOK_UP, text[1:].strip()
    inner = _without_marks(text)
    return (LineKind.CALLER_WORDS, inner) if inner else (LineKind.NOTE, text)


def loose_call(at: datetime, policy_sha256: str) -> Draft:
    """A call that is not in any vault yet: before its first key, or while records are closed."""
    return Draft(ref="", mode=Mode.LIVE, policy_sha256=policy_sha256, author=_NOBODY, opened_at=at)


def is_loose(draft: Draft) -> bool:
    """Nothing of it is kept yet."""
    return not draft.ref


def adopted(loose: Draft, started: Draft) -> Draft:
    """``started``, fresh from the desk, with all that was noted in ``loose`` and its time of beginning."""
    brought = ("opened_at", "thread", "rungs", "answers", "contacts", "typing", "ended_at", "dropped")
    return started.model_copy(update={name: getattr(loose, name) for name in brought})


def has_content(draft: Draft) -> bool:
    """Something was said, chosen or tried."""
    return bool(draft.thread or draft.rungs or draft.contacts)


def heard_in(draft: Draft) -> frozenset[str]:
    """Categories and ids of rules heard in any line of the account so far: their guidance stays."""
    signals = (signal for line in draft.account for signal in line.reply.signals)
    return frozenset(name for signal in signals for name in (signal.category, signal.rule) if name)


def rung_taken_back(draft: Draft) -> Draft:
    """Without the last rung: the digit was the beginning of a line (see ladder.py), so it was never
    chosen."""
    return draft.model_copy(update={"rungs": draft.rungs[:-1]})


def rung_before(draft: Draft) -> Rung | None:
    """The rung that the last one took the place of; None when there was none."""
    return draft.rungs[-2].rung if len(draft.rungs) > 1 else None


def call_runs(draft: Draft, now: datetime) -> bool:
    """The clock runs: it began lately, and neither ended nor dropped."""
    return draft.ended_at is None and now - draft.opened_at < LONGEST_CALL


def taken_up_again(draft: Draft) -> Draft:
    """The caller is back on the line."""
    return draft.model_copy(update={"ended_at": None})


def not_reached(draft: Draft, service: Service | None) -> NextContact:
    """Each failed attempt goes one down the manager chain; after the last there is nobody left to name."""
    chain = service.manager_chain if service else ()
    failed = sum(not contact.reached for contact in draft.contacts)
    tried = chain[min(failed, len(chain) - 1)].name if chain else None
    following = chain[failed + 1] if failed + 1 < len(chain) else None
    return NextContact(tried, following, deputy_set=len(chain) > 1)


def _without_marks(text: str) -> str:
    """The words inside, when the whole line stands in quotation marks; the closing one may be missing. Else
    empty."""
    if text[:1] not in tuple(_OPENING):
        return ""
    inner = text[1:]
    if inner[-1:] in tuple(_OPENING):
        inner = inner[:-1]
    return "" if any(mark in inner for mark in _OPENING) else inner.strip()
