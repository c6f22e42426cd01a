"""A writer in a process of its own, for ``loss_case``: says what the vault has kept, once it has.

``vault_writer.py FOLDER TIMES [MODE]``: so many records, each after two drafts; a line ``kept REF`` for each
draft and record that was acknowledged, ``refused CODE`` where the vault said no. Mode ``normal`` sets
``synchronous=normal``, the control that must lose something; ``unmoved`` leaves everything in the log.
"""

import os
import sys
from pathlib import Path

from vault_case import a_draft, a_record, the_vault

from triage.errors import TriageError
from triage.vault import connection

CHANGES = {
    "normal": ("synchronous=full", "synchronous=normal"),
    "unmoved": ("wal_autocheckpoint=100", "wal_autocheckpoint=0"),
}


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def main(folder: str, times: str, mode: str = "full") -> None:
    was, becomes = CHANGES.get(mode, ("", ""))
    connection._SETTINGS = tuple(each.replace(was, becomes) if was else each for each in connection._SETTINGS)
    try:
        vault = the_vault(Path(folder))
    except TriageError as refused:
        say(f"refused {refused.code}")
        return
    say("open")
    for number in range(int(times)):
        ref = f"ESC-2026-{number:04}"
        try:
            for typed in range(2):
                vault.keep_draft(a_draft(ref).with_typing("x" * (typed + 1) * 700))
            say(f"drafted {ref}")
            vault.submit(a_record(ref))
            say(f"kept {ref}")
        except TriageError as refused:
            say(f"refused {refused.code}")
    try:
        vault.close()
    except TriageError as refused:
        say(f"refused {refused.code}")


if __name__ == "__main__":
    main(*sys.argv[1:])
