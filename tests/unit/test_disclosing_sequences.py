"""Whatever is decided, agreed and written, in any order: nothing goes out without its gate."""

import pytest
from disclosing_case import BY_LAW, CRIME, LAW, NOT_TO_SHARE, SAFETY, WHAT, agreed, at, decided, did, told
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.errors import TriageError
from triage.records.decision import Choice, Decision, Recipient
from triage.records.decision_parts import FactReliedOn
from triage.records.disclosing import Consent, ConsentEnded, Disclosure, Ground, OnBehalf
from triage.records.gates import OnFile, check_consent, check_disclosure, check_on_behalf
from triage.records.marks import mark_of

MINUTES = st.integers(min_value=1, max_value=30)
ITEMS = st.lists(st.sampled_from((*WHAT, "Her diagnosis")), max_size=3, unique=True).map(tuple)
AGENCIES = st.sampled_from(Recipient)
NAMES = st.sampled_from(("Hill School", "Sampleton council", "Sampleton police", " "))
AUTHORITY = {Recipient.LOCAL_AUTHORITY, Recipient.SOCIAL_CARE}

consents = st.builds(
    lambda minute, what, agency, name, words, own: agreed(
        given_at=at(minute), at=at(30), what=what, agency=agency, name=name, words=words, own_request=own
    ),
    MINUTES, ITEMS, AGENCIES, NAMES, st.sampled_from(("Yes, tell them.", "")), st.booleans(),
)  # fmt: skip
decisions = st.one_of(
    st.sampled_from((BY_LAW, NOT_TO_SHARE)),
    st.builds(
        lambda choice, minute, exceptions, facts, recipients, other, what: decided(
            choice=choice,
            decided_at=at(minute),
            exceptions=exceptions,
            facts=tuple(FactReliedOn(exception=each, fact="He said so.") for each in facts),
            recipients=recipients,
            other_recipient=other,
            what_shared="\n".join(what),
        ),
        st.sampled_from(Choice),
        MINUTES,
        st.lists(st.sampled_from((SAFETY, CRIME, LAW)), unique=True).map(tuple),
        st.lists(st.sampled_from((SAFETY, CRIME, LAW)), unique=True),
        st.lists(AGENCIES, unique=True).map(tuple),
        NAMES,
        ITEMS,
    ),
)
steps = st.lists(
    st.one_of(consents, decisions, st.just("end"), st.just("share"), st.just("act")), max_size=14
)


class Story:
    """A file that grows, and all that its gates let out."""

    def __init__(self) -> None:
        self.consents: list[Consent] = []
        self.decisions: list[Decision] = []
        self.ended: list[ConsentEnded] = []
        self.out: list[tuple[Disclosure | OnBehalf, OnFile]] = []

    @property
    def file(self) -> OnFile:
        return OnFile(tuple(self.decisions), tuple(self.consents), tuple(self.ended))

    def grow(self, step: object, data: st.DataObject) -> None:
        if isinstance(step, Consent):
            if _passes(check_consent, step):
                self.consents.append(step)
        elif isinstance(step, Decision):
            self.decisions.append(step)
        elif step == "end" and self.consents:
            consent = data.draw(st.sampled_from(self.consents))
            ended_at = at(data.draw(MINUTES))
            self.ended.append(
                ConsentEnded(
                    ref=consent.ref, at=at(30), by=consent.by, consent=mark_of(consent), ended_at=ended_at
                )
            )
        elif step in ("share", "act"):
            self._try(step == "share", data)

    def _try(self, shares: bool, data: st.DataObject) -> None:
        by = data.draw(st.sampled_from((None, *self.consents, *self.decisions)))
        fields: dict[str, object] = {
            "shared_at" if shares else "done_at": at(data.draw(MINUTES)),
            "what": data.draw(ITEMS),
        }
        if data.draw(st.booleans()):
            fields |= {"agency": data.draw(AGENCIES), "name": data.draw(NAMES)}
        ground = data.draw(st.sampled_from((None, *Ground)))
        entry = told(by, ground, **fields) if shares else did(by, ground, **fields)
        if _passes(check_disclosure if shares else check_on_behalf, entry, self.file):
            self.out.append((entry, self.file))


def _passes(check: object, *given: object) -> bool:
    try:
        check(*given)  # type: ignore[operator]
    except TriageError:
        return False
    return True


def has_consent(entry: Disclosure | OnBehalf, file: OnFile, when: object) -> bool:
    """Said in words, before, by name, for each item, not taken back."""
    return any(
        mark_of(consent) == entry.relies_on
        and consent.given_at <= when  # type: ignore[operator]
        and consent.words.strip()
        and (consent.agency, consent.name) == (entry.agency, entry.name)
        and set(entry.what) <= set(consent.what)
        and (consent.own_request or not (entry.agency in AUTHORITY or "council" in entry.name))
        and not any(end.consent == entry.relies_on and end.ended_at <= when for end in file.ended)  # type: ignore[operator]
        for consent in file.consents
    )


def has_decision(entry: Disclosure | OnBehalf, file: OnFile, when: object) -> bool:
    """Signed before, not replaced, to share, by an exception with its fact, naming them."""
    for place, decision in enumerate(file.decisions):
        replaced = any(later.decided_at <= when for later in file.decisions[place + 1 :])  # type: ignore[operator]
        relied = {each.exception for each in decision.facts} & set(decision.exceptions)
        if (
            mark_of(decision) == entry.relies_on
            and decision.decided_at <= when  # type: ignore[operator]
            and not replaced
            and decision.choice.value.startswith("share")
            and relied
            and entry.agency in decision.recipients
        ):
            listed = set(entry.what) <= set(decision.items)
            in_scope = decision.legal is None or set(entry.what) <= set(decision.legal.scope)
            return isinstance(entry, OnBehalf) or (listed and in_scope)
    return False


@pytest.mark.obligation("P2.3", "P3.2", "P3.8", "P6.1", "P6.2")
@settings(max_examples=150, deadline=None)
@given(steps=steps, data=st.data())
def test_no_sequence_of_decisions_and_consents_lets_anything_out_without_its_gate(
    steps: list[object], data: st.DataObject
) -> None:
    story = Story()
    for step in steps:
        story.grow(step, data)

    for entry, file in story.out:
        when = entry.shared_at if isinstance(entry, Disclosure) else entry.done_at
        assert entry.what
        if entry.ground is Ground.CONSENT:
            assert has_consent(entry, file, when)
        else:
            assert entry.ground is not None
            assert has_decision(entry, file, when)


@settings(max_examples=60, deadline=None)
@given(consent=consents, minute=MINUTES)
def test_the_search_finds_what_may_go_out(consent: Consent, minute: int) -> None:
    entry = told(consent, Ground.CONSENT, shared_at=at(minute), what=consent.what)
    file = OnFile((), (consent,))

    complete = _passes(check_consent, consent)
    assert _passes(check_disclosure, entry, file) == (complete and has_consent(entry, file, entry.shared_at))
