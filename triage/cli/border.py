"""The border of the process: the one place where an error becomes words and an exit code.

Whatever goes wrong, nothing that a caller said leaves here: no traceback, no local variable, no argument.
There is no switch that changes this.
"""

import errno
import gc
import json
import os
import signal
import sys
import threading
from types import FrameType
from typing import TextIO

from triage.errors import ExitCode, TriageError, UsageError
from triage.privacy.guards import apply_guards
from triage.renewal import terminal_given_back

CRASHED = (
    "The program had a fault and stopped. Records that were saved are safe.\n"
    "Start it again. If it stops again, tell the person who set it up.\n"
)
"""Said when even the messages cannot be read, so it stands here and not in the content."""

RARELY = (50_000, 10, 10)
"""New objects before a search for garbage, and how often the older are searched too. A screen makes thousands
that stay: with Python's 700, a sixth of the work on a screen is such searches, for no less memory."""
_INTERRUPTED = 130
_REFUSALS = (errno.EACCES, errno.EROFS, errno.ENOSPC)
"""What the system says of a file it does not let us have. Our own guards raise without a number."""
_ENDING = ("SIGTERM", "SIGHUP")


def enter(arguments: list[str]) -> int:
    """Runs the command that ``arguments`` name, behind the guards, and gives the exit code."""
    as_json = any(word in ("--json", "--jsonl") for word in arguments)
    _silence_python()
    _heed_signals()
    gc.set_threshold(*RARELY)
    try:
        with terminal_given_back():
            apply_guards()
            return _run(arguments)
    except TriageError as error:
        return _tell(error, as_json=as_json)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:  # whoever read our output has heard enough
        _give_up(sys.stdout)
        return ExitCode.FAILED
    except OSError as refusal:
        return _refused(refusal, as_json=as_json)
    except Exception:  # noqa: BLE001 - the last border: any fault ends here, in words that hold nothing of the case
        _say(CRASHED)
        return ExitCode.CRASHED


def _run(arguments: list[str]) -> int:
    import click

    from triage.cli.commands import triage

    try:
        code = triage.main(arguments, prog_name="triage", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as asked:
        _say(asked.format_message() + "\n")
        return ExitCode.USAGE
    except click.UsageError as wrong:
        raise _in_our_words(wrong) from None
    except click.Abort as stopped:
        if isinstance(stopped.__context__, EOFError):
            raise UsageError("no_answer_given") from None
        raise KeyboardInterrupt from None
    return code if isinstance(code, int) else ExitCode.DONE


def _in_our_words(wrong: Exception) -> UsageError:
    """click's own sentences repeat what was typed, which may be a caller's words."""
    import click

    if isinstance(wrong, click.exceptions.NoSuchCommand):
        return UsageError("unknown_command")
    if isinstance(wrong, click.NoSuchOption):
        return UsageError("unknown_option")
    if isinstance(wrong, click.MissingParameter) and wrong.param:
        return UsageError("missing_value", field=wrong.param.human_readable_name)
    if isinstance(wrong, click.BadParameter) and wrong.param:
        return UsageError("bad_value", field=wrong.param.human_readable_name)
    return UsageError("usage")


def _tell(error: TriageError, *, as_json: bool) -> int:
    words = _message(error)
    if as_json:
        told: dict[str, str | int] = {"code": error.code, "exit": int(error.exit_code), "message": words}
        if "field" in error.facts:
            told["field"] = error.facts["field"]
        words = json.dumps({"error": told}, ensure_ascii=False)
    _say(words + "\n")
    return error.exit_code


def _refused(refusal: OSError, *, as_json: bool) -> int:
    if refusal.errno not in _REFUSALS:
        _say(CRASHED)
        return ExitCode.CRASHED
    if refusal.errno == errno.ENOSPC and refusal.filename is None:  # not a file of ours: our output
        _give_up(sys.stdout)
        return _tell(TriageError("output_lost"), as_json=as_json)
    return _tell(TriageError("folder_refused"), as_json=as_json)


def _message(error: TriageError) -> str:
    from triage.content import message
    from triage.text import one_line

    try:
        return one_line(message(error.code, **error.facts))
    except TriageError:  # the message itself is missing or broken: its code still says which one
        return f"{CRASHED.strip()} ({error.code})"


def _say(words: str) -> None:
    try:
        sys.stderr.write(words)
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr)


def _give_up(stream: TextIO) -> None:
    """Sends what is left in ``stream`` nowhere, so that Python does not complain about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _silence_python() -> None:
    """Python's own reports of a fault show source lines and values: none of them is shown."""
    import logging
    import warnings

    sys.excepthook = lambda *_: _say(CRASHED)
    threading.excepthook = lambda _: _say(CRASHED)
    sys.unraisablehook = lambda _: None  # faults while tidying up: nobody can act on them
    logging.getLogger().addHandler(logging.NullHandler())
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # started with that stream closed
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for as long as it runs
    for stream, errors in (
        (sys.stdin, "replace"),
        (sys.stdout, "backslashreplace"),
        (sys.stderr, "backslashreplace"),
    ):
        stream.reconfigure(encoding="utf-8", errors=errors)  # type: ignore[union-attr] # text streams at the start


def _heed_signals() -> None:
    """Ending signals unwind the program, so that a vault that is open is closed."""
    for name in _ENDING:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _end)


def _end(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
