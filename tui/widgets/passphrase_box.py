"""The passphrase of the person at the keys, asked for once more: something is signed with it."""

from collections.abc import Callable

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Input

from triage.content import message
from triage.desk.desk import Desk
from triage.errors import TriageError, WrongPassphrase
from tui.widgets.sign_in_box import PassphraseInput

Signing = Callable[[str], object]
"""What is signed with the passphrase. It takes 0.2 s, runs in a thread and raises TriageError."""


class PassphraseBox(Vertical):
    """Shown by ``ask``. Each wrong try waits longer."""

    DEFAULT_CSS = """
    PassphraseBox { height: auto; display: none; }
    """

    class Signed(Message):
        """It was right, and what it was asked for is done."""

    class Refused(Message):
        """It was wrong; ``words`` say what to do."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class Failed(Message):
        """Something else stood in the way; nothing was signed."""

        def __init__(self, fault: TriageError) -> None:
            super().__init__()
            self.fault = fault

    class _Tried(Message):
        def __init__(self, fault: TriageError | None) -> None:
            super().__init__()
            self.fault = fault

    line = query_one(PassphraseInput)

    def __init__(self, desk: Desk, *, id: str) -> None:
        super().__init__(id=id)
        self._desk = desk
        self._signing: Signing | None = None
        self._failures = 0
        self._waiting = False
        """After a wrong one."""
        self.busy = False
        """It is being signed: nobody can take that back any more."""

    def compose(self) -> ComposeResult:
        yield PassphraseInput()

    def ask(self, signing: Signing) -> None:
        """Opens the line, empty. ``signing`` runs with what is typed there."""
        self._signing = signing
        self.line.value = ""
        self.display = True
        self.screen.set_focus(self.line)

    def close(self) -> None:
        """Nothing is asked any more; what was typed is gone."""
        self._signing = None
        self.line.value = ""
        self.display = False

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        passphrase, event.input.value = event.value, ""
        if passphrase and self._signing is not None and not (self.busy or self._waiting):
            self.busy = True
            self._sign(self._signing, passphrase)

    @work(thread=True, exit_on_error=False, group="sign", description="Signing")
    def _sign(self, signing: Signing, passphrase: str) -> None:
        try:
            signing(passphrase)
        except TriageError as fault:
            self.post_message(self._Tried(fault))
        else:
            self.post_message(self._Tried(None))

    @on(_Tried)
    def _tried(self, event: _Tried) -> None:
        event.stop()
        self.busy = False
        if event.fault is None:
            self._failures = 0
            self.post_message(self.Signed())
        elif isinstance(event.fault, WrongPassphrase):
            seconds = self._wait()
            said = message(event.fault.code, **event.fault.facts)
            self.post_message(self.Refused(f"! {said} {message('wait_seconds', seconds=round(seconds))}"))
        else:
            self.post_message(self.Failed(event.fault))

    def _wait(self) -> float:
        self._failures += 1
        self._waiting = True
        seconds = self._desk.wait_after(self._failures)
        self.set_timer(seconds, self._wait_over)
        return seconds

    def _wait_over(self) -> None:
        self._waiting = False
        if self.display:
            self.post_message(self.Refused(message("try_again")))
