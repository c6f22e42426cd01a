"""``triage completion SHELL``: the lines that make a shell complete our commands and options at Tab.

Names of commands and options only: no reference, name or file of a service is ever offered.
"""

import click
from click.shell_completion import ShellComplete, get_completion_class

from triage.cli.options import Command
from triage.cli.output import give
from triage.errors import ExitCode, UsageError

SHELLS = ("bash", "zsh", "fish")


@click.command("completion", cls=Command)
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> int:
    """Prints; the person puts the lines where their shell reads them."""
    made = get_completion_class(shell)
    if made is None:
        raise UsageError("bad_value", field="SHELL")
    parts = made(click.get_current_context().find_root().command, {}, "triage", "_TRIAGE_COMPLETE")
    # The base class writes the script without first running the shell to ask its version: we run nothing.
    give(ShellComplete.source(parts))
    return ExitCode.DONE
