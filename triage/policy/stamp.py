"""``python -m triage.policy.stamp``: each clause note gets its clause's hash, and pack.toml that of the text.

Run it only after reading what changed: a stamp says that somebody has.
"""

import hashlib
import re
import sys
from pathlib import Path

from triage.policy.notes import text_hash
from triage.policy.reading import read_policy

_CLAUSE = re.compile(r'^\[clause\."?(?P<id>[^"\]]+)"?\]$')
_STAMP = re.compile(r'^text_sha256 = "[0-9a-f]*"$')
_SEAL = re.compile(r'^policy_sha256 = "[0-9a-f]*"$', re.MULTILINE)


def stamp(folder: Path) -> None:
    """Rewrites the stamps in ``folder`` and nothing else. Raises NotFound for a note without a clause."""
    text = (folder / "policy.md").read_bytes()
    policy = read_policy(text.decode("utf-8"))
    notes = folder / "clauses.toml"
    lines = notes.read_text(encoding="utf-8").splitlines()
    clause_id = ""
    for place, line in enumerate(lines):
        if heading := _CLAUSE.fullmatch(line):
            clause_id = heading["id"]
        elif _STAMP.fullmatch(line):
            lines[place] = f'text_sha256 = "{text_hash(policy.clause(clause_id))}"'
    notes.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    settings = folder / "pack.toml"
    seal = f'policy_sha256 = "{hashlib.sha256(text).hexdigest()}"'
    settings.write_text(
        _SEAL.sub(seal, settings.read_text(encoding="utf-8")), encoding="utf-8", newline="\n"
    )  # fmt: skip


if __name__ == "__main__":
    import policy_corpus

    names = sys.argv[1:] or ["west_midlands_sendiass"]
    for name in names:
        stamp(Path(policy_corpus.__file__).parent / name)
