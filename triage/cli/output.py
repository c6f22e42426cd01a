"""What a command gives: data on standard output, messages on standard error, no lost line left unsaid."""

import json
import shutil
import sys
import textwrap
from typing import Any

from triage.cli.options import settings
from triage.content import message
from triage.errors import TriageError
from triage.text import clean

_WIDEST = 100
"""Longer lines are hard to read."""


def give(text: str = "") -> None:
    """One line of data, out at once. Raises TriageError when it could not be written."""
    try:
        sys.stdout.write(clean(text, longest=sys.maxsize).text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError:
        raise TriageError("output_lost") from None


def give_json(value: dict[str, Any], *, indent: int | None = 2) -> None:
    """One JSON object, in ASCII: whatever reads or shows it, its words arrive as they are."""
    give(json.dumps(value, indent=indent))


def give_wrapped(text: str, indent: str = "") -> None:
    """Text in lines that fit the window; its own line breaks stay."""
    width = min(shutil.get_terminal_size().columns, _WIDEST) - 1
    for line in clean(text, longest=sys.maxsize).text.split("\n"):
        give(textwrap.fill(line, width, initial_indent=indent, subsequent_indent=indent))


def tell(code: str, /, **facts: str | int) -> None:
    """A message to the person, which ``--quiet`` leaves out."""
    if not settings().quiet:
        say(message(code, **facts))


def warn(code: str, /, **facts: str | int) -> None:
    """A message that ``--quiet`` does not leave out."""
    say(message(code, **facts))


def say(words: str) -> None:
    """Words to the person, on standard error."""
    sys.stderr.write(clean(words).text + "\n")
    sys.stderr.flush()
