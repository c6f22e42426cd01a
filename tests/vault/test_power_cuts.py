"""Power cuts, simulated: what the vault wrote is recorded, and what it had not synced is lost in part. B2.

A recorded run is cut after a random call to the system. Each file then has what was synced before, and of the
later writes a random choice of 512-byte sectors. 500 of them: ``VAULT_POWER_CUTS=500``, see ``loss_case``.
The control, ``synchronous=normal``, must lose acknowledged records, or the harness would see nothing.
"""

import random
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from loss_case import needs_strace, times, writer
from vault_case import CASEY, a_vault, the_vault

from triage.errors import TriageError
from triage.vault.witness import LossKind

pytestmark = needs_strace()

CUTS = times("VAULT_POWER_CUTS", 25)
RECORDS = 25
SECTOR = 512
CALLS = "openat,close,lseek,write,pwrite64,fsync,fdatasync,ftruncate,rename,unlink"
CALL = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


@dataclass
class File:
    """What the disk surely has, and what is on its way, oldest first."""

    synced: bytearray
    waiting: list[tuple[int, bytes]] = field(default_factory=list)
    size: int = 0

    def sync(self) -> None:
        for at, data in self.waiting:
            _put(self.synced, at, data)
        self.waiting.clear()

    def cut(self, length: int) -> None:
        del self.synced[length:]
        self.waiting = [(at, data[: max(0, length - at)]) for at, data in self.waiting if at < length]

    def after_the_cut(self, chance: random.Random) -> bytes:
        content, share = bytearray(self.synced), chance.choice((0.0, 0.5, 0.9, 1.0))
        for at, data in self.waiting:
            for start in range(0, len(data), SECTOR):
                if chance.random() < share:
                    _put(content, at + start, data[start : start + SECTOR])
        return bytes(content)


class Disk:
    """The vault's folder as a recorded run leaves it, call by call."""

    def __init__(self, folder: Path, start: Path) -> None:
        self.folder = folder
        self.files = {each.name: File(bytearray(each.read_bytes())) for each in start.iterdir()}
        self.said = ""
        self._open: dict[int, File] = {}
        self._at: dict[int, int] = {}

    def do(self, name: str, arguments: str, result: int) -> None:
        if result < 0:
            return
        texts = [bytes.fromhex(text.replace("\\x", "")) for text, _ in TEXT.findall(arguments)]
        numbers = [int(each) for each in re.findall(r"(?<![\w\\])\d+(?![\w])", TEXT.sub("", arguments))]
        if name == "openat":
            path = Path(texts[0].decode(errors="replace"))
            if path.parent == self.folder and not path.name.endswith("-shm"):
                file = self.files.setdefault(path.name, File(bytearray()))
                if "O_TRUNC" in arguments:
                    file.cut(0)
                self._open[result], self._at[result] = file, 0
            else:
                self._open.pop(result, None)
            return
        if name in ("rename", "unlink"):
            names = [Path(text.decode(errors="replace")) for text in texts]
            if names[0].parent == self.folder and names[0].name in self.files:
                moved = self.files.pop(names[0].name)
                if name == "rename":
                    self.files[names[1].name] = moved
            return
        number = numbers[0]
        if name == "write" and number == 1:
            self.said += texts[0].decode()
            return
        if (file := self._open.get(number)) is None:
            return
        if name == "close":
            del self._open[number]
        elif name == "lseek":
            self._at[number] = result
        elif name == "write":
            file.waiting.append((self._at[number], texts[0][:result]))
            self._at[number] += result
        elif name == "pwrite64":
            file.waiting.append((numbers[-1], texts[0][:result]))
        elif name in ("fsync", "fdatasync"):
            file.sync()
        elif name == "ftruncate":
            file.cut(numbers[1])


def _put(content: bytearray, at: int, data: bytes) -> None:
    if len(content) < at:
        content.extend(bytes(at - len(content)))
    content[at : at + len(data)] = data


def recorded(folder: Path, record: Path, mode: str) -> list[tuple[str, str, int]]:
    options = ["-qq", "-xx", "-s", "200000", "-e", f"trace={CALLS}", "-o", str(record)]
    child = writer(str(folder), str(RECORDS), mode, trace=options)
    said, wrong = child.communicate(timeout=300)
    assert said.count("kept") == RECORDS, wrong
    found = [CALL.search(line) for line in record.read_text().splitlines()]
    return [(call[1], call[2], int(call[3])) for call in found if call]


@dataclass
class Outcome:
    lost: int = 0
    """States in which an acknowledged record, or the whole vault, was gone."""
    torn: int = 0
    """States in which something was there that does not hold."""
    alarms: int = 0
    """States in which the vault said that saves are missing."""
    silent: int = 0
    """Lost, and the vault did not say so."""


def cut(tmp_path: Path, mode: str) -> Outcome:
    """Records one run and cuts it ``CUTS`` times."""
    start, folder = tmp_path / f"{mode}-start", tmp_path / mode
    for each in (start, folder):
        each.mkdir()
    a_vault(start).close()
    (start / "vault.ballast").unlink()
    shutil.copytree(start, folder, dirs_exist_ok=True)
    calls = recorded(folder, tmp_path / f"{mode}.trace", mode)
    chance, outcome = random.Random(5), Outcome()
    opened = next(
        at for at, (name, texts, _) in enumerate(calls) if name == "write" and r"\x6f\x70\x65\x6e" in texts
    )
    ends = sorted(chance.randrange(opened, len(calls) + 1) for _ in range(CUTS))
    disk, done = Disk(folder, start), 0
    for number, end in enumerate(ends):
        for call in calls[done:end]:
            disk.do(*call)
        done = end
        place = tmp_path / f"{mode}-{number}"
        place.mkdir()
        for name, file in disk.files.items():
            (place / name).write_bytes(file.after_the_cut(chance))
        judge(place, disk.said, outcome)
        shutil.rmtree(place)
    return outcome


def judge(place: Path, said: str, outcome: Outcome) -> None:
    acknowledged = set(re.findall(r"kept (\S+)\n", said))
    drafted = set(re.findall(r"drafted (\S+)\n", said))
    try:
        vault = the_vault(place)
    except TriageError:
        outcome.lost += 1
        return
    try:
        records = {each.ref: each.sealed for each in vault.records()}
        drafts = {each.ref for each in vault.drafts(CASEY.id)}
        gone = bool(acknowledged - records.keys() or drafted - records.keys() - drafts)
        told = any(loss.kind in (LossKind.WENT_BACK, LossKind.OTHER_WAY) for loss in vault.losses())
        outcome.lost += gone
        outcome.alarms += bool(vault.losses())
        outcome.silent += gone and not told
        try:
            vault.check()
            outcome.torn += not (vault.verify().intact and all(records.values()))
        except TriageError:
            outcome.torn += 1
    finally:
        vault.close()


def test_no_power_cut_loses_or_tears_what_was_acknowledged_or_raises_a_false_alarm(tmp_path: Path) -> None:
    outcome = cut(tmp_path, "full")
    print(f"{CUTS} power cuts, synchronous=full: {outcome}")

    assert outcome == Outcome(lost=0, torn=0, alarms=0, silent=0)


def test_the_same_cuts_do_lose_something_where_the_log_is_not_synced(tmp_path: Path) -> None:
    outcome = cut(tmp_path, "normal")
    print(f"{CUTS} power cuts, synchronous=normal: {outcome}")

    assert outcome.lost > 0
