"""``triage export``: a paper in a file, sealed unless it is asked for in the clear; written down before."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel, ConfigDict, Field

from triage.cli.asking import ask, ask_secret, can_ask
from triage.cli.data_request import numbers
from triage.cli.options import Command, SignedCommand, settings
from triage.cli.output import give, give_json, say, tell, warn
from triage.cli.policy_input import read_input
from triage.cli.sign_in import signed_in
from triage.content import message
from triage.desk.desk import Desk
from triage.desk.exports import How, Ready
from triage.desk.private_file import write_private
from triage.desk.setting_up import SHORTEST_PASSPHRASE
from triage.errors import UsageError
from triage.papers.paper import Form

_FORMS = click.Choice([form.value for form in Form])
_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)


class Given(BaseModel):
    """What is otherwise asked for."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)

    kept_where: str
    duty_confirmed: bool
    file_passphrase: str = Field(default="", repr=False)
    reasons: str = Field(default="", repr=False)
    """Of a release to the person it is about."""
    in_the_clear: bool = False
    """Confirms ``--plaintext``."""


class _Opens(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)

    file_passphrase: str = Field(repr=False)


def _whole_paper_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--out", type=_FOLDER),
        click.option("--plaintext", is_flag=True),
        click.option("--format", "form", type=_FORMS, default="pdf"),
    ):
        command = option(command)
    return command


def _paper_options(command: Callable[..., Any]) -> Callable[..., Any]:
    return _whole_paper_options(click.option("--redacted", is_flag=True)(command))


@click.command("record", cls=SignedCommand)
@click.argument("ref")
@_paper_options
def record(ref: str, form: str, redacted: bool, plaintext: bool, out: Path | None) -> None:
    """The whole record."""
    _export(lambda desk, how, _: desk.exports.record(ref, how), form, redacted, plaintext, out)


@click.command("decision", cls=SignedCommand)
@click.argument("ref")
@_paper_options
def decision(ref: str, form: str, redacted: bool, plaintext: bool, out: Path | None) -> None:
    """What was decided on a record, and what came of it."""
    _export(lambda desk, how, _: desk.exports.decision(ref, how), form, redacted, plaintext, out)


@click.command("case-note", cls=SignedCommand)
@click.argument("ref")
@_paper_options
def case_note(ref: str, form: str, redacted: bool, plaintext: bool, out: Path | None) -> None:
    """The text for the case notes."""
    _export(lambda desk, how, _: desk.exports.case_note(ref, how), form, redacted, plaintext, out)


@click.command("request", cls=SignedCommand)
@click.argument("request")
@click.option("--keep", default="")
@click.option("--leave-out", default="")
@_whole_paper_options
def request_copy(
    request: str, *, keep: str, leave_out: str, form: str, plaintext: bool, out: Path | None
) -> None:
    """The copy for the person it is about, which releases it."""
    kept, left = numbers(keep), numbers(leave_out)

    def make(desk: Desk, how: How, reasons: str) -> Ready:
        return desk.exports.request(request, how, kept, left, reasons)

    _export(make, form, False, plaintext, out, duty="export_duty_person", with_reasons=True)


@click.command("statistics", cls=SignedCommand)
@click.argument("number")
@_whole_paper_options
def statistics(number: str, form: str, plaintext: bool, out: Path | None) -> None:
    """Figures that were made, unchanged."""

    def make(desk: Desk, how: How, _: str) -> Ready:
        return desk.exports.statistics(number, how)

    _export(make, form, False, plaintext, out, duty="ask_stats_duty")


@click.command("certificate", cls=SignedCommand)
@click.argument("person_id", required=False)
@_whole_paper_options
def certificate(person_id: str | None, form: str, plaintext: bool, out: Path | None) -> None:
    """The induction certificate: mine, or somebody else's for a manager."""

    def make(desk: Desk, how: How, _: str) -> Ready:
        return desk.exports.certificate(person_id, how)

    _export(make, form, False, plaintext, out, duty="export_duty_file")


@click.command("policy", cls=Command)
@click.option("--format", "form", type=_FORMS, default="pdf")
@click.option("--out", type=_FOLDER)
def policy(form: str, out: Path | None) -> None:
    """The policy itself: nobody signs in, and nothing is noted (P9.6)."""
    from triage.desk.bootstrap import utc_now
    from triage.desk.exported_others import policy_paper
    from triage.papers.writing import written
    from triage.policy.pack import load_pack

    pack = load_pack()
    if not pack.intact:
        warn("policy_changed")
    file = (out or Path()) / f"policy-{pack.sha256[:8]}.{form}"
    write_private(file, lambda: written(policy_paper(pack, utc_now()), Form(form)))
    give(str(file))
    tell("export_policy_made", file=file.name)


@click.command("open", cls=Command)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", type=_FOLDER)
def open_file(file: Path, out: Path | None) -> None:
    """A sealed copy, written in the clear beside it. Nobody has to be signed in."""
    from triage.handover.files import read_small
    from triage.handover.passphrase_file import LARGEST, SUFFIX, unseal_with

    if file.suffix != SUFFIX:
        raise UsageError("export_not_sealed")
    sealed = read_small(file, LARGEST)
    passphrase = ask_secret("ask_file_opens") if can_ask() else read_input(_Opens).file_passphrase
    opened = (out or file.parent) / file.stem
    write_private(opened, lambda: unseal_with(sealed, passphrase))
    give(str(opened))
    tell("export_opened", file=opened.name)


def _export(
    make: Callable[[Desk, How, str], Ready],
    form: str,
    redacted: bool,
    plaintext: bool,
    out: Path | None,
    *,
    duty: str = "print_duty",
    with_reasons: bool = False,
) -> None:
    """Asks, draws, seals; then the line in the book, and only then the words in the file."""
    from triage.papers.writing import written

    with signed_in() as desk:
        reasons = ""
        if can_ask():
            if with_reasons:
                reasons = ask("ask_request_reasons")
            else:
                make(desk, How(Form(form), "-", duty_confirmed=True), "")  # refused before anything is asked
            given = _asked(plaintext, duty, desk)
        else:
            given = read_input(Given)
        check(given, plaintext)
        how = How(Form(form), given.kept_where, given.duty_confirmed, redacted, not plaintext)
        ready = make(desk, how, reasons or given.reasons)
        content = written(ready.paper, Form(form))
        if not plaintext:
            from triage.handover.passphrase_file import seal_with

            content = seal_with(content, given.file_passphrase)

        def entered() -> bytes:
            desk.exports.enter(ready)
            return content

        file = (out or Path()) / ready.file_name
        write_private(file, entered)
    _tell(ready, file)


def _asked(plaintext: bool, duty: str, desk: Desk) -> Given:
    if duty == "ask_stats_duty":
        say(message("stats_duty_shown", duty=desk.statistics.duty))
    confirmed = ask(duty).upper() == "Y"
    where = ask("ask_export_where")
    if plaintext:
        warn("export_plain_means")
        agreed = ask("ask_export_plain").upper() == "Y"
        return Given(kept_where=where, duty_confirmed=confirmed, in_the_clear=agreed)
    warn("export_say_it_apart")
    words = ask_secret("ask_file_passphrase", twice=True)
    return Given(kept_where=where, duty_confirmed=confirmed, file_passphrase=words)


def check(given: Given, plaintext: bool) -> None:
    """Raises UsageError: in the clear, and not confirmed; or sealed with too short a passphrase."""
    if plaintext and not given.in_the_clear:
        raise UsageError("export_plain_refused")
    if not plaintext and len(given.file_passphrase.strip()) < SHORTEST_PASSPHRASE:
        raise UsageError("passphrase_too_short", least=SHORTEST_PASSPHRASE)


def _tell(ready: Ready, file: Path) -> None:
    if settings().json:
        give_json({
            "schema": "triage.exported/1", "file": str(file), "number": ready.entry.number,
            "of": ready.entry.of, "form": ready.entry.form, "sealed": ready.entry.sealed,
            "redacted": ready.entry.redacted,
        })  # fmt: skip
    else:
        give(str(file))
    code = "export_made" if ready.entry.sealed else "export_made_plain"
    tell(code, number=ready.entry.number, file=file.name)
