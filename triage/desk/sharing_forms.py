"""The forms about consent and what went out: their questions for one record, and their answers as lines.

The questions are in the flows. Which consents and decisions there are, and what each allows, only the books
of the record know: they stand before the fixed options, so that nobody types what must match word for word.
"""

from functools import cached_property

from triage.content import message
from triage.desk.session import Session
from triage.desk.sharing import Shared, Sharing
from triage.interview.flow import Flow, Option, Question, Route, load_flow
from triage.model import Clock
from triage.records.decision_parts import Recipient
from triage.records.disclosing import Consent, ConsentEnded, Disclosure, Ground, HowGiven
from triage.records.draft import Answer
from triage.records.filled_in import FilledIn
from triage.records.marks import listed, mark_of
from triage.records.times import full_time
from triage.text import one_line

_CONSENT = "consent_"
"""Before the mark of a consent, as the id of an option."""
_MOST = 6
"""Consents that stand as options, newest first: with the fixed ones each has a digit."""


class SharingForms:
    """For who sits at the vault. Every method about a record raises Locked, NotFound, NotAllowed."""

    def __init__(self, session: Session, now: Clock) -> None:
        self._session = session
        self._now = now
        self._sharing = Sharing(session, now)

    @cached_property
    def consent(self) -> Flow:
        """Express consent that was given after the call."""
        return load_flow(self._session.pack, name="consent_given")

    @cached_property
    def taken_back(self) -> Flow:
        """Consent that was taken back."""
        return load_flow(self._session.pack, name="consent_taken_back")

    def outside(self, ref: str) -> Flow:
        """What was told to somebody outside, with the consents that stand and the last decision to name."""
        flow = load_flow(self._session.pack, name="shared_outside")
        return _filled(flow, self._sharing.about(ref))

    def keep_consent(self, ref: str, answers: tuple[Answer, ...]) -> Consent:
        """Through its gate. Raises RecordIncomplete, NotSaved."""
        given, now = FilledIn(answers), self._now()
        entry = Consent(
            ref=ref,
            at=now,
            by=self._session.person(),
            given_by=given.words("given_by"),
            how=HowGiven(given.chosen("how")),
            given_at=given.moment("when", now),
            agency=Recipient(given.chosen("agency")),
            name=one_line(given.words("name")),
            what=listed(given.words("what")),
            words=given.words("words"),
            own_request=given.chosen("own_request") == "yes",
        )
        self._sharing.consented(entry)
        return entry

    def keep_taken_back(self, consent: Consent, answers: tuple[Answer, ...]) -> ConsentEnded:
        """Through its gate. Raises RecordIncomplete, NotFound, NotSaved."""
        now = self._now()
        entry = ConsentEnded(
            ref=consent.ref,
            at=now,
            by=self._session.person(),
            consent=mark_of(consent),
            ended_at=FilledIn(answers).moment("when", now),
        )
        self._sharing.end_consent(entry)
        return entry

    def keep_outside(self, ref: str, answers: tuple[Answer, ...]) -> Disclosure:
        """Through its gate. Raises NotAllowed with the clause that refuses, RecordIncomplete, NotSaved."""
        given, now, me = FilledIn(answers), self._now(), self._session.person()
        shared = self._sharing.about(ref)
        chosen = given.chosen("ground")
        consent = next((each for each in shared.file.consents if _id_of(each) == chosen), None)
        decision = shared.file.decisions[-1] if shared.file.decisions else None
        ground: Ground | None = Ground(chosen) if chosen in set(Ground) else None
        if consent is not None:
            agency, name, allowed = consent.agency, consent.name, consent.what
            ground, relies_on, asked = Ground.CONSENT, mark_of(consent), f"what_{chosen}"
        else:
            agency, name = Recipient(given.chosen("agency")), one_line(given.words("name"))
            allowed, asked = (decision.items if decision else ()), "what"
            relies_on = mark_of(decision) if decision and ground else ""
        entry = Disclosure(
            ref=ref,
            at=now,
            by=me,
            agency=agency,
            name=name,
            what=_items(given, asked, allowed),
            how=given.words("how"),
            shared_at=given.moment("when", now),
            shared_by=given.who("by", me.name),
            ground=ground,
            relies_on=relies_on,
        )
        self._sharing.shared(entry)
        return entry


def _filled(flow: Flow, shared: Shared) -> Flow:
    """The flow with an option for each consent, and what each and the decision allow as things to choose.

    Consents that were taken back too: what was told by one before that is still to be written down.
    """
    consents = tuple(shared.file.consents)[: -_MOST - 1 : -1]
    items = shared.file.decisions[-1].items if shared.file.decisions else ()
    questions: list[Question] = []
    for question in flow.question:
        if question.id == "ground":
            questions.append(_with_consents(question, consents, shared))
        elif question.id == "what":
            questions += [_choosing(question, each.what, f"what_{_id_of(each)}") for each in consents]
            questions.append(_choosing(question, items, "what") if items else question)
        else:
            questions.append(question)
    return flow.model_copy(update={"question": tuple(questions)})


def _with_consents(question: Question, consents: tuple[Consent, ...], shared: Shared) -> Question:
    """Without a decision nothing can rest on one: then only «none» is left of the fixed options."""
    ended = {each.consent for each in shared.file.ended}
    options = tuple(
        Option(
            id=_id_of(each),
            label=message(
                "outside_by_ended" if mark_of(each) in ended else "outside_by_consent",
                name=one_line(each.name),
                when=full_time(each.given_at),
            ),
        )
        for each in consents
    )
    fixed = question.options if shared.file.decisions else question.options[-1:]
    ways = tuple(Route(to=f"what_{_id_of(each)}", when=(_id_of(each),)) for each in consents)
    return question.model_copy(update={"options": (*options, *fixed), "route": (*ways, *question.route)})


def _choosing(question: Question, items: tuple[str, ...], as_id: str) -> Question:
    options = tuple(Option(id=f"item_{at}", label=one_line(item)) for at, item in enumerate(items))
    return question.model_copy(update={"id": as_id, "kind": "choices", "options": options, "help": ()})


def _items(given: FilledIn, question: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    if not allowed:
        return listed(given.words(question))
    chosen = given.all_chosen(question)
    return tuple(item for at, item in enumerate(allowed) if f"item_{at}" in chosen)


def _id_of(consent: Consent) -> str:
    return f"{_CONSENT}{mark_of(consent)}"
