"""``triage doctor``: is everything that must hold on this device holding?"""

import click

from triage.cli.options import Command, settings
from triage.cli.output import give, give_json, tell
from triage.content import message
from triage.desk.doctor import Examination, NetworkFinding, PolicyFinding, examine
from triage.desk.proof import Line, attempt_said, files_said, guards_said, seal_said
from triage.errors import ExitCode
from triage.privacy.selftest import Outcome


@click.command("doctor", cls=Command)
def doctor() -> int:
    """Exit code 1 when something does not hold."""
    tell("doctor_is_looking")
    found = examine(settings().folder)
    if settings().json:
        give_json(found.as_json())
    else:
        _show(found)
    return ExitCode.DONE if found.ok else ExitCode.FAILED


def _show(found: Examination) -> None:
    policy, network, vault, terminal = found.policy, found.network, found.vault, found.terminal
    _line("doctor_policy", policy.intact, sha256=policy.sha256[:12])
    show_old_notes(policy)
    _line("doctor_model", found.model.holds, name=found.model.name)
    _line(
        "doctor_network", network.holds,
        guards=len(network.guards), opened=network.sockets_opened, blocked=network.blocked_attempts,
    )  # fmt: skip
    _attempts(network)
    for line in (*map(attempt_said, network.attempts), *guards_said(), *map(seal_said, found.seals)):
        _detail(line)
    for line in files_said(found.files, settings().folder):
        _detail(line)
    _line("doctor_vault" if vault.present else "doctor_no_vault", vault.holds, people=vault.people)
    if terminal.present:
        _line("doctor_terminal", terminal.holds, columns=terminal.columns, rows=terminal.rows)


def show_old_notes(policy: PolicyFinding) -> None:
    """A warning where notes on the law were checked more than a year ago; nothing else rests on them."""
    if policy.old_notes:
        give(f"! OLD    {message('law_notes_old', count=len(policy.old_notes))}")


def _attempts(network: NetworkFinding) -> None:
    wrong = network.way_out
    refused, not_covered = network.ways(Outcome.REFUSED), network.ways(Outcome.NOT_COVERED)
    _line("doctor_attempts", not wrong, refused=len(refused), open=len(not_covered), wrong=len(wrong))


def _detail(line: Line) -> None:
    give(f"  {message('proof_mark_' + line.standing.value):<8} {line.words}")


def _line(code: str, holds: bool, **facts: str | int) -> None:
    """Good or bad stands in words: a colour or a mark alone is lost on many."""
    give(f"ok       {message(code, **facts)}" if holds else f"! WRONG  {message(code + '_wrong', **facts)}")
