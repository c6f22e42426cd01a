"""Help pages: one a command in ``language/help/``; its first line also stands in the list of commands."""

from collections.abc import Iterable
from functools import cache

import click

from policy_corpus import root
from triage.content import message
from triage.errors import ContentError


def write_help(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """The whole page: what it does, examples, how it is called, its options."""
    formatter.write(_page(ctx.command_path) + "\n")
    command.format_usage(ctx, formatter)
    rows = [row for param in command.get_params(ctx) if (row := _row(param, ctx))]
    with formatter.section("Options"):
        formatter.write_dl(rows)


def write_commands(names: Iterable[str], ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """One line a command."""
    with formatter.section("Commands"):
        formatter.write_dl([(name, in_short(f"{ctx.command_path} {name}")) for name in names])


def in_short(command_path: str) -> str:
    """The first line of a command's page."""
    return _page(command_path).split("\n", 1)[0]


@cache
def _page(command_path: str) -> str:
    name = "cli_" + "_".join(command_path.split()[1:] or ["triage"]) + ".md"
    file = root() / "language" / "help" / name
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError("content_broken", file=name, key="-", problem="the file is not there") from None


def _row(param: click.Parameter, ctx: click.Context) -> tuple[str, str] | None:
    if not isinstance(param, click.Option) or param.hidden:
        return None
    found = param.get_help_record(ctx)
    names = found[0] if found else ", ".join(param.opts)
    return names, message("option_" + max(param.opts, key=len).strip("-").replace("-", "_"))
