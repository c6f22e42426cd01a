"""What every command understands: how to answer, how much to say, and which folder to work in."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click


@dataclass(slots=True)
class Settings:
    """The common options, as given before or after the name of the command."""

    data_dir: Path | None = None
    """None: the user's own folder. Ask for ``folder``."""
    json: bool = False
    plain: bool = False
    no_color: bool = False
    no_input: bool = False
    quiet: bool = False
    verbose: bool = False
    person: str | None = None
    """Number or id of who signs in; None: to be asked."""
    passphrase_file: Path | None = None
    """None: to be asked."""

    @property
    def folder(self) -> Path:
        """Where the vault is, or would be."""
        from triage.paths import default_data_dir

        return self.data_dir or default_data_dir()


class Command(click.Command):
    """A command with the common options, and help read from ``language/help/``, examples first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(_common())

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The page of this command, then its options."""
        from triage.cli.help import write_help

        write_help(self, ctx, formatter)


class SignedCommand(Command):
    """A command for which somebody signs in. Names stay off its line: a person is a number or an id."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = click.Path(path_type=Path, exists=True, dir_okay=False)
        self.params += [_option("--person", type=str), _option("--passphrase-file", type=file)]


def settings() -> Settings:
    """The common options of the command that runs."""
    return click.get_current_context().ensure_object(Settings)


def plain_wanted() -> bool:
    """Plain lines in place of the screen: asked for, or the terminal cannot draw one."""
    accessible = os.environ.get("ACCESSIBLE", "").strip() not in ("", "0")
    return settings().plain or accessible or os.environ.get("TERM") == "dumb"


def _common() -> list[click.Parameter]:
    folder = click.Path(path_type=Path, file_okay=False, readable=False)
    return [
        _option("--data-dir", type=folder, envvar="TRIAGE_DATA_DIR"),
        _option("--json", is_flag=True),
        _option("--no-color", is_flag=True),
        _option("--no-input", is_flag=True),
        _option("--quiet", "-q", is_flag=True),
        _option("--verbose", "-v", is_flag=True),
        _option("--plain", is_flag=True),
    ]


def _option(*names: str, **how: Any) -> click.Option:
    """An option that goes to ``Settings`` and not to the command."""
    return click.Option(
        names, callback=_keep(names[0].strip("-").replace("-", "_")), expose_value=False, **how
    )


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def keep(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value:
            setattr(ctx.ensure_object(Settings), name, value)
        if value and name == "no_color":
            os.environ["NO_COLOR"] = "1"

    return keep
