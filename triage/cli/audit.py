"""``triage audit``: whether the list of events is whole, what that proves, a checkpoint to keep elsewhere."""

from pathlib import Path

import click

from triage.cli.options import SignedCommand, settings
from triage.cli.output import give, give_json, give_wrapped, tell, warn
from triage.cli.sign_in import signed_in
from triage.content import message
from triage.errors import SealBroken, UsageError
from triage.vault.audit import Held, Verification, read_checkpoint

_LARGEST_CHECKPOINT = 4096


@click.command("verify", cls=SignedCommand)
@click.option("--against", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def verify(against: Path | None) -> None:
    """Walks the list of events. Raises SealBroken when it, or the checkpoint ``against``, does not hold."""
    with signed_in() as desk:
        found = desk.verify()
        anchor = read_checkpoint(_text_of(against)) if against else None
        if against and anchor is None:
            raise UsageError("checkpoint_unreadable")
        held = desk.against(anchor) if anchor else None
        since = desk.anchored_until()
    if settings().json:
        give_json({"schema": "triage.audit/1", **_as_json(found), "anchored_until": since, "against": held})
    else:
        _say(found, since)
    if anchor and held:
        code, count = held.value, anchor.count
        if held is not Held.HOLDS:
            raise SealBroken(code, count=count)
        tell(code, count=count)
    if found.reason and found.first_fault_seq is not None:
        raise SealBroken(found.reason.value, seq=found.first_fault_seq)


@click.command("checkpoint", cls=SignedCommand)
def checkpoint() -> None:
    """Three lines to keep elsewhere. Raises SealBroken when the list is not whole."""
    with signed_in() as desk:
        lines = desk.give_checkpoint()
    if settings().json:
        give_json({"schema": "triage.checkpoint/1", "checkpoint": lines})
    else:
        give(lines.rstrip("\n"))
        tell("checkpoint_keep")


def _say(found: Verification, since: int) -> None:
    give_wrapped(message("audit_whole" if found.intact else "audit_broken", count=found.count))
    for code in ("audit_proves_order", "audit_proves_people", "audit_proves_decisions"):
        if found.intact:
            give_wrapped(message(code), "  ")
    give_wrapped(message("audit_cannot"))
    give_wrapped(message("audit_cannot_end", since=since, count=found.count), "  ")
    give_wrapped(message("audit_cannot_truth"), "  ")
    for seq in found.clock_back_seqs:
        warn("clock_went_back", seq=seq)
    if found.unchecked_decisions:
        give_wrapped(message("audit_unchecked", many=len(found.unchecked_decisions)))


def _as_json(found: Verification) -> dict[str, object]:
    return {
        "intact": found.intact,
        "count": found.count,
        "head": found.head,
        "first_fault_seq": found.first_fault_seq,
        "reason": found.reason,
        "broken_refs": list(found.broken_refs),
        "clock_back_seqs": list(found.clock_back_seqs),
        "unchecked_decisions": list(found.unchecked_decisions),
    }


def _text_of(file: Path) -> str:
    with file.open("rb") as source:
        return source.read(_LARGEST_CHECKPOINT).decode("utf-8", errors="replace")
