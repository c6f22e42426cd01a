"""Who can sign in here, and how that changes: let in, sent away, a passphrase forgotten, the recovery key.

A manager's passphrase is asked for anew each time: their deciding key signs what is entered in the register.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from triage.desk.session import Session
from triage.desk.setting_up import refuse_short
from triage.errors import NotAllowed, NotFound
from triage.model import Clock
from triage.records.people import Contact, Person, Role
from triage.text import one_line
from triage.vault import keys
from triage.vault.audit import Action
from triage.vault.identity import RECOVERY, PublicKeys, SigningKey, enrolment, fingerprint
from triage.vault.register import departure
from triage.vault.tries import slowed


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works here."""

    person: Person
    fingerprint: str
    """To be read aloud, when somebody on another device asks whether these are their keys."""
    can_sign_in: bool
    """They have a passphrase on this device, for the keys that they are enrolled with."""


class Staff:
    """What can be done about people by the manager who sits at the vault. Raises Locked without anybody."""

    def __init__(self, session: Session, now: Clock) -> None:
        self._session = session
        self._now = now

    def members(self) -> tuple[Member, ...]:
        """Everybody enrolled, by name; and who has a passphrase here but is not enrolled."""
        enrolled, here = self._session.vault().register.now(), keys.enrolled(self._key_file)
        unknown = (person for person in keys.people(self._key_file) if person.id not in enrolled)
        found = [
            Member(each.person, fingerprint(each.keys), here.get(each.person.id) == each.keys)
            for each in enrolled.values()
        ]
        found += [Member(person, fingerprint(here[person.id]), False) for person in unknown]
        return tuple(sorted(found, key=lambda member: (member.person.name, member.person.id)))

    def add(self, name: str, role: Role, words: str, passphrase: str | None, *, phone: str = "") -> Person:
        """Somebody new, who signs in with ``words``; a manager also joins the end of the list to be rung.

        ``passphrase`` is that of the manager who lets them in. Raises UsageError for words that are too
        short, NotAllowed, NotSaved, WrongPassphrase.
        """
        refuse_short(words)
        deciding = self._deciding_key(passphrase)
        person = Person(id=secrets.token_hex(4), name=one_line(name), role=role)
        self._enrol(person, keys.add_person(self._key_file, self._session.seat(), person, words), deciding)
        service = self._session.service
        if role is Role.MANAGER and service is not None:
            contact = Contact(name=person.name, phone=one_line(phone), person_id=person.id)
            chain = (*service.manager_chain, contact)
            self._session.keep_service(service.model_copy(update={"manager_chain": chain}))
        return person

    def remove(self, person_id: str, passphrase: str | None) -> None:
        """They are enrolled no more, their passphrase opens nothing, and the vault gets another key.

        Copies of the vault made before keep the old key. Raises NotFound; NotAllowed for oneself and the
        last manager; NotSaved, WrongPassphrase.
        """
        vault, seat = self._session.vault(), self._session.seat()
        has_slot = any(person.id == person_id for person in keys.people(self._key_file))
        is_enrolled = person_id in vault.register.now()
        if has_slot or not is_enrolled:
            keys.refuse_removal(self._key_file, seat, person_id)
        deciding = self._deciding_key(passphrase)
        if is_enrolled:
            vault.depart(departure(person_id, self._now(), seat.person.id, deciding))
        service = self._session.service
        if service is not None:
            chain = tuple(each for each in service.manager_chain if each.person_id != person_id)
            self._session.keep_service(service.model_copy(update={"manager_chain": chain}))
        if has_slot:
            self._session.rekeyed(
                lambda seat, write_new: keys.remove_person(self._key_file, seat, person_id, write_new)
            )

    def renew(self, person_id: str, words: str, passphrase: str | None) -> None:
        """New keys and new words for somebody who has forgotten theirs.

        What was sealed to them alone, their drafts above all, only the recovery key can open. Raises
        NotFound; NotAllowed for oneself; UsageError, NotSaved, WrongPassphrase.
        """
        refuse_short(words)
        if person_id == self._session.person().id:
            raise NotAllowed("change_your_own")
        person, deciding = self._person(person_id), self._deciding_key(passphrase)
        public = keys.new_keys_for(self._key_file, self._session.seat(), person, words)
        self._enrol(person, public, deciding)

    def change_mine(self, old: str, new: str) -> None:
        """Other words for who is signed in; their keys stay. Raises UsageError, WrongPassphrase, NotSaved."""
        refuse_short(new)
        vault = self._session.vault()
        vault.connection.refuse_reader()
        keys.change_passphrase(self._key_file, self._session.person().id, old, new)
        vault.note(Action.PASSPHRASE_CHANGED)

    def new_recovery(self, passphrase: str | None) -> str:
        """Another recovery key, to be shown once; the one before opens nothing from now on."""
        deciding = self._deciding_key(passphrase)
        code, public = keys.new_recovery(self._key_file, self._session.seat())
        self._enrol(RECOVERY, public, deciding)
        return code

    def recover(self, code: str, person_id: str, words: str) -> int:
        """With the printed key: new keys and new words for somebody, and their drafts opened to them again.

        Gives how many drafts. Whoever was signed in is signed out; nobody is signed in after it. Raises
        UsageError for a key that was mistyped or words too short, WrongPassphrase, TooSoon, NotFound.
        """
        refuse_short(words)
        session, file = self._session, self._key_file
        session.lock()
        person = self._person(person_id)
        seat, _ = slowed(file, RECOVERY.id, self._now(), lambda: keys.open_recovery(file, code))
        try:
            session.take(seat)
            session.vault().note(Action.RECOVERY_USED)
            public = keys.new_keys_for(file, session.seat(), person, words)
            self._enrol(person, public, keys.recovery_deciding_key(file, code))
            return session.vault().hand_on_drafts(person.id, public)
        finally:
            session.lock()

    @property
    def _key_file(self) -> Path:
        return self._session.key_file

    def _person(self, person_id: str) -> Person:
        for person in keys.people(self._key_file):
            if person.id == person_id:
                return person
        raise NotFound("person_not_found")

    def _deciding_key(self, passphrase: str | None) -> SigningKey:
        self._session.vault().connection.refuse_reader()
        if self._session.person().role is not Role.MANAGER:
            raise NotAllowed("not_a_manager")
        return self._session.deciding_key(passphrase)

    def _enrol(self, person: Person, public: PublicKeys, deciding: SigningKey) -> None:
        by = self._session.person().id
        self._session.vault().enrol(enrolment(person, public, self._now(), by, deciding))
