"""Breaks a screen on purpose at a real terminal, and writes down all that the terminal got.

Run as a program it imports everything once and forks for each case: a start costs a tenth that way. A line of
JSON comes in for each case, one goes out: exit code, what was written, the draft in the vault after.
"""

import contextlib
import importlib
import json
import os
import pkgutil
import pty
import select
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from textual.screen import ModalScreen, Screen
from textual.widgets import Static

CANARY = "Tamsin Quillfeather"
WHERE = ("mount", "render", "handler", "worker")
F11 = b"\x1b[23~"
"""A key that nothing of ours answers to: only the broken handler does."""


def all_screens() -> dict[str, type[Screen[Any]]]:
    """Every screen of ours, by name."""
    import tui.screens
    from tui.screens.base import TriageScreen

    for module in pkgutil.iter_modules(tui.screens.__path__):
        importlib.import_module(f"tui.screens.{module.name}")
    found: dict[str, type[Screen[Any]]] = {}
    waiting: list[type[Screen[Any]]] = [*TriageScreen.__subclasses__(), *ModalScreen.__subclasses__()]
    while waiting:
        screen = waiting.pop()
        waiting += screen.__subclasses__()
        if screen.__module__.startswith("tui."):
            found[screen.__name__] = screen
    return found


def _practice(desk: Any) -> Any:
    from triage.desk.practice_room import scenario_named
    from triage.practice.play import begin

    return begin(scenario_named(desk.pack, "packed_bag"))


def opened(app: Any, kind: type[Screen[Any]], ref: str) -> Screen[Any]:
    """A screen of this kind. A new one that needs more than desk and draft has to be named here."""
    desk, keeping = app.desk, app.keeping
    match kind.__name__:
        case "RecordScreen" | "DecisionScreen" | "SubmittedScreen":
            return kind(desk, keeping, ref)
        case "RequestScreen":
            return kind(desk, keeping, "REQ-2026-0000")
        case "WhichRecordScreen":
            return kind(desk, keeping, lambda _ref: kind(desk, keeping, None))
        case "FormScreen" | "SignedForm":
            return kind(desk, keeping, desk.data_requests.flow, lambda _answers: "")
        case "SettingsScreen":
            return kind(desk, keeping, in_colour=True, can_choose_colours=True)
        case "HelpScreen":
            return kind("call")
        case "PracticeScreen":
            return kind(desk, keeping, (), frozenset())
        case "PracticeCallScreen":
            return kind(desk, keeping, _practice(desk), lambda _line: None)
        case "DebriefScreen":
            return kind(desk, keeping, _practice(desk), next_id=None)
        case "PracticeChoice":
            return kind(desk, (), "", ())
        case "LeaveScreen":
            return kind("leave_not_submitted")
        case _:
            return kind(desk, keeping)


def fails() -> None:
    """With words of a caller and a passphrase among its local variables."""
    heard, passphrase = CANARY, "violet anchor meadow lantern"
    raise RuntimeError(f"{heard} {passphrase}")


class Failing(Static):
    """Cannot be drawn."""

    def render(self) -> str:
        fails()
        return ""


def break_screen(kind: type[Screen[Any]], where: str) -> None:
    """The first screen of this kind will fail there."""

    def mounted(self: Screen[Any]) -> None:
        heard = CANARY
        if where == "mount":
            raise RuntimeError(heard)
        if where == "render":
            self.mount(Failing())
        if where == "worker":
            self.run_worker(fails, thread=True)

    def key_f11(self: Screen[Any]) -> None:
        fails()

    # Textual runs the handler of each class, this one's first.
    broken[kind.__name__] = type(
        f"Broken{kind.__name__}",
        (kind,),
        {"on_mount": mounted, "key_f11": lambda self: fails(), **_styles(kind)},
    )


def _styles(kind: type[Screen[Any]]) -> dict[str, str]:
    """Textual looks for them beside the module of the class, and this is another."""
    name = vars(kind).get("CSS_PATH")
    return {"CSS_PATH": str(Path(sys.modules[kind.__module__].__file__ or "").parent / name)} if name else {}


broken: dict[str, type[Screen[Any]]] = {}


def child(folder: Path, name: str, where: str, person: str, passphrase: str, ref: str) -> None:
    """Runs the program on a vault, signed in, with a draft in hand, and opens the broken screen."""
    import tui.app
    from triage.cli.border import enter

    for number, (stream, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        opened_anew = open(number, mode, closefd=False)  # noqa: SIM115 - for as long as the child runs
        setattr(sys, stream, opened_anew)
        setattr(sys, f"__{stream}__", opened_anew)
    from broken_triage import words_only

    words_only()
    kind = all_screens()[name]
    break_screen(kind, where)

    class Opening(tui.app.TriageApp):
        CSS_PATH = str(Path(tui.app.__file__).parent / "app.tcss")

        def on_mount(self) -> None:
            self.desk.sign_in(person, passphrase)
            draft = self.desk.start_call()
            self.keeping.take(draft)
            self.keeping.keep(draft.with_typing(CANARY))
            self.call_after_refresh(self._open)

        def _open(self) -> None:
            self.push_screen(opened(self, broken[name], ref))

    tui.app.TriageApp = Opening  # type: ignore[misc]
    os._exit(enter(["--data-dir", str(folder)]))


def run(case: dict[str, str]) -> dict[str, Any]:
    """One case, from a fresh copy of the vault to what is left."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "data"
        shutil.copytree(case["vault"], folder)
        pid, terminal = pty.fork()
        if pid == 0:
            try:
                child(folder, case["screen"], case["where"], case["person"], case["passphrase"], case["ref"])
            finally:
                os._exit(99)
        wrote, code = watch(pid, terminal, press=F11 if case["where"] == "handler" else b"")
        files = [str(file) for file in Path(made).rglob("*") if file.is_file() and holds(file)]
        return {
            "code": code,
            "wrote": wrote.decode("latin-1"),
            "drafts": drafts(folder, case["person"], case["passphrase"]),
            "files": files,
        }


def watch(pid: int, terminal: int, press: bytes) -> tuple[bytes, int | None]:
    """All that it wrote, and its exit code; None when it had to be killed."""
    import fcntl
    import struct
    import termios

    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    wrote, deadline, pressed = b"", time.monotonic() + 60, 0.0
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                wrote += os.read(terminal, 65536)
            except OSError:
                break
        elif press and b"F8" in wrote and time.monotonic() - pressed > 0.5:
            os.write(terminal, press)
            pressed = time.monotonic()
    else:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return wrote, None
    os.close(terminal)
    return wrote, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def holds(file: Path) -> bool:
    """The words are in this file, as they are."""
    return b"Quillfeather" in file.read_bytes()


def drafts(folder: Path, person: str, passphrase: str) -> list[str]:
    """What stands in the box of each draft."""
    from triage.desk.bootstrap import open_desk

    desk = open_desk(folder, with_encoder=False)
    try:
        desk.sign_in(person, passphrase)
        return [draft.typing for draft in desk.drafts()]
    finally:
        desk.close()


if __name__ == "__main__":
    all_screens()
    import tui.app  # noqa: F401 - once, for all cases

    for line in sys.stdin:
        with contextlib.redirect_stdout(sys.stderr):
            told = run(json.loads(line))
        print(json.dumps(told), flush=True)
