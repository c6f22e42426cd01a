"""What the tests of the edges share: a real vault, the real program at a real terminal, and eyes on both."""

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pexpect
import pyte
from warm import warm

from triage.desk.bootstrap import utc_now
from triage.desk.setting_up import set_up
from triage.paths import vault_dir
from triage.records.people import Contact, Person, Role, Service
from triage.vault.passphrase import LEAST_COST

PROJECT = Path(__file__).parent.parent.parent
PASSPHRASE = "violet anchor meadow lantern"
OTHER_PASSPHRASE = "copper willow harbour biscuit"
CASEY = Person(id="one", name="Casey Test", role=Role.CASEWORKER)
MORGAN = Person(id="two", name="Morgan Test", role=Role.MANAGER)
LEAVES_ALTERNATE_SCREEN = b"\x1b[?1049l"
ENTERS_ALTERNATE_SCREEN = b"\x1b[?1049h"
PATIENCE = 60.0
"""Seconds after which a program that does not answer has hung; no figure of ours."""


def a_vault(folder: Path, *people: Person) -> None:
    """With one caseworker and one manager, or with these."""
    everybody = people or (CASEY, MORGAN)
    chain = tuple(
        Contact(name=each.name, phone="01632 960001", person_id=each.id)
        for each in everybody
        if each.role is Role.MANAGER
    )
    passphrases = (PASSPHRASE, OTHER_PASSPHRASE)
    warm(folder)
    set_up(
        vault_dir(folder), Service(name="Test", manager_chain=chain),
        tuple(zip(everybody, passphrases, strict=False)), utc_now, LEAST_COST,
    )  # fmt: skip


class Program:
    """A program at a terminal of 80 by 24, with every byte that it wrote."""

    def __init__(self, *arguments: str, env: dict[str, str] | None = None) -> None:
        given = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(PROJECT)}
        given.pop("NO_COLOR", None)
        self.program = pexpect.spawn(
            sys.executable, list(arguments), dimensions=(24, 80), env={**given, **(env or {})},
            cwd=str(PROJECT), timeout=PATIENCE,
        )  # fmt: skip
        _ring_no_bell(self.program.child_fd)
        self.wrote = b""
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def pid(self) -> int:
        """Stays the same when the process starts itself again."""
        return int(self.program.pid)

    @property
    def picture(self) -> str:
        """What stands on the screen."""
        self.read()
        return "\n".join(self._screen.display)

    @property
    def settings(self) -> list[object]:
        """Of the terminal, as the system has them."""
        import termios

        return list(termios.tcgetattr(self.program.child_fd))[:4]

    def read(self) -> None:
        """All that it has written since."""
        try:
            while True:
                chunk = self.program.read_nonblocking(65536, timeout=0.02)
                self.wrote += chunk
                # pyte knows no sequences with these marks; they carry modes and queries, no text.
                known = re.sub(rb"\x1b\[[<>=][0-9;:]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p", b"", chunk)
                self._stream.feed(known)
        except (pexpect.TIMEOUT, pexpect.EOF):
            pass

    def until(self, words: str, seconds: float = PATIENCE, *, times: int = 1) -> None:
        """Waits for words on the screen."""
        deadline = time.monotonic() + seconds
        while self.picture.count(words) < times:
            assert time.monotonic() < deadline, f"never showed: {words}\n{self.picture}"
            assert self.program.isalive(), f"ended before: {words}\n{self.picture}"

    def rest(self, seconds: float = 0.4) -> None:
        """Waits until nothing has been written for so long."""
        wrote, since = len(self.wrote), time.monotonic()
        while time.monotonic() - since < seconds:
            self.read()
            if len(self.wrote) != wrote:
                wrote, since = len(self.wrote), time.monotonic()

    def send(self, keys: str | bytes) -> None:
        """All at once, as a paste without its marks, or one key.

        Reads meanwhile, as a terminal does: otherwise a program that writes while it is written to waits for
        us, and we for it.
        """
        left, end = keys.encode() if isinstance(keys, str) else keys, time.monotonic() + PATIENCE
        os.set_blocking(self.program.child_fd, False)
        while left and self.program.isalive():
            assert time.monotonic() < end, f"takes no keys\n{self.picture}"
            with suppress(BlockingIOError):
                left = left[os.write(self.program.child_fd, left) :]
            self.read()
        os.set_blocking(self.program.child_fd, True)

    def type(self, text: str) -> None:
        """Key by key."""
        for character in text:
            self.send(character)

    def end(self, settings: list[object] | None = None) -> int:
        """The exit code; for a program ended from outside, minus the signal. ``settings``: the terminal's."""
        deadline = time.monotonic() + PATIENCE
        while self.program.isalive():
            assert time.monotonic() < deadline, f"does not end\n{self.picture}"
            self.read()
        self.read()
        assert settings is None or self.settings == settings
        self.program.close()
        status = self.program.exitstatus
        return status if status is not None else -(self.program.signalstatus or 0)

    def hang_up(self) -> None:
        """Closes the terminal, as a window is closed, and waits for the program to end."""
        self.program.ptyproc.fileobj.close()
        self.program.ptyproc.closed = self.program.closed = True
        deadline = time.monotonic() + PATIENCE
        while self.program.ptyproc.isalive():
            assert time.monotonic() < deadline, "does not end"
            time.sleep(0.02)

    def stop(self) -> None:
        """Whatever it does."""
        self.program.close(force=True)


def _ring_no_bell(terminal: int) -> None:
    """The system would ring for keys that nobody reads; a bell in what was written is the program's."""
    import termios

    settings = termios.tcgetattr(terminal)
    settings[0] &= ~termios.IMAXBEL
    termios.tcsetattr(terminal, termios.TCSANOW, settings)


class Triage(Program):
    """The command itself, on a vault in ``folder``; ``broken`` names what is changed in it."""

    def __init__(
        self, folder: Path, *arguments: str, broken: str = "", env: dict[str, str] | None = None
    ) -> None:
        start = (str(Path(__file__).parent / "broken_triage.py"), broken) if broken else ("-m", "triage")
        super().__init__(*start, *arguments, "--data-dir", str(folder), env=env)

    def sign_in(self, passphrase: str = PASSPHRASE, *, down: int = 0) -> None:
        """From Home."""
        self.until("Press S to sign in")
        self.send("s")
        self.until("Casey Test")
        self.give_passphrase(passphrase, down=down)
        self.until("Signed in: ")

    def give_passphrase(self, passphrase: str = PASSPHRASE, *, down: int = 0) -> None:
        """Where it is asked for."""
        for _ in range(down):
            self.send("\x1b[B")
        self.send(passphrase)
        self.send("\r")

    def lock(self) -> int:
        """F8, and the lock of the new image; how much had been written when that image took the terminal.

        The old one may draw its clock once more before it has heard the key.
        """
        before = len(self.wrote)
        self.send("\x1b[19~")
        self.until("Sign in to go on where you were")
        begun = self.wrote.rindex(ENTERS_ALTERNATE_SCREEN)
        assert begun >= before
        return begun


def secrets_of(folder: Path) -> dict[str, tuple[bytes, ...]]:
    """The key of the vault and what Casey Test's session holds, as bytes to look for."""
    from triage.vault import keys

    seat = keys.open_slot(vault_dir(folder) / "vault.keys", CASEY.id, PASSPHRASE)
    signing = seat.signing.private_bytes_raw()
    return {
        "vault key": (seat.vault_key, seat.vault_key.hex().encode()),
        "signing key": (signing, signing.hex().encode()),
        "identity": (str(seat.identity).encode(),),
    }


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found


def memory(pid: int) -> Iterator[bytes]:
    """All of it, map by map. Raises PermissionError where the system refuses."""
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", 0) as source:
        for line in maps.read().splitlines():
            place, rights, *_ = line.split()
            start, end = (int(each, 16) for each in place.split("-"))
            if "r" not in rights or line.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            try:
                source.seek(start)
                yield source.read(end - start)
            except (OSError, ValueError):
                continue


def forms_of(text: str) -> tuple[bytes, ...]:
    """As Python may hold it: one, two or four bytes a character."""
    return text.encode(), text.encode("utf-16-le"), text.encode("utf-32-le")


def found_in_memory(pid: int, wanted: dict[str, tuple[bytes, ...]]) -> dict[str, int]:
    """How often each stands in the memory of the process and its descendants."""
    counts = dict.fromkeys(wanted, 0)
    for each in family(pid):
        for piece in memory(each):
            for name, forms in wanted.items():
                counts[name] += sum(piece.count(form) for form in forms)
    return counts
