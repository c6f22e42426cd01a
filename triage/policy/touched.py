"""What names a clause, and so must be read again when its words change: gists, guidance, questions, signals,
notes on the law, silences; in a source tree the material and the tests as well.

Found by the address itself wherever content names one, so that a new kind of content is not overlooked.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from triage.policy.corpus import Policy

_QUOTING = ("policy_words", "quotes", "words")
"""Keys whose texts are the policy's own words, where they stand beside an address."""
_NAMES = ("id", "line", "question", "clause")
"""What an entry of a list is called by, the first that it has."""
_SOURCES = ("tests", "material")
_READABLE = (".py", ".toml", ".json", ".jsonl", ".md")
_LARGEST = 4_000_000


@dataclass(frozen=True, slots=True)
class Touched:
    """A place that names an address, or quotes words."""

    file: str
    entry: str
    """Its id in the file, or a count of the places."""


def touched_by(addresses: frozenset[str], root: Traversable, pack: str) -> tuple[Touched, ...]:
    """Every entry of the content that names one of these, then the files of a source tree beside it."""
    found = [
        Touched(file, entry)
        for file, data in _content(root, pack)
        for entry in dict.fromkeys(_naming(data, addresses, ()))
    ]
    return (*found, *_in_sources(addresses, root))


def words_gone(policy: Policy, root: Traversable, pack: str) -> tuple[Touched, ...]:
    """Words that content quotes as the policy's and that do not stand in ``policy``."""
    text = " ".join(passage.text for passage in policy.passages)
    return tuple(
        Touched(file, f'{entry}: "{words}"')
        for file, data in _content(root, pack)
        if file.startswith(pack)
        for entry, words in _quoted(data, ())
        if words not in text
    )


def _content(root: Traversable, pack: str) -> Iterator[tuple[str, dict[str, object]]]:
    waiting = [(folder, root / folder) for folder in ("language", pack)]
    while waiting:
        folder, inside = waiting.pop()
        for file in sorted(inside.iterdir(), key=lambda each: each.name) if inside.is_dir() else ():
            if file.is_dir():
                waiting.append((f"{folder}/{file.name}", file))
            elif file.name.endswith(".toml"):
                yield f"{folder}/{file.name}", tomllib.loads(file.read_text(encoding="utf-8"))


def _naming(value: object, addresses: frozenset[str], path: tuple[str, ...]) -> Iterator[str]:
    match value:
        case dict():
            for key, inner in value.items():
                if key in addresses:
                    yield ".".join((*path, key))
                yield from _naming(inner, addresses, (*path, key))
        case list():
            for at, inner in enumerate(value, 1):
                if isinstance(inner, str):
                    if inner in addresses:
                        yield ".".join(path)
                else:
                    yield from _naming(inner, addresses, (*path, _name(inner, at)))
        case str() if value in addresses:
            yield ".".join(path)
        case _:
            return


def _quoted(value: object, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for at, inner in enumerate(value, 1):
            yield from _quoted(inner, (*path, _name(inner, at)))
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        if key in _QUOTING and ("clauses" in value or "cites" in value or "clause" in value):
            for words in inner if isinstance(inner, list) else [inner]:
                if isinstance(words, str):
                    yield ".".join(path), words
        else:
            yield from _quoted(inner, (*path, key))


def _name(entry: object, at: int) -> str:
    if isinstance(entry, dict):
        for key in _NAMES:
            if isinstance(entry.get(key), str):
                return str(entry[key])
    return str(at)


def _in_sources(addresses: frozenset[str], root: Traversable) -> Iterator[Touched]:
    if not isinstance(root, Path):
        return
    ends = "|".join(re.escape(address) for address in sorted(addresses))
    quoted = re.compile(f"""["'](?:{ends})["']""")
    for folder in _SOURCES:
        for file in sorted((root.parent / folder).rglob("*")):
            if file.suffix in _READABLE and file.is_file() and file.stat().st_size < _LARGEST:
                count = len(quoted.findall(file.read_text(encoding="utf-8", errors="replace")))
                if count:
                    yield Touched(file.relative_to(root.parent).as_posix(), str(count))
