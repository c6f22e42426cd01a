"""The vault: drafts that grow, records that never change, what is added to them, and the event of each.

A write is on the disk when its method returns; until then it has not happened. What does not match its seal
is never handed out as if it did.
"""

import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from triage.errors import NotAllowed, NotSaved, SealBroken
from triage.model import Clock
from triage.records.draft import Mode
from triage.records.people import Role
from triage.vault.audit import (
    FIRST_PREV,
    Action,
    Anchor,
    Event,
    Held,
    Verification,
    checkpoint,
    held,
)
from triage.vault.books import Books
from triage.vault.connection import Connection, connect, create_file
from triage.vault.drafts import Drafts
from triage.vault.durable import settle_folder
from triage.vault.full_check import FullCheck, full_check
from triage.vault.identity import Enrolment, Seat
from triage.vault.ledger import events_about, read_register, verified
from triage.vault.losses import keep_loss, losses
from triage.vault.register import Departure, Entry
from triage.vault.schema import migrations
from triage.vault.witness import FILE_NAME as WITNESS_NAME
from triage.vault.witness import Loss

FILE_NAME = "vault.db"
CHECKED_EVERY = timedelta(days=7)
_CHECKED = "last full check"


class Vault(Drafts, Books):
    """An open vault, safe to call from several threads. Every method raises Locked after ``close``.

    ``sit`` says who is at it: every event is signed with their key, and their own drafts open. Without
    anybody a write raises Locked. A write raises NotSaved when the disk did not take it; then nothing of it
    has happened.
    """

    @classmethod
    def create(
        cls,
        folder: Path,
        founder: Seat,
        enrolments: tuple[Enrolment, ...],
        clock: Clock,
        *,
        mode: Mode = Mode.LIVE,
    ) -> Self:
        """Makes the vault, enrols everybody and opens it; a crash on the way leaves none.

        ``founder`` is the manager whose enrolment comes first and is signed by themselves. Raises NotAllowed
        when there is a vault already, or for an enrolment nobody with the right to had signed.
        """
        file, fresh = folder / FILE_NAME, folder / f"{FILE_NAME}.new"
        if file.exists():
            raise NotAllowed("vault_exists")
        try:
            for left_over in (*folder.glob(f"{fresh.name}*"), folder / WITNESS_NAME):
                left_over.unlink(missing_ok=True)
            create_file(fresh, founder.vault_key)
            connection = connect(fresh, founder.vault_key, migrations.apply, clock)
            try:
                with connection.immediate():
                    _set(connection, "mode", mode.value)
                    _set(connection, _CHECKED, clock().isoformat())
                    _set(connection, "origin", f"safeguarding-triage/{secrets.token_hex(8)}")
                vault = cls(connection, clock)
                vault.sit(founder)
                for each in enrolments:
                    vault.enrol(each)
                connection.checkpoint()
            finally:
                connection.close()
            fresh.replace(file)
            settle_folder(folder)
        except OSError:
            raise NotSaved("vault_read_only") from None
        opened_vault = cls.open(folder, founder.vault_key, clock)
        opened_vault.sit(founder)
        return opened_vault

    @classmethod
    def open(
        cls, folder: Path, key: bytes, clock: Clock, *, read_only: bool = False, outside: Path | None = None
    ) -> Self:
        """With nobody at it yet. Raises NotFound, SealBroken (damaged, or another key's), InUse, NotSaved
        (read-only, full disk), NotAllowed (a folder that is copied elsewhere).

        ``read_only``: beside another window; every write raises InUse. ``outside``: a folder for the second
        witness.
        """
        connection = connect(
            folder / FILE_NAME, key, migrations.apply, clock, read_only=read_only, outside=outside
        )
        try:
            return cls(connection, clock)
        except BaseException:  # whatever it was, nothing may stay open behind it
            connection.close()
            raise

    def sit(self, seat: Seat | None) -> None:
        """From now on this person is at the vault; nobody for None. Saves found missing go on record first.

        Raises NotSaved when they cannot: then the person sits all the same, and ``losses`` still tells.
        """
        self._seat = seat
        if seat is not None and not self.read_only and (loss := self._connection.loss) is not None:
            with self._connection.immediate():
                keep_loss(self._connection, self._append(Action.LOSS_FOUND, None, None).seq, loss)
            self._connection.accept_loss()

    def close(self) -> None:
        """Empties the write-ahead log into the file and closes. Again is no error."""
        self._connection.close()

    def enrol(self, enrolment: Enrolment) -> None:
        """Lets somebody in, or gives them new keys, or another role. Raises NotAllowed."""
        self._enter(Action.PERSON_ENROLLED, enrolment, "enrolled")

    def depart(self, departure: Departure) -> None:
        """Ends somebody's enrolment; what they signed before stays good. Raises NotAllowed."""
        self._enter(Action.PERSON_LEFT, departure, "left")

    def losses(self, *, unseen: bool = False) -> tuple[Loss, ...]:
        """Saves that went missing, oldest first. ``unseen``: of which no manager has said that they know."""
        now = (self._connection.loss,) if self._connection.loss else ()
        return (*losses(self._connection, unseen=unseen), *now)

    def see_losses(self) -> None:
        """Who sits here, a manager, knows of them: nobody needs to be told again. Raises NotAllowed."""
        if self._seated().person.role is not Role.MANAGER:
            raise NotAllowed("not_a_manager")
        self.note(Action.LOSS_SEEN)

    def full_check(self) -> FullCheck:
        """Every check in its order; what is wrong is named, not raised. Raises InUse where it only reads."""
        found = full_check(self._connection, self._seat.identity if self._seat else None)
        with suppress(NotSaved), self._connection.immediate():
            self._connection.execute(
                """
                insert into setting (name, value) values (:name, :now)
                on conflict (name) do update set value = :now
                """,
                name=_CHECKED,
                now=self._now().isoformat(),
            )
        self.last_check = found
        return found

    @property
    def is_check_due(self) -> bool:
        """The last full check is a week old, or was never made; never where this window only reads."""
        rows = self._connection.rows("select value from setting where name = :name", name=_CHECKED)
        checked = datetime.fromisoformat(rows[0]["value"]) if rows else None
        return not self.read_only and (checked is None or abs(self._now() - checked) >= CHECKED_EVERY)

    def last_event_at(self) -> datetime | None:
        """By the clock of its day; None before the first."""
        rows = self._connection.rows("select at_utc from event order by seq desc limit 1")
        return datetime.fromisoformat(rows[0]["at_utc"]) if rows else None

    def events(self, ref: str | None = None) -> tuple[Event, ...]:
        """About one record, or all for None, in order. Raises SealBroken for one that cannot be read."""
        return events_about(self._connection, ref)

    def verify(self) -> Verification:
        """Walks the chain against all that it covers. SealBroken only when the file itself is damaged."""
        return verified(self._connection, self._seat.identity if self._seat else None)

    def check(self) -> None:
        """Reads every page of the file against its seal. Raises SealBroken."""
        self._connection.check()

    def checkpoint(self) -> str:
        """Three lines to keep elsewhere: a chain rewritten later does not match them. Raises SealBroken."""
        found = self.verify()
        if found.first_fault_seq is not None:
            raise SealBroken("chain_broken", seq=found.first_fault_seq)
        return checkpoint(self.origin, found.count, found.head)

    def against(self, anchor: Anchor) -> Held:
        """Whether the chain of today still is the one that ``anchor`` took note of."""
        [row] = self._connection.rows(
            "select count(*) as count, (select hash from event where seq = :seq) as head from event",
            seq=anchor.count,
        )
        head = FIRST_PREV if anchor.count == 0 else row["head"]
        return held(anchor, self.origin, row["count"], head)

    def anchored_until(self) -> int:
        """Number of the last event before the newest checkpoint given out; 0 when none was."""
        rows = self._connection.rows(
            "select max(seq) as given from event where action = :action", action=Action.CHECKPOINT_GIVEN.value
        )
        return int(rows[0]["given"] or 1) - 1

    def _enter(self, action: Action, entry: Entry, kind: str) -> None:
        if self._register.refuses(entry):
            raise NotAllowed("enrolment_not_signed")
        with self._connection.immediate():
            event = self._append(action, None, entry.canonical())
            self._connection.execute(
                "insert into register (seq, kind) values (:seq, :kind)", seq=event.seq, kind=kind
            )
        self._register = read_register(self._connection)


def _set(connection: Connection, name: str, value: str) -> None:
    connection.execute("insert into setting (name, value) values (:name, :value)", name=name, value=value)
