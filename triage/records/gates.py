"""The gates: what may be written down as told or done, and the clause that refuses the rest.

Pure: whoever asks gives all that is on file. A refusal is NotAllowed with the id of its ``clause``; a part
left out is RecordIncomplete.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from triage.errors import NotAllowed, NotFound, RecordIncomplete
from triage.records.contact_ways import may_leave_message, post_stands
from triage.records.decision import EXCEPTIONS, LEGAL, SHARING, Choice, Decision
from triage.records.decision_parts import OF_THE_AUTHORITY, LegalKind, Recipient
from triage.records.disclosing import (
    AfterKind,
    Consent,
    ConsentEnded,
    ContactTried,
    ContactWay,
    Disclosure,
    FollowUp,
    Ground,
    OnBehalf,
)
from triage.records.draft import AnswerState
from triage.records.escalation import Escalation
from triage.records.marks import mark_of, same_words, within

SHARING_CLAUSE, EXPRESS = "2.sharing", "3.definition"
AUTHORITY, ACTING = "3.local_authority", "6.no_action_without_consent"
_AUTHORITY_BY_NAME = re.compile(r"council|local authority|social (care|services|work)|\bsen(d)? team\b", re.I)


@dataclass(frozen=True, slots=True)
class OnFile:
    """All that a gate looks at."""

    decisions: Sequence[Decision] = ()
    """Oldest first."""
    consents: Sequence[Consent] = ()
    ended: Sequence[ConsentEnded] = ()
    followed: Sequence[FollowUp] = ()

    @property
    def standing(self) -> tuple[Consent, ...]:
        """Consents that were not taken back."""
        ended = {each.consent for each in self.ended}
        return tuple(each for each in self.consents if mark_of(each) not in ended)


def check_consent(consent: Consent) -> None:
    """Who, to whom, what, in which words, when: all of it, or it is no express consent (P3.3)."""
    _filled(
        ("given_by", consent.given_by), ("name", consent.name), ("what", *consent.what),
        ("words", consent.words),
    )  # fmt: skip
    if consent.given_at > consent.at:
        raise RecordIncomplete("happened_in_the_future", field="given_at")


def check_consent_ended(ended: ConsentEnded, file: OnFile) -> None:
    """Consent may be taken back at any time, by word alone: only its time is asked. Raises NotFound."""
    consent = next((each for each in file.consents if mark_of(each) == ended.consent), None)
    if consent is None:
        raise NotFound("consent_not_found")
    if ended.ended_at > ended.at:
        raise RecordIncomplete("happened_in_the_future", field="ended_at")
    if ended.ended_at < consent.given_at:
        raise RecordIncomplete("consent_ended_before", field="ended_at")
    if any(each.consent == ended.consent and each.ended_at <= ended.ended_at for each in file.ended):
        raise RecordIncomplete("consent_ended_already", field="consent")


def check_disclosure(disclosure: Disclosure, file: OnFile) -> None:
    """By consent given before, a decision under section 7, or the law; or not at all (P2.3)."""
    _filled(("name", disclosure.name), ("what", *disclosure.what), ("how", disclosure.how))
    if disclosure.shared_at > disclosure.at:
        raise RecordIncomplete("happened_in_the_future", field="shared_at")
    if disclosure.ground is None:
        raise _no_ground(disclosure, SHARING_CLAUSE)
    if disclosure.ground is Ground.CONSENT:
        _by_consent(disclosure, disclosure.shared_at, file, SHARING_CLAUSE)
        return
    decision = _by_decision(disclosure, disclosure.shared_at, file, SHARING_CLAUSE)
    if not within(disclosure.what, decision.items):
        raise NotAllowed("outside_the_decision", clause=SHARING_CLAUSE)
    exceptions = set(decision.exceptions) & set(EXCEPTIONS)
    if disclosure.ground is Ground.LEGAL and LEGAL not in exceptions:
        raise NotAllowed("no_legal_requirement", clause="7.legal_disclosure")
    if disclosure.ground is Ground.LEGAL or exceptions == {LEGAL}:
        legal = decision.legal
        if legal is None or legal.kind is LegalKind.REQUEST or not within(disclosure.what, legal.scope):
            raise NotAllowed("outside_the_scope", clause="7.legal_disclosure")


def check_on_behalf(done: OnBehalf, file: OnFile) -> None:
    """Nothing for anybody, and no contact with a third party, without their express consent (P6.1, P6.2)."""
    _filled(("name", done.name), ("what", *done.what))
    if done.done_at > done.at:
        raise RecordIncomplete("happened_in_the_future", field="done_at")
    if done.ground is Ground.CONSENT:
        _by_consent(done, done.done_at, file, ACTING)
    elif done.ground is None:
        raise _no_ground(done, ACTING)
    else:
        _by_decision(done, done.done_at, file, ACTING)


def check_contact(tried: ContactTried, record: Escalation) -> None:
    """Only by the ways that were agreed: what was not asked, or is not known, is no (policy 6)."""
    if tried.tried_at > tried.at:
        raise RecordIncomplete("happened_in_the_future", field="tried_at")
    clause = {ContactWay.PHONE: "6.phone", ContactWay.POST: "6.post"}.get(tried.way, "6.messages")
    if not _agreed(tried.way, record):
        raise NotAllowed("way_not_agreed", clause=clause)


def check_follow_up(follow_up: FollowUp, file: OnFile) -> None:
    """To close: decided, the author told of the outcome, the case note placed (policy 7)."""
    _filled(("words", follow_up.words))
    if follow_up.happened_at > follow_up.at:
        raise RecordIncomplete("happened_in_the_future", field="happened_at")
    if not file.decisions:
        raise RecordIncomplete("after_needs_decision", field="kind")
    if follow_up.kind is not AfterKind.CLOSED:
        return
    done = {each.kind for each in file.followed}
    if file.decisions[-1].choice is Choice.MORE_INFORMATION:
        raise RecordIncomplete("close_needs_decision", field="kind")
    if AfterKind.AUTHOR_TOLD not in done:
        raise RecordIncomplete("close_needs_author_told", field="kind")
    if AfterKind.CASE_NOTE not in done:
        raise RecordIncomplete("close_needs_case_note", field="kind")


def is_of_the_authority(agency: Recipient, name: str) -> bool:
    """The Local Authority or its social care, also where «other» was chosen and the name says so."""
    return agency in OF_THE_AUTHORITY or bool(_AUTHORITY_BY_NAME.search(name))


def _by_consent(asked: Disclosure | OnBehalf, at: datetime, file: OnFile, clause: str) -> None:
    consent = next((each for each in file.consents if mark_of(each) == asked.relies_on), None)
    if consent is None:
        raise _no_ground(asked, clause)
    check_consent(consent)
    if consent.given_at > at:
        raise NotAllowed("consent_came_after", clause=EXPRESS)
    if any(end.consent == asked.relies_on and end.ended_at <= at for end in file.ended):
        raise NotAllowed("consent_taken_back", clause=EXPRESS)
    if consent.agency is not asked.agency or not same_words(consent.name, asked.name):
        raise NotAllowed("consent_for_another", clause=EXPRESS)
    if not within(asked.what, consent.what):
        raise NotAllowed("outside_the_consent", clause=EXPRESS)
    if is_of_the_authority(asked.agency, asked.name) and not consent.own_request:
        raise NotAllowed("authority_is_outside", clause=AUTHORITY)


def _by_decision(asked: Disclosure | OnBehalf, at: datetime, file: OnFile, clause: str) -> Decision:
    """The decision in force at that moment, when it lets this recipient be told."""
    marks = [mark_of(each) for each in file.decisions]
    if asked.relies_on not in marks:
        raise _no_ground(asked, clause)
    place = marks.index(asked.relies_on)
    decision = file.decisions[place]
    if decision.decided_at > at:
        raise NotAllowed("decided_after", clause=clause)
    if any(later.decided_at <= at for later in file.decisions[place + 1 :]):
        raise NotAllowed("decision_was_replaced", clause=clause)
    facts = {each.exception for each in decision.facts if each.fact.strip()}
    if decision.choice not in SHARING or not facts & set(decision.exceptions) & set(EXCEPTIONS):
        raise _no_ground(asked, clause)
    if asked.agency not in decision.recipients or (
        asked.agency is Recipient.OTHER and not same_words(asked.name, decision.other_recipient)
    ):
        raise NotAllowed("not_a_recipient", clause=clause)
    return decision


def _no_ground(asked: Disclosure | OnBehalf, clause: str) -> NotAllowed:
    if is_of_the_authority(asked.agency, asked.name):
        return NotAllowed("authority_is_outside", clause=AUTHORITY)
    return NotAllowed("acting_needs_consent" if clause == ACTING else "sharing_needs_ground", clause=clause)


def _agreed(way: ContactWay, record: Escalation) -> bool:
    safe = record.answer_to("safe_contact")
    ways = safe.choices if safe and safe.state is AnswerState.GIVEN else ()
    answers = {answer.question: answer for answer in record.answers}
    if way is ContactWay.POST:
        return bool(ways) and post_stands(answers) == "allowed"
    if "phone" not in ways or way is ContactWay.PHONE:
        return "phone" in ways
    return may_leave_message("voicemail" if way is ContactWay.VOICEMAIL else "colleagues", answers)


def _filled(*fields: tuple[str, ...]) -> None:
    for name, *words in fields:
        if not words or not all(each.strip() for each in words):
            raise RecordIncomplete("book_part_missing", field=name)
