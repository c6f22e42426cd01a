"""A name and a passphrase. Used on the lock screen, when changing person, and in place during a call.

The passphrase is masked, never copied, and gone from the box before it is tried.
"""

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from triage.content import message
from triage.desk.desk import Desk
from triage.errors import TriageError
from triage.labels import label
from triage.records.people import Person

LONGEST_WAIT_SECONDS = 8
"""The wait after a wrong passphrase doubles from one second up to this; there is no count that locks
anybody out."""


class PassphraseInput(Input):
    """Masked. Up and Down are left for the names above it."""

    DEFAULT_CSS = """
    PassphraseInput { border: none; height: 1; padding: 0 1; background: $raised; color: $words; width: 1fr; }
    PassphraseInput:focus { border: none; background-tint: transparent 0%; }
    """

    def __init__(self) -> None:
        super().__init__(
            password=True, compact=True, select_on_focus=False, placeholder=message("passphrase")
        )
        self.cursor_blink = False

    def action_copy(self) -> None:
        """Never."""

    def action_cut(self) -> None:
        """Never."""


class NameList(Static):
    """Who can sign in here; ``>`` marks the one chosen."""

    can_focus = True


class SignInBox(Vertical):
    """Posts ``Opened`` when records are open. In the demonstration no passphrase is asked for."""

    DEFAULT_CSS = """
    SignInBox { height: auto; }
    SignInBox NameList { height: auto; }
    SignInBox #problem { height: auto; color: $danger; }
    """

    class Opened(Message):
        """Records are open."""

    class _Tried(Message):
        def __init__(self, problem: str | None) -> None:
            super().__init__()
            self.problem = problem

    def __init__(self, desk: Desk, *, last: str | None = None) -> None:
        """``last``: id of the person who was signed in before, offered first."""
        super().__init__()
        self._desk = desk
        self._people: tuple[Person, ...] = ()
        self._problem = ""
        try:
            self._people = desk.people()
        except TriageError as damaged:
            self._problem = f"! {message(damaged.code, **damaged.facts)}"
        ids = [person.id for person in self._people]
        self._at = ids.index(last) if last in ids else 0
        self._wrong = 0
        self._waiting = False

    def compose(self) -> ComposeResult:
        yield NameList()
        if not self._desk.is_demo:
            yield PassphraseInput()
        yield Static(Content(self._problem), id="problem")

    def on_mount(self) -> None:
        self._draw()
        self.take_focus()

    def take_focus(self) -> None:
        """Keys go to the passphrase, or to the names where none is asked for."""
        self.query_one(NameList if self._desk.is_demo else PassphraseInput).focus()

    def on_key(self, event: events.Key) -> None:
        """Up and Down choose the name; Enter in the demonstration opens at once."""
        if event.key in ("up", "down") and self._people:
            event.stop()
            self._at = (self._at + (1 if event.key == "down" else -1)) % len(self._people)
            self._draw()
        elif event.key == "enter" and self._desk.is_demo and self._people:
            event.stop()
            self._change_person(self._people[self._at].id)

    @on(Input.Submitted)
    def _try(self, event: Input.Submitted) -> None:
        event.stop()
        passphrase, event.input.value = event.value, ""
        if passphrase and self._people and not self._waiting:
            self._say(message("opening"))
            self._sign_in(self._people[self._at].id, passphrase)

    @work(
        thread=True, exclusive=True, exit_on_error=False, group="sign-in", description="Opening the records"
    )
    def _sign_in(self, person_id: str, passphrase: str) -> None:
        try:
            self._desk.sign_in(person_id, passphrase)
        except TriageError as wrong:
            self.post_message(self._Tried(message(wrong.code, **wrong.facts)))
        else:
            self.post_message(self._Tried(None))

    def _change_person(self, person_id: str) -> None:
        try:
            self._desk.change_person(person_id)
        except TriageError as wrong:
            self._say(message(wrong.code, **wrong.facts))
        else:
            self.post_message(self.Opened())

    @on(_Tried)
    def _tried(self, tried: _Tried) -> None:
        tried.stop()
        if tried.problem is None:
            self._wrong = 0
            self.post_message(self.Opened())
            return
        seconds = min(LONGEST_WAIT_SECONDS, 2**self._wrong)
        self._wrong += 1
        self._waiting = True
        self.set_timer(seconds, lambda: self._wait_over(f"! {tried.problem}"))
        self._say(f"! {tried.problem} {message('wait_seconds', seconds=seconds)}")

    def _wait_over(self, problem: str) -> None:
        self._waiting = False
        self._say(f"{problem} {message('try_again')}")

    def _say(self, words: str) -> None:
        self.query_one("#problem", Static).update(Content(words))

    def _draw(self) -> None:
        names = "\n".join(
            f"{'>' if at == self._at else ' '} {person.name} ({label('role', person.role)})"
            for at, person in enumerate(self._people)
        )
        self.query_one(NameList).update(Content(names or ("" if self._problem else message("nobody_set_up"))))
