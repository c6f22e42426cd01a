"""Writes docs/LIBRARIES.md: each library that runs with the program, its version, its licence as stated.

    python tools/list_libraries.py

Run it in the environment of this project, after any change to constraints.txt.
"""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

NAME = "safeguarding-triage"
PAGE = Path(__file__).parent.parent / "docs" / "LIBRARIES.md"
HEAD = """# Libraries

What runs with the program, and the licence that each library states for itself. Made by `make licences`.

| Library | Version | Licence |
|---|---|---|
"""


def needed(name: str, seen: dict[str, Distribution] | None = None) -> dict[str, Distribution]:
    """Every library that ``name`` needs on this system, itself included, by its plain name."""
    seen = {} if seen is None else seen
    try:
        found = distribution(name)
    except PackageNotFoundError:  # only needed on another system
        return seen
    if _plain(name) in seen:
        return seen
    seen[_plain(name)] = found
    for wanted in found.requires or ():
        if "extra ==" not in wanted:
            needed(re.split(r"[ ;<>=!~\[(]", wanted, maxsplit=1)[0], seen)
    return seen


def licence_of(found: Distribution) -> str:
    """As the library states it, in one line; ``not stated`` where it states none."""
    told = found.metadata
    classed = [
        each.rpartition("::")[2].strip() for each in told.get_all("Classifier") or () if "License ::" in each
    ]
    stated = told.get("License-Expression") or ", ".join(classed) or (told.get("License") or "").strip()
    first = stated.splitlines()[0] if stated else ""
    return first[:80].replace("|", "/") or "not stated"


def rows() -> Iterator[str]:
    """A line of the table for each, in the order of the alphabet."""
    for name, found in sorted(needed(NAME).items()):
        if name != NAME:
            yield f"| {name} | {found.version} | {licence_of(found)} |"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    PAGE.write_text(HEAD + "\n".join(rows()) + "\n", encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))
