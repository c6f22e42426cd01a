"""Installs triage from this folder. It needs Python and nothing from the internet.

    python3 install.py [FOLDER]

FOLDER is where the program goes; ``triage`` in your home folder where none is named. Records are kept
elsewhere: installing again, or deleting FOLDER, touches none of them.
"""

import hashlib
import os
import platform
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAME = "safeguarding-triage"


def main(folder: Path) -> int:
    """Exit code 1 when something does not fit; nothing is installed then."""
    problem = wrong_computer() or broken_files() or taken(folder)
    if problem:
        print(f"{problem}\nNothing was installed.")
        return 1
    print("Every file is as it was made. Installing; this takes a minute or two.")
    venv.create(folder, with_pip=True)
    place = folder / ("Scripts" if os.name == "nt" else "bin")
    python = place / ("python.exe" if os.name == "nt" else "python")
    done = subprocess.run(
        [python, "-m", "pip", "install", "-q", "--no-index", "--disable-pip-version-check",
         "--find-links", str(HERE / "wheels"), NAME], check=False,
    )  # fmt: skip
    if done.returncode:
        print(f"pip could not install it. What it said stands above. Delete {folder} and try again.")
        return 1
    command = place / ("triage.exe" if os.name == "nt" else "triage")
    print(f"Installed. Start it with:\n\n    {command}\n\nCheck it with:\n\n    {command} doctor")
    return 0


def wrong_computer() -> str:
    """What does not fit between this computer and the bundle; empty when it fits."""
    wanted = (HERE / "MADE_FOR").read_text(encoding="ascii").strip()
    version = ".".join(platform.python_version_tuple()[:2])
    have = f"{platform.system()} {platform.machine()} Python {version}"
    return "" if have == wanted else f"This bundle was made for {wanted}. This computer has {have}."


def broken_files() -> str:
    """Names the first file that is missing, changed or not on the list; empty when all is as it was made."""
    listed = {}
    for line in (HERE / "SHA256SUMS").read_text(encoding="ascii").splitlines():
        wanted, _, name = line.partition("  ")
        listed[name] = wanted
    for name, wanted in listed.items():
        file = HERE / name
        if not file.is_file():
            return f"A file of the bundle is missing: {name}. Copy the bundle again."
        with file.open("rb") as read:
            if hashlib.file_digest(read, "sha256").hexdigest() != wanted:
                return f"A file of the bundle has changed: {name}. Copy the bundle again."
    extra = sorted(file.name for file in (HERE / "wheels").iterdir() if f"wheels/{file.name}" not in listed)
    return f"A file is not on the list of the bundle: {extra[0]}. Copy the bundle again." if extra else ""


def taken(folder: Path) -> str:
    """Something is there that is no earlier install; empty when it may be used."""
    if not folder.exists() or (folder / "pyvenv.cfg").is_file():
        return ""
    return f"{folder} is there already, and it is no program folder. Name another folder."


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else Path.home() / "triage")))
