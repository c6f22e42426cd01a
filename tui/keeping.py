"""Keeps the draft in hand: the newest version reaches the vault within 1.5 seconds of a key, whatever
screen is up.

The draft lives here and not in a widget, so that leaving, locking and a signal can save it without the
screen.
"""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from time import monotonic

from textual.app import App
from textual.signal import Signal
from textual.timer import Timer

from triage.desk.desk import Desk
from triage.records.draft import Answer, Draft

QUIET_SECONDS = 0.4
"""A pause in typing after which the draft is saved."""
LONGEST_SECONDS = 1.5
"""The longest that a change waits, however fast the typing."""
RETRY_SECONDS = 2.0


Begun = dict[tuple[str, str], tuple[Answer, ...]]
"""Forms begun and not kept, by person and form. Only this window holds them; a lock keeps them with the
place."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What the vault has of the draft in hand."""

    at: datetime | None = None
    """When it was last saved; None when it never was."""
    failing_since: datetime | None = None
    """When saving first failed; None while it works."""


class Keeping:
    """The draft in hand. Screens read ``draft``, hand back the next with ``keep`` and listen to
    ``changed``."""

    def __init__(self, app: App[int], desk: Desk) -> None:
        self._app = app
        self._desk = desk
        self._timer: Timer | None = None
        self._changed_at: float | None = None
        """When the oldest change that is not saved was made, as far as the screen's own thread knows."""
        self._kept: Draft | None = None
        """The version the vault has."""
        self._writing = Lock()
        self.draft: Draft | None = None
        self.begun: Begun = {}
        self.saved = Saved()
        self.changed: Signal[Saved] = Signal(app, "draft kept")

    @property
    def all_saved(self) -> bool:
        """The vault has the newest version."""
        return self.draft is self._kept

    def take(self, draft: Draft, saved_at: datetime | None = None) -> None:
        """Takes up a draft that the vault has already; the one in hand before is saved first."""
        self.flush()
        self._hold(draft, Saved(at=saved_at))

    def put_down(self) -> None:
        """Nothing is in hand any more: submitted, or parked."""
        self._hold(None, Saved())

    def keep(self, draft: Draft) -> None:
        """``draft`` is the newest version from now on; it is saved after a pause, or at 1.5 seconds."""
        self.draft = draft
        now = monotonic()
        if self._changed_at is None:
            self._changed_at = now
        self._schedule(max(0.01, min(QUIET_SECONDS, self._changed_at + LONGEST_SECONDS - now)))

    def flush(self) -> bool:
        """Saves now, in this thread. False: it could not be saved, and ``saved`` says since when."""
        self._stop_timer()
        return self._write()

    def _hold(self, draft: Draft | None, saved: Saved) -> None:
        self._stop_timer()
        self._changed_at = None
        self.draft = self._kept = draft
        self._say(saved)

    def _schedule(self, seconds: float) -> None:
        self._stop_timer()
        self._timer = self._app.set_timer(seconds, self._write_behind)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _write_behind(self) -> None:
        self._timer = None
        self._app.run_worker(
            self._write, thread=True, exit_on_error=False, group="keep", description="Saving the draft"
        )

    def _write(self) -> bool:
        """Runs in a worker thread or, for ``flush``, in the screen's own. Always writes the newest
        version."""
        with self._writing:
            draft = self.draft
            if draft is None or draft is self._kept:
                return True
            try:
                at = self._desk.keep(draft)
            except Exception:  # noqa: BLE001  whatever stopped it, the words are still here: say so, try again
                since = self.saved.failing_since or self._desk.now()
                self._tell(Saved(at=self.saved.at, failing_since=since), draft)
                return False
            self._kept = draft
            self._tell(Saved(at=at), draft)
            return True

    def _tell(self, saved: Saved, draft: Draft) -> None:
        """From any thread: the screen's own thread tells the listeners."""
        self._app.call_later(self._settle, saved, draft)

    def _settle(self, saved: Saved, draft: Draft) -> None:
        if self.draft is None or self.draft.ref != draft.ref:
            return
        self._say(saved)
        if self.all_saved:
            self._changed_at = None
        elif self._timer is None:
            self._schedule(RETRY_SECONDS if saved.failing_since else QUIET_SECONDS)

    def _say(self, saved: Saved) -> None:
        self.saved = saved
        self.changed.publish(saved)
