"""A decision while it is being written: what is filled in so far, and which parts of the form apply."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from triage.records.decision import Choice, Decision, ParentTold, Recipient
from triage.records.people import Person

EXCEPTIONS = ("7.exceptions.safety", "7.exceptions.crime", "7.exceptions.legal")
"""Section 7 names these three; a decision to share without consent relies on at least one (P7.5)."""

_SHARING = (Choice.SHARE_WITHOUT_CONSENT, Choice.SHARE_WITH_CONSENT)


class Part(StrEnum):
    """The parts of the form, in the order they are asked."""

    CHOICE = "choice"
    REASONS = "reasons"
    EXCEPTIONS = "exceptions"
    RECIPIENTS = "recipients"
    OTHER_RECIPIENT = "other_recipient"
    PARENT_TOLD = "parent_told"
    PARENT_TOLD_REASON = "parent_told_reason"


@dataclass(frozen=True, slots=True)
class Unsigned:
    """What a manager has filled in and not signed. Nothing is set before they set it."""

    choice: Choice | None = None
    reasons: str = field(default="", repr=False)
    exceptions: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    other_recipient: str = field(default="", repr=False)
    parent_told: ParentTold | None = None
    parent_told_reason: str = field(default="", repr=False)
    decided_at: datetime | None = None
    """None: the moment of signing."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that apply to what is chosen so far."""
        parts = [Part.CHOICE, Part.REASONS]
        if self.choice is Choice.SHARE_WITHOUT_CONSENT:
            parts.append(Part.EXCEPTIONS)
        if self.choice in _SHARING:
            parts.append(Part.RECIPIENTS)
            if Recipient.OTHER in self.recipients:
                parts.append(Part.OTHER_RECIPIENT)
            parts.append(Part.PARENT_TOLD)
            if self.parent_told in (ParentTold.NOT_SAFE, ParentTold.NOT_POSSIBLE):
                parts.append(Part.PARENT_TOLD_REASON)
        return tuple(parts)

    def after(self, part: Part) -> Part | None:
        """The part that follows; None when the form is at its end."""
        parts = self.parts
        at = parts.index(part) + 1
        return parts[at] if at < len(parts) else None

    def signed(self, ref: str, by: Person, at: datetime) -> Decision:
        """The decision as it is kept: only the parts that apply. A choice must have been made."""
        if self.choice is None:
            raise ValueError("a decision without a choice")
        parts = self.parts
        return Decision(
            ref=ref,
            by=by,
            choice=self.choice,
            reasons=self.reasons.strip(),
            exceptions=self.exceptions if Part.EXCEPTIONS in parts else (),
            recipients=self.recipients if Part.RECIPIENTS in parts else (),
            other_recipient=self.other_recipient.strip() if Part.OTHER_RECIPIENT in parts else "",
            parent_told=self.parent_told if Part.PARENT_TOLD in parts else None,
            parent_told_reason=self.parent_told_reason.strip() if Part.PARENT_TOLD_REASON in parts else "",
            decided_at=self.decided_at or at,
            written_at=at,
        )
