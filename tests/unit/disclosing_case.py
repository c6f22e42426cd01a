"""What the tests of the gates share: a record, decisions each way, consent, and lines of the books."""

from datetime import UTC, datetime, timedelta

from triage.model import Rung
from triage.records.decision import Choice, Decision, ParentTold, Recipient
from triage.records.decision_parts import FactReliedOn, LegalKind, LegalRequirement
from triage.records.disclosing import Consent, Disclosure, Ground, HowGiven, OnBehalf, OnBehalfKind
from triage.records.draft import Mode
from triage.records.escalation import Escalation
from triage.records.marks import mark_of
from triage.records.people import Person, Role

START = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
AUTHOR = Person(id="khan", name="A. Khan", role=Role.CASEWORKER)
OKORO = Person(id="okoro", name="J. Okoro", role=Role.MANAGER)
REF = "ESC-2026-7K4M"
WHAT = ("The threat in their words", "Where they live")
SAFETY, CRIME, LAW = "7.exceptions.safety", "7.exceptions.crime", "7.exceptions.legal"
RECORD = Escalation(
    ref=REF, mode=Mode.LIVE, policy_sha256="0" * 64, author=AUTHOR, opened_at=START,
    submitted_at=START + timedelta(minutes=12), rung=Rung.SAFETY_WORRY, rungs=(), account=(), look_ups=0,
    answers=(), contacts=(), ended_at=None, dropped=False, cited=(),
)  # fmt: skip


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def decided(**fields: object) -> Decision:
    """To share with the police for somebody's safety, at 14:15, but for ``fields``."""
    return Decision(
        ref=REF,
        by=OKORO,
        choice=Choice.SHARE_WITHOUT_CONSENT,
        reasons="A child may be hurt tonight.",
        exceptions=(SAFETY,),
        facts=(FactReliedOn(exception=SAFETY, fact="He said when he comes home."),),
        recipients=(Recipient.POLICE,),
        what_shared="\n".join(WHAT),
        parent_told=ParentTold.NOT_SAFE,
        parent_told_reason="He reads her post.",
        decided_at=at(15),
        written_at=at(16),
    ).model_copy(update=fields)


NOT_TO_SHARE = decided(choice=Choice.DO_NOT_SHARE, exceptions=(), facts=(), recipients=(), parent_told=None)
BY_LAW = decided(
    exceptions=(LAW,),
    facts=(FactReliedOn(exception=LAW, fact="The order was seen."),),
    legal=LegalRequirement(
        kind=LegalKind.PRODUCTION_ORDER,
        authority="Sampleton police",
        reference="PO 12",
        court="Her Honour Judge Example",
        dated="20 Nov 2026",
        scope=WHAT[:1],
    ),
)


def agreed(**fields: object) -> Consent:
    """The parent lets us tell and ask the school, said at 14:05."""
    return Consent(
        ref=REF,
        at=at(6),
        by=AUTHOR,
        given_by="The parent",
        how=HowGiven.SPOKEN,
        given_at=at(5),
        agency=Recipient.OTHER,
        name="Hill School",
        what=WHAT,
        words="Yes, tell Hill School about it.",
    ).model_copy(update=fields)


def told(by: Consent | Decision | None, ground: Ground | None, **fields: object) -> Disclosure:
    """The first item is told at 14:20, to whom ``by`` names or else the police."""
    consent = by if isinstance(by, Consent) else None
    return Disclosure(
        ref=REF,
        at=at(30),
        by=OKORO,
        agency=consent.agency if consent else Recipient.POLICE,
        name=consent.name if consent else "Sampleton police",
        what=WHAT[:1],
        how="By phone",
        shared_at=at(20),
        shared_by="J. Okoro",
        ground=ground,
        relies_on=mark_of(by) if by else "",
    ).model_copy(update=fields)


def did(by: Consent | Decision | None, ground: Ground | None, **fields: object) -> OnBehalf:
    """The school is rung at 14:20."""
    return OnBehalf(
        ref=REF,
        at=at(30),
        by=AUTHOR,
        kind=OnBehalfKind.RING,
        agency=Recipient.OTHER,
        name="Hill School",
        what=WHAT[:1],
        done_at=at(20),
        ground=ground,
        relies_on=mark_of(by) if by else "",
    ).model_copy(update=fields)
