"""Express consent that was given during the interview, as a line of the book of consents (P3.2, P3.3).

Only a whole one: who, how, to whom, what, the words, and when. A part missing, and there is no line: the
gates stay shut until somebody writes the consent down whole.
"""

import re
from datetime import datetime

from triage.labels import label
from triage.records.decision_parts import Recipient
from triage.records.disclosing import Consent, HowGiven
from triage.records.draft import Answer, AnswerState
from triage.records.escalation import Escalation
from triage.records.express_consent import consented_at, is_agreed, missing_parts
from triage.records.gates import is_of_the_authority
from triage.records.marks import listed
from triage.records.people import Person
from triage.text import one_line

_SOCIAL = re.compile(r"social (care|services|work)", re.I)
_POLICE = re.compile(r"\bpolice\b", re.I)


def consent_in(record: Escalation, by: Person, at: datetime) -> Consent | None:
    """The line, as ``by`` writes it ``at`` that moment; None where nobody agreed, or a part is missing.

    The interview does not ask whether it was their own request: it is never taken for one (P3.8).
    """
    answers = {answer.question: answer for answer in record.answers}
    given_at = consented_at(answers)
    if not is_agreed(answers) or missing_parts(answers) or given_at is None or given_at > at:
        return None
    name = one_line(answers["consent_to"].words).strip()
    written = "written" in answers["consent_how"].choices
    return Consent(
        ref=record.ref,
        at=at,
        by=by,
        given_by=_given_by(answers),
        how=HowGiven.WRITTEN if written else HowGiven.SPOKEN,
        given_at=given_at,
        agency=_agency(name),
        name=name,
        what=listed(answers["consent_what"].words),
        words=answers["consent"].words.strip(),
    )


def _given_by(answers: dict[str, Answer]) -> str:
    """The caller's name where they gave one; who else it was in the words typed."""
    by, caller = answers["consent_by"], answers.get("caller_name")
    named = by.words.strip()
    if not named and "caller" in by.choices and caller and caller.state is AnswerState.GIVEN:
        named = caller.words.strip()
    return named or "; ".join(label("answered", f"consent_by.{choice}") for choice in by.choices)


def _agency(name: str) -> Recipient:
    """The kind of recipient that the words name. What may be the Local Authority is taken for it."""
    if is_of_the_authority(Recipient.OTHER, name):
        return Recipient.SOCIAL_CARE if _SOCIAL.search(name) else Recipient.LOCAL_AUTHORITY
    return Recipient.POLICE if _POLICE.search(name) else Recipient.OTHER
