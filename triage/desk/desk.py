"""The desk: what the doors ask for. Every method is a use-case; the work is done in the rooms behind it.

Guidance, look-ups and the policy answer while the vault is locked or missing; records do not: a forgotten
passphrase must never stop help in the middle of a call.
"""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from triage.desk.guide import Guide, kept
from triage.desk.service_file import read_service
from triage.desk.views import Access, EncoderState, RecordFile, RecordRow
from triage.errors import Locked, NotAllowed, NotFound, SealBroken, TriageError
from triage.interview.facts import facts_of
from triage.interview.flow import Flow
from triage.interview.interview import Progress, replay
from triage.interview.submission import build
from triage.model import Category, Clock, Finding, Guidance, Heard, Rung
from triage.policy.pack import Pack
from triage.records.addition import Addition, AdditionKind
from triage.records.consultation import manager_told_at
from triage.records.decision import Decision
from triage.records.draft import Draft, Mode, Reply
from triage.records.escalation import Escalation
from triage.records.people import Person, Role, Service
from triage.vault.audit import Action, Verification

if TYPE_CHECKING:
    # The store and its libraries take 0.1 s to import: paid at sign-in, not before the first paint.
    from triage.vault.lock import WindowLock
    from triage.vault.store import KeptRecord, Vault

KEY_FILE = "vault.keys"


class Desk:
    """Guide, interview and vault under one roof. Built by ``bootstrap.open_desk``; ended with ``close``."""

    def __init__(
        self,
        *,
        guide: Guide,
        flow: Flow,
        folder: Path,
        clock: Clock,
        demo_key: bytes | None = None,
    ) -> None:
        self.now = clock
        self._guide = guide
        self._flow = flow
        self._folder = folder
        self._demo_key = demo_key
        self._window: WindowLock | None = None
        self._vault: Vault | None = None
        self._me: Person | None = None
        self._fault: TriageError | None = None
        try:
            guide.service = read_service(folder)
        except SealBroken as damaged:  # guidance works without it; signing in asks for it again
            self._fault = damaged

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
        self, rung: Rung | None, heard: Heard | None = None, *, earlier: frozenset[Category] = frozenset()
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
        if self._vault is not None:
            return Access.OPEN
        if self._fault is not None:
            return Access.FAULT
        return Access.LOCKED if self._has_keys() else Access.NONE

    @property
    def fault(self) -> TriageError | None:
        """Why the vault would not open, while ``access`` is FAULT; its code names the words."""
        return self._fault

    @property
    def me(self) -> Person | None:
        """Who is signed in; None while locked."""
        return self._me

    @property
    def service(self) -> Service | None:
        """What the service set up for itself; None before set-up."""
        return self._guide.service

    @property
    def is_demo(self) -> bool:
        """A throw-away vault with an invented service: changing person asks for nothing."""
        return self._demo_key is not None

    def people(self) -> tuple[Person, ...]:
        """Who can sign in here, by name; nobody before set-up."""
        if not self._has_keys():
            return ()
        from triage.vault import keys

        return keys.people(self._folder / KEY_FILE)

    def sign_in(self, person_id: str, passphrase: str) -> Person:
        """Opens the vault for this person. Raises WrongPassphrase, SealBroken, InUse; takes 0.1 to 0.5 s.

        A vault already open for somebody else stays open for them when the passphrase is wrong.
        """
        from triage.vault import keys

        person, key = keys.open_slot(self._folder / KEY_FILE, person_id, passphrase)
        return self._seated(person, key)

    def check_passphrase(self, passphrase: str) -> None:
        """That the person signed in is still the one at the keys. Raises WrongPassphrase."""
        from triage.vault import keys

        keys.open_slot(self._folder / KEY_FILE, self._person().id, passphrase)

    def wait_after(self, failures: int) -> float:
        """Seconds before a passphrase may be tried again after so many wrong ones in a row."""
        from triage.vault import keys

        return keys.delay_after(failures)

    def change_person(self, person_id: str) -> Person:
        """The demo's own: another invented person sits down. Raises NotAllowed outside the demo."""
        if self._demo_key is None:
            raise NotAllowed("passphrase_needed")
        person = next((person for person in self.people() if person.id == person_id), None)
        if person is None:
            raise NotFound("person_not_found")
        return self._seated(person, self._demo_key)

    def lock(self) -> None:
        """Closes records; guidance goes on."""
        vault, me, window = self._vault, self._me, self._window
        self._vault = self._me = self._window = None
        if vault is not None:
            # On a failing disk the event is missing then; the words are hidden all the same.
            with suppress(TriageError):
                if me is not None:
                    vault.note(Action.LOCKED, None, me)
            vault.close()
        if window is not None:
            window.release()

    def start_call(self) -> Draft:
        """A new draft, kept from the first moment. Raises Locked, NotSaved."""
        vault = self._open()
        draft = Draft(
            ref=vault.new_ref(self.now().year),
            mode=Mode.LIVE,
            policy_sha256=self.pack.sha256,
            author=self._person(),
            opened_at=self.now(),
        )
        vault.keep_draft(draft)
        return draft

    def keep(self, draft: Draft) -> datetime:
        """Saves the draft; gives the time. Raises NotSaved (the draft is still in your hands) or Locked."""
        return self._open().keep_draft(draft)

    def drafts(self) -> tuple[Draft, ...]:
        """My own drafts not yet submitted, newest first."""
        kept = self._open().drafts(self._person().id)
        return tuple(each.draft for each in kept if each.draft is not None)

    def damaged_drafts(self) -> tuple[str, ...]:
        """References of my drafts that are on file and cannot be read; the screen says so."""
        return tuple(each.ref for each in self._open().drafts(self._person().id) if each.draft is None)

    def draft(self, ref: str) -> Draft:
        """Raises NotFound."""
        return self._open().draft(ref)

    def interview(self, draft: Draft) -> Progress:
        """Where the interview stands: the questions on its path, what is answered, what is missing."""
        chain = self.service.manager_chain if self.service else ()
        return replay(self._flow, draft.answers, facts_of(draft, chain))

    def submit(self, draft: Draft) -> Escalation:
        """Record and audit event in one transaction. Raises RecordIncomplete, NotSaved, Locked."""
        record = build(draft, self.interview(draft), self.pack, self.now())
        self._open().submit(record, self._person())
        return record

    def records(self) -> tuple[RecordRow, ...]:
        """Mine as a caseworker, all but those about me as a manager; newest first."""
        me = self._person()
        kept = self._open().records(None if me.role is Role.MANAGER else me.id)
        return tuple(_row(each) for each in kept if not _is_about(me, each))

    def record(self, ref: str) -> RecordFile:
        """Opens a record. Raises NotFound; NotAllowed for another caseworker's, or one about me (P7.23).

        Noted: every opening by somebody other than the author, and the author's first look at each decision.
        """
        vault, me = self._open(), self._person()
        kept = vault.kept(ref)
        mine = kept.record is not None and kept.record.author.id == me.id
        if not mine and me.role is not Role.MANAGER:
            raise NotAllowed("not_your_record")
        if _is_about(me, kept):
            raise NotAllowed("another_manager_decides", ref=ref)
        if not mine:
            self._note(Action.RECORD_OPENED, ref)
        elif kept.outcome_unread:
            self._note(Action.OUTCOME_READ, ref)
        names = {person.id: person.name for person in self.people()}
        history = tuple(
            (event.at, names.get(event.person_id, event.person_id), event.action.value)
            for event in vault.events(ref)
        )
        return RecordFile(ref, kept.record, kept.additions, kept.decisions, history, kept.sealed)

    def add(self, addition: Addition) -> None:
        """Adds to a submitted record. Raises NotFound, NotSaved."""
        self._open().add(addition)

    def told_manager(self, ref: str, name: str) -> None:
        """The author has now spoken to ``name``: kept with its time."""
        self._add_about(ref, AdditionKind.MANAGER_TOLD, name)

    def tried_manager(self, ref: str, name: str) -> None:
        """The author tried ``name`` and did not reach them: kept with its time. It is no consultation."""
        self._add_about(ref, AdditionKind.MANAGER_TRIED, name)

    def inbox(self) -> tuple[RecordRow, ...]:
        """Records that wait for a decision: rung first, then the longest wait. Raises NotAllowed.

        Without those about me: another manager decides them.
        """
        me = self._person()
        if me.role is not Role.MANAGER:
            raise NotAllowed("not_a_manager")
        return tuple(_row(each) for each in self._open().inbox() if not _is_about(me, each))

    def decide(self, decision: Decision) -> Decision:
        """Appends a decision. Raises NotAllowed, RecordIncomplete, NotSaved."""
        if decision.by != self._person():
            raise NotAllowed("only_a_manager_decides")
        self._open().decide(decision)
        return decision

    def verify(self) -> Verification:
        """Walks the chain of events against all that it covers. Raises Locked."""
        return self._open().verify()

    def checkpoint(self) -> str:
        """Three lines to keep elsewhere: origin, number of events, head. Raises Locked, SealBroken."""
        return self._open().checkpoint()

    def close(self) -> None:
        """Checkpoints, locks and ends the encoder process."""
        self.lock()
        self._guide.close()

    def _add_about(self, ref: str, kind: AdditionKind, name: str) -> None:
        self.add(Addition(ref=ref, at=self.now(), by=self._person(), kind=kind, text=name))

    def _seated(self, person: Person, key: bytes) -> Person:
        if self._vault is None:
            self._open_vault(key)
        elif person != self._me:
            self._note(Action.LOCKED)
        self._me = person
        self._note(Action.SIGNED_IN)
        return person

    def _has_keys(self) -> bool:
        return any((self._folder / name).exists() for name in (KEY_FILE, f"{KEY_FILE}.bak"))

    def _open_vault(self, key: bytes) -> None:
        from triage.vault.lock import WindowLock
        from triage.vault.store import Vault

        window = None
        try:
            self._guide.service = read_service(self._folder)
            window = WindowLock(self._folder)
            self._vault = Vault.open(self._folder, key, self.now)
        except TriageError as fault:
            if window is not None:
                window.release()
            self._fault = fault
            raise
        self._window, self._fault = window, None

    def _note(self, action: Action, ref: str | None = None) -> None:
        self._open().note(action, ref, self._person())

    def _open(self) -> "Vault":
        if self._vault is None:
            raise Locked
        return self._vault

    def _person(self) -> Person:
        if self._me is None:
            raise Locked
        return self._me


def _is_about(person: Person, kept: "KeptRecord") -> bool:
    return kept.record is not None and kept.record.about_person == person.id


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
