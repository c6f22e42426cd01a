"""The demonstration: a throw-away encrypted vault, invented people, and one invented call played to its end.

The same desk, vault and ears as in earnest; but everybody has one passphrase, which nobody knows: whoever
sits down is let in.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from triage.content import Content, read_toml
from triage.desk.bootstrap import open_desk, utc_now
from triage.desk.desk import Desk
from triage.desk.setting_up import set_up
from triage.desk.views import RecordFile
from triage.model import Clock, Rung, Stage
from triage.paths import usual_cache, vault_dir
from triage.records.decision import Choice, Decision, ParentTold, Recipient
from triage.records.decision_parts import FactReliedOn
from triage.records.draft import Answer, AnswerState, Draft, LineKind, Mode
from triage.records.people import Contact, Person, Role, Service
from triage.vault.audit import Verification
from triage.vault.passphrase import LEAST_COST


class DemoPerson(Content):
    """An invented member of staff; the managers are the chain, in order."""

    id: str
    name: str
    role: Role
    phone: str = ""


class DemoLine(Content):
    """A line of the call. ``minute`` counts from its beginning."""

    minute: int
    kind: LineKind
    text: str


class DemoAnswer(Content):
    """An answer of the interview that the call itself does not give."""

    question: str
    state: AnswerState = AnswerState.GIVEN
    choices: tuple[str, ...] = ()
    words: str = ""


class DemoDecision(Content):
    """What the invented manager decides. An example of the form, no advice."""

    choice: Choice
    reasons: str
    exceptions: tuple[str, ...]
    recipients: tuple[Recipient, ...]
    parent_told: ParentTold
    parent_told_reason: str
    what_shared: str
    facts: tuple[FactReliedOn, ...]


class DemoScript(Content):
    """The whole of language/demo.toml."""

    service: str
    rung: Rung
    person: tuple[DemoPerson, ...]
    line: tuple[DemoLine, ...]
    answer: tuple[DemoAnswer, ...]
    decision: DemoDecision

    def people(self) -> tuple[Person, ...]:
        """As they are enrolled: the caseworker first, then the chain of managers."""
        return tuple(Person(id=each.id, name=each.name, role=each.role) for each in self.person)


@dataclass(frozen=True, slots=True)
class Played:
    """What came of the invented call."""

    file: RecordFile
    verified: Verification
    checkpoint: str
    stage: Stage
    """How far the ears had come when the lines were heard."""


def load_script() -> DemoScript:
    """Raises ContentError."""
    from policy_corpus import root

    return read_toml(root() / "language" / "demo.toml", DemoScript)


def demo_desk(
    folder: Path, *, clock: Clock = utc_now, with_encoder: bool = True, mode: Mode = Mode.LIVE
) -> Desk:
    """A desk on a new vault in ``folder``, with the invented caseworker signed in and nothing asked."""
    script, passphrase = load_script(), secrets.token_urlsafe(24)
    people = tuple((person, passphrase) for person in script.people())
    chain = tuple(
        Contact(name=each.name, phone=each.phone, person_id=each.id)
        for each in script.person
        if each.role is Role.MANAGER
    )
    service = Service(name=script.service, manager_chain=chain)
    set_up(vault_dir(folder), service, people, clock, LEAST_COST, mode=mode)
    desk = open_desk(
        folder,
        clock=clock,
        with_encoder=with_encoder,
        demo_passphrase=passphrase,
        cache=usual_cache(),
        mode=mode,
    )
    desk.change_person(script.person[0].id)
    return desk


def play(folder: Path, *, with_encoder: bool = True) -> Played:
    """One invented call, from the first line to the decision. Raises TriageError if a step fails."""
    script = load_script()
    clock = _StoryClock(utc_now())
    desk = demo_desk(folder, clock=clock, with_encoder=with_encoder)
    try:
        return _played(desk, script, clock)
    finally:
        desk.close()


def _played(desk: Desk, script: DemoScript, clock: "_StoryClock") -> Played:
    author, manager, *_ = script.people()
    draft, stage = _talk(desk, script, clock)
    for answer in script.answer:
        draft = draft.answered(Answer(**answer.model_dump(), at=clock()))
    desk.keep(draft)
    record = desk.submit(draft)
    desk.told_manager(record.ref, manager.name)
    desk.change_person(manager.id)
    desk.record(desk.inbox()[0].ref)
    wanted = dict(script.decision)
    decision = Decision(ref=record.ref, by=manager, decided_at=clock(), written_at=clock(), **wanted)
    desk.decide(decision, None)
    desk.change_person(author.id)
    return Played(desk.record(record.ref), desk.verify(), desk.checkpoint(), stage)


def _talk(desk: Desk, script: DemoScript, clock: "_StoryClock") -> tuple[Draft, Stage]:
    draft = desk.start_call()
    stage = Stage.WORDS
    for line in script.line:
        clock.advance_to(line.minute)
        heard = desk.hear_with_meaning(line.text, rung=draft.rung) or desk.hear(line.text, rung=draft.rung)
        stage = heard.stage
        draft = draft.said(clock(), line.kind, line.text, desk.reply_of(heard))
        if heard.detection.concern:
            draft = draft.chose(clock(), script.rung)
        desk.keep(draft)
    return draft.ended(clock(), dropped=False), stage


class _StoryClock:
    """Minutes of the story pass at once; it ends at the present."""

    def __init__(self, now: datetime) -> None:
        self._start = now - timedelta(hours=1)
        self._at = self._start

    def advance_to(self, minute: int) -> None:
        self._at = max(self._at, self._start + timedelta(minutes=minute))

    def __call__(self) -> datetime:
        self._at += timedelta(seconds=1)
        return self._at.astimezone(UTC)
