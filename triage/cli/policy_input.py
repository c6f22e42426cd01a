"""One JSON object on standard input, for what is otherwise asked for: names stay off the command line."""

import sys
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from triage.errors import UsageError

M = TypeVar("M", bound=BaseModel)


def read_input(model: type[M]) -> M:
    """Raises UsageError with the field that is wrong, never with what was given."""
    try:
        return model.model_validate_json(sys.stdin.buffer.read())
    except ValidationError as wrong:
        first = wrong.errors(include_input=False, include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "JSON"
        raise UsageError("policy_input_broken", field=field) from None
