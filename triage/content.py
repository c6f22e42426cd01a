"""Content files, read strictly: an unknown key, a wrong type or a missing file is an error with its place."""

import tomllib
from functools import cache
from importlib.resources.abc import Traversable
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from triage.errors import ContentError


class Content(BaseModel):
    """Base of every content model: frozen, strict, no keys but the declared ones."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


C = TypeVar("C", bound=Content)


def read_toml(file: Traversable, model: type[C]) -> C:
    """``file`` as a checked ``model``. Raises ContentError with the file, the key and what is wrong."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ContentError(file=file.name, key="-", problem="the file is not there") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise ContentError(file=file.name, key="-", problem=str(wrong)) from None
    try:
        # TOML has no tuples or enums: strict for numbers, texts and truth values, as JSON mode is.
        return model.model_validate_json(as_json(data), strict=True)
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ContentError(file=file.name, key=key or "-", problem=first["msg"]) from None


def as_json(data: dict[str, object]) -> str:
    """What TOML gave, as strict models read it."""
    import json

    return json.dumps(data, default=str)


class _Messages(Content):
    message: dict[str, str]


@cache
def messages() -> dict[str, str]:
    """Every fixed sentence of the program by id, from language/messages/. An id stands in one file only."""
    from policy_corpus import root

    found: dict[str, str] = {}
    for file in sorted((root() / "language" / "messages").iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".toml"):
            continue
        for code, text in read_toml(file, _Messages).message.items():
            if code in found:
                raise ContentError(file=file.name, key=code, problem="this id is taken by another file")
            found[code] = text
    return found


def message(code: str, /, **facts: str | int) -> str:
    """The sentence with id ``code``, its ``{places}`` filled with ``facts``. Raises ContentError."""
    try:
        return messages()[code].format(**facts)
    except KeyError as missing:
        raise ContentError(file="messages", key=code, problem=f"no message or fact {missing}") from None
