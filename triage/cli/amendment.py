"""``triage policy compare`` and ``adopt``: new text beside the text in use, what it touches, who agreed."""

from datetime import date
from pathlib import Path

import click
from pydantic import BaseModel, ConfigDict, Field

from triage.cli.asking import ask, ask_day, can_ask
from triage.cli.options import Command, SignedCommand, settings
from triage.cli.output import give, give_json, give_wrapped, tell
from triage.cli.policy_input import read_input
from triage.cli.sign_in import signed_in
from triage.content import message
from triage.errors import ContentError, UsageError
from triage.policy.amendment import Amendment, Change, Words, compare, in_our_form
from triage.policy.corpus import Policy
from triage.policy.pack import Pack, load_pack
from triage.policy.reading import read_policy
from triage.policy.touched import Touched, touched_by, words_gone

_TEXT = click.Path(path_type=Path, exists=True, dir_okay=False)


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    agreed_by: str = Field(min_length=1)
    agreed_on: date


@click.command("compare", cls=Command)
@click.argument("file", type=_TEXT)
def compare_texts(file: Path) -> None:
    """Clause by clause what differs, and what names each clause. Changes nothing."""
    from policy_corpus import root

    pack = load_pack()
    amendment, new = _amendment(pack, file)
    touched = {change.address: _touched(change, pack) for change in amendment.changes}
    gone = words_gone(new, root(), pack.name)
    if settings().json:
        give_json({
            "schema": "triage.policy_compare/1",
            "old_sha256": amendment.old_sha256,
            "new_sha256": amendment.new_sha256,
            "changes": [_change_json(change, touched[change.address]) for change in amendment.changes],
            "quotes_gone": [{"file": each.file, "entry": each.entry} for each in gone],
        })  # fmt: skip
        return
    for change in amendment.changes:
        _show(change, touched[change.address])
    if gone:
        give(message("amendment_quotes"))
        _show_touched(gone)
        give()
    if amendment.changes:
        give(message("amendment_count", count=len(amendment.changes)))
    else:
        give(message("amendment_none"))
    tell("amendment_not_done")


@click.command("adopt", cls=SignedCommand)
@click.argument("file", type=_TEXT)
def adopt(file: Path) -> None:
    """A manager notes who agreed to new text and when: asked for, or one JSON object on standard input."""
    with signed_in() as desk:
        amendment, _ = _amendment(desk.pack, file)
        if can_ask():
            given = _Given(agreed_by=ask("ask_agreed_by"), agreed_on=ask_day("ask_agreed_on"))
        else:
            given = read_input(_Given)
        desk.policy_life.adopt(amendment, given.agreed_by, given.agreed_on)
    tell("adopted_noted", name=given.agreed_by, on=f"{given.agreed_on:%d %B %Y}")


def _amendment(pack: Pack, file: Path) -> tuple[Amendment, Policy]:
    """Raises UsageError for a file that is no policy."""
    raw = file.read_bytes()
    try:
        new = read_policy(in_our_form(raw.decode("utf-8-sig")), file.name)
    except UnicodeDecodeError as wrong:
        raise UsageError("amendment_broken", file=file.name, problem=wrong.reason, key="-") from None
    except ContentError as wrong:
        raise UsageError("amendment_broken", **wrong.facts) from None
    if not new.sections:
        raise UsageError("amendment_no_policy", file=file.name)
    return compare(pack.policy, new, pack.sha256, raw), new


def _touched(change: Change, pack: Pack) -> tuple[Touched, ...]:
    from policy_corpus import root

    if change.clause_id is None:
        return ()
    return touched_by(frozenset({change.address, change.clause_id}), root(), pack.name)


def _show(change: Change, touched: tuple[Touched, ...]) -> None:
    give(message(f"amendment_{change.kind}", section=change.section, address=change.address))
    if change.kind == "changed":
        give_wrapped(" ".join(map(_word_by_word, change.words)), "   ")
    else:
        code = "amendment_after" if change.kind == "added" else "amendment_before"
        give_wrapped(message(code, words=change.after or change.before), "   ")
    if touched:
        give_wrapped(message("amendment_touches"), "   ")
        _show_touched(touched)
    else:
        give_wrapped(message("amendment_no_touch"), "   ")
    give()


def _word_by_word(words: Words) -> str:
    if words.kind == "same":
        return words.text
    return message("amendment_out" if words.kind == "out" else "amendment_in", words=words.text)


def _show_touched(touched: tuple[Touched, ...]) -> None:
    for each in touched:
        give_wrapped(message("amendment_touched", file=each.file, entry=each.entry), "      ")


def _change_json(change: Change, touched: tuple[Touched, ...]) -> dict[str, object]:
    return {
        "kind": change.kind, "address": change.address, "clause": change.clause_id,
        "section": change.section, "before": change.before, "after": change.after,
        "touches": [{"file": each.file, "entry": each.entry} for each in touched],
    }  # fmt: skip
