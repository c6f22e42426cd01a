"""What a person set on this device for themselves: colours, and keys of their own. Nothing of any case.

It is a small file beside the vault, since colours and keys are needed before anybody has signed in.
"""

import re
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from triage.content import Content, read_toml
from triage.errors import ContentError
from triage.vault.durable import write_durably

FILE = "settings.toml"

KeyName = Annotated[str, StringConstraints(pattern=r"^(?:ctrl\+[a-z]|f[1-9]|f1[0-2])$")]


class OwnSettings(Content):
    """As the file has them."""

    colours: str | None = None
    """Name of a theme; None, or a name that the screen does not know: the usual one."""
    keys: dict[KeyName, KeyName] = Field(default_factory=dict)
    """Own key to the shipped key that it does the work of. A shipped key has one own key at most."""


class SettingsFile:
    """The file, read when it is asked for. ``fault`` says why the last reading gave the usual settings."""

    def __init__(self, data_dir: Path) -> None:
        self._file = data_dir / FILE
        self.fault: ContentError | None = None

    def read(self) -> OwnSettings:
        """The usual settings where there is no file, or one that cannot be read; never raises for those."""
        self.fault = None
        if not self._file.exists():
            return OwnSettings()
        try:
            return read_toml(self._file, OwnSettings)
        except ContentError as fault:
            self.fault = fault
        except OSError:
            self.fault = ContentError(file=FILE, key="-", problem="the file cannot be read")
        return OwnSettings()

    def keep(self, settings: OwnSettings) -> None:
        """In place of what was there. Raises NotSaved; the old file stays."""
        lines = ["# Colours and keys of this device. Change them on the screen: Home, then K."]
        if settings.colours and re.fullmatch(r"[a-z-]+", settings.colours):
            lines.append(f'colours = "{settings.colours}"')
        lines += ["[keys]", *(f'"{own}" = "{shipped}"' for own, shipped in sorted(settings.keys.items()))]
        write_durably(self._file, ("\n".join(lines) + "\n").encode("ascii"))
