"""One invented day at a real terminal, in a home of its own that is watched: a call with the names of a
parent and of a child, a record, a lock, a decision, a print, a file for another device and a kill.

It is played once; the tests ask what it left, and where.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from edges_case import (
    CASEY,
    MORGAN,
    OTHER_PASSPHRASE,
    PASSPHRASE,
    PROJECT,
    Program,
    Triage,
    a_vault,
    family,
)

from triage.desk.bootstrap import open_desk, utc_now
from triage.desk.setting_up import set_up
from triage.paths import vault_dir
from triage.records.people import Contact, Person, Role, Service
from triage.vault.passphrase import LEAST_COST
from tui.widgets.choices import HELD_KEY_SECONDS

PARENT, CHILD = "Tamsin Quillfeather", "Wilf Nightjar"
STREET, SCHOOL = "14 Lampwick Row", "Bramblecote Primary"
CANARIES = ("Tamsin", "Quillfeather", "Wilf", "Nightjar", "Lampwick", "Bramblecote")
SAID = f"I am {PARENT} and he said he would hurt {CHILD} tonight"
SENSITIVE = "Wilf hid in the coal shed"
F2, F4, F8, ESC, ENTER = "\x1bOQ", "\x1bOS", "\x1b[19~", "\x1b", "\r"
LEAVE = "\x11"
A_FEW_KEYS = 5
HELPERS = (
    "notify-send", "zenity", "kdialog", "wall", "write", "logger", "xclip", "xsel", "wl-copy", "xdg-open",
    "lp", "lpr", "mail", "xdotool", "wmctrl",
)  # fmt: skip
"""Programs that would tell somebody, or take something along."""


def forms(word: str) -> tuple[bytes, ...]:
    """As a file or a process may hold it, in small letters."""
    plain = word.lower()
    return plain.encode(), plain.encode("utf-16-le"), plain.encode().hex().encode()


def names_in(*pieces: bytes | str) -> list[str]:
    """The canaries that stand in these, in whatever case."""
    small = [(piece.encode() if isinstance(piece, str) else piece).lower() for piece in pieces]
    return [word for word in CANARIES if any(form in piece for piece in small for form in forms(word))]


@dataclass
class Snapshot:
    """What could be seen of the running program from outside at one moment."""

    picture: str
    holding: list[str]
    """Files that hold a canary; those too that only an open handle still keeps."""
    log_bytes: int
    """Of the vault's write-ahead log."""
    process: bytes
    """Command line, environment and name of the process and all it started."""
    open_files: list[str]
    """By name."""


@dataclass
class Day:
    """All that it left."""

    folder: Path
    ref: str = ""
    wrote: bytes = b""
    """To the terminal, in the session of the day."""
    pictures: dict[str, str] = field(default_factory=dict)
    moments: list[Snapshot] = field(default_factory=list)
    """While the names were typed, key by key."""
    before_home: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    after_home: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    said: dict[str, subprocess.CompletedProcess[str]] = field(default_factory=dict)
    """What commands gave."""
    after_kill: list[str] = field(default_factory=list)
    kept_after_kill: list[str] = field(default_factory=list)
    bus_called: bool = False
    helpers_run: list[str] = field(default_factory=list)
    events: str = ""
    """The vault's own log, opened."""

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def out(self) -> Path:
        """Where the print and the sealed file were asked to be written."""
        return self.folder / "out"

    def holding(self, *roots: Path) -> list[str]:
        """Files beneath these that hold a canary in whatever form. The encoder's export never changes."""
        return [
            str(file.relative_to(self.folder))
            for root in roots
            for file in root.rglob("*")
            if file.is_file() and file.suffix not in (".npz", ".onnx") and names_in(file.read_bytes())
        ]

    def files(self) -> list[str]:
        """Names of all files and folders of the day."""
        return [str(path.relative_to(self.folder)) for path in self.folder.rglob("*")]


class AtHome(Triage):
    """The command, started in the watched home."""

    def __init__(self, day: Day) -> None:
        begin = "import os, sys; os.chdir(sys.argv[1]); os.execvp(sys.argv[2], sys.argv[2:])"
        Program.__init__(
            self, "-c", begin, str(day.home), sys.executable, "-m", "triage", "--data-dir", str(day.data),
            env=surroundings(day),
        )  # fmt: skip

    def answer(self, key: str) -> None:
        """To a question; sooner, it would be a key still held down."""
        time.sleep(HELD_KEY_SECONDS + 0.1)
        self.send(key)


def surroundings(day: Day) -> dict[str, str]:
    home = day.home
    return {
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "DBUS_SESSION_BUS_ADDRESS": f"unix:path={bus_of(day)}",
        "HISTFILE": str(home / ".bash_history"),
        "DISPLAY": ":77",
        "PATH": f"{day.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT),
    }


def bus_of(day: Day) -> str:
    return (day.folder / "bus.name").read_text()


def tree(home: Path) -> dict[str, tuple[bytes, int]]:
    """Every file beneath it: what it holds and when it last changed."""
    return {
        str(path.relative_to(home)): (path.read_bytes(), path.lstat().st_mtime_ns)
        for path in home.rglob("*")
        if path.is_file()
    }


def play(folder: Path) -> Day:
    """The whole day."""
    day = Day(folder)
    with tempfile.TemporaryDirectory(prefix="bus") as short, socket.socket(socket.AF_UNIX) as bus:
        _furnish(day, f"{short}/bus")
        bus.bind(f"{short}/bus")
        bus.listen()
        day.before_home = tree(day.home)
        _call_and_decision(day)
        _commands(day)
        _kill(day)
        day.after_home = tree(day.home)
        bus.setblocking(False)
        try:
            bus.accept()
            day.bus_called = True
        except BlockingIOError:
            day.bus_called = False
    calls = day.folder / "helpers.log"
    day.helpers_run = calls.read_text().split() if calls.exists() else []
    return day


def _furnish(day: Day, bus: str) -> None:
    """A home as somebody has it, with the lists in which systems note what was used."""
    (day.folder / "bus.name").write_text(bus)
    for name in ("tmp", "run", ".local/share", ".local/state", ".config", ".cache"):
        (day.home / name).mkdir(parents=True, mode=0o700)
    (day.home / ".local/share/recently-used.xbel").write_text('<?xml version="1.0"?><xbel version="1.0"/>\n')
    for name in (".bash_history", ".python_history", ".viminfo"):
        (day.home / name).write_text("ls\n")
    day.out.mkdir()
    (day.folder / "bin").mkdir()
    for name in HELPERS:
        helper = day.folder / "bin" / name
        helper.write_text(f"#!/bin/sh\necho {name} >> '{day.folder}/helpers.log'\n")
        helper.chmod(0o755)
    a_vault(day.data)
    for who, words in ((CASEY, PASSPHRASE), (MORGAN, OTHER_PASSPHRASE)):
        file = day.folder / f"{who.id}.key"
        file.touch(mode=0o600)
        file.write_text(words + "\n")
    _another_device(day)


def _another_device(day: Day) -> None:
    """A manager elsewhere whom this device has let in, so that a record can be handed over."""
    there = day.folder / "there"
    robin = Person(id="nine", name="Robin Test", role=Role.MANAGER)
    chain = (Contact(name="Robin Test", phone="01632 960009", person_id="nine"),)
    theirs = (robin, "harbour ribbon quartz meadow")
    set_up(vault_dir(there), Service(name="There", manager_chain=chain), (theirs,), utc_now, LEAST_COST)
    desk = open_desk(there, with_encoder=False)
    desk.sign_in("nine", theirs[1])
    card = desk.cards.write(there)
    desk.close()
    desk = open_desk(day.data, with_encoder=False)
    desk.sign_in(MORGAN.id, OTHER_PASSPHRASE)
    desk.cards.trust(desk.cards.look_at(card), OTHER_PASSPHRASE)
    desk.close()
    shutil.rmtree(there)


def _call_and_decision(day: Day) -> None:
    triage = AtHome(day)
    try:
        triage.until("Press S to sign in")
        day.pictures["before anybody"] = triage.picture
        triage.sign_in()
        triage.send("c")
        triage.until("LIVE CALL")
        triage.send("1")
        triage.until(">1 DANGER NOW<")
        triage.send(F2)
        triage.until("THEIR WORDS")
        for at in range(0, len(SAID), A_FEW_KEYS):
            triage.send(SAID[at : at + A_FEW_KEYS])
            day.moments.append(_seen(day, triage))
        triage.until("tonight")
        time.sleep(1.2)  # until what was typed is kept: the log of the vault has it now
        day.moments.append(_seen(day, triage))
        triage.send("\x01\x1b[1;2H\x1b[99;6u\x1b[2;5~\x18\x1a")  # select, copy and cut, in every way
        triage.send("\x1b[1;2F")
        if "tonight" not in triage.picture:
            triage.send(SAID)
        triage.send(ENTER)
        triage.until("They said")
        _answers(triage)
        day.moments.append(_seen(day, triage))
        triage.send("s")
        triage.until("Saved as ESC-")
        found = re.search(r"ESC-\d{4}-\w{4}", triage.picture)
        assert found
        day.ref = found[0]
        triage.send(ESC)
        triage.until("Signed in: ")
        triage.send("r")
        triage.until(day.ref)
        triage.rest()
        day.pictures["list of records"] = triage.picture
        triage.send(ENTER)
        triage.until("1 Summary")
        triage.send(F8)
        triage.until("Sign in to go on where you were")
        for key in ("r", "m", "?", "d", "\x10"):
            triage.send(key)
        time.sleep(0.5)
        day.pictures["locked"] = triage.picture
        day.moments.append(_seen(day, triage))
        triage.send("\x15")
        triage.give_passphrase(OTHER_PASSPHRASE, down=1)
        triage.until("Signed in: Morgan Test")
        day.pictures["home of the manager"] = triage.picture
        triage.send("m")
        triage.until(day.ref)
        triage.send("d")
        triage.until("What do you decide?")
        triage.answer("4")
        _words(triage, f"{SENSITIVE}, and {PARENT} knows", "")
        day.moments.append(_seen(day, triage))
        time.sleep(HELD_KEY_SECONDS + 0.1)
        triage.send(ENTER)
        triage.answer("1")
        time.sleep(HELD_KEY_SECONDS + 0.1)
        triage.send("s")
        triage.rest()
        triage.send(OTHER_PASSPHRASE)
        triage.send(ENTER)
        triage.rest()
        day.pictures["decided"] = triage.picture
        triage.send(LEAVE)
        triage.rest()
        if triage.program.isalive():
            triage.send(LEAVE)
        assert triage.end() == 0
        day.wrote = triage.wrote
    finally:
        triage.stop()


def _answers(triage: AtHome) -> None:
    """All that the record must have, and a name, an address and a school that nobody had to give."""
    triage.send(F4)
    triage.until("CHECK YOUR ANSWERS")
    triage.send("6")
    triage.until("Who told you this?")
    triage.answer("1")
    triage.until("Did they give a name?")
    triage.answer("2")
    triage.until("as they gave it")
    _words(triage, PARENT, "Did they give more")
    triage.answer("1")
    triage.until("What is their address?")
    _words(triage, STREET, "date of birth")
    triage.send(ENTER)
    if "Which school?" not in triage.picture:
        triage.send("\x1b[20~")
    triage.until("Which school?")
    _words(triage, SCHOOL, "")
    triage.send(F4)
    triage.until("CHECK YOUR ANSWERS")
    triage.send("8")
    triage.until("Have you spoken")
    triage.answer("3")
    triage.until("CHECK YOUR ANSWERS")
    triage.send("9")
    triage.until("What has been done so far?")
    _words(triage, SENSITIVE, "")
    triage.send(F4)
    triage.until("CHECK YOUR ANSWERS")


def _words(triage: AtHome, words: str, brings: str) -> None:
    time.sleep(HELD_KEY_SECONDS + 0.1)
    triage.send(words)
    triage.until(words.rsplit(maxsplit=1)[-1])
    triage.send(ENTER)
    if brings:
        triage.until(brings)


def _seen(day: Day, triage: Program) -> Snapshot:
    process, opened, holding = b"", [], day.holding(day.data, day.home)
    for pid in family(triage.pid):
        place = Path(f"/proc/{pid}")
        try:
            process += b"".join((place / name).read_bytes() for name in ("cmdline", "environ", "comm"))
            for link in (place / "fd").iterdir():
                opened.append(os.readlink(link))
                if opened[-1].endswith(" (deleted)") and names_in(link.read_bytes()):
                    holding.append(opened[-1])
        except OSError:
            continue
    log = vault_dir(day.data) / "vault.db-wal"
    size = log.stat().st_size if log.exists() else 0
    return Snapshot(triage.picture, holding, size, process, opened)


def _commands(day: Day) -> None:
    """A print and a file for another device, each by a process of its own."""
    duty = json.dumps({"kept_where": "cabinet 2", "duty_confirmed": True})
    made = run(day, "one", "handover", "make", day.ref, "--out", str(day.out))
    day.said["handover make"] = made
    day.said["paper print"] = run(
        day, "two", "paper", "print", day.ref, str(day.out / "print.txt"), stdin=duty
    )
    day.said["handover list"] = run(day, "two", "handover", "list")
    desk = open_desk(day.data, with_encoder=False)
    desk.sign_in(MORGAN.id, OTHER_PASSPHRASE)
    day.events = repr(desk._session.vault().events())
    desk.close()


def run(day: Day, who: str, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """A command in the same home, signed in by this person's private file."""
    return subprocess.run(
        [
            sys.executable, "-m", "triage", *arguments, "--data-dir", str(day.data), "--person", who,
            "--passphrase-file", str(day.folder / f"{who}.key"),
        ],
        env={**os.environ, **surroundings(day)}, cwd=day.home, input=stdin, capture_output=True,
        encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip


def _kill(day: Day) -> None:
    triage = AtHome(day)
    try:
        triage.sign_in()
        triage.send("c")
        triage.until("LIVE CALL")
        triage.send(f"{CHILD} said {SENSITIVE}")
        triage.until("coal shed")
        time.sleep(2.0)  # the promise: two seconds after a key it is kept
        os.kill(triage.pid, 9)
        triage.end()
    finally:
        triage.stop()
    day.after_kill = day.holding(day.data, day.home)
    desk = open_desk(day.data, with_encoder=False)
    desk.sign_in(CASEY.id, PASSPHRASE)
    day.kept_after_kill = [draft.typing for draft in desk.drafts()]
    desk.close()
