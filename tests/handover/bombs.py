"""Things that lie where a sealed file should, made to waste time or memory; and what each costs to refuse.

``python tests/handover/bombs.py FOLDER NAME`` makes one. With ``open`` behind it, it is opened with 50 MiB
more address space than the process had; a line of JSON says the refusal, the seconds, the MiB it grew by.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.append(str(Path(__file__).parent))

from handover_case import (
    BAILEY,
    CASEY,
    a_letter,
    enrolled_by,
    public,
    sealed,
    sealed_letter,
    seat_of,
    signed_by,
)

from triage.errors import TriageError
from triage.handover.files import read_small
from triage.handover.limits import FILE_BYTES
from triage.handover.receiving import receive
from triage.records.draft import Mode

MIB = 1024 * 1024
MOST_MIB = 50


def _forty_mib(file: Path) -> None:
    with file.open("wb") as out:
        for _ in range(40):
            out.write(os.urandom(MIB))


def _thousand_stanzas(file: Path) -> None:
    file.write_bytes(sealed(bytes(4096), *[BAILEY] * 1000))


def _stanzas_within_the_file(file: Path) -> None:
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
    file.write_bytes(b"age-encryption.org/v1\n" + stanza * 20_000 + b"--- " + b"A" * 43 + b"\n")


def _endless_header(file: Path) -> None:
    file.write_bytes(b"age-encryption.org/v1\n" + b"-> X25519 " + b"A" * (FILE_BYTES - 100))


def _escaped_quotes(file: Path) -> None:
    file.write_bytes(sealed(signed_by(CASEY, b'"' + b'\\"' * (MIB // 2 - 2100))))


def _deep(file: Path) -> None:
    file.write_bytes(sealed(signed_by(CASEY, b'{"a":' * 100_000 + b"[" * 100_000)))


def _quotes(file: Path) -> None:
    file.write_bytes(sealed(signed_by(CASEY, b'"' * (MIB - 4200))))


def _backslashes(file: Path) -> None:
    file.write_bytes(sealed(signed_by(CASEY, b'"' + b"\\" * (MIB - 4200))))


def _many_objects(file: Path) -> None:
    file.write_bytes(sealed(signed_by(CASEY, b'{"a":[' + b"{}," * (MIB // 3 - 1500) + b"{}]}")))


def _many_keys(file: Path) -> None:
    keys = ",".join(f'"{number:x}":0' for number in range(90_000))
    file.write_bytes(sealed(signed_by(CASEY, f"{{{keys}}}".encode())))


def _wrong_items(file: Path) -> None:
    body = a_letter().canonical().replace(b'"additions":[]', b'"additions":[' + b"0," * 59_000 + b"0]")
    file.write_bytes(sealed(signed_by(CASEY, body)))


def _long_text(file: Path) -> None:
    file.write_bytes(sealed(signed_by(CASEY, b'{"a":"' + b"\\u00e9" * 170_000 + b'"}')))


def _plain_too_big(file: Path) -> None:
    file.write_bytes(sealed(bytes(2 * MIB - 8192)))


def _fifo(file: Path) -> None:
    os.mkfifo(file)


def _zeros(file: Path) -> None:
    file.symlink_to("/dev/zero")


def _device(file: Path) -> None:
    try:
        os.mknod(file, 0o600 | 0o020000, os.makedev(1, 5))
    except PermissionError:  # only root makes devices; the one of the system does as well
        file.symlink_to("/dev/zero")


def _sparse(file: Path) -> None:
    with file.open("wb") as out:
        out.truncate(8 * 1024 * MIB)


def _folder(file: Path) -> None:
    file.mkdir()


def _link(file: Path) -> None:
    target = file.with_name("target.sendiass")
    target.write_bytes(sealed_letter(a_letter()))
    file.symlink_to(target)


def _good(file: Path) -> None:
    file.write_bytes(sealed_letter(a_letter()))


BOMBS: dict[str, tuple[Callable[[Path], None], str]] = {
    "40 MiB": (_forty_mib, "letter_too_big"),
    "8 GiB, sparse": (_sparse, "letter_too_big"),
    "1,000 stanzas": (_thousand_stanzas, "letter_not_sealed"),
    "20,000 stanzas": (_stanzas_within_the_file, "letter_not_sealed"),
    "a header without end": (_endless_header, "letter_not_sealed"),
    "200,000 levels": (_deep, "letter_unreadable"),
    "1 MiB of quotes": (_quotes, "letter_unreadable"),
    "1 MiB of backslashes": (_backslashes, "letter_unreadable"),
    "500,000 escaped quotes": (_escaped_quotes, "letter_unreadable"),
    "350,000 objects": (_many_objects, "letter_unreadable"),
    "90,000 keys": (_many_keys, "letter_unreadable"),
    "59,000 wrong items": (_wrong_items, "letter_unreadable"),
    "1 MiB of escapes": (_long_text, "letter_unreadable"),
    "2 MiB inside": (_plain_too_big, "letter_too_big"),
    "a pipe": (_fifo, "letter_no_file"),
    "/dev/zero by a link": (_zeros, "letter_no_file"),
    "/dev/zero": (_device, "letter_no_file"),
    "a folder": (_folder, "letter_no_file"),
    "a link": (_link, "letter_no_file"),
}
"""How each is made, and what is said to it."""


def cost(file: Path) -> dict[str, object]:
    """Of opening ``file``, whatever it is."""
    seat, known = seat_of(BAILEY), enrolled_by(BAILEY, CASEY)
    open_it(_fresh(file, _good), seat, known)  # libraries are loaded, caches are full
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted anew from here
    before = _peak_kib()
    in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (in_use + MOST_MIB * MIB, resource.RLIM_INFINITY))
    started = time.perf_counter()
    code = open_it(file, seat, known)
    seconds = time.perf_counter() - started
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return {"code": code, "seconds": round(seconds, 4), "mib": round((_peak_kib() - before) / 1024, 1)}


def _peak_kib() -> int:
    """The most memory that this process has held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def open_it(file: Path, seat: object, known: object) -> str:
    try:
        receive(
            read_small(file, FILE_BYTES),
            identity=seat.identity,  # type: ignore[attr-defined]
            recipient=public(BAILEY).recipient,
            person_id=BAILEY.id,
            enrolled=known,  # type: ignore[arg-type]
            mode=Mode.LIVE,
        )
    except TriageError as refused:
        return refused.code
    except MemoryError:
        return "out of memory"
    return "accepted"


def _fresh(file: Path, make: Callable[[Path], None]) -> Path:
    beside = file.with_name("good.sendiass")
    beside.unlink(missing_ok=True)
    make(beside)
    return beside


if __name__ == "__main__":
    place, name = Path(sys.argv[1]), sys.argv[2]
    bomb = place / "bomb.sendiass"
    if len(sys.argv) > 3:  # opened in a process that did not make it
        print(json.dumps(cost(bomb)))
    else:
        BOMBS[name][0](bomb)
