"""A decision while it is being written: what is filled in so far, and which parts of the form apply."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from triage.records.decision import EXCEPTIONS, LEGAL, SHARING, Choice, Decision, ParentTold, Recipient
from triage.records.decision_parts import (
    OF_THE_AUTHORITY,
    ORDERS,
    ActionDue,
    Advice,
    AuthorView,
    Discussion,
    FactReliedOn,
    LegalKind,
    LegalRequirement,
    PoliceChoice,
    RecipientDetail,
)
from triage.records.marks import listed, same_words
from triage.records.people import Person

__all__ = ["EXCEPTIONS", "Part", "Unsigned", "YesNo"]


class Part(StrEnum):
    """The parts of the form, in the order they are asked; each is a field of ``Unsigned``."""

    CHOICE = "choice"
    REASONS = "reasons"
    BY_WHEN = "by_when"
    DISCUSSION = "discussion"
    POINTS = "points"
    EXCEPTIONS = "exceptions"
    FACT_SAFETY = "fact_safety"
    FACT_CRIME = "fact_crime"
    FACT_LEGAL = "fact_legal"
    LEGAL_KIND = "legal_kind"
    LEGAL_AUTHORITY = "legal_authority"
    LEGAL_REFERENCE = "legal_reference"
    LEGAL_COURT = "legal_court"
    LEGAL_DATED = "legal_dated"
    LEGAL_DEADLINE = "legal_deadline"
    LEGAL_SCOPE = "legal_scope"
    RECIPIENTS = "recipients"
    OTHER_RECIPIENT = "other_recipient"
    WHAT_SHARED = "what_shared"
    POLICE = "police"
    POLICE_REASON = "police_reason"
    PARENT_TOLD = "parent_told"
    PARENT_TOLD_HOW = "parent_told_how"
    PARENT_TOLD_REASON = "parent_told_reason"
    CONFLICT = "conflict"
    ADVICE = "advice"
    ALTERNATIVES = "alternatives"
    PROPORTION = "proportion"
    CONSENT_POSITION = "consent_position"
    RECIPIENT_DETAILS = "recipient_details"
    WITHHELD = "withheld"
    ACTIONS = "actions"
    SUPPORT = "support"
    REVIEW = "review"


class YesNo(StrEnum):
    """An answer that stands open until it is given."""

    NO = "no"
    YES = "yes"


_FACTS = (Part.FACT_SAFETY, Part.FACT_CRIME, Part.FACT_LEGAL)
_LAW = (Part.LEGAL_KIND, Part.LEGAL_AUTHORITY, Part.LEGAL_DEADLINE, Part.LEGAL_SCOPE)
_ORDER = (Part.LEGAL_REFERENCE, Part.LEGAL_COURT, Part.LEGAL_DATED)
_MORE = (Part.CONFLICT, Part.DISCUSSION, Part.ADVICE, Part.ALTERNATIVES, Part.PROPORTION)
_MORE_AFTER = (Part.ACTIONS, Part.SUPPORT, Part.REVIEW)
_MORE_OF_SHARING = (Part.CONSENT_POSITION, Part.RECIPIENT_DETAILS, Part.WITHHELD)
_AS_TYPED = (
    "reasons", "by_when", "other_recipient", "what_shared", "police_reason", "parent_told_how",
    "parent_told_reason", "alternatives", "proportion", "consent_position", "withheld", "review",
)  # fmt: skip
_UNTOLD = (ParentTold.NOT_SAFE, ParentTold.NOT_POSSIBLE)
_ONE = {
    Part.CHOICE: Choice,
    Part.DISCUSSION: AuthorView,
    Part.LEGAL_KIND: LegalKind,
    Part.POLICE: PoliceChoice,
    Part.PARENT_TOLD: ParentTold,
    Part.CONFLICT: YesNo,
    Part.SUPPORT: YesNo,
}


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
    by_when: str = ""
    discussion: AuthorView | None = None
    points: str = field(default="", repr=False)
    fact_safety: str = field(default="", repr=False)
    fact_crime: str = field(default="", repr=False)
    fact_legal: str = field(default="", repr=False)
    legal_kind: LegalKind | None = None
    legal_authority: str = ""
    legal_reference: str = ""
    legal_court: str = ""
    legal_dated: str = ""
    legal_deadline: str = ""
    legal_scope: str = field(default="", repr=False)
    what_shared: str = field(default="", repr=False)
    police: PoliceChoice | None = None
    police_reason: str = field(default="", repr=False)
    parent_told_how: str = field(default="", repr=False)
    conflict: YesNo | None = None
    advice: str = field(default="", repr=False)
    alternatives: str = field(default="", repr=False)
    proportion: str = field(default="", repr=False)
    consent_position: str = field(default="", repr=False)
    recipient_details: str = field(default="", repr=False)
    withheld: str = field(default="", repr=False)
    actions: str = field(default="", repr=False)
    support: YesNo | None = None
    review: str = field(default="", repr=False)
    more: bool = False
    """The parts that need not be asked are open."""
    is_crime: bool = False
    """The record is on the rung of a crime: the police are the manager's to decide (P7.15)."""
    is_consulted: bool = True
    """The record says that the author told a manager."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that apply to what is chosen so far, in the order of the form."""
        wanted = {Part.CHOICE, Part.REASONS}
        if self.choice is Choice.MORE_INFORMATION:
            wanted.add(Part.BY_WHEN)
        elif self.is_crime and self.choice:
            wanted |= {Part.POLICE, Part.POLICE_REASON}
        if not self.is_consulted:
            wanted.add(Part.DISCUSSION)
        if self.choice in SHARING:
            wanted |= set(self._sharing())
        if self.more:
            wanted |= {*_MORE, *_MORE_AFTER, *(_MORE_OF_SHARING if self.choice in SHARING else ())}
        if Part.DISCUSSION in wanted and self.discussion and (self.more or self.discussion == "disagrees"):
            wanted.add(Part.POINTS)
        return tuple(part for part in Part if part in wanted)

    def after(self, part: Part) -> Part | None:
        """The part that follows; None when the form is at its end."""
        parts = self.parts
        at = parts.index(part) + 1
        return parts[at] if at < len(parts) else None

    def chose(self, part: Part, ids: tuple[str, ...]) -> "Unsigned":
        """With what was taken from the list of a part."""
        if part is Part.EXCEPTIONS:
            return replace(self, exceptions=ids)
        if part is Part.RECIPIENTS:
            return replace(self, recipients=tuple(map(Recipient, ids)))
        one: dict[str, Any] = {part.value: _ONE[part](ids[0])}
        return replace(self, **one)

    def chosen(self, part: Part) -> tuple[str, ...]:
        """What was taken from the list of a part."""
        value = getattr(self, part.value)
        return tuple(value) if isinstance(value, tuple) else (value,) if value else ()

    def signed(self, ref: str, by: Person, at: datetime) -> Decision:
        """The decision as it is kept: only the parts that apply. A choice must have been made."""
        if self.choice is None:
            raise ValueError("a decision without a choice")
        parts = self.parts
        said: dict[str, Any] = {
            part.value: getattr(self, part.value).strip() if part in parts else ""
            for part in Part
            if isinstance(getattr(self, part.value), str) and part not in _ONE
        }
        exceptions = self.exceptions if Part.EXCEPTIONS in parts else ()
        facts = {
            clause: said[part.value]
            for clause, part in zip(EXCEPTIONS, _FACTS, strict=True)
            if clause in exceptions and said[part.value]
        }
        none = same_words(said["actions"], "none")
        return Decision(
            ref=ref,
            by=by,
            choice=self.choice,
            exceptions=exceptions,
            facts=tuple(FactReliedOn(exception=clause, fact=fact) for clause, fact in facts.items()),
            recipients=self.recipients if Part.RECIPIENTS in parts else (),
            recipient_details=_details(self.recipients, said["recipient_details"]),
            police=self.police if Part.POLICE in parts else None,
            parent_told=self.parent_told if Part.PARENT_TOLD in parts else None,
            legal=self._legal(said) if Part.LEGAL_KIND in parts else None,
            discussion=Discussion(view=self.discussion, points=said["points"])
            if Part.DISCUSSION in parts and self.discussion
            else None,
            advice=tuple(Advice(who=who, at=when, gist=gist) for who, when, gist in _rows(said["advice"])),
            actions=()
            if none
            else tuple(ActionDue(what=what, owner=who, due=due) for what, who, due in _rows(said["actions"])),
            no_actions=none,
            conflict=None if self.conflict is None else self.conflict is YesNo.YES,
            support_offered=None if self.support is None else self.support is YesNo.YES,
            decided_at=self.decided_at or at,
            written_at=at,
            **{name: said[name] for name in _AS_TYPED},
        )

    def _sharing(self) -> tuple[Part, ...]:
        """What is asked where something is shared."""
        parts = [Part.RECIPIENTS, Part.WHAT_SHARED, Part.PARENT_TOLD]
        by_exception = OF_THE_AUTHORITY.intersection(self.recipients)
        if self.choice is Choice.SHARE_WITHOUT_CONSENT or by_exception:
            parts.append(Part.EXCEPTIONS)
            parts += [part for part, each in zip(_FACTS, EXCEPTIONS, strict=True) if each in self.exceptions]
            if LEGAL in self.exceptions:
                parts += [*_LAW, *(_ORDER if self.legal_kind in ORDERS else ())]
        if Recipient.OTHER in self.recipients:
            parts.append(Part.OTHER_RECIPIENT)
        if self.parent_told is ParentTold.DONE:
            parts.append(Part.PARENT_TOLD_HOW)
        if self.parent_told in _UNTOLD:
            parts.append(Part.PARENT_TOLD_REASON)
        return tuple(parts)

    def _legal(self, said: dict[str, str]) -> LegalRequirement | None:
        if self.legal_kind is None:
            return None
        return LegalRequirement(
            kind=self.legal_kind,
            authority=said["legal_authority"],
            reference=said["legal_reference"],
            court=said["legal_court"],
            dated=said["legal_dated"],
            deadline=said["legal_deadline"],
            scope=listed(said["legal_scope"]),
        )


def _rows(text: str) -> list[tuple[str, str, str]]:
    """Lines of three parts with semicolons between; what is left out is empty."""
    lines = [[*(part.strip() for part in line.split(";", 2)), "", ""] for line in text.splitlines()]
    return [(first, second, third) for first, second, third, *_ in lines if first]


def _details(recipients: tuple[Recipient, ...], text: str) -> tuple[RecipientDetail, ...]:
    """A line for each recipient, in their order."""
    lines = [[part.strip() for part in line.split(";", 3)] for line in text.splitlines() if line.strip()]
    return tuple(
        RecipientDetail(agency=agency, person=person, contact=contact, method=method, at=at)
        for agency, line in zip(recipients, lines, strict=False)
        for person, contact, method, at in [(*line, "", "", "")[:4]]
    )
