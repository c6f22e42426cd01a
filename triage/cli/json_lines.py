"""One JSON object a line in, one a line out, in order and at once; a bad line does not stop the rest."""

import sys
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from triage.cli.output import give_json, warn
from triage.content import message
from triage.desk.desk import Desk
from triage.errors import ExitCode
from triage.text import LONGEST_LINE, clean


class Line(BaseModel):
    """What a line must hold; other keys are passed over, so that labelled files can be fed in as they are."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", hide_input_in_errors=True)

    id: str
    text: str


def answer_each(desk: Desk, schema: str, answer: Callable[[str], dict[str, Any]]) -> int:
    """Answers every line of standard input; 2 when one could not be read, 1 when the meaning side failed.

    The encoder is waited for before the first line, so that every line gets the same treatment.
    """
    code = ExitCode.DONE
    if desk.hear_with_meaning("", rung=None) is None:
        warn("meaning_missing")
        code = ExitCode.FAILED
    for number, raw in enumerate(sys.stdin.buffer, 1):
        try:
            line = Line.model_validate_json(raw)
        except ValidationError:
            code = ExitCode.USAGE
            error = {"code": "bad_line", "exit": int(code), "message": message("bad_line", number=number)}
            give_json({"id": None, "error": error}, indent=None)
            continue
        text, _, cut = clean(line.text)
        if cut:
            warn("line_was_cut", number=number, longest=LONGEST_LINE)
        give_json({"schema": schema, "id": line.id, **answer(text)}, indent=None)
    return code
