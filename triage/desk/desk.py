"""The desk: what the doors ask for. Every method is a use-case; the work is done in the rooms behind it.

Guidance, look-ups and the policy answer while the vault is locked or missing; records do not: a forgotten
passphrase must never stop help in the middle of a call.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from triage.desk.cautions import Caution, cautions_of, due_cautions
from triage.desk.guide import Guide, kept
from triage.desk.parts import Parts
from triage.desk.service_file import read_service
from triage.desk.session import KEY_FILE, Session
from triage.desk.views import Access, EncoderState, RecordFile, RecordRow
from triage.errors import NotAllowed, NotFound, TriageError
from triage.interview.facts import facts_of
from triage.interview.flow import Flow
from triage.interview.interview import Progress, replay
from triage.interview.submission import build
from triage.model import Clock, Finding, Guidance, Heard, Rung
from triage.policy.pack import Pack
from triage.records.addition import Addition, AdditionKind
from triage.records.consent_given import consent_in
from triage.records.consultation import manager_told_at
from triage.records.decision import Decision, check_consulted, check_decision, replacing
from triage.records.draft import Draft, Mode, Reply
from triage.records.escalation import Escalation
from triage.records.people import Person, Role, Service
from triage.records.place import Place
from triage.vault.audit import Action, Anchor, Held, Verification

if TYPE_CHECKING:
    from triage.desk.proof import Line
    from triage.desk.setting_up import SetUp
    from triage.desk.setup_plan import SetupPlan
    from triage.vault.case_file import KeptRecord

__all__ = ["KEY_FILE", "LISTED", "Desk"]

REF_PREFIX = {Mode.LIVE: "ESC", Mode.PRACTICE: "PRA"}
"""By it a reference says which of the two it is, wherever it is read."""
LISTED = 100
"""Records on one page: what a person scrolls through. Search finds the others."""


class Desk(Parts):
    """Guide, interview and vault under one roof. Built by ``bootstrap.open_desk``; ended with ``close``."""

    def __init__(
        self,
        *,
        guide: Guide,
        flow: Flow,
        folder: Path,
        clock: Clock,
        demo_passphrase: str | None = None,
        mode: Mode = Mode.LIVE,
    ) -> None:
        super().__init__(Session(guide, folder, clock, demo_passphrase), clock)
        self._guide = guide
        self._flow = flow
        self.mode = mode
        """Live work or practice, as its vault has it: the vault keeps nothing of the other."""

    @property
    def pack(self) -> Pack:
        """The policy in use, with its notes, silences and rules."""
        return self._guide.pack

    @property
    def encoder(self) -> EncoderState:
        """How the meaning side stands."""
        return self._guide.encoder_state

    def warm_up(self) -> None:
        """Builds what the first line would otherwise wait for. For a thread, once the screen stands."""
        self._guide.warm_up()

    def hear(self, text: str, *, rung: Rung | None) -> Heard:
        """The reply by rules and words, at once. ``rung`` is the one in force, None when none is chosen."""
        return self._guide.hear(text, rung)

    def hear_with_meaning(self, text: str, *, rung: Rung | None) -> Heard | None:
        """The reply with both ears; waits for the encoder: call it in a thread. None: it has failed."""
        return self._guide.hear_with_meaning(text, rung)

    def look_up(self, text: str) -> Finding:
        """Clauses by words, or that the policy is silent, within milliseconds."""
        return self._guide.look_up(text)

    def look_up_with_meaning(self, text: str) -> Finding | None:
        """The same by words and meaning; waits for the encoder. None: it has failed."""
        return self._guide.look_up_with_meaning(text)

    def guidance(
        self, rung: Rung | None, heard: Heard | None = None, *, earlier: frozenset[str] = frozenset()
    ) -> Guidance:
        """SAY, DO NEXT and POLICY for a rung; for None what to say before anything is known.

        ``heard`` is the line in hand, ``earlier`` what the call's other lines were heard as.
        """
        return self._guide.guidance(rung, heard, earlier)

    def reply_of(self, heard: Heard) -> Reply:
        """What the thread keeps of a reply."""
        return kept(heard)

    @property
    def access(self) -> Access:
        """How the vault stands now."""
        return self._session.access

    @property
    def fault(self) -> TriageError | None:
        """Why the vault would not open, while ``access`` is FAULT; its code names the words."""
        return self._session.fault

    @property
    def me(self) -> Person | None:
        """Who is signed in; None while locked."""
        return self._session.me

    @property
    def service(self) -> Service | None:
        """What the service set up for itself; None before set-up."""
        return self._guide.service

    @property
    def is_demo(self) -> bool:
        """A throw-away vault with an invented service: changing person asks for nothing."""
        return self._session.demo_passphrase is not None

    def people(self) -> tuple[Person, ...]:
        """Who can sign in here, by name; nobody before set-up."""
        return self._session.people()

    def sign_in(self, person_id: str, passphrase: str) -> Person:
        """Opens the vault for this person. Raises WrongPassphrase, SealBroken, InUse; takes 0.1 to 0.5 s.

        A vault already open for somebody else stays open for them when the passphrase is wrong.
        """
        return self._session.sign_in(person_id, passphrase)

    def check_passphrase(self, passphrase: str) -> None:
        """That the person signed in is still the one at the keys. Raises WrongPassphrase."""
        self._session.check_passphrase(passphrase)

    def wait_after(self, failures: int) -> float:
        """Seconds before a passphrase may be tried again after so many wrong ones in a row."""
        from triage.vault import keys

        return keys.delay_after(failures)

    def change_person(self, person_id: str) -> Person:
        """The demo's own: another invented person sits down. Raises NotAllowed outside the demo."""
        return self._session.change_person(person_id)

    def lock(self) -> None:
        """Closes records; guidance goes on."""
        self._session.lock()

    def start_call(self) -> Draft:
        """A new draft, kept from the first moment. Raises Locked, NotSaved."""
        vault = self._session.vault()
        draft = Draft(
            ref=vault.new_ref(self.now().year, REF_PREFIX[vault.mode]),
            mode=vault.mode,
            policy_sha256=self.pack.sha256,
            author=self._session.person(),
            opened_at=self.now(),
        )
        vault.keep_draft(draft)
        return draft

    def keep(self, draft: Draft) -> datetime:
        """Saves the draft; gives the time. Raises NotSaved (the draft is still in your hands) or Locked."""
        return self._session.vault().keep_draft(draft)

    def drafts(self) -> tuple[Draft, ...]:
        """My own drafts not yet submitted, newest first; without those that go no further."""
        kept = self._session.vault().drafts(self._session.person().id)
        left = {entry.ref for entry in self.case_notes.left_off()} if kept else set()
        return tuple(each.draft for each in kept if each.draft is not None and each.ref not in left)

    def damaged_drafts(self) -> tuple[str, ...]:
        """References of my drafts that are on file and cannot be read; the screen says so."""
        mine = self._session.vault().drafts(self._session.person().id)
        return tuple(each.ref for each in mine if each.draft is None)

    def draft(self, ref: str) -> Draft:
        """Raises NotFound."""
        return self._session.vault().draft(ref)

    def keep_place(self, place: Place) -> None:
        """Where I am, over a lock. Raises NotSaved, Locked."""
        self._session.vault().keep_place(self._session.person(), place)

    def take_place(self) -> Place | None:
        """Where I was, once; None when nothing is known. Raises NotSaved, Locked."""
        return self._session.vault().take_place(self._session.person())

    def interview(self, draft: Draft) -> Progress:
        """Where the interview stands: the questions on its path, what is answered, what is missing."""
        service = self.service
        facts = facts_of(draft, service.manager_chain, service.tell_manager_minutes) if service else None
        return replay(self._flow, draft.answers, facts or facts_of(draft, ()))

    def submit(self, draft: Draft) -> Escalation:
        """Record and audit event in one transaction, and express consent that was given on the call as a line
        of its book: so the gates see it. Raises RecordIncomplete, NotSaved, Locked."""
        record = build(draft, self.interview(draft), self.pack, self.now())
        consent = consent_in(record, record.author, record.submitted_at)
        self._session.vault().submit(record, *([consent] if consent else []))
        return record

    def records(self, most: int = LISTED) -> tuple[RecordRow, ...]:
        """Mine as a caseworker, all but those about me as a manager; the newest ``most``, newest first."""
        return tuple(_row(each) for each in self._session.vault().records(self._whose(), most))

    def search(self, text: str, most: int = LISTED) -> tuple[RecordRow, ...]:
        """Those of ``records`` in which every word of ``text`` stands, or begins a word."""
        return tuple(_row(each) for each in self._session.vault().search(text, most, self._whose()))

    def row(self, ref: str) -> RecordRow | None:
        """A record as ``records`` lists it; None when it is not mine to see."""
        try:
            kept = self._session.vault().kept(ref)
        except NotFound:
            return None
        whose = self._whose()
        mine = whose is None or (kept.record is not None and kept.record.author.id == whose)
        return _row(kept) if mine and not kept.closed else None

    def record(self, ref: str) -> RecordFile:
        """Opens a record. Raises NotFound; NotAllowed for another caseworker's, or one about me (P7.23).

        Noted: every opening by somebody other than the author, and the author's first look at each decision.
        """
        vault, me = self._session.vault(), self._session.person()
        kept = vault.kept(ref)
        mine = kept.record is not None and kept.record.author.id == me.id
        if not mine and me.role is not Role.MANAGER:
            raise NotAllowed("not_your_record")
        if kept.closed:
            raise NotAllowed("another_manager_decides", ref=ref)
        if not mine:
            vault.note(Action.RECORD_OPENED, ref)
        elif kept.outcome_unread and not vault.read_only:
            vault.note(Action.OUTCOME_READ, ref)
        names = {person.id: person.name for person in vault.register.people()}
        history = tuple(
            (event.at, names.get(event.person_id, event.person_id), event.action.value)
            for event in vault.events(ref)
        )
        shared = self.sharing.about(ref) if kept.record else None
        sealed = kept.sealed and (shared is None or shared.whole)
        lines = shared.entries if shared else ()
        return RecordFile(ref, kept.record, kept.additions, kept.decisions, history, sealed, lines)

    def add(self, addition: Addition) -> None:
        """Adds to a submitted record. Raises NotFound, NotSaved."""
        self._session.vault().add(addition)

    def told_manager(self, ref: str, name: str) -> None:
        """The author has now spoken to ``name``: kept with its time."""
        self._add_about(ref, AdditionKind.MANAGER_TOLD, name)

    def tried_manager(self, ref: str, name: str) -> None:
        """The author tried ``name`` and did not reach them: kept with its time. It is no consultation."""
        self._add_about(ref, AdditionKind.MANAGER_TRIED, name)

    def inbox(self, most: int = LISTED) -> tuple[RecordRow, ...]:
        """The first ``most`` that wait for a decision: rung first, then the longest wait. Raises NotAllowed.

        Without those about me: another manager decides them.
        """
        if self._session.person().role is not Role.MANAGER:
            raise NotAllowed("not_a_manager")
        return tuple(_row(each) for each in self._session.vault().inbox(most))

    def count_inbox(self) -> int:
        """How many wait for a decision, those beyond the first page too. Raises Locked."""
        return self._session.vault().count_waiting()

    def decide(self, decision: Decision, passphrase: str | None) -> Decision:
        """Appends a decision, signed with the manager's deciding key, which ``passphrase`` opens for it.

        It names the decision before it, if there is one. None is enough in the demo only. Raises NotAllowed,
        RecordIncomplete (also before author and manager have spoken), NotSaved, WrongPassphrase.
        """
        if decision.by != self._session.person():
            raise NotAllowed("only_a_manager_decides")
        kept = self._session.vault().kept(decision.ref)
        if kept.record is not None:
            check_decision(decision, kept.record)
            check_consulted(decision, kept.record, kept.additions)
            decision = replacing(decision, kept.decisions)
        self._session.vault().decide(decision, self._session.deciding_key(passphrase))
        return decision

    def erase(self, ref: str, reason: str) -> tuple[str, ...]:
        """Takes a record's words out of the vault for good; names the copies that still hold them.

        For what it raises see ``triage.desk.removing.remove``.
        """
        from triage.desk.removing import remove

        return remove(self._session, ref, reason)

    def hold(self, ref: str, *, on: bool) -> None:
        """Holds a record against erasure, or lets it go. Raises NotFound, NotAllowed for a caseworker."""
        if self._session.person().role is not Role.MANAGER:
            raise NotAllowed("not_a_manager")
        self._session.vault().hold(ref, on=on)

    def verify(self) -> Verification:
        """Walks the chain of events against all that it covers. Raises Locked."""
        return self._session.vault().verify()

    def checkpoint(self) -> str:
        """Three lines to keep elsewhere: origin, number of events, head. Raises Locked, SealBroken."""
        return self._session.vault().checkpoint()

    def give_checkpoint(self) -> str:
        """The same, and an event that it was given out: up to here the list of events can be held to it."""
        lines = self.checkpoint()
        self._session.vault().note(Action.CHECKPOINT_GIVEN)
        return lines

    def against(self, anchor: Anchor) -> Held:
        """Whether the list of events still is the one that a checkpoint kept elsewhere took note of."""
        return self._session.vault().against(anchor)

    def anchored_until(self) -> int:
        """Number of the last event before the newest checkpoint that was given out; 0 when none was."""
        return self._session.vault().anchored_until()

    def set_up(self, plan: "SetupPlan") -> "SetUp":
        """Makes the vault of this device, locked. What comes of it is shown once. Raises as ``carry_out``."""
        from triage.desk.setup_plan import carry_out

        made, _ = carry_out(plan, self._session.folder, self.now)
        self._guide.service = read_service(self._session.folder)
        return made

    def check_weekly(self) -> None:
        """A full check where the last is a week old; ``cautions`` says what it found. Takes seconds with many
        events: call it in a thread."""
        with suppress(TriageError):
            vault = self._session.vault()
            if vault.is_check_due:
                vault.full_check()

    def cautions(self) -> tuple[Caution, ...]:
        """What to know of the vault before relying on it: missing saves, a window that only reads, a full
        disk, a clock that went back; then what is overdue or waits. Empty while locked."""
        try:
            found = cautions_of(self._session.vault(), self.now())
        except TriageError:
            return ()
        with suppress(TriageError):
            found += due_cautions(self, is_manager=self.me is not None and self.me.role is Role.MANAGER)
        return found

    def prove(self, stopped: Callable[[], bool]) -> "Iterator[Line]":
        """What is claimed of this device, tried and measured now, until ``stopped``; nothing need be open."""
        from triage.desk.proof import prove

        return prove(self._session.folder.parent, self.pack, stopped)

    def close(self) -> None:
        """Checkpoints, locks and ends the encoder process."""
        self.lock()
        self._guide.close()

    def _whose(self) -> str | None:
        """Whose records I may see: my own; as a manager everybody's (None)."""
        me = self._session.person()
        return None if me.role is Role.MANAGER else me.id

    def _add_about(self, ref: str, kind: AdditionKind, name: str) -> None:
        self.add(Addition(ref=ref, at=self.now(), by=self._session.person(), kind=kind, text=name))


def _row(kept: "KeptRecord") -> RecordRow:
    record = kept.record
    return RecordRow(
        ref=kept.ref,
        record=record,
        seen=kept.seen,
        decision=kept.decisions[-1] if record and kept.decisions else None,
        manager_told_at=manager_told_at(record, kept.additions) if record else None,
        sealed=kept.sealed,
        outcome_unread=kept.outcome_unread,
    )
