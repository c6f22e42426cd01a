"""The commands. The module of one is imported when it is called, so that help and look-ups start quickly."""

from importlib import import_module
from typing import Any

import click

from triage.cli.options import Command

_TOP = {
    "find": "triage.cli.find:find",
    "call": "triage.cli.screen:call",
    "record": "triage.cli.commands:record",
    "inbox": "triage.cli.commands:inbox",
    "enquiry": "triage.cli.commands:enquiry",
    "request": "triage.cli.commands:request",
    "paper": "triage.cli.commands:paper",
    "export": "triage.cli.commands:export",
    "stats": "triage.cli.commands:stats",
    "policy": "triage.cli.commands:policy",
    "practice": "triage.cli.commands:practice",
    "audit": "triage.cli.commands:audit",
    "backup": "triage.cli.commands:backup",
    "handover": "triage.cli.commands:handover",
    "assess": "triage.cli.assess:assess",
    "doctor": "triage.cli.doctor:doctor",
    "demo": "triage.cli.demo:demo",
    "setup": "triage.cli.setup:setup",
    "people": "triage.cli.commands:people",
    "completion": "triage.cli.completion:completion",
}
_RECORD = {
    "list": "triage.cli.record:list_records",
    "show": "triage.cli.record:show",
    "case-note": "triage.cli.record:case_note_text",
    "consent": "triage.cli.sharing:consent",
    "take-back": "triage.cli.sharing:take_back",
    "share": "triage.cli.sharing:share",
    "act": "triage.cli.sharing:act",
    "contact": "triage.cli.sharing:contact",
    "after": "triage.cli.sharing:after",
}
_INBOX = {
    "list": "triage.cli.inbox:list_inbox",
    "show": "triage.cli.inbox:show",
    "decide": "triage.cli.decide:decide",
}
_ENQUIRY = {
    "new": "triage.cli.enquiry:new",
    "list": "triage.cli.enquiry:list_enquiries",
    "answer": "triage.cli.enquiry:answer",
}
_POLICY = {
    "list": "triage.cli.policy:list_clauses",
    "show": "triage.cli.policy:show",
    "verify": "triage.cli.policy:verify",
    "kept": "triage.cli.kept:kept",
    "silences": "triage.cli.silences:silences",
    "agree": "triage.cli.silences:agree",
    "receipt": "triage.cli.policy_life:receipt",
    "receipts": "triage.cli.policy_life:receipts",
    "training": "triage.cli.policy_life:training",
    "review": "triage.cli.policy_life:review",
    "reviewed": "triage.cli.policy_life:reviewed",
    "compare": "triage.cli.amendment:compare_texts",
    "adopt": "triage.cli.amendment:adopt",
    "history": "triage.cli.policy_life:history",
    "index": "triage.cli.shelf:index",
    "search": "triage.cli.shelf:search",
}
_PRACTICE = {
    "list": "triage.cli.practice:list_calls",
    "run": "triage.cli.practice:run",
    "results": "triage.cli.practice:results",
    "certificate": "triage.cli.practice:certificate",
    "new": "triage.cli.practice:new",
    "check": "triage.cli.practice:check",
}
_REQUEST = {
    "new": "triage.cli.data_request:new",
    "list": "triage.cli.data_request:list_requests",
    "review": "triage.cli.data_request:review",
    "release": "triage.cli.data_request:release",
    "refuse": "triage.cli.data_request:refuse",
    "remove": "triage.cli.data_request:remove",
}
_PAPER = {
    "print": "triage.cli.paper:print_out",
    "destroyed": "triage.cli.paper:destroyed",
    "out": "triage.cli.paper:out",
    "back": "triage.cli.paper:back",
    "list": "triage.cli.paper:list_paper",
}
_EXPORT = {
    "record": "triage.cli.export:record",
    "decision": "triage.cli.export:decision",
    "case-note": "triage.cli.export:case_note",
    "request": "triage.cli.export:request_copy",
    "statistics": "triage.cli.export:statistics",
    "certificate": "triage.cli.export:certificate",
    "policy": "triage.cli.export:policy",
    "open": "triage.cli.export:open_file",
}
_STATS = {
    "make": "triage.cli.stats:make",
    "again": "triage.cli.stats:again",
    "list": "triage.cli.stats:list_made",
}
_AUDIT = {"verify": "triage.cli.audit:verify", "checkpoint": "triage.cli.audit:checkpoint"}

_BACKUP = {
    "make": "triage.cli.backup:make",
    "list": "triage.cli.backup:list_copies",
    "check": "triage.cli.backup:check",
    "restore": "triage.cli.backup:restore",
    "gone": "triage.cli.backup:gone",
}


_HANDOVER = {
    "card": "triage.cli.handover:card",
    "trust": "triage.cli.handover:trust",
    "make": "triage.cli.handover:make",
    "open": "triage.cli.handover:open_files",
    "receipt": "triage.cli.handover:receipt",
    "list": "triage.cli.handover:list_passed",
}


_PEOPLE = {
    "list": "triage.cli.people:list_people",
    "add": "triage.cli.people:add",
    "remove": "triage.cli.people:remove",
    "passphrase": "triage.cli.people:passphrase",
    "recover": "triage.cli.people:recover",
    "recovery-key": "triage.cli.people:recovery_key",
}


class CommandList(Command, click.Group):
    """A group that knows where its commands are and imports one only to run it."""

    def __init__(self, *args: Any, places: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """In the order a newcomer needs them."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name; None when there is none."""
        if cmd_name not in self._places:
            return None
        module, attribute = self._places[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The page of the group, its options, and a line for each command."""
        from triage.cli.help import write_commands

        super().format_help(ctx, formatter)
        write_commands(self._places, ctx, formatter)


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        from importlib.metadata import version

        click.echo(f"triage {version('safeguarding-triage')}")
        ctx.exit()


@click.command(
    "triage", cls=CommandList, places=_TOP, invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version)
@click.pass_context
def triage(ctx: click.Context) -> int | None:
    """Without a command: the screen."""
    if ctx.invoked_subcommand is not None:
        return None
    from triage.cli.screen import open_screen

    return open_screen(start="home")


record = CommandList("record", places=_RECORD, no_args_is_help=True)
inbox = CommandList("inbox", places=_INBOX, no_args_is_help=True)
paper = CommandList("paper", places=_PAPER, no_args_is_help=True)
export = CommandList("export", places=_EXPORT, no_args_is_help=True)
stats = CommandList("stats", places=_STATS, no_args_is_help=True)
request = CommandList("request", places=_REQUEST, no_args_is_help=True)
enquiry = CommandList("enquiry", places=_ENQUIRY, no_args_is_help=True)
policy = CommandList("policy", places=_POLICY, no_args_is_help=True)
practice = CommandList("practice", places=_PRACTICE, no_args_is_help=True)
audit = CommandList("audit", places=_AUDIT, no_args_is_help=True)
backup = CommandList("backup", places=_BACKUP, no_args_is_help=True)
handover = CommandList("handover", places=_HANDOVER, no_args_is_help=True)
people = CommandList("people", places=_PEOPLE, no_args_is_help=True)
