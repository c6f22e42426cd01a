"""What every part of an open vault rests on: connection, who sits at it, events signed with their key."""

from triage.errors import Locked, NotAllowed, SealBroken
from triage.model import Clock
from triage.records.draft import Mode
from triage.vault.audit import (
    Action,
    Event,
    commitment,
)
from triage.vault.connection import Connection
from triage.vault.full_check import FullCheck
from triage.vault.identity import Seat
from triage.vault.ledger import append_event, read_register
from triage.vault.register import Register
from triage.vault.sealing import opened
from triage.vault.words import keep_words, new_salt


class Seated:
    """Base of the parts of ``Vault``: one connection, one register, one person at a time."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._now = clock
        self._seat: Seat | None = None
        self.last_check: FullCheck | None = None
        """The full check made since it was opened; None when none was."""
        self._register = read_register(connection)
        settings = {row["name"]: row["value"] for row in connection.rows("select name, value from setting")}
        try:
            self.mode = Mode(settings["mode"])
            self.origin = str(settings["origin"])
            """Names this vault in checkpoints; random, says nothing about the service."""
        except (KeyError, ValueError):
            raise SealBroken("vault_damaged") from None

    @property
    def register(self) -> Register:
        """Who is enrolled, and who was."""
        return self._register

    @property
    def read_only(self) -> bool:
        """Another window has this vault; here every write raises InUse."""
        return self._connection.read_only

    @property
    def connection(self) -> Connection:
        """For the rooms beside this one, such as copies and checks."""
        return self._connection

    def note(self, action: Action, ref: str | None = None) -> Event:
        """An event that keeps nothing beside it: signed in, opened a record, read an outcome, locked."""
        with self._connection.immediate():
            return self._append(action, ref, None)

    def _append(self, action: Action, ref: str | None, body: bytes | None) -> Event:
        salt = new_salt()
        event = append_event(
            self._connection,
            at=self._now(),
            seat=self._seated(),
            action=action,
            ref=ref,
            covers=commitment(salt, body) if body is not None else None,
        )
        if body is not None:
            keep_words(self._connection, event.seq, ref, salt, body)
        return event

    def _seated(self) -> Seat:
        if self._seat is None:
            raise Locked
        return self._seat

    def _opened(self, body: bytes) -> bytes | None:
        return opened(body, self._seat.identity if self._seat else None)

    def _check_mode(self, mode: Mode) -> None:
        if mode is not self.mode:
            raise NotAllowed("practice_stays_apart")

    def _refuse_submitted(self, ref: str) -> None:
        if self._connection.rows("select 1 from record where ref = :ref", ref=ref):
            raise NotAllowed("already_submitted", ref=ref)
