"""Our screen beside two Textual programs that people love, each started and typed into in the same way.

Called by ``screen.py --beside``. The two are installed from the package index into environments of their own
and are no part of this project: Harlequin, an SQL editor, and Toolong, a viewer of log files.
"""

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pexpect

from triage.desk.bootstrap import utc_now
from triage.desk.setting_up import set_up
from triage.paths import vault_dir
from triage.records.people import Contact, Person, Role, Service

PROJECT = Path(__file__).resolve().parent.parent.parent
PASSPHRASE = "violet anchor meadow lantern"
TEXT = "he said so "
ROUNDS = 3
SETTLED_SECONDS = 6.0
"""From the first picture until the first key: the encoder of ours is up, the catalogue of Harlequin is
read."""


class AtTerminal:
    """A program at a terminal of 80 by 24. What it keeps for its user goes into ``home``."""

    def __init__(self, command: list[str], home: Path) -> None:
        env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(PROJECT)}
        env.pop("NO_COLOR", None)
        kept = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
        env |= {name: str(home / name.lower()) for name in kept}
        self.started = time.monotonic()
        self.program = pexpect.spawn(
            command[0], command[1:], dimensions=(24, 80), env=env, cwd=str(home), timeout=60
        )
        # pexpect waits 50 ms before each send unless told not to.
        self.program.delaybeforesend = None

    def until(self, words: str) -> float:
        """Seconds from now until ``words`` were written."""
        asked = time.monotonic()
        self.program.expect_exact(words)
        return time.monotonic() - asked

    def after(self, keys: str) -> float:
        """Seconds from the key to the first byte that it brought."""
        self.drain()
        asked = time.monotonic()
        self.program.send(keys)
        self.program.read_nonblocking(1, timeout=5)
        return time.monotonic() - asked

    def drain(self, seconds: float = 0.05) -> None:
        """Reads all that comes for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            with contextlib.suppress(pexpect.TIMEOUT):
                self.program.read_nonblocking(65536, timeout=left)


@dataclass
class Rival:
    """How a program is started, and brought to where text is typed."""

    name: str
    command: list[str]
    painted: str
    """Words of its first picture."""
    open_box: Callable[[AtTerminal], None] = lambda _terminal: None
    seconds: list[float] = field(default_factory=list)
    """To the first picture, a round each."""
    keys: list[float] = field(default_factory=list)
    alone: float = 0.0
    """MiB of the process at the terminal, after typing."""
    family: float = 0.0
    """MiB with all its helpers."""

    def play(self, home: Path, keys: int) -> None:
        """One round."""
        terminal = AtTerminal(self.command, home)
        terminal.until(self.painted)
        self.seconds.append(time.monotonic() - terminal.started)
        terminal.drain(SETTLED_SECONDS)
        self.open_box(terminal)
        terminal.drain(1.0)
        self.keys += [terminal.after(TEXT[number % len(TEXT)]) for number in range(keys)]
        terminal.drain(1.0)
        processes = list(_family(terminal.program.pid))
        self.alone = _mib(processes[:1])
        self.family = _mib(processes)
        terminal.program.close(force=True)


def compare(keys: int, environments: Path | None) -> None:
    """Prints the table. ``environments``: where the others are installed and stay; None: nowhere for long."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        rivals = [
            _ours(folder),
            _harlequin(environments or folder),
            _toolong(environments or folder, folder),
        ]
        homes = {rival.name: folder / rival.name for rival in rivals}
        for home in homes.values():
            home.mkdir()
        for at in range(ROUNDS + 1):
            for rival in rivals:
                rival.play(homes[rival.name], max(2, keys // ROUNDS))
                if at == 0:
                    # The first start makes caches and is not what a person meets every day.
                    rival.seconds.clear()
                    rival.keys.clear()
        _print(rivals)


def _ours(folder: Path) -> Rival:
    data = folder / "data"
    people = (
        Person(id="one", name="Casey Test", role=Role.CASEWORKER),
        Person(id="two", name="Morgan Test", role=Role.MANAGER),
    )
    chain = (Contact(name="Morgan Test", phone="01632 960001", person_id="two"),)
    service = Service(name="Test", manager_chain=chain)
    set_up(vault_dir(data), service, tuple((person, PASSPHRASE) for person in people), utc_now)

    def start_a_call(terminal: AtTerminal) -> None:
        terminal.program.send("s")
        terminal.until("Casey Test")
        terminal.program.send(PASSPHRASE + "\r")
        terminal.until("Signed in")
        terminal.program.send("c")
        terminal.until("LIVE CALL")

    command = [sys.executable, "-m", "triage", "--data-dir", str(data)]
    return Rival("triage", command, "to sign in", start_a_call)


def _harlequin(environments: Path) -> Rival:
    program = _installed(environments, "harlequin==2.17.0", "harlequin")
    return Rival("harlequin", [program, "--no-download-tzdata"], "Query Editor")


def _toolong(environments: Path, folder: Path) -> Rival:
    log = folder / "long.log"
    log.write_text("".join(f"2026-11-22 14:03:07 line {number}\n" for number in range(300)))
    program = _installed(environments, "toolong==1.5.0", "tl")
    return Rival("toolong", [program, str(log)], "Help", lambda terminal: terminal.program.send("/"))


def _installed(environments: Path, what: str, program: str) -> str:
    """The program, in an environment of its own that is made when it is not there."""
    place = environments / what
    if not place.exists():
        venv.create(place, with_pip=True)
        subprocess.run([place / "bin" / "python", "-m", "pip", "install", "-q", what], check=True)
    return str(place / "bin" / program)


def _family(pid: int) -> Iterable[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _family(int(child))


def _mib(processes: list[int]) -> float:
    """What they hold between them; where the system does not say, what each holds by itself."""
    held = 0.0
    for pid in processes:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            held += next(int(line.split()[1]) for line in rollup if line.startswith("Pss:")) / 1024
        except PermissionError:
            pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
            held += pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    return held


def _print(rivals: list[Rival]) -> None:
    rows: list[tuple[str, Callable[[Rival], float], str]] = [
        ("first picture, ms", lambda each: statistics.median(each.seconds) * 1000, ".0f"),
        ("key, median, ms", lambda each: statistics.median(each.keys) * 1000, ".1f"),
        ("key, p95, ms", lambda each: statistics.quantiles(each.keys, n=20)[-1] * 1000, ".1f"),
        ("key, longest, ms", lambda each: max(each.keys) * 1000, ".1f"),
        ("memory of the screen, MiB", lambda each: each.alone, ".0f"),
        ("memory with helpers, MiB", lambda each: each.family, ".0f"),
    ]
    ours, *others = rivals
    head = f"{'':28}{ours.name:>12}"
    print(head + "".join(f"{each.name:>12}{'ours is':>10}" for each in others))
    for name, value, form in rows:
        line = f"{name:28}{value(ours):>12{form}}"
        line += "".join(f"{value(each):>12{form}}{value(ours) / value(each):>9.2f}x" for each in others)
        print(line)
    print(f"{len(ours.keys)} keys each in {ROUNDS} starts; load average {os.getloadavg()[0]:.1f}")
