"""The passphrase of the person at the keys, asked for once more before something is signed."""

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Input

from triage.content import message
from triage.desk.desk import Desk
from triage.errors import TriageError
from tui.widgets.sign_in_box import PassphraseInput


class PassphraseBox(Vertical):
    """Shown by ``ask``. The check takes 0.2 s and runs in a thread; each wrong try waits longer."""

    DEFAULT_CSS = """
    PassphraseBox { height: auto; display: none; }
    """

    class Accepted(Message):
        """It is the passphrase of the person signed in."""

    class Refused(Message):
        """It is not; ``words`` say what to do."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class _Checked(Message):
        def __init__(self, asked: int, fault: TriageError | None) -> None:
            super().__init__()
            self.asked = asked
            self.fault = fault

    line = query_one(PassphraseInput)

    def __init__(self, desk: Desk, *, id: str) -> None:
        super().__init__(id=id)
        self._desk = desk
        self._asked = 0
        """Counts the times it was asked for: a check that comes back later answers nothing."""
        self._failures = 0
        self._busy = False
        """A check is under way, or a wait after a wrong one."""

    def compose(self) -> ComposeResult:
        yield PassphraseInput()

    def ask(self) -> None:
        """Opens the line, empty."""
        self._asked += 1
        self.line.value = ""
        self.display = True
        self.screen.set_focus(self.line)

    def close(self) -> None:
        """Nothing is asked any more; what was typed is gone."""
        self._asked += 1
        self.line.value = ""
        self.display = False

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        passphrase, event.input.value = event.value, ""
        if passphrase and not self._busy:
            self._busy = True
            self._check(passphrase, self._asked)

    @work(thread=True, exit_on_error=False, group="sign", description="Checking the passphrase")
    def _check(self, passphrase: str, asked: int) -> None:
        try:
            self._desk.check_passphrase(passphrase)
        except TriageError as fault:
            self.post_message(self._Checked(asked, fault))
        else:
            self.post_message(self._Checked(asked, None))

    @on(_Checked)
    def _checked(self, event: _Checked) -> None:
        event.stop()
        self._busy = False
        if event.fault is None:
            self._failures = 0
        else:
            self._wait()
        if event.asked != self._asked:
            return
        if event.fault is None:
            self.post_message(self.Accepted())
            return
        said = message(event.fault.code, **event.fault.facts)
        seconds = self._desk.wait_after(self._failures)
        self.post_message(self.Refused(f"! {said} {message('wait_seconds', seconds=round(seconds))}"))

    def _wait(self) -> None:
        self._failures += 1
        self._busy = True
        self.set_timer(self._desk.wait_after(self._failures), self._wait_over)

    def _wait_over(self) -> None:
        self._busy = False
        if self.display:
            self.post_message(self.Refused(message("try_again")))
