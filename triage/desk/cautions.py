"""What whoever sits at an open vault is to know of it before they rely on it: worst first, nothing hidden."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from triage.desk.parts import Parts
    from triage.vault.store import Vault


@dataclass(frozen=True, slots=True)
class Caution:
    """A message, by its id and facts."""

    code: str
    facts: dict[str, str | int]


def cautions_of(vault: "Vault", now: datetime) -> tuple[Caution, ...]:
    """Empty when there is nothing to say."""
    found = [
        Caution(
            loss.kind.value,
            {"commits": loss.commits, "events": loss.events, "since": f"{loss.since:%d %B %Y, %H:%M} UTC"},
        )
        for loss in vault.losses(unseen=True)
    ]
    found += [Caution(wrong.value, {}) for wrong in (vault.last_check.wrong if vault.last_check else ())]
    if vault.read_only:
        found.append(Caution("window_reads_only", {}))
    elif not vault.connection.ballast.there:
        found.append(Caution("disk_low", {}))
    if (last := vault.last_event_at()) is not None and last > now:
        found.append(Caution("clock_behind", {"last": f"{last:%d %B %Y, %H:%M} UTC"}))
    return tuple(found)


def due_cautions(parts: "Parts", *, is_manager: bool) -> tuple[Caution, ...]:
    """What is off-site past its day; for a manager, how many requests wait. Numbers, never a name.

    Raises Locked without anybody.
    """
    found = []
    if late := len(parts.paper.overdue()):
        found.append(Caution("caution_off_site_late", {"count": late}))
    if is_manager and (waits := sum(file.waits for file in parts.data_requests.listed())):
        found.append(Caution("caution_requests_wait", {"count": waits}))
    return tuple(found)
