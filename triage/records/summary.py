"""A record as people read it: the question, situation, background, assessment, request, and the rest.

One model of headed lines, which the screen, the command line and the exports all draw. The caller's exact
words are never mixed with notes; what was not asked never reads as «no»; policy words stand as they read at
submission.
"""

from collections.abc import Iterator
from datetime import datetime

from triage.content import message
from triage.labels import label
from triage.model import Rung
from triage.records.addition import Addition
from triage.records.afterwards import additions_made, decisions_made, policy_used
from triage.records.answered import always, field, lines_of
from triage.records.assessment import assessment
from triage.records.consultation import ASKED, manager_told_at
from triage.records.contact_ways import post_stands
from triage.records.decision import Decision
from triage.records.document import Kind, Section, TextLine, section
from triage.records.draft import AnswerState
from triage.records.escalation import Escalation
from triage.records.gaps import is_crime, times_and_gaps, to_manager
from triage.records.identity import identity
from triage.records.said import changed, consent, notes, their_words
from triage.records.timeline import NEVER_TODAY, History, timeline
from triage.records.times import full_time, waiting

_ORDER = (
    "order_kind",
    "order_law",
    "order_reference",
    "order_court",
    "order_date",
    "order_documents",
    "order_deadline",
    "order_due",
)
_NOT_CONFIRMED = frozenset({"no", "not_confirmed"})


def summary(
    record: Escalation,
    additions: tuple[Addition, ...],
    decisions: tuple[Decision, ...],
    now: datetime,
    history: History = (),
    *,
    on_paper: bool = False,
) -> tuple[Section, ...]:
    """The whole record, without sections that are empty. ``history`` is who opened it, and when.

    ``on_paper``: read on another day, so that no time is «today».
    """
    seen_from = now + NEVER_TODAY if on_paper else now
    sections = (
        section("decided" if decisions else "box", _box(record, additions, decisions, now)),
        section("situation", _situation(record)),
        section("background", _background(record)),
        section("times", times_and_gaps(record, additions, now)),
        section("assessment", assessment(record)),
        section("hearsay", lines_of(record, "hearsay", kind=Kind.NOTE)),
        section("opinion", lines_of(record, "opinion", kind=Kind.NOTE)),
        section("request", _request(record)),
        section("their_words", their_words(record)),
        section("notes", notes(record)),
        section("consent", consent(record)),
        section("changed", changed(record)),
        section("timeline", timeline(record, additions, decisions, history, seen_from)),
        section("additions", additions_made(additions)),
        section("decision", decisions_made(decisions, record)),
        section("policy", policy_used(record)),
    )
    return tuple(part for part in sections if part.lines)


def _box(
    record: Escalation, additions: tuple[Addition, ...], decisions: tuple[Decision, ...], now: datetime
) -> Iterator[TextLine]:
    """What a manager must see first: the question, how urgent, about whom, since when."""
    yield field("ref", record.ref)
    if decisions:
        yield field("choice", label("choice_made", decisions[-1].choice))
    else:
        yield from _question_to_the_manager(record)
    yield field("risk", label("rung", record.rung))
    yield from always(record, "who_at_risk")
    yield from lines_of(record, "protect")
    yield from _terrorism(record)
    yield field("heard", full_time(record.opened_at))
    told = manager_told_at(record, additions)
    if told:
        yield field("manager_told", full_time(told))
    else:
        yield TextLine(label("field", "manager_told"), message("summary_manager_not_told"), Kind.MISSING)
    if is_crime(record):
        yield to_manager(record, additions, now)
    if not decisions:
        yield field("waiting", waiting(record.submitted_at, now))


def _question_to_the_manager(record: Escalation) -> Iterator[TextLine]:
    yield TextLine(label("field", "asked"), message("summary_asked_breach"), Kind.POLICY)
    if record.rung is Rung.CRIME:
        yield TextLine(label("field", "asked"), message("summary_asked_police"), Kind.POLICY)


def _terrorism(record: Escalation) -> Iterator[TextLine]:
    """What the author was told goes on to whoever reads it: it is no part of the policy (P7.17)."""
    answer = record.answer_to("terrorism")
    if answer and "yes" in answer.choices:
        yield TextLine(label("asked", "terrorism"), message("summary_terrorism_tell_nobody"), Kind.NOTE)
        yield TextLine("", message("summary_terrorism_law"), Kind.NOTE)


def _situation(record: Escalation) -> Iterator[TextLine]:
    yield from always(record, "who_told", "who_at_risk", "danger_now")
    yield from lines_of(record, "where_now", "called_999", "when_happened", "terrorism", *_ORDER)
    yield from lines_of(record, "relationship", "worry_about", "capacity", "others_at_home", "injuries")
    yield from lines_of(record, "abused", "crime_told")


def _background(record: Escalation) -> Iterator[TextLine]:
    role = label("role", record.author.role)
    yield field("author", message("summary_person_and_role", name=record.author.name, role=role))
    yield from lines_of(record, "third_party_consent")
    agreed = record.answer_to("third_party_consent")
    if agreed and _NOT_CONFIRMED.intersection(agreed.choices):
        yield TextLine("", message("summary_without_confirmed_consent"), Kind.POLICY)
    yield from lines_of(record, "channel", "place", "who_present", "how_told")
    yield from identity(record)
    yield from always(record, "safe_contact")
    yield from _post(record)
    contact = record.answer_to("safe_contact")
    if contact and "phone" in contact.choices:
        yield from lines_of(record, "contact_time")
        yield from _messages_allowed(record)
    yield from lines_of(record, "notes_kept")
    if record.ended_at is None:
        yield field("call", label("call", "open"))
    else:
        how = label("call", "dropped" if record.dropped else "ended")
        yield field("call", message("summary_call_ended_at", how=how, time=full_time(record.ended_at)))


def _post(record: Escalation) -> Iterator[TextLine]:
    stands = post_stands(record.by_question)
    if stands:
        kind = Kind.FACT if stands == "allowed" else Kind.MISSING
        yield TextLine(label("field", "post"), message(f"summary_post_{stands}"), kind)
    yield from lines_of(record, "post_read_back")


def _messages_allowed(record: Escalation) -> Iterator[TextLine]:
    """Policy 6: check first. So what was not asked is not allowed, and says why."""
    for question in ("voicemail", "colleagues"):
        answer = record.answer_to(question)
        if answer and answer.state is AnswerState.GIVEN:
            yield from lines_of(record, question)
        else:
            yield TextLine(
                label("asked", question), message("summary_no_because_not_asked"), Kind.MISSING,
                about=question, state=answer.state.value if answer else "open",
            )  # fmt: skip


def _request(record: Escalation) -> Iterator[TextLine]:
    yield from _question_to_the_manager(record)
    yield from lines_of(record, "wishes", "who_to_tell", *ASKED)
    yield from lines_of(record, "done_so_far", kind=Kind.NOTE)
