"""``triage request``: somebody asks to see, or to have removed, what is kept about them."""

from pathlib import Path

import click
from pydantic import BaseModel, ConfigDict, Field

from triage.cli.asking import ask, can_ask
from triage.cli.enquiry import read_answers
from triage.cli.flow_asking import asked
from triage.cli.options import SignedCommand, settings
from triage.cli.output import give_json, give_wrapped, say, tell, warn
from triage.cli.policy_input import read_input
from triage.cli.sign_in import signed_in
from triage.content import message
from triage.desk.data_requests import RequestFile
from triage.desk.private_file import write_private
from triage.errors import UsageError
from triage.labels import label


class _Reasons(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    reasons: str = Field(min_length=1)


@click.command("new", cls=SignedCommand)
def new() -> None:
    """Question by question, or one JSON object on standard input."""
    with signed_in() as desk:
        answers = asked(desk.data_requests.flow, desk.now) if can_ask() else read_answers(desk.now())
        entry = desk.data_requests.keep(answers)
    if settings().json:
        give_json({"schema": "triage.request/1", "request": entry.request})
    tell("request_kept", request=entry.request)


@click.command("list", cls=SignedCommand)
def list_requests() -> None:
    """All for a manager, their own for a caseworker; newest first."""
    with signed_in() as desk:
        files = desk.data_requests.listed()
    if settings().json:
        give_json({"schema": "triage.requests/1", "requests": [_as_json(file) for file in files]})
        return
    for file in files:
        entry = file.entry
        stands = message("request_waits") if file.waits else label("outcome", file.answers[-1].outcome)
        give_wrapped(
            message(
                "request_row", request=file.request, stands=stands,
                when=f"{(entry or file.answers[-1]).at:%Y-%m-%d %H:%M}",
                wanted=label("wanted", entry.wanted) if entry else message("request_gone"),
            )
        )  # fmt: skip
    if not files:
        tell("requests_none")


@click.command("review", cls=SignedCommand)
@click.argument("request")
def review(request: str) -> None:
    """The record that it names, line by line."""
    with signed_in() as desk:
        found = desk.data_requests.passages(request)
    warn("passages_tension")
    warn("passages_marked")
    for passage in found:
        mark = " !" if passage.may_name_others else ""
        say(message("passage_line", number=passage.number, mark=mark, text=passage.text))


@click.command("release", cls=SignedCommand)
@click.argument("request")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--keep", default="")
@click.option("--leave-out", default="")
def release(request: str, file: Path, keep: str, leave_out: str) -> None:
    """Writes the copy, after the book says that it is given out."""
    kept, left_out = numbers(keep), numbers(leave_out)
    with signed_in() as desk:
        reasons, placeholder = _reasons(), message("passage_left_out")
        write_private(file, lambda: desk.data_requests.release(request, kept, left_out, reasons, placeholder))
    tell("request_released", request=request)


@click.command("refuse", cls=SignedCommand)
@click.argument("request")
def refuse(request: str) -> None:
    """With reasons."""
    with signed_in() as desk:
        desk.data_requests.refuse(request, _reasons())
    tell("request_refused", request=request)


@click.command("remove", cls=SignedCommand)
@click.argument("request")
def remove(request: str) -> None:
    """For good; what still holds the words is named."""
    with signed_in() as desk:
        copies = desk.data_requests.remove(request)
    tell("request_removed")
    if copies:
        tell("request_copies", names=", ".join(copies))


def _reasons() -> str:
    return ask("ask_request_reasons") if can_ask() else read_input(_Reasons).reasons


def numbers(given: str) -> frozenset[int]:
    """Of lines, with commas between. Raises UsageError."""
    try:
        return frozenset(int(part) for part in given.split(",") if part.strip())
    except ValueError:
        raise UsageError("request_numbers") from None


def _as_json(file: RequestFile) -> dict[str, object]:
    return {
        "request": file.request,
        "entry": file.entry.model_dump(mode="json") if file.entry else None,
        "answers": [answer.model_dump(mode="json") for answer in file.answers],
    }
