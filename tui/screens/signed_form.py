"""A form that is signed: after its page of answers the passphrase is asked for, and only then it is kept."""

from textual import on
from textual.app import ComposeResult
from textual.getters import query_one

from triage.content import message
from tui.screens.form import FormScreen
from tui.widgets.passphrase_box import PassphraseBox


class SignedForm(FormScreen):
    """In the demonstration nothing is asked."""

    passphrase = query_one("#passphrase", PassphraseBox)
    _asking = False
    """The passphrase is asked for."""

    def body(self) -> ComposeResult:
        yield from super().body()
        yield PassphraseBox(self.desk, id="passphrase")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the passphrase is asked for, only the way back."""
        if action in ("change", "next_gap", "save", "check", "skip") and self._asking:
            return False
        return super().check_action(action, parameters)

    def action_save(self) -> None:
        """Whose form it is shows again that they are at the keys."""
        if self.desk.is_demo or not self._progress.complete:
            super().action_save()
            return
        self._asking = True
        self._say(message("decide_passphrase"))
        self.passphrase.ask(self.desk.check_passphrase)
        self.refresh_bindings()

    def action_back(self) -> None:
        """Out of the passphrase first. What is being signed cannot be taken back."""
        if self.passphrase.busy:
            return
        if self._asking:
            self._stop_asking()
            self._say()
        else:
            super().action_back()

    @on(PassphraseBox.Signed)
    def _signed(self) -> None:
        self._stop_asking()
        super().action_save()

    @on(PassphraseBox.Refused)
    def _refused(self, event: PassphraseBox.Refused) -> None:
        self._say(event.words)

    @on(PassphraseBox.Failed)
    def _failed(self, event: PassphraseBox.Failed) -> None:
        self._stop_asking()
        self._say(f"! {message(event.fault.code, **event.fault.facts)}", message("form_nothing_lost"))

    def _stop_asking(self) -> None:
        self._asking = False
        self.passphrase.close()
        self.answers.focus()
        self.refresh_bindings()
