"""Random keys, pastes, mouse and window sizes at the real program, for as long as is asked for.

``TRIAGE_FUZZ_SECONDS=600 TRIAGE_FUZZ_SEED=1 python -m pytest tests/edges/test_fuzzed_keys.py -s`` is the long
run. It prints how many keys it sent, and on a failure the seed.
"""

import os
import random
import time
from pathlib import Path

import pytest
from edges_case import CASEY, LEAVES_ALTERNATE_SCREEN, PASSPHRASE, Triage, a_vault
from test_terminal_escapes import MARKUP, PAYLOAD, STEERING, foreign, paste, still

from triage.desk.bootstrap import open_desk
from triage.errors import ExitCode
from triage.paths import vault_dir
from triage.vault.tries import FILE_NAME as TRIES

SECONDS = float(os.environ.get("TRIAGE_FUZZ_SECONDS", "8"))
SEED = int(os.environ.get("TRIAGE_FUZZ_SEED", "4"))

SIGNALS = b"\x03\x1a\x1c"
"""Right after it was left these are signals to it, as to any program; while it runs they are keys."""
INTERRUPTED = 130
"""A second Ctrl+C, when it had been left by the first."""

ESC = "\x1b"
NAMED = (
    *(f"{ESC}O{key}" for key in "PQRS"), *(f"{ESC}[{number}~" for number in (15, 17, 18, 20)),
    *(f"{ESC}[{key}" for key in "ABCDHFZ"), f"{ESC}[5~", f"{ESC}[6~", f"{ESC}[3~", f"{ESC}[1;5D",
    "\r", "\r", "\t", "\x7f", "\x08", "\x01", "\x05", "\x0b", "\x14", "\x15", "\x17", "\x18", "\x0a",
    ESC, ESC, "\x03",
)  # fmt: skip
LOCK = f"{ESC}[19~"
WORDS = (
    "he hit me",
    "?can I share",
    '"I will kill her"',
    "1",
    "2",
    "12",
    "no risk",
    "Tamsin",
    "\u202e",
    "اردو",
    "🙂",
)


def some_keys(chance: random.Random) -> bytes:
    """A few keys, or something else that a terminal sends."""
    kind = chance.random()
    if kind < 0.35:
        return chance.choice("abcdefghijklmnopqrstuvwxyz0123456789/? ").encode()
    if kind < 0.65:
        return chance.choice(NAMED).encode()
    if kind < 0.80:
        return chance.choice(WORDS).encode()
    if kind < 0.90:
        text = chance.choice((PAYLOAD, MARKUP, chance.choice(STEERING) * 9, "x" * 30_000))
        return bytes(each for each in paste(text).encode() if each not in SIGNALS)
    if kind < 0.94:
        return bytes(each for each in chance.randbytes(chance.randrange(1, 12)) if each not in SIGNALS)
    if kind < 0.97:
        place = f"{chance.randrange(1, 90)};{chance.randrange(1, 30)}"
        return f"{ESC}[<0;{place}M{ESC}[<0;{place}m".encode()
    return LOCK.encode()


class Fuzzed:
    """The program, started again whenever it was left, signed in again whenever it locked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._faults = folder / "faults"
        self.sent = self.starts = self.locks = 0
        self.program = self._started()

    def _started(self) -> Triage:
        self.starts += 1
        program = Triage(self._folder, broken="telling", env={"FAULTS": str(self._faults)})
        # The keys before may have been wrong passphrases: how one waits after them is tested elsewhere.
        (vault_dir(self._folder) / TRIES).unlink(missing_ok=True)
        program.sign_in()
        return program

    def send(self, keys: bytes) -> None:
        if not self.program.program.isalive():
            self.check_ended()
            self.program = self._started()
        if "LOCKED" in self.program.picture and "Passphrase" in self.program.picture:
            self.locks += 1
            self.program.send(f"\x7f\x7f{PASSPHRASE}\r")
            still(self.program)
        try:
            self.program.send(keys)
        except OSError:  # it was left in between: the next round sees it
            return
        self.sent += 1

    def check_ended(self) -> None:
        program = self.program
        code = program.end()
        assert code in (ExitCode.DONE, INTERRUPTED), self.faults
        self.check(program.wrote[: program.wrote.rindex(LEAVES_ALTERNATE_SCREEN)])

    @property
    def faults(self) -> str:
        """What went wrong, the last part of it."""
        return self._faults.read_text()[-4000:] if self._faults.exists() else "ended without a fault"

    def check(self, wrote: bytes) -> None:
        assert foreign(wrote) == []
        assert b"Traceback" not in wrote
        assert b"The program stopped" not in wrote


# B23, B24
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_random_keys_leave_a_program_that_answers_and_drafts_that_load(tmp_path: Path) -> None:
    a_vault(tmp_path)
    chance = random.Random(SEED)
    fuzzed = Fuzzed(tmp_path)
    end = time.monotonic() + SECONDS
    size = (24, 80)
    try:
        while time.monotonic() < end:
            fuzzed.send(some_keys(chance))
            if chance.random() < 0.02:
                size = chance.choice(((24, 80), (24, 80), (36, 120), (18, 60), (5, 10), (1, 1)))
                if fuzzed.program.program.isalive():
                    fuzzed.program.program.setwinsize(*size)
            if len(fuzzed.program.wrote) > 5_000_000 and fuzzed.program.program.isalive():
                fuzzed.check(fuzzed.program.wrote)
                fuzzed.program.wrote = fuzzed.program.wrote[-100:]
        if fuzzed.program.program.isalive():
            fuzzed.program.program.setwinsize(24, 80)
            still(fuzzed.program)
            fuzzed.program.program.kill(15)
            assert fuzzed.program.end() == 143
            fuzzed.check(fuzzed.program.wrote[: fuzzed.program.wrote.rindex(LEAVES_ALTERNATE_SCREEN)])
        else:
            fuzzed.check_ended()
    finally:
        fuzzed.program.stop()
        print(f"seed {SEED}: {fuzzed.sent} sent, {fuzzed.starts} starts, {fuzzed.locks} locks")
    desk = open_desk(tmp_path, with_encoder=False)
    try:
        desk.sign_in(CASEY.id, PASSPHRASE)
        assert desk.damaged_drafts() == ()
        print(f"{len(desk.drafts())} drafts")
        assert desk.verify().intact
    finally:
        desk.close()
