"""Starts the program with one thing changed, named by the first argument; the rest are the program's own.

Started again by itself it starts again with the same change: a lock does not heal it.
"""

import os
import signal
import sys
from time import monotonic


def fast_clock() -> None:
    """SIGUSR1 moves the clock of the idle lock 297 seconds, SIGUSR2 three more."""
    import tui.app

    moved = [0.0]
    signal.signal(signal.SIGUSR1, lambda *_: moved.__setitem__(0, moved[0] + 297))
    signal.signal(signal.SIGUSR2, lambda *_: moved.__setitem__(0, moved[0] + 3))
    began = tui.app.TriageApp.__init__

    def begin(self, *args, **options):
        began(self, *args, **options, ticks=lambda: monotonic() + moved[0])

    tui.app.TriageApp.__init__ = begin


def words_only() -> None:
    """The meaning of words is not read: half a second of work less, for tests of something else."""
    from triage.encoder.process import EncoderProcess

    EncoderProcess.start = lambda self: self._settle(False, "encoder_not_loaded")


def no_exec() -> None:
    """The system refuses to start a program."""

    def refused(*_args: object) -> None:
        raise PermissionError

    os.execv = refused


def guard_fails_after_lock() -> None:
    """A guard does not come up in the new image."""
    if "TRIAGE_RENEWED" in os.environ:
        from triage.cli import border
        from triage.errors import TriageError

        def fails(*_args: object) -> None:
            raise TriageError("guard_failed", guard="memory_closed")

        border.apply_guards = fails


def unclean() -> None:
    """Nothing is cleaned, neither where it comes in nor where it is drawn, and the last gate is open."""
    import triage.text
    from triage.text import Cleaned

    triage.text.clean = lambda raw, longest=20_000: Cleaned(raw[:longest], 0, 0)
    triage.text.one_line = lambda raw: raw
    import tui.plain_cells

    tui.plain_cells.PlainCells.apply = lambda self, segments, background: segments


def open_gate() -> None:
    """What is drawn does not go through the last gate; all that is cleaned before still is."""
    import tui.plain_cells

    tui.plain_cells.PlainCells.apply = lambda self, segments, background: segments


def copying() -> None:
    """The app copies as Textual would."""
    from textual.app import App

    from tui.hardened import HardenedApp

    del HardenedApp.copy_to_clipboard
    assert HardenedApp.copy_to_clipboard is App.copy_to_clipboard


def telling() -> None:
    """A fault is written to the file named by FAULTS as well: for whoever has to find out why."""
    import traceback

    from tui.hardened import HardenedApp

    handled = HardenedApp._handle_exception

    def tell(self: HardenedApp, error: Exception) -> None:
        with open(os.environ["FAULTS"], "a", encoding="utf-8") as file:
            traceback.print_exception(error, file=file)
        handled(self, error)

    HardenedApp._handle_exception = tell


if __name__ == "__main__":
    globals()[sys.argv[1]]()
    from triage.cli.border import enter

    sys.exit(enter(sys.argv[2:]))
