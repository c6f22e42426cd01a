"""Makes the bundle for computers without the internet: every wheel, an installer and a list of sums.

    python3 tools/make_bundle.py [FOLDER]

Run it on a computer with the internet, of the same system and with the same version of Python as those it is
for: a wheel fits one of each. It makes FOLDER (``triage-bundle`` where none is named), never over another.
"""

import hashlib
import platform
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent
PARTS = PROJECT / "tools" / "bundle"
SUMS = "SHA256SUMS"


def main(folder: Path) -> int:
    """Exit code 1 when the folder is there already; what pip says when pip fails."""
    if folder.exists():
        print(f"{folder} is there already. Name another folder, or delete it. Nothing was done.")
        return 1
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    constraints = str(PROJECT / "constraints.txt")
    made = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "-w", str(wheels), "-c", constraints, str(PROJECT)],
        check=False,
    )
    if made.returncode:
        shutil.rmtree(folder)
        return made.returncode
    for part in PARTS.iterdir():
        if part.is_file():
            shutil.copy(part, folder / part.name)
    (folder / "MADE_FOR").write_text(f"{made_for()}\n", encoding="ascii")
    sums = [f"{_sum(file)}  {file.relative_to(folder).as_posix()}" for file in _files(folder)]
    (folder / SUMS).write_text("\n".join(sums) + "\n", encoding="ascii")
    size = sum(file.stat().st_size for file in _files(folder))
    print(f"Made: {folder}, {len(sums)} files, {size / 1e6:.0f} MB, version {_version()}, for {made_for()}.")
    print(f"Sum of the sums, to read aloud to whoever installs it: {_sum(folder / SUMS)}")
    return 0


def made_for() -> str:
    """System, processor and Python that the wheels fit."""
    version = ".".join(platform.python_version_tuple()[:2])
    return f"{platform.system()} {platform.machine()} Python {version}"


def _version() -> str:
    read: str = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return read


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def _sum(file: Path) -> str:
    with file.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "triage-bundle")))
